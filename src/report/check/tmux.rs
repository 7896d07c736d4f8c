//! A check as a few signs for a status bar.

use std::time::Duration;

use super::{Check, Verdict};

/// Whether a line carries colours, in the status bar's own notation.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Colours {
    /// As `#[fg=red]`.
    Tmux,
    /// None.
    Plain,
}

impl Check {
    /// What a status bar shows where there is no answer at all: never nothing, which would look like quiet.
    pub const TMUX_NO_ANSWER: &str = "✖";

    /// The signs of the screen: `‼2 !3 ◀9 ·72m`, the longest wait last; `●5` where more is unread than may be; `✓` where
    /// nobody waits; `?` at the end where something is missing. Without the line's end.
    #[must_use]
    pub fn to_tmux(&self, colours: Colours) -> String {
        let mut parts = Vec::new();
        let mut add = |sign: &str, count: usize, colour| {
            if count > 0 {
                parts.push(coloured(&format!("{sign}{count}"), colour, colours));
            }
        };
        add("‼", self.overdue, "red");
        add("!", self.due_soon, "yellow");
        add("◀", self.waiting, "default");
        if self.verdict == Verdict::TooManyUnread {
            let unread = self
                .unread
                .map_or_else(String::new, |unread| unread.to_string());
            parts.push(coloured(&format!("●{unread}"), "red", colours));
        }
        if let Some(seconds) = self.longest_wait_seconds {
            parts.push(format!("·{}", short(Duration::from_secs(seconds))));
        }
        if !self.completeness.complete {
            parts.push(coloured("?", "yellow", colours));
        } else if parts.is_empty() {
            parts.push(coloured("✓", "green", colours));
        }
        parts.join(" ")
    }
}

fn coloured(text: &str, colour: &str, colours: Colours) -> String {
    match colours {
        Colours::Tmux => format!("#[fg={colour}]{text}#[default]"),
        Colours::Plain => text.to_owned(),
    }
}

/// A span in a whole unit, minutes for as long as they say more: `0m`, `72m`, `5h`, `3d`.
fn short(length: Duration) -> String {
    let minutes = length.as_secs() / 60;
    match minutes {
        0..120 => format!("{minutes}m"),
        120..2880 => format!("{}h", minutes / 60),
        _ => format!("{}d", minutes / 1440),
    }
}
