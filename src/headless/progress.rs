//! How far it is, on a terminal: one line on the standard error that goes away at the end.
//!
//! The words are in `words`, which is pure; here is when they are written, and that they go away again before anything
//! else is written to the same terminal ([`make_way`]).

mod words;

use std::io::{self, IsTerminal, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crate::cli::Speech;
use crate::model::text::clip::clip;
use crate::runtime;
use crate::triage::Desk;

use words::Scene;

/// A command that is done sooner shows nothing.
const FROM: Duration = Duration::from_millis(400);
/// Shown anew no sooner than this: eight times a second.
const EVERY: Duration = Duration::from_millis(125);
/// Takes away what is in the line, and goes to its beginning.
const ERASE: &[u8] = b"\r\x1b[K";

/// Whether there is a line on the terminal. One for the whole program, as the terminal is.
static SHOWN: AtomicBool = AtomicBool::new(false);

/// Takes the line away, if there is one: to be called before anything else is written.
pub(super) fn make_way() {
    if SHOWN.swap(false, Ordering::Relaxed) {
        let _ = io::stderr().lock().write_all(ERASE);
    }
}

/// Shows how far a command is, where somebody can see it.
#[derive(Debug)]
pub(super) struct Progress {
    /// When it may be shown next; `None` = never.
    next: Option<Duration>,
    line: String,
}

impl Progress {
    /// Shows nothing unless the standard error is a terminal and the user did not decline.
    pub(super) fn new(speech: Speech) -> Self {
        let wanted = !speech.quiet && !speech.no_progress;
        let dumb = std::env::var_os("TERM").is_none_or(|term| term == "dumb");
        let shows = wanted && !dumb && io::stderr().is_terminal();
        Self {
            next: shows.then_some(FROM),
            line: String::new(),
        }
    }

    /// Shows how far it is, if it is time to.
    pub(super) fn show(&mut self, desk: &Desk, requests: u32) {
        let now = desk.now().mono;
        let Some(next) = self.next.filter(|next| now >= *next) else {
            return;
        };
        self.next = Some(next.max(now) + EVERY);
        let line = words::text(&Scene {
            status: &desk.engine().status(),
            rows: desk.engine().picture().len(),
            now,
            server_now: desk.server_now(),
            zone: desk.attention().settings().zone,
            requests,
        });
        let Some(line) = line else {
            make_way();
            return;
        };
        let line = clip(&line, usize::from(runtime::width().saturating_sub(1))).into_owned();
        if SHOWN.load(Ordering::Relaxed) && line == self.line {
            return;
        }
        let mut err = io::stderr().lock();
        let written = err.write_all(ERASE).and_then(|()| write!(err, "{line}"));
        // Who cannot be told anything is told nothing more.
        match written.and_then(|()| err.flush()) {
            Ok(()) => SHOWN.store(true, Ordering::Relaxed),
            Err(_) => self.next = None,
        }
        self.line = line;
    }

    /// Takes the line away.
    pub(super) fn clear(&mut self) {
        self.line.clear();
        make_way();
    }
}
