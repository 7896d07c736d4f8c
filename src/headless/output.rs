//! What is written where.
//!
//! Data goes to the standard output and nothing else does; whatever is said about it goes to the standard error. A
//! reader that has gone (`… | head`) has what it wanted: that is no failure.

use std::io::{self, IsTerminal, Write};

use crate::cli::{ColorWhen, ExitCode, Speech};

use super::Error;
use super::drive::Cut;
use super::progress::make_way;

/// A long answer is written in pieces of this many bytes.
const BUFFER: usize = 64 * 1024;

/// Writes the whole answer at once.
///
/// # Errors
/// When it cannot be written, but not when the reader has gone.
pub(super) fn print(text: &str) -> Result<(), Error> {
    make_way();
    let mut out = io::stdout().lock();
    let written = out.write_all(text.as_bytes()).and_then(|()| out.flush());
    match written {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => other.map_err(Error::Output),
    }
}

/// Writes an answer as it is made, for one that may be long.
///
/// # Errors
/// When it cannot be written, but not when the reader has gone.
pub(super) fn stream(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Error> {
    make_way();
    let mut out = io::BufWriter::with_capacity(BUFFER, io::stdout().lock());
    match write(&mut out).and_then(|()| out.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
            // What is left would only be refused again.
            let _ = out.into_parts();
            Ok(())
        }
        other => other.map_err(Error::Output),
    }
}

/// Whether somebody reads what is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Reader {
    /// As far as is known.
    There,
    /// Nobody any more.
    Gone,
}

/// Writes one line of an answer that goes on, at once.
///
/// # Errors
/// When it cannot be written, but not when the reader has gone.
pub(super) fn line(text: &str) -> Result<Reader, Error> {
    make_way();
    let mut out = io::stdout().lock();
    match writeln!(out, "{text}").and_then(|()| out.flush()) {
        Ok(()) => Ok(Reader::There),
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(Reader::Gone),
        Err(error) => Err(Error::Output(error)),
    }
}

/// Says something beside the answer, unless the user wants nothing of that.
pub(super) fn say(speech: Speech, text: &str) {
    if !speech.quiet {
        make_way();
        let _ = writeln!(io::stderr().lock(), "spruce-inbox: {text}");
    }
}

/// Whether to use colours on the standard output.
pub(super) fn colours(speech: Speech) -> bool {
    match speech.color {
        ColorWhen::Always => true,
        ColorWhen::Never => false,
        ColorWhen::Auto => {
            let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
            let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
            io::stdout().is_terminal() && !set("NO_COLOR") && !dumb
        }
    }
}

/// The exit code of an answer that may be incomplete, which is said.
pub(super) fn ended(speech: Speech, complete: bool, cut: Option<&Cut>) -> ExitCode {
    if complete {
        return ExitCode::Success;
    }
    let why = cut.map_or("", |cut| cut.why.as_str());
    let colon = if why.is_empty() { "" } else { ": " };
    say(speech, &format!("this is not all{colon}{why}"));
    ExitCode::Partial
}
