//! What goes out: a notification, a call of the hook, a title.
//!
//! All of it leaves the screen: for the window list, the notification area, a log of the desktop, a script. So these
//! types have no place for text: they hold counts, spans, words from the lists below, and for the hook the ids of
//! conversations, which [`ConversationId`] has checked. Nothing from outside can be put in, by type.

use std::fmt;
use std::time::Duration;

use strum::Display;

use crate::app::{signs, when};
use crate::model::id::ConversationId;

/// Most ids given to the hook.
pub const IDS_MAX: usize = 50;

/// What an alarm is about. Its name for the hook is the kebab-case of the variant.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Display)]
#[strum(serialize_all = "kebab-case")]
pub enum Cause {
    /// Something came in.
    Inbound,
    /// Somebody began to wait.
    Waiting,
    /// A target passed.
    Overdue,
    /// There is no fresh data.
    Stale,
    /// What came up while nobody was to be called: asleep, offline, muted.
    Summary,
}

/// How it stands, in figures.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Figures {
    /// Conversations whose target has passed.
    pub overdue: usize,
    /// Conversations of which three quarters of it have.
    pub due_soon: usize,
    /// Conversations in which somebody waits, those above included.
    pub waiting: usize,
    /// Conversations with something the user has not seen.
    pub new: usize,
    /// The longest wait.
    pub longest: Option<Duration>,
    /// Whether that is all; otherwise it is at least so much.
    pub exact: bool,
}

impl fmt::Display for Figures {
    /// `2 overdue, 7 waiting, longest 1 h 12 min`, in ASCII. A zero is said only where it is known to be one.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.waiting == 0 {
            return f.write_str(if self.exact {
                "nobody is waiting"
            } else {
                "nobody is known to wait, but not all is known"
            });
        }
        let at_least = if self.exact { "" } else { "at least " };
        f.write_str(at_least)?;
        if self.overdue > 0 {
            write!(f, "{} overdue, ", self.overdue)?;
        }
        write!(f, "{} waiting", self.waiting)?;
        match self.longest {
            Some(longest) => write!(f, ", longest {}", when::spoken(longest)),
            None => Ok(()),
        }
    }
}

/// A notification for the desktop. Its text is its `Display`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Notification {
    /// What it is about.
    pub cause: Cause,
    /// How it stands.
    pub figures: Figures,
    /// There has been no fresh data for this long; `None` while the picture is current.
    pub stale: Option<Duration>,
}

impl fmt::Display for Notification {
    /// One line of ASCII without semicolons, which some terminals take for separators.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(age) = self.stale {
            write!(f, "no fresh data for {}, so far ", when::spoken(age))?;
        }
        if self.cause == Cause::Inbound && self.figures.new > 0 {
            write!(f, "{} new, ", self.figures.new)?;
        }
        self.figures.fmt(f)
    }
}

/// A call of the user's hook.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct HookCall {
    cause: Cause,
    figures: Figures,
    ids: Vec<ConversationId>,
}

impl HookCall {
    /// A call about these conversations; only the first [`IDS_MAX`] are named.
    #[must_use]
    pub fn new(
        cause: Cause,
        figures: Figures,
        ids: impl IntoIterator<Item = ConversationId>,
    ) -> Self {
        let ids = ids.into_iter().take(IDS_MAX).collect();
        Self {
            cause,
            figures,
            ids,
        }
    }

    /// What it is about.
    #[must_use]
    pub fn cause(&self) -> Cause {
        self.cause
    }

    /// The conversations it is about.
    #[must_use]
    pub fn ids(&self) -> &[ConversationId] {
        &self.ids
    }

    /// The hook's environment variables. All that it is told: also whether the counts are all there is, as a zero that
    /// is not known to be one must not pass for an all-clear.
    #[must_use]
    pub fn env(&self) -> [(&'static str, String); 8] {
        let ids: Vec<_> = self.ids.iter().map(ConversationId::as_str).collect();
        let figures = &self.figures;
        let longest = figures.longest.unwrap_or_default().as_secs();
        let exact = if figures.exact { "yes" } else { "no" };
        [
            ("SPRUCE_INBOX_EVENT", self.cause.to_string()),
            ("SPRUCE_INBOX_OVERDUE", figures.overdue.to_string()),
            ("SPRUCE_INBOX_DUE_SOON", figures.due_soon.to_string()),
            ("SPRUCE_INBOX_WAITING", figures.waiting.to_string()),
            ("SPRUCE_INBOX_NEW", figures.new.to_string()),
            ("SPRUCE_INBOX_LONGEST_SECONDS", longest.to_string()),
            ("SPRUCE_INBOX_EXACT", exact.to_owned()),
            ("SPRUCE_INBOX_IDS", ids.join(" ")),
        ]
    }
}

/// How much the title's counts are worth.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TitleState {
    /// The window is being read for the first time.
    Loading,
    /// Current.
    Live,
    /// Out of date.
    Stale,
}

/// The terminal's title: counts only. Its text is its `Display`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Title {
    /// How fresh it is.
    pub state: TitleState,
    /// Conversations whose target has passed.
    pub overdue: usize,
    /// Conversations in which somebody waits.
    pub waiting: usize,
    /// Conversations with something new.
    pub new: usize,
    /// Whether the counts are exact.
    pub exact: bool,
    /// Whether nobody is to be called now.
    pub silent: bool,
}

impl fmt::Display for Title {
    /// `‼1 ◀7 ●3 · spruce-inbox`. A tick stands for "all seen, nobody waiting", where that is known; where it is not,
    /// no zero is said at all.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.state {
            TitleState::Loading => "◌ ",
            TitleState::Live => "",
            TitleState::Stale => "stale ",
        })?;
        let at_least = if self.exact { "" } else { signs::AT_LEAST.sign };
        let counts = [
            ("‼", self.overdue),
            (signs::WAITING.sign, self.waiting),
            (signs::NEW.sign, self.new),
        ];
        let known = counts.into_iter().filter(|(_, count)| *count > 0);
        for (sign, count) in known {
            write!(f, "{sign}{at_least}{count} ")?;
        }
        let none = self.waiting == 0 && self.new == 0;
        if none && self.exact && self.state == TitleState::Live {
            f.write_str("✓ ")?;
        }
        if self.silent {
            f.write_str("muted ")?;
        }
        f.write_str("· spruce-inbox")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figures(overdue: usize, waiting: usize, exact: bool) -> Figures {
        let longest = (waiting > 0).then(|| Duration::from_secs(72 * 60));
        Figures {
            overdue,
            waiting,
            longest,
            exact,
            new: 3,
            ..Figures::default()
        }
    }

    #[test]
    fn a_notification_says_how_it_stands_and_no_zero_that_is_not_known() {
        let text = |cause, figures, stale: Option<u64>| {
            let stale = stale.map(|minutes| Duration::from_secs(60 * minutes));
            let notification = Notification {
                cause,
                figures,
                stale,
            };
            notification.to_string()
        };
        let overdue = text(Cause::Overdue, figures(2, 7, true), None);
        assert_eq!(overdue, "2 overdue, 7 waiting, longest 1 h 12 min");
        let inbound = text(Cause::Inbound, figures(0, 7, false), None);
        assert_eq!(inbound, "3 new, at least 7 waiting, longest 1 h 12 min");
        let stale = text(Cause::Stale, figures(0, 0, false), Some(31));
        assert_eq!(
            stale,
            "no fresh data for 31 min, so far nobody is known to wait, but not all is known"
        );
        let clear = text(Cause::Summary, figures(0, 0, true), None);
        assert_eq!(clear, "nobody is waiting");
    }

    #[test]
    fn a_title_has_no_zero_and_a_tick_only_where_all_is_known() {
        let title = |counts: [usize; 3], exact, state, silent| {
            let [overdue, waiting, new] = counts;
            let title = Title {
                state,
                overdue,
                waiting,
                new,
                exact,
                silent,
            };
            title.to_string()
        };
        let (live, stale) = (TitleState::Live, TitleState::Stale);
        assert_eq!(
            title([1, 7, 3], true, live, false),
            "‼1 ◀7 ●3 · spruce-inbox"
        );
        assert_eq!(title([0, 7, 0], false, live, false), "◀≥7 · spruce-inbox");
        assert_eq!(title([0, 0, 0], true, live, false), "✓ · spruce-inbox");
        assert_eq!(title([0, 0, 0], false, live, true), "muted · spruce-inbox");
        assert_eq!(
            title([1, 1, 0], false, stale, false),
            "stale ‼≥1 ◀≥1 · spruce-inbox"
        );
        assert_eq!(
            title([0, 0, 0], false, TitleState::Loading, false),
            "◌ · spruce-inbox"
        );
    }

    #[test]
    fn the_hook_is_told_figures_and_at_most_so_many_ids() {
        let id = |number: usize| ConversationId::parse(&format!("t_{number}")).unwrap();
        let call = HookCall::new(Cause::Overdue, figures(2, 7, true), (0..60).map(id));
        let env = call.env();
        let told: Vec<_> = env
            .iter()
            .take(7)
            .map(|(_, value)| value.as_str())
            .collect();
        assert_eq!(told, ["overdue", "2", "0", "7", "3", "4320", "yes"]);
        let (name, ids) = env.last().unwrap();
        assert_eq!(*name, "SPRUCE_INBOX_IDS");
        assert_eq!(ids.split(' ').count(), IDS_MAX);
        assert!(ids.starts_with("t_0 t_1 "));
    }
}
