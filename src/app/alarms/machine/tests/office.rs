//! Rows whose contacts a test sets by hand, and a clock of its own.

use std::collections::{BTreeMap, HashSet};

use super::super::*;
use crate::model::id::ItemId;
use crate::model::item::ItemKey;
use crate::sync::{Knowledge, Picture};
use crate::triage::testing::{at, conversation};
use crate::triage::{Band, Channel, Counts, Targets, Wait};

pub(super) const MINUTE: u64 = 60;
/// Rows there are; the number of a row is that of its slot.
pub(super) const ROWS: usize = 10;
/// When the baseline of [`Office::running`] is complete, in seconds.
pub(super) const BEGIN: i64 = 100_000;

/// A row, what there is to tell of it, and the contact that is about.
pub(super) type Thing = (Slot, Threshold, ItemId);

/// Rows whose contacts a test sets by hand, and the clock. The target is half an hour.
pub(super) struct Office {
    pub(super) alarms: Alarms,
    pub(super) picture: Picture,
    /// Seconds at which the unanswered contacts of each row came.
    pub(super) contacts: BTreeMap<usize, Vec<i64>>,
    /// The bands that alarms were told of last.
    bands: BTreeMap<usize, Band>,
    pub(super) now: Duration,
    pub(super) stage: Stage,
    pub(super) unchecked: usize,
    pub(super) on_screen: Vec<usize>,
    /// What was to be done, and when, in seconds after the begin.
    pub(super) did: Vec<(u64, Calls)>,
    /// What had its bell.
    pub(super) rung: HashSet<Thing>,
}

pub(super) fn seconds(count: u64) -> Duration {
    Duration::from_secs(count)
}

pub(super) fn all_on() -> Settings {
    Settings {
        desktop_after: Some(seconds(2 * MINUTE)),
        hook_after: Some(seconds(5 * MINUTE)),
        ..Settings::default()
    }
}

pub(super) fn needs_reply() -> Settings {
    Settings {
        threshold: Threshold::NeedsReply,
        ..all_on()
    }
}

pub(super) fn triage() -> triage::Settings {
    triage::Settings {
        zone: Zone::Utc,
        ..triage::Settings::default()
    }
}

impl Office {
    /// Loading, at second [`BEGIN`].
    pub(super) fn loading(settings: Settings) -> Self {
        let moment = moment(Duration::ZERO);
        let mut picture = Picture::default();
        for row in 0..ROWS {
            picture.put(conversation(row, 0, 0));
        }
        Self {
            alarms: Alarms::new(settings, &triage(), moment.now),
            picture,
            contacts: BTreeMap::new(),
            bands: BTreeMap::new(),
            now: Duration::ZERO,
            stage: Stage::Loading(Progress::default()),
            unchecked: 0,
            on_screen: Vec::new(),
            did: Vec::new(),
            rung: HashSet::new(),
        }
    }

    /// After the first load of these rows, which nothing waits in.
    pub(super) fn running(settings: Settings, rows: usize) -> Self {
        let mut office = Self::loading(settings);
        for row in 0..rows {
            office.set(row, &[]);
        }
        office.stage = Stage::Complete;
        office.step();
        assert_eq!(office.did, []);
        office
    }

    pub(super) fn slot(&self, row: usize) -> Slot {
        self.picture.slots().nth(row).unwrap()
    }

    /// These contacts of a row are unanswered.
    pub(super) fn set(&mut self, row: usize, contacts: &[i64]) {
        let slot = self.slot(row);
        self.contacts.insert(row, contacts.to_vec());
        self.alarms.touch(slot);
    }

    /// The same, and it is read at once.
    pub(super) fn show(&mut self, row: usize, contacts: &[i64]) {
        self.set(row, contacts);
        self.step();
    }

    /// Somebody gets in touch.
    pub(super) fn contact(&mut self, row: usize) {
        let mut contacts = self.contacts.get(&row).cloned().unwrap_or_default();
        contacts.push(BEGIN + i64::try_from(self.now.as_secs()).unwrap());
        self.show(row, &contacts);
    }

    /// The mute key.
    pub(super) fn mute(&mut self) -> Option<Duration> {
        self.alarms.cycle_mute(moment(self.now).now)
    }

    pub(super) fn answer(&mut self, row: usize) {
        self.show(row, &[]);
    }

    pub(super) fn keys(row: usize, contacts: &[i64]) -> Vec<ItemKey> {
        let key = |second: &i64| ItemKey {
            at: at(*second),
            id: ItemId::parse(&format!("ti_{row}_{second}")).unwrap(),
        };
        contacts.iter().map(key).collect()
    }

    pub(super) fn with_case<T>(
        &mut self,
        row: usize,
        then: impl FnOnce(&mut Alarms, &Case<'_>) -> T,
    ) -> T {
        let contacts = self.contacts.get(&row).cloned().unwrap_or_default();
        let keys = Self::keys(row, &contacts);
        let wait = self.wait(row);
        let server = moment(self.now).server;
        let case = Case {
            slot: self.slot(row),
            read: true,
            wait,
            band: wait.map(|wait| wait.deadlines.band(server)),
            contacts: &keys,
        };
        then(&mut self.alarms, &case)
    }

    fn wait(&self, row: usize) -> Option<Wait> {
        let since = at(*self.contacts.get(&row)?.first()?);
        Some(Wait {
            since,
            deadlines: Targets::default().deadlines(Channel::Phone, since),
        })
    }

    fn waits(&self) -> impl Iterator<Item = (usize, Wait)> {
        let rows = self.contacts.keys();
        rows.filter_map(|row| Some((*row, self.wait(*row)?)))
    }

    /// Touches the rows whose band time changed.
    fn pass_targets(&mut self) {
        let server = moment(self.now).server;
        let bands = self
            .waits()
            .map(|(row, wait)| (row, wait.deadlines.band(server)));
        let bands: BTreeMap<_, _> = bands.collect();
        for (row, band) in &bands {
            if self.bands.get(row) != Some(band) {
                self.alarms.touch(self.slot(*row));
            }
        }
        self.bands = bands;
    }

    /// When the next target passes.
    fn next_target(&self) -> Option<Duration> {
        let server = moment(self.now).server;
        let passes = self
            .waits()
            .filter_map(|(_, wait)| wait.deadlines.overdue)
            .filter(|at| *at > server);
        passes.min().map(|at| self.now + at.since(server))
    }

    /// Everything that alarms are to know, with these rows on the screen.
    pub(super) fn scene<'a>(&'a self, on_screen: &'a [Slot]) -> Scene<'a> {
        let moment = moment(self.now);
        let of = |band| {
            let waits = self.waits();
            waits
                .filter(|(_, wait)| wait.deadlines.band(moment.server) == band)
                .count()
        };
        Scene {
            moment,
            knowledge: Knowledge::at(self.stage, self.unchecked),
            counts: Counts {
                waiting: self.waits().count(),
                due_soon: of(Band::DueSoon),
                overdue: of(Band::Overdue),
                ..Counts::default()
            },
            longest_since: self.waits().map(|(_, wait)| wait.since).min(),
            on_screen,
            picture: &self.picture,
        }
    }

    pub(super) fn acknowledge(&mut self, row: usize) -> Acknowledged {
        self.with_case(row, Alarms::acknowledge)
    }

    pub(super) fn with_scene<T>(
        &mut self,
        on_screen: &[Slot],
        then: impl FnOnce(&mut Alarms, &Scene<'_>) -> T,
    ) -> T {
        let (off, zone) = (Settings::off(), triage());
        let idle = Alarms::new(off, &zone, moment(self.now).now);
        let mut alarms = std::mem::replace(&mut self.alarms, idle);
        let done = then(&mut alarms, &self.scene(on_screen));
        self.alarms = alarms;
        done
    }

    /// One event.
    pub(super) fn step(&mut self) {
        let moment = moment(self.now);
        self.pass_targets();
        let on_screen: Vec<_> = self.on_screen.iter().map(|row| self.slot(*row)).collect();
        let due = self.with_scene(&on_screen, Alarms::take_due);
        for slot in due {
            self.with_case(slot.index(), |alarms, case| alarms.look(case, moment));
        }
        let before = rung(&self.alarms);
        let calls = self.with_scene(&on_screen, Alarms::settle);
        let news: Vec<_> = rung(&self.alarms).difference(&before).cloned().collect();
        for thing in &news {
            assert!(
                self.rung.insert(thing.clone()),
                "{thing:?} has its bell again"
            );
        }
        let outage = self.alarms.outage.is_told();
        assert!(
            !calls.ring || outage || !news.is_empty(),
            "a bell for nothing"
        );
        if calls != Calls::default() {
            self.did.push((self.now.as_secs(), calls));
        }
        let deadline = self.alarms.deadline(moment.now);
        assert!(
            deadline.is_none_or(|at| at > self.now),
            "it never sleeps: {deadline:?}"
        );
    }

    /// Lets time pass; deadlines are kept.
    pub(super) fn run(&mut self, length: u64) {
        let end = self.now + seconds(length);
        let next = |office: &Self| {
            let deadline = office.alarms.deadline(moment(office.now).now);
            let both = deadline.into_iter().chain(office.next_target());
            both.min().filter(|at| *at <= end)
        };
        while let Some(next) = next(self) {
            self.now = next;
            self.step();
        }
        self.now = end;
        self.step();
    }

    /// When which steps were done since that was asked last: bell, desktop, hook.
    pub(super) fn calls(&mut self) -> Vec<(u64, [bool; 3])> {
        let steps = |(at, calls): (u64, Calls)| {
            let steps = [
                calls.ring,
                calls.notification.is_some(),
                calls.hook.is_some(),
            ];
            (at, steps)
        };
        let did = std::mem::take(&mut self.did).into_iter().map(steps);
        did.filter(|(_, steps)| steps.contains(&true)).collect()
    }

    pub(super) fn bells(&mut self) -> Vec<u64> {
        let calls = self.calls().into_iter();
        calls
            .filter(|(_, [ring, ..])| *ring)
            .map(|(at, _)| at)
            .collect()
    }
}

/// The alarms whose bell had its turn.
pub(super) fn rung(alarms: &Alarms) -> HashSet<Thing> {
    let rung = alarms.told.iter().filter_map(|(slot, told)| {
        let alarm = told.alarm.as_ref().filter(|alarm| alarm.rung)?;
        Some((*slot, alarm.step, alarm.item.clone()))
    });
    rung.collect()
}

pub(super) fn moment(now: Duration) -> Moment {
    let server = at(BEGIN).plus(now);
    Moment {
        now: Now {
            mono: now,
            wall: server,
        },
        server,
    }
}

pub(super) const NONE: [u64; 0] = [];
pub(super) const RING: [bool; 3] = [true, false, false];
pub(super) const DESKTOP: [bool; 3] = [false, true, false];
pub(super) const HOOK: [bool; 3] = [false, false, true];
