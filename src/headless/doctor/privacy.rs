//! What is on this computer because of the program, and what leaves it: one table of each.
//!
//! Asks nobody and changes nothing. A test holds the table of files against what a run really leaves behind.

use std::fs::Metadata;
use std::path::Path;

use crate::config::{Config, TokenSource};
use crate::headless::Surroundings;
use crate::report::doctor::words;
use crate::report::privacy::{Access, File, Outlet};
use crate::report::{Privacy, Time};
use crate::{runtime, store};

/// What a kind of file holds, and what it never does.
struct Content {
    access: Access,
    holds: &'static str,
    never: &'static str,
}

const CONFIGURATION: Content = Content {
    access: Access::Reads,
    holds: "settings, as you wrote them",
    never: "the token: there is no setting for it; nor anything from Spruce",
};
const TOKEN: Content = Content {
    access: Access::Reads,
    holds: "the token, which can read and write all of the clinic's conversations",
    never: "anything that the program wrote; if others have access to it, it is refused",
};
const LEDGER: Content = Content {
    access: Access::Writes,
    holds: "for each conversation of which you saw something: a keyed hash of its id, hashes of few items, and times; \
            and the key",
    never: "ids, names, numbers, text, or the token",
};
const LEDGER_SIDE: Content = Content {
    access: Access::Writes,
    holds: "parts of the seen marks, while the program runs or after it was killed",
    never: "ids, names, numbers, text, or the token",
};
const LOCK: Content = Content {
    access: Access::Writes,
    holds: "nothing: copies of the program that start wait for each other by it",
    never: "anything: it stays empty",
};
const SET_ASIDE: Content = Content {
    access: Access::Writes,
    holds: "a damaged file that was in the place of the seen marks and was kept; seen marks, if it was ours",
    never: "anything that was not in it before; it may be deleted",
};
const LOG: Content = Content {
    access: Access::Writes,
    holds: "what was done when: counts, durations, status codes, request ids",
    never: "ids of conversations, names, numbers, text, or the token",
};

/// Both tables, for these surroundings.
pub(super) fn of(around: &Surroundings<'_>, generated_at: Time) -> Privacy {
    let config = around.config.ok();
    let mut files = Vec::new();
    if let Some(path) = around.config_file {
        files.push(file(path, &CONFIGURATION));
    }
    if let Some(Ok(TokenSource::File(path))) = config.map(|config| &config.token) {
        files.push(file(path, &TOKEN));
    }
    if let Some(ledger) = around.ledger {
        for path in store::files(ledger) {
            files.push(file(&path, of_ledger(ledger, &path)));
        }
    }
    if let Some(path) = config.and_then(|config| config.log_file.as_deref()) {
        files.push(file(path, &LOG));
    }
    Privacy::new(generated_at, files, outlets(config, around))
}

/// What one of the ledger's files is, by what its name has behind the ledger's.
fn of_ledger(ledger: &Path, path: &Path) -> &'static Content {
    let name = |path: &Path| path.to_string_lossy().into_owned();
    let (path, ledger) = (name(path), name(ledger));
    match path.strip_prefix(&ledger).unwrap_or_default() {
        "" => &LEDGER,
        ".lock" => &LOCK,
        side if side.starts_with('-') => &LEDGER_SIDE,
        _ => &SET_ASIDE,
    }
}

fn file(path: &Path, content: &Content) -> File {
    let found = path.metadata().ok();
    File {
        path: words(&path.to_string_lossy()),
        access: content.access,
        exists: found.is_some(),
        bytes: found.as_ref().map(Metadata::len),
        mode: found.as_ref().and_then(mode),
        holds: content.holds,
        never: content.never,
    }
}

#[cfg(unix)]
#[expect(clippy::unnecessary_wraps, reason = "other systems have none")]
fn mode(found: &Metadata) -> Option<String> {
    use std::os::unix::fs::PermissionsExt;

    Some(format!("{:04o}", found.permissions().mode() & 0o7777))
}

#[cfg(not(unix))]
fn mode(_found: &Metadata) -> Option<String> {
    None
}

fn outlets(config: Option<&Config>, around: &Surroundings<'_>) -> Vec<Outlet> {
    let outlet = |name, used, to: &str, holds, never| Outlet {
        name,
        used,
        to: words(to),
        holds,
        never,
    };
    let with = |used: &dyn Fn(&Config) -> bool| config.map(used);
    let always = config.map(|_| true);
    let host = config.and_then(|config| runtime::address(config).ok());
    let host = host.map_or_else(
        || "the address of the API".to_owned(),
        |root| root.to_string(),
    );
    let notified = |config: &Config| {
        let sequence = runtime::notifier_of(config, around.env).sequence();
        config.alarms.desktop_after.get().is_some() && sequence.is_some()
    };
    vec![
        outlet(
            "network",
            always,
            &host,
            "questions (GET only): ids of conversations, times, page tokens, and in one header the token",
            "anything to be written, what you typed, which of it you saw; nothing goes to any other address",
        ),
        outlet(
            "standard output",
            always,
            "whoever runs list, show or watch",
            "names, titles and tags; what people wrote only with --include-text",
            "the token; count and check print counts, waits and channels only",
        ),
        outlet(
            "clipboard",
            always,
            "the terminal, by OSC 52, when you press a key for it",
            "the link or id of a conversation, or the diagnostics",
            "names, numbers, or text",
        ),
        outlet(
            "title",
            with(&|config| config.alarms.title),
            "the terminal, and who sees its title",
            "counts",
            "names, numbers, text, or ids",
        ),
        outlet(
            "bell",
            with(&|config| config.alarms.bell),
            "the terminal",
            "nothing but the sound",
            "names, numbers, text, or ids",
        ),
        outlet(
            "notification",
            with(&notified),
            "the terminal, which hands it to the desktop",
            "counts and the longest wait",
            "names, numbers, text, or ids",
        ),
        outlet(
            "hook",
            with(&|config| config.alarms.hook.is_some()),
            "your own command, in variables",
            "counts, the longest wait, up to 50 ids of conversations",
            "names, numbers, text, or the token",
        ),
        outlet(
            "exec",
            Some(false),
            "your own command, if watch is given one with --exec",
            "the lines that watch prints",
            "what people wrote, unless watch is asked for it with --include-text; the token",
        ),
        outlet(
            "browser",
            always,
            "the program that opens web pages here, when you press a key for it",
            "the link of a conversation in the Spruce app",
            "names, numbers, text, or the token",
        ),
    ]
}
