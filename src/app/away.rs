//! What happened since the user last looked: when that was, and what to say of it.
//!
//! Somebody is at the desk when they press a key, or when the terminal window gets or loses the focus; after
//! [`ABSENT_AFTER`] without any of these they were away. What happened meanwhile is not noted as it comes but counted from what
//! the rows say now: each contact and each answer by its own time, so that nothing counts twice, however often it was
//! read, and what was read late still counts. Numbers and channels only: somebody else may stand in front of the screen.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::model::time::{Now, Timestamp};
use crate::sync::{Digest, Stage, TurnSide};
use crate::triage::Channel;
use crate::triage::figures::answered_waits;

use super::numbers::{counted, thousands};
use super::state::App;
use super::{signs, when};

/// Who has not touched a key for so long was away.
pub const ABSENT_AFTER: Duration = Duration::from_secs(10 * 60);

/// Who has not touched a key for so long may have got up: what comes in now is not certain to be seen.
const GOT_UP_AFTER: Duration = Duration::from_secs(60);

/// When the user was last seen, and when they were away.
#[derive(Clone, Copy, Debug)]
pub(super) struct Away {
    /// The last sign of somebody at the desk.
    present: Now,
    /// From when on things are news: the beginning of the last absence, or the start of the program.
    from: Now,
    /// When that absence ended; `None` = there was none so far.
    until: Option<Now>,
    /// Something happened in it and nobody was told yet.
    pub(super) owed: bool,
}

/// Whether somebody came back.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Sign {
    /// They were there all the time.
    Stayed,
    /// They were away until now.
    Returned,
}

impl Away {
    pub(super) fn new(now: Now) -> Self {
        Self {
            present: now,
            from: now,
            until: None,
            owed: false,
        }
    }

    /// Somebody is at the desk.
    pub(super) fn somebody(&mut self, now: Now) -> Sign {
        let absent = self.unseen_for(now);
        let before = std::mem::replace(&mut self.present, now);
        if absent < ABSENT_AFTER {
            return Sign::Stayed;
        }
        self.from = before;
        self.until = Some(now);
        Sign::Returned
    }

    /// Whether somebody certainly sits there: there was a sign of them a moment ago.
    pub(super) fn is_at_the_desk(&self, now: Now) -> bool {
        self.unseen_for(now) < GOT_UP_AFTER
    }

    /// How long ago the last sign was. The monotonic clock stands still while the machine sleeps.
    fn unseen_for(&self, now: Now) -> Duration {
        let mono = now.mono.saturating_sub(self.present.mono);
        mono.max(now.wall.since(self.present.wall))
    }
}

/// What happened since the user looked.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SinceYouLooked {
    /// From when on it is counted, by the server's clock: when the user left, or the start.
    pub from: Timestamp,
    /// When the user came back; `None` = they were not away since the start.
    pub until: Option<Timestamp>,
    /// Contacts from outside, by channel.
    pub arrived: BTreeMap<Channel, usize>,
    /// Waits that were answered.
    pub answered: usize,
    /// Those who wait now and were not overdue then.
    pub overdue: usize,
    /// How long the one waits who waits the longest now, in whole minutes.
    pub longest: Option<Duration>,
    /// Conversations that were active since, of which it is not known who wrote.
    pub unchecked: usize,
    /// Whether the counts are all there is.
    pub exact: bool,
    /// Whether no older wait can be unknown.
    waits_known: bool,
    /// What else is missing, in words.
    missing: Option<String>,
}

impl SinceYouLooked {
    /// Whether anything happened, as far as that is known.
    #[must_use]
    pub fn is_anything(&self) -> bool {
        let some = self.answered + self.overdue + self.unchecked > 0;
        some || !self.arrived.is_empty()
    }

    /// What it says, a line each, with nothing private in it.
    #[must_use]
    pub fn lines(&self, app: &App) -> Vec<String> {
        let time = |at| when::short(at, self.from, app.zone());
        let since = match self.until {
            Some(until) => {
                let span = when::spoken(until.since(self.from));
                format!(
                    "You were away from {} to {} ({span}).",
                    time(self.from),
                    time(until)
                )
            }
            None => format!("Since the start at {}:", time(self.from)),
        };
        let longest = match (self.longest, self.waits_known) {
            (Some(longest), true) => when::spoken(longest),
            (Some(longest), false) => format!("at least {}", when::spoken(longest)),
            (None, true) => "nobody waits".to_owned(),
            (None, false) => "not known".to_owned(),
        };
        let lines = [
            since,
            String::new(),
            format!(
                "arrived        {}{}",
                self.number(self.arrived.values().sum()),
                self.channels()
            ),
            format!("answered       {}", self.number(self.answered)),
            format!("newly overdue  {}", self.number(self.overdue)),
            format!("longest wait   {longest}"),
        ];
        lines.into_iter().chain(self.doubts()).collect()
    }

    /// A count; none of them is called none only where that is known.
    fn number(&self, count: usize) -> String {
        match (self.exact, count) {
            (true, count) => thousands(count),
            (false, 0) => "none known of".to_owned(),
            (false, count) => format!("at least {}", thousands(count)),
        }
    }

    /// ` (tel 4, sec 3)`.
    fn channels(&self) -> String {
        let each = self.arrived.iter();
        let each =
            each.map(|(channel, count)| format!("{} {count}", signs::channel(*channel).sign));
        match each.collect::<Vec<_>>().as_slice() {
            [] => String::new(),
            all => format!(" ({})", all.join(", ")),
        }
    }

    /// What keeps the counts from being all there is.
    fn doubts(&self) -> Option<String> {
        if self.exact {
            return None;
        }
        let unchecked = counted(self.unchecked, "conversation is", "conversations are");
        let unchecked = (self.unchecked > 0).then(|| format!("{unchecked} not read yet"));
        let why: Vec<_> = unchecked.into_iter().chain(self.missing.clone()).collect();
        Some(if why.is_empty() {
            "Not all of it is known.".to_owned()
        } else {
            format!("Not all of it is known: {}.", why.join(", "))
        })
    }
}

impl App {
    /// What happened since the user looked: counted from the beginning of their last absence, or from the start.
    #[must_use]
    pub fn since_you_looked(&self) -> SinceYouLooked {
        let away = &self.glance.away;
        let server = |now: Now| self.engine.server_time(now.wall);
        let (from, now) = (server(away.from), self.server_now());
        let knowledge = self.engine.knowledge(self.now);
        let longest = self.attention.longest_since();
        let mut since = SinceYouLooked {
            from,
            until: away.until.map(server),
            arrived: BTreeMap::new(),
            answered: 0,
            overdue: 0,
            longest: longest.map(|since| whole_minutes(now.since(since))),
            unchecked: 0,
            exact: knowledge.window_is_known(),
            waits_known: knowledge.counts_are_exact() && self.attention.begins_are_known(),
            missing: missing(self),
        };
        for row in self
            .glance
            .figures
            .active_lately()
            .filter_map(|slot| self.row(slot))
        {
            let turns = row.digest.as_deref().map_or(&[][..], Digest::turns);
            let new = turns.iter().filter(|turn| turn.at > from);
            let contacts = new.filter(|turn| turn.side == TurnSide::Contact).count();
            if contacts > 0 {
                *since
                    .arrived
                    .entry(Channel::from(&row.conversation.kind))
                    .or_default() += contacts;
            }
            since.answered += answered_waits(turns)
                .filter(|wait| wait.answered > from)
                .count();
            let active = row.conversation.last_message_at > Some(from);
            let read = row.digest.as_deref().and_then(Digest::turns_since);
            let whole = read.is_some_and(|read| read <= from) && !row.unchecked();
            since.unchecked += usize::from(active && !whole);
        }
        for (_, wait) in self.attention.waits() {
            let overdue = wait.deadlines.overdue;
            since.overdue += usize::from(overdue.is_some_and(|at| from < at && at <= now));
        }
        since
    }
}

/// Without the seconds, so that what is said changes once a minute.
pub(super) fn whole_minutes(span: Duration) -> Duration {
    Duration::from_secs(span.as_secs() / 60 * 60)
}

/// What is missing although rows are read.
fn missing(app: &App) -> Option<String> {
    let knowledge = app.engine.knowledge(app.now);
    let stale_since = |at: Option<Timestamp>| {
        at.map_or(String::new(), |at| {
            format!(" since {}", when::clock(at, app.zone()))
        })
    };
    match knowledge.stage() {
        Stage::Loading(_) => Some("still loading".to_owned()),
        Stage::Stale(_) => Some(format!(
            "nothing was heard from the server{}",
            stale_since(knowledge.as_of())
        )),
        Stage::Complete if knowledge.gaps().unreadable_in_window > 0 => {
            let bad = counted(
                knowledge.gaps().unreadable_in_window,
                "conversation",
                "conversations",
            );
            Some(format!("{bad} could not be read"))
        }
        Stage::Complete => None,
    }
}
