//! Bell, desktop notification and title, as bytes for the terminal; and the user's hook.
//!
//! It decides nothing: [`crate::app::alarms`] does. There is no standard for notifications: which sequence a terminal
//! understands is guessed from the environment, and one that is not known gets the bell alone, because terminals that
//! do not understand a sequence may print it. Nothing is sent anywhere but to the terminal, so it works over ssh, too.
//!
//! Inside tmux a sequence for the outer terminal is wrapped, which tmux lets through if it is set so
//! (`set -g allow-passthrough on`); otherwise it drops it. Bell and title are tmux's own, and need no wrapping.
//!
//! Public so that a test can look at every byte that leaves.

mod hook;

use std::ffi::OsString;

use crate::app::alarms::{Notification, Title};

pub(super) use hook::Hook;

/// The bell.
pub const BELL: &[u8] = b"\x07";
/// Most characters of a title or a notification: far more than they have.
const LONGEST: usize = 200;
/// Who it is from.
const SENDER: &str = "spruce-inbox";

/// By which sequence the desktop is notified.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum By {
    /// By the one that the terminal is known to understand, if any.
    #[default]
    Auto,
    /// OSC 9: iTerm2 and others.
    Osc9,
    /// OSC 777: urxvt, foot, VTE and others.
    Osc777,
    /// OSC 99: kitty.
    Osc99,
    /// Not at all.
    Off,
}

/// A sequence for notifications.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Dialect {
    Osc9,
    Osc777,
    Osc99,
}

/// What stands between us and the terminal.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Passage {
    Direct,
    Tmux,
}

/// What this terminal understands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Notifier {
    dialect: Option<Dialect>,
    passage: Passage,
    titles: bool,
}

/// Looks up an environment variable.
pub type Env<'a> = &'a dyn Fn(&str) -> Option<OsString>;

impl Notifier {
    /// For the terminal that `env` tells of.
    #[must_use]
    pub fn new(by: By, env: Env<'_>) -> Self {
        let text = |name: &str| {
            let value = env(name).and_then(|value| value.into_string().ok());
            value.unwrap_or_default()
        };
        let term = text("TERM");
        Self {
            dialect: match by {
                By::Auto => understood(&text, &term),
                By::Osc9 => Some(Dialect::Osc9),
                By::Osc777 => Some(Dialect::Osc777),
                By::Osc99 => Some(Dialect::Osc99),
                By::Off => None,
            },
            passage: if text("TMUX").is_empty() {
                Passage::Direct
            } else {
                Passage::Tmux
            },
            // The console of Linux prints what it does not know.
            titles: !matches!(term.as_str(), "" | "linux" | "dumb"),
        }
    }

    /// Name of the sequence that notifies the desktop; `None` where the terminal is not known to understand any.
    #[must_use]
    pub const fn sequence(&self) -> Option<&'static str> {
        match self.dialect {
            Some(Dialect::Osc9) => Some("OSC 9"),
            Some(Dialect::Osc777) => Some("OSC 777"),
            Some(Dialect::Osc99) => Some("OSC 99"),
            None => None,
        }
    }

    /// The bytes that notify the desktop; none where the terminal is not known to understand any.
    #[must_use]
    pub fn notification(&self, notification: &Notification) -> Vec<u8> {
        let text = visible(&notification.to_string());
        let sequences = match self.dialect {
            None => return Vec::new(),
            // Some take a number at the beginning for a command of theirs.
            Some(Dialect::Osc9) => vec![osc(&format!("9;{SENDER}: {text}"))],
            Some(Dialect::Osc777) => vec![osc(&format!("777;notify;{SENDER};{text}"))],
            // The same id again: it takes the place of the one before.
            Some(Dialect::Osc99) => vec![
                osc(&format!("99;i={SENDER}:d=0;{SENDER}")),
                osc(&format!("99;i={SENDER}:d=1:p=body;{text}")),
            ],
        };
        let pass = |sequence: String| match self.passage {
            Passage::Direct => sequence,
            Passage::Tmux => {
                let inner = sequence.replace('\u{1b}', "\u{1b}\u{1b}");
                format!("\u{1b}Ptmux;{inner}\u{1b}\\")
            }
        };
        let passed: String = sequences.into_iter().map(pass).collect();
        passed.into_bytes()
    }

    /// The bytes that make this the title; none where the terminal has no title.
    #[must_use]
    pub fn title(&self, title: &Title) -> Vec<u8> {
        if self.titles {
            osc(&format!("2;{}", visible(&title.to_string()))).into_bytes()
        } else {
            Vec::new()
        }
    }
}

/// What this terminal understands, by what it says of itself. What tmux overwrites (`TERM`, `TERM_PROGRAM`) tells of
/// tmux there, and what the terminal around it left in the environment counts.
fn understood(text: &dyn Fn(&str) -> String, term: &str) -> Option<Dialect> {
    let set = |name: &str| !text(name).is_empty();
    // Its own copy of the screen swallows them.
    if set("STY") {
        return None;
    }
    // Terminals that take OSC 9 or 777 for something else, or for nothing.
    if set("ConEmuPID") || set("WT_SESSION") {
        return None;
    }
    let program = text("TERM_PROGRAM");
    let begins = |name: &str| term == name || term.starts_with(&format!("{name}-"));
    if set("KITTY_WINDOW_ID") || begins("xterm-kitty") {
        return Some(Dialect::Osc99);
    }
    let wezterm = program == "WezTerm" || set("WEZTERM_PANE") || begins("wezterm");
    let ghostty = program == "ghostty" || set("GHOSTTY_RESOURCES_DIR") || begins("xterm-ghostty");
    let others = begins("foot") || begins("rxvt-unicode") || set("VTE_VERSION");
    if wezterm || ghostty || others {
        return Some(Dialect::Osc777);
    }
    let iterm = program == "iTerm.app" || text("LC_TERMINAL") == "iTerm2";
    (iterm || program == "WarpTerminal").then_some(Dialect::Osc9)
}

/// An operating system command, ended by ST: a bell would ring where it is not understood.
fn osc(content: &str) -> String {
    format!("\u{1b}]{content}\u{1b}\\")
}

/// Nothing that could end the sequence or begin another: whoever changes the words need not think of that.
fn visible(text: &str) -> String {
    let fits = |c: &char| !c.is_control() && *c != ';';
    text.chars().filter(fits).take(LONGEST).collect()
}

#[cfg(test)]
mod tests;
