//! What is on this computer: the program, its settings, its memory, its seen marks.

use super::parts::{Known, noted, plain};
use super::{Section, Tone, words};
use crate::app::about::LedgerPlace;
use crate::app::inbox::SortBy;
use crate::app::numbers::thousands;
use crate::sync::{Answers, History};

impl Known<'_> {
    pub(super) fn program(&self) -> Section {
        let started = self.engine.started;
        let since = self.app.zone.civil(started).format("%Y-%m-%d %H:%M");
        let up = words::uptime(self.app.now.wall.since(started));
        let made_up = if self.app.demo { ", made-up data" } else { "" };
        Section {
            heading: "Program",
            entries: vec![
                plain("version", format!("{}{made_up}", self.app.about.version)),
                plain("started", since.to_string()),
                plain("running for", up),
                plain("times", "by this computer's clock"),
            ],
        }
    }

    pub(super) fn settings(&self) -> Section {
        let set = &self.engine.settings;
        let history = match set.history {
            History::All => "all".to_owned(),
            History::Since(back) => words::setting(back),
            History::Off => "off".to_owned(),
        };
        let order = match self.app.inbox.order() {
            order if order.reversed => format!("{}, reversed", by(order.by)),
            order => by(order.by).to_owned(),
        };
        let answers = match set.answers {
            Answers::PeopleOnly => "people only",
            Answers::AutomatedToo => "people and automated replies",
        };
        Section {
            heading: "Settings",
            entries: vec![
                plain("interval", words::setting(set.interval)),
                plain("window", words::setting(set.window)),
                plain("history", history),
                plain("share", format!("{:.0} % of the limits", set.share * 100.0)),
                plain("order", order),
                plain("who answers", answers),
            ],
        }
    }

    pub(super) fn memory(&self) -> Section {
        let memory = self.engine.memory;
        let items = format!(
            "{} of {} conversations",
            thousands(memory.items),
            thousands(memory.threads)
        );
        Section {
            heading: "In memory",
            entries: vec![
                plain("conversations", thousands(memory.rows)),
                plain("items", items),
                plain("size", format!("about {}", words::bytes(memory.bytes))),
            ],
        }
    }

    pub(super) fn ledger(&self) -> Section {
        let kept = match self.app.about.ledger {
            LedgerPlace::Disk => plain("kept", "on disk"),
            LedgerPlace::Unusable if self.app.ledger.saved_at.is_some() => {
                plain("kept", "on disk, after a start without")
            }
            LedgerPlace::Memory => plain("kept", "in memory only, on purpose"),
            LedgerPlace::Unusable => noted(
                "kept",
                "in memory only: the file cannot be used yet",
                Tone::Wrong,
            ),
            LedgerPlace::FreshOnDisk => {
                noted("kept", "on disk; an older file was set aside", Tone::Wrong)
            }
        };
        let log = self.app.ledger;
        let saved = match (log.failing_since, log.saved_at) {
            (Some(since), _) => {
                let since = words::moment(self.app, since);
                noted("last saved", format!("failing since {since}"), Tone::Wrong)
            }
            (None, Some(at)) => plain("last saved", words::moment(self.app, at)),
            (None, None) => plain("last saved", "nothing yet"),
        };
        let marks = thousands(self.app.attention.marks());
        Section {
            heading: "Seen marks",
            entries: vec![kept, plain("marks", marks), saved],
        }
    }
}

const fn by(order: SortBy) -> &'static str {
    match order {
        SortBy::LastMessage => "last message",
        SortBy::Created => "created",
        SortBy::Waiting => "longest wait",
    }
}
