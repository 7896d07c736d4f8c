//! What was asked, what came of it, and what the limits allow.

use std::time::Duration;

use super::parts::{Known, noted, ought_to_be_zero, plain, wrong_if};
use super::{Entry, Section, Tone, words};
use crate::app::numbers::thousands;
use crate::sync::{HeldBy, LastError, ListDirection, Tally};

impl Known<'_> {
    pub(super) fn polls(&self) -> Section {
        let (engine, counters) = (&self.engine, self.status.counters);
        let every = words::setting(engine.poll_every);
        let last = engine.last_poll.map_or("none yet".to_owned(), |poll| {
            let at = words::moment(self.app, poll.began);
            let pages = match poll.pages {
                1 => "1 page".to_owned(),
                pages => format!("{} pages", thousands(pages)),
            };
            format!("{at}, took {}, {pages}", words::took(poll.took))
        });
        let bad = engine.bad_rows;
        let unread = format!(
            "lists {}, items {}, members {}",
            bad.lists, bad.items, bad.members
        );
        let any_bad = bad.lists + bad.items + bad.members > 0;
        let direction = match self.status.direction {
            None => "not seen yet",
            Some(ListDirection::OldestFirst) => "oldest first",
            Some(ListDirection::NewestFirst) => "newest first",
        };
        Section {
            heading: "Polls",
            entries: vec![
                plain(
                    "complete",
                    format!("{}, every {every}", thousands(counters.polls)),
                ),
                plain("the last", last),
                plain("lists run", direction),
                plain("known already", thousands(counters.duplicates)),
                ought_to_be_zero("late rows", engine.late_rows, "found by rereading only"),
                noted("not readable", unread, wrong_if(any_bad)),
                plain("gone", thousands(engine.memory.gone)),
                plain("to look up", thousands(engine.lookups)),
                plain("late answers", thousands(counters.dropped_replies)),
            ],
        }
    }

    pub(super) fn requests(&self) -> Section {
        let head = format!(
            "{:>6}{:>7}{:>9}{:>9}",
            "sent", "failed", "median", "slowest"
        );
        let under_way = format!("{:>6}", self.engine.under_way);
        let mut entries = vec![plain("", head)];
        entries.extend(self.engine.tallies.iter().map(tally));
        entries.push(plain("under way", under_way));
        Section {
            heading: "Requests",
            entries,
        }
    }

    pub(super) fn budget(&self) -> Section {
        let budget = &self.status.budget;
        let limits = budget.limits;
        let (used, allowed) = (thousands(budget.used), thousands(budget.allowed));
        let of_ours = format!("{used} sent, {allowed} is our share");
        Section {
            heading: "Request limits",
            entries: vec![
                plain("last minute", of_ours),
                limit("minute limit", limits.minute_limit, limits.minute_remaining),
                limit("day limit", limits.day_limit, limits.day_remaining),
                self.held(),
            ],
        }
    }

    /// What the limits hold back, and until when. A refusal concerns everything.
    fn held(&self) -> Entry {
        let now = self.app.now;
        let clock = |until: Duration| {
            // Rounded up, so that it is never over already.
            let until = now.wall.plus(until.saturating_sub(now.mono));
            let until = until.plus(Duration::from_secs(59));
            self.app.zone.civil(until).format("%H:%M")
        };
        let held = &self.status.budget.held;
        if let Some(refused) = held.iter().find(|held| held.by == HeldBy::Refused) {
            let words = format!("everything until {}", clock(refused.until));
            return noted("held back", words, Tone::Wrong);
        }
        let held = held.iter().map(|held| {
            let (kind, by) = (words::priority(held.kind), words::held_by(held.by));
            format!("{kind} until {} ({by})", clock(held.until))
        });
        let held: Vec<_> = held.collect();
        if held.is_empty() {
            return plain("held back", "nothing");
        }
        noted("held back", held.join("; "), Tone::Wrong)
    }

    pub(super) fn errors(&self) -> Section {
        let errors = self.engine.errors.iter().map(|error| self.error(error));
        let mut entries: Vec<_> = errors.collect();
        if entries.is_empty() {
            entries.push(plain("none", ""));
        }
        Section {
            heading: "Last errors",
            entries,
        }
    }

    fn error(&self, error: &LastError) -> Entry {
        let what = format!("{}: {}", error.work.name(), words::failure(error.kind));
        let repeated = (error.count > 1).then(|| {
            let since = words::moment(self.app, error.first_at);
            format!("{} times since {since}", thousands(error.count))
        });
        let id = error.request_id.as_ref();
        let id = id.map(|id| format!("request id {id}"));
        let at = words::moment(self.app, error.last_at);
        let all: Vec<_> = [Some(what), repeated, id].into_iter().flatten().collect();
        noted(at, all.join(", "), Tone::Wrong)
    }
}

fn tally(tally: &Tally) -> Entry {
    let length = |length: Option<_>| length.map_or(String::new(), words::took);
    let (median, slowest) = (length(tally.median), length(tally.slowest));
    let value = format!(
        "{:>6}{:>7}{median:>9}{slowest:>9}",
        tally.sent, tally.failed
    );
    noted(tally.kind.name(), value, wrong_if(tally.failed > 0))
}

fn limit(label: &'static str, limit: Option<u32>, left: Option<u32>) -> Entry {
    let left_words = left.map(|left| format!("{} left", thousands(left)));
    let limit = limit.map(thousands);
    let value = [limit, left_words]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>();
    if value.is_empty() {
        return plain(label, "none was told");
    }
    noted(label, value.join(", "), wrong_if(left == Some(0)))
}
