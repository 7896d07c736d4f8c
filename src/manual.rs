//! What the program says of itself: help, topics, manual pages, completions, the schema of its JSON.
//!
//! Everything is made from what it is about: flags from their definition, exit codes from their table, the query
//! language from its words, the JSON from its schema. It needs no configuration, no token and no network, so that it is
//! there when one of those is the trouble. Text goes to the standard output; a reader that has gone has what it wanted.

mod json;
mod queries;
mod topics;

use std::fs;
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use crate::cli::generate::{self, ManPage, NAME};
use crate::cli::{self, Command, TOPICS};
use crate::report::SCHEMA_DOCUMENT;

pub use topics::page;

/// How alike a word must be to be offered for another, from 0 to 1.
const ALIKE: f64 = 0.75;

/// Why nothing was said.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// There is no command, topic or page of this name.
    #[error("there is no {what} {name:?}{}; there are: {there}", offer(.alike.as_deref()))]
    NoSuchPage {
        /// What was looked for.
        what: &'static str,
        /// Its name, as it was given.
        name: String,
        /// A name that is like it.
        alike: Option<String>,
        /// All names there are.
        there: String,
    },
    /// It cannot be written to the standard output.
    #[error("it cannot be written")]
    Output(#[source] io::Error),
    /// A file cannot be written.
    #[error("{} cannot be written", path.display())]
    File {
        /// Which file or folder.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
}

fn offer(alike: Option<&str>) -> String {
    alike.map_or_else(String::new, |alike| format!(", did you mean {alike}?"))
}

/// Runs a command that is answered from the program itself; `None` for any other.
///
/// # Errors
/// When there is no such topic or page, or something cannot be written.
#[must_use]
pub fn run(command: &Command) -> Option<Result<(), Error>> {
    Some(match command {
        Command::Schema => print(SCHEMA_DOCUMENT.as_bytes()),
        Command::Completions(flags) => print(&generate::completions(flags.shell)),
        Command::Man(flags) => man(flags),
        Command::Help(flags) => help(&flags.topic),
        _ => return None,
    })
}

/// Every manual page: of the program, of each command, of each topic.
///
/// # Errors
/// Does not happen: pages are made in memory.
pub fn man_pages() -> io::Result<Vec<ManPage>> {
    let topics = TOPICS.iter().filter_map(|(name, _)| page(name));
    let topics = topics.map(|page| generate::man_page_of(&page));
    let mut pages = generate::man_pages()?;
    pages.extend(topics.collect::<io::Result<Vec<_>>>()?);
    Ok(pages)
}

fn help(path: &[String]) -> Result<(), Error> {
    if let Some(help) = generate::help(path) {
        return quietly(help.print());
    }
    if let [name] = path
        && let Some(page) = page(name)
    {
        return print(page.text().as_bytes());
    }
    let topics = TOPICS.iter().map(|(name, _)| (*name).to_owned());
    let known: Vec<_> = generate::command_names()
        .into_iter()
        .chain(topics)
        .collect();
    Err(no_such("help on", path.join(" "), &known))
}

fn man(flags: &cli::Man) -> Result<(), Error> {
    let pages = man_pages().map_err(Error::Output)?;
    if let Some(folder) = &flags.dir {
        return pages.iter().try_for_each(|page| write(folder, page));
    }
    let name = flags.page.as_deref().unwrap_or(NAME);
    let same = |page: &&ManPage| {
        let short = page.name.strip_prefix(NAME);
        page.name == name || short.and_then(|short| short.strip_prefix('-')) == Some(name)
    };
    if let Some(page) = pages.iter().find(same) {
        return print(&page.roff);
    }
    let names: Vec<_> = pages.into_iter().map(|page| page.name).collect();
    Err(no_such("manual page", name.to_owned(), &names))
}

/// Writes a page to where `man` looks for it below a folder of its path.
fn write(folder: &Path, page: &ManPage) -> Result<(), Error> {
    let section = page.section.number();
    let folder = folder.join(format!("man{section}"));
    let path = folder.join(format!("{}.{section}", page.name));
    let failed = |path: &Path| {
        let path = path.to_owned();
        move |source| Error::File { path, source }
    };
    fs::create_dir_all(&folder).map_err(failed(&folder))?;
    fs::write(&path, &page.roff).map_err(failed(&path))
}

fn no_such(what: &'static str, name: String, known: &[String]) -> Error {
    let alike = |known: &String| {
        let short = known.strip_prefix("spruce-inbox-").unwrap_or(known);
        strsim::jaro_winkler(short, &name).max(strsim::jaro_winkler(known, &name))
    };
    let all = known.iter().map(|known| (alike(known), known));
    let best = all
        .filter(|(alike, _)| *alike >= ALIKE)
        .max_by(|(a, _), (b, _)| a.total_cmp(b));
    Error::NoSuchPage {
        what,
        alike: best.map(|(_, known)| known.clone()),
        there: known.join(", "),
        name,
    }
}

fn print(text: &[u8]) -> Result<(), Error> {
    let mut out = io::stdout().lock();
    quietly(out.write_all(text).and_then(|()| out.flush()))
}

/// A reader that has gone is no failure.
fn quietly(written: io::Result<()>) -> Result<(), Error> {
    match written {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        other => other.map_err(Error::Output),
    }
}
