mod random;

use std::collections::{BTreeMap, HashSet};

use chrono::NaiveTime;

use super::*;
use crate::app::alarms::Quiet;
use crate::model::id::ItemId;
use crate::model::item::ItemKey;
use crate::sync::{Knowledge, Picture};
use crate::triage::testing::{at, conversation};
use crate::triage::{Channel, Targets, Wait};

const MINUTE: u64 = 60;
/// Rows there are; the number of a row is that of its slot.
const ROWS: usize = 10;
/// When the baseline of [`Office::running`] is complete, in seconds.
const BEGIN: i64 = 100_000;

/// A row, what there is to tell of it, and the contact that is about.
type Thing = (Slot, Threshold, ItemId);

/// Rows whose contacts a test sets by hand, and the clock. The target is half an hour.
struct Office {
    alarms: Alarms,
    picture: Picture,
    /// Seconds at which the unanswered contacts of each row came.
    contacts: BTreeMap<usize, Vec<i64>>,
    now: Duration,
    stage: Stage,
    unchecked: usize,
    on_screen: Vec<usize>,
    /// What was to be done, and when, in seconds after the begin.
    did: Vec<(u64, Calls)>,
    /// What had its bell.
    rung: HashSet<Thing>,
}

fn seconds(count: u64) -> Duration {
    Duration::from_secs(count)
}

fn all_on() -> Settings {
    Settings {
        desktop_after: Some(seconds(2 * MINUTE)),
        hook_after: Some(seconds(5 * MINUTE)),
        ..Settings::default()
    }
}

fn needs_reply() -> Settings {
    Settings {
        threshold: Threshold::NeedsReply,
        ..all_on()
    }
}

fn triage() -> triage::Settings {
    triage::Settings {
        zone: Zone::Utc,
        ..triage::Settings::default()
    }
}

impl Office {
    /// Loading, at second [`BEGIN`].
    fn loading(settings: Settings) -> Self {
        let moment = moment(Duration::ZERO);
        let mut picture = Picture::default();
        for row in 0..ROWS {
            picture.put(conversation(row, 0, 0));
        }
        Self {
            alarms: Alarms::new(settings, &triage(), moment.now),
            picture,
            contacts: BTreeMap::new(),
            now: Duration::ZERO,
            stage: Stage::Loading(Progress::default()),
            unchecked: 0,
            on_screen: Vec::new(),
            did: Vec::new(),
            rung: HashSet::new(),
        }
    }

    /// After the first load of these rows, which nothing waits in.
    fn running(settings: Settings, rows: usize) -> Self {
        let mut office = Self::loading(settings);
        for row in 0..rows {
            office.set(row, &[]);
        }
        office.stage = Stage::Complete;
        office.step();
        assert_eq!(office.did, []);
        office
    }

    fn slot(&self, row: usize) -> Slot {
        self.picture.slots().nth(row).unwrap()
    }

    /// These contacts of a row are unanswered.
    fn set(&mut self, row: usize, contacts: &[i64]) {
        let slot = self.slot(row);
        self.contacts.insert(row, contacts.to_vec());
        self.alarms.touch(slot);
    }

    /// The same, and it is read at once.
    fn show(&mut self, row: usize, contacts: &[i64]) {
        self.set(row, contacts);
        self.step();
    }

    /// Somebody gets in touch.
    fn contact(&mut self, row: usize) {
        let mut contacts = self.contacts.get(&row).cloned().unwrap_or_default();
        contacts.push(BEGIN + i64::try_from(self.now.as_secs()).unwrap());
        self.show(row, &contacts);
    }

    fn answer(&mut self, row: usize) {
        self.show(row, &[]);
    }

    fn keys(row: usize, contacts: &[i64]) -> Vec<ItemKey> {
        let key = |second: &i64| ItemKey {
            at: at(*second),
            id: ItemId::parse(&format!("ti_{row}_{second}")).unwrap(),
        };
        contacts.iter().map(key).collect()
    }

    fn with_case<T>(&mut self, row: usize, then: impl FnOnce(&mut Alarms, &Case<'_>) -> T) -> T {
        let contacts = self.contacts.get(&row).cloned().unwrap_or_default();
        let keys = Self::keys(row, &contacts);
        let wait = keys.first().map(|first| Wait {
            since: first.at,
            deadlines: Targets::default().deadlines(Channel::Phone, first.at),
        });
        let case = Case {
            slot: self.slot(row),
            read: true,
            wait,
            contacts: &keys,
        };
        then(&mut self.alarms, &case)
    }

    fn acknowledge(&mut self, row: usize) -> Acknowledged {
        self.with_case(row, Alarms::acknowledge)
    }

    /// One event.
    fn step(&mut self) {
        let moment = moment(self.now);
        for slot in self.alarms.take_due(moment.server) {
            self.with_case(slot.index(), |alarms, case| alarms.look(case, moment));
        }
        let on_screen: Vec<_> = self.on_screen.clone();
        let on_screen: Vec<_> = on_screen.into_iter().map(|row| self.slot(row)).collect();
        let scene = Scene {
            moment,
            knowledge: Knowledge::at(self.stage, self.unchecked),
            new: 0,
            on_screen: &on_screen,
            picture: &self.picture,
        };
        let before = rung(&self.alarms);
        let calls = self.alarms.settle(&scene);
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
        let deadline = self.alarms.deadline(moment);
        assert!(
            deadline.is_none_or(|at| at > self.now),
            "it never sleeps: {deadline:?}"
        );
    }

    /// Lets time pass; deadlines are kept.
    fn run(&mut self, length: u64) {
        let end = self.now + seconds(length);
        while let Some(next) = self
            .alarms
            .deadline(moment(self.now))
            .filter(|at| *at <= end)
        {
            self.now = next;
            self.step();
        }
        self.now = end;
        self.step();
    }

    /// When which steps were done since that was asked last: bell, desktop, hook.
    fn calls(&mut self) -> Vec<(u64, [bool; 3])> {
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

    fn bells(&mut self) -> Vec<u64> {
        let calls = self.calls().into_iter();
        calls
            .filter(|(_, [ring, ..])| *ring)
            .map(|(at, _)| at)
            .collect()
    }
}

/// The alarms whose bell had its turn.
fn rung(alarms: &Alarms) -> HashSet<Thing> {
    let rung = alarms.told.iter().filter_map(|(slot, told)| {
        let alarm = told.alarm.as_ref().filter(|alarm| alarm.rung)?;
        Some((*slot, alarm.step, alarm.item.clone()))
    });
    rung.collect()
}

fn moment(now: Duration) -> Moment {
    let server = at(BEGIN).plus(now);
    Moment {
        now: Now {
            mono: now,
            wall: server,
        },
        server,
    }
}

const NONE: [u64; 0] = [];
const RING: [bool; 3] = [true, false, false];
const DESKTOP: [bool; 3] = [false, true, false];
const HOOK: [bool; 3] = [false, false, true];

#[test]
fn what_is_there_at_first_gets_one_line_and_no_bell() {
    for threshold in [
        Threshold::AnyInbound,
        Threshold::NeedsReply,
        Threshold::Overdue,
    ] {
        let mut office = Office::loading(Settings {
            threshold,
            ..all_on()
        });
        office.show(0, &[BEGIN - 9000, BEGIN - 8000]);
        office.show(1, &[BEGIN - 60]);
        office.run(60);
        assert_eq!(office.did, [], "loading");
        (office.stage, office.unchecked) = (Stage::Complete, 1);
        office.show(2, &[BEGIN - 5000]);
        office.run(60);
        assert_eq!(office.did, [], "not all is checked");
        office.unchecked = 0;
        office.step();
        let (at, calls) = office.did.remove(0);
        assert_eq!((at, calls.ring, calls.notification), (120, false, None));
        let summary = calls.summary.unwrap().to_string();
        assert_eq!(summary, "2 overdue, 3 waiting, longest 2 h 32 min");
        office.run(10 * MINUTE);
        assert_eq!(office.did, []);
        office.run(20 * MINUTE);
        assert_eq!(office.bells(), [29 * MINUTE + 3], "later it is overdue");
    }
}

#[test]
fn nothing_is_said_of_a_beginning_without_alarms() {
    let mut office = Office::loading(all_on());
    office.show(0, &[BEGIN - 60]);
    office.stage = Stage::Complete;
    office.step();
    assert_eq!(office.did, [], "nothing is overdue");
    let mut office = Office::loading(Settings::off());
    office.show(0, &[BEGIN - 9000]);
    office.stage = Stage::Complete;
    office.run(9000);
    assert_eq!(office.did, []);
}

#[test]
fn a_row_that_cannot_be_checked_does_not_keep_the_others_silent() {
    let mut office = Office::loading(needs_reply());
    (office.stage, office.unchecked) = (Stage::Complete, 1);
    office.step();
    office.run(119);
    office.contact(0);
    office.run(10);
    assert_eq!(office.bells(), NONE, "this began before");
    office.contact(1);
    office.run(10);
    assert_eq!(office.bells(), [132]);
    // What was there is told neither when it is read at last nor when history brings it.
    office.show(2, &[BEGIN - 9000]);
    office.show(3, &[BEGIN + 50]);
    office.run(10);
    assert_eq!(
        office.bells(),
        [142],
        "but what came just before may only have shown up late"
    );
}

#[test]
fn a_burst_rings_once() {
    let mut office = Office::running(needs_reply(), 9);
    office.contact(0);
    office.run(2);
    office.contact(1);
    office.run(2);
    office.show(0, &[BEGIN]);
    office.run(20);
    assert_eq!(office.bells(), [5], "three seconds after the last");
    let begun = office.now.as_secs();
    for row in 2..9 {
        office.contact(row);
        office.run(2);
    }
    office.run(20);
    let bells = office.bells();
    assert_eq!(bells.first(), Some(&(begun + 10)), "ten after the first");
    assert_eq!(bells.len(), 2);
}

#[test]
fn what_is_answered_before_the_bell_rings_none() {
    let mut office = Office::running(needs_reply(), 2);
    office.contact(0);
    office.run(1);
    office.answer(0);
    office.run(9000);
    assert_eq!(office.calls(), []);
}

#[test]
fn each_thing_is_told_once_whatever_the_lists_say() {
    let mut office = Office::running(needs_reply(), 1);
    office.contact(0);
    office.run(10);
    assert_eq!(office.bells(), [3]);
    for _ in 0..5 {
        // Read again; a replica shows an answer, and does not.
        for contacts in [&[BEGIN][..], &[], &[BEGIN]] {
            office.show(0, contacts);
            office.run(5);
        }
    }
    // Somebody who waits writes again; an older contact is found.
    office.contact(0);
    office.run(10);
    office.show(0, &[BEGIN - 5, BEGIN]);
    office.run(10);
    assert_eq!(office.bells(), NONE);
    office.answer(0);
    office.run(60);
    let again = office.now.as_secs();
    office.contact(0);
    office.run(10);
    assert_eq!(office.bells(), [again + 3], "a later wait is another thing");
}

#[test]
fn any_contact_is_told_where_that_is_wanted() {
    let threshold = Threshold::AnyInbound;
    let mut office = Office::running(
        Settings {
            threshold,
            ..all_on()
        },
        1,
    );
    for _ in 0..3 {
        office.contact(0);
        office.run(60);
    }
    assert_eq!(office.bells(), [3, 63, 123]);
    assert_eq!(office.did, []);
}

#[test]
fn a_target_passes_by_time_alone() {
    let mut office = Office::running(Settings::default(), 2);
    office.contact(0);
    office.run(60);
    office.contact(1);
    office.run(29 * MINUTE);
    office.answer(1);
    office.run(9000);
    let (at, calls) = office.did.remove(0);
    assert_eq!((at, calls.ring), (30 * MINUTE + 3, true));
    assert_eq!(office.did, []);
}

#[test]
fn nobody_answers_and_it_gets_louder_step_by_step_each_once() {
    let mut office = Office::running(needs_reply(), 2);
    office.contact(0);
    office.run(1);
    office.contact(1);
    office.run(25 * MINUTE);
    let steps = [(4, RING), (124, DESKTOP), (304, HOOK)];
    let did = office.did.clone();
    assert_eq!(office.calls(), steps);
    let (_, calls) = did.last().unwrap();
    let hook = calls.hook.as_ref().unwrap();
    assert_eq!((hook.cause(), hook.ids().len()), (Cause::Waiting, 2));
    office.run(9000);
    let overdue = 30 * MINUTE;
    let steps = [
        (overdue + 4, RING),
        (overdue + 124, DESKTOP),
        (overdue + 304, HOOK),
    ];
    assert_eq!(office.calls(), steps, "the target passes");
}

#[test]
fn an_answer_ends_it_and_a_replica_that_lags_does_not() {
    let mut office = Office::running(needs_reply(), 1);
    office.contact(0);
    office.run(60);
    assert_eq!(office.bells(), [3]);
    office.answer(0);
    office.run(2 * MINUTE);
    assert_eq!(office.calls(), []);
    office.show(0, &[BEGIN]);
    office.run(3 * MINUTE);
    assert_eq!(
        office.calls(),
        [(180, DESKTOP), (303, HOOK)],
        "it goes on where it was"
    );
}

#[test]
fn whoever_writes_every_minute_puts_nothing_off() {
    let threshold = Threshold::AnyInbound;
    let mut office = Office::running(
        Settings {
            threshold,
            ..all_on()
        },
        1,
    );
    for _ in 0..10 {
        office.contact(0);
        office.run(60);
    }
    let calls = office.calls();
    let first = |step: usize| calls.iter().find(|(_, steps)| steps[step]).map(|(at, _)| *at);
    assert_eq!([0, 1, 2].map(first), [3, 123, 303].map(Some));
}

#[test]
fn an_acknowledged_wait_is_quiet_to_its_end_and_the_next_is_not() {
    let mut office = Office::running(needs_reply(), 2);
    assert_eq!(office.acknowledge(0), Acknowledged::Nothing);
    office.contact(0);
    office.run(10);
    assert_eq!(office.bells(), [3]);
    assert_eq!(office.acknowledge(1), Acknowledged::Nothing);
    assert_eq!(office.acknowledge(0), Acknowledged::Done);
    assert_eq!(
        office.acknowledge(0),
        Acknowledged::Nothing,
        "it is already"
    );
    office.contact(0);
    office.run(9000);
    assert_eq!(office.calls(), [], "not even when the target passes");
    office.answer(0);
    office.contact(0);
    office.run(10);
    assert_eq!(office.bells().len(), 1);
}

#[test]
fn muted_nothing_is_heard_and_afterwards_it_is_summed_up() {
    let mut office = Office::running(needs_reply(), 3);
    office.contact(0);
    office.run(60);
    assert_eq!(office.bells(), [3]);
    assert_eq!(
        office.alarms.cycle_mute(office.now),
        Some(seconds(15 * MINUTE))
    );
    office.step();
    assert_eq!(office.alarms.silence(), Some(Silence::Muted(15)));
    office.contact(1);
    office.contact(2);
    office.run(14 * MINUTE);
    assert_eq!(office.did, []);
    assert_eq!(office.alarms.silence(), Some(Silence::Muted(1)));
    office.answer(2);
    office.run(MINUTE);
    let (at, calls) = office.did.remove(0);
    assert_eq!((at, calls.ring), (16 * MINUTE, true));
    let hook = calls.hook.unwrap();
    assert_eq!(
        (hook.cause(), hook.ids().len()),
        (Cause::Summary, 1),
        "what was due meanwhile"
    );
    let words = calls.notification.unwrap().to_string();
    assert_eq!(words, "2 waiting, longest 16 min");
    assert_eq!(calls.summary.unwrap().waiting, 2);
    office.run(10 * MINUTE);
    let later = [(18 * MINUTE, DESKTOP), (21 * MINUTE, HOOK)];
    assert_eq!(
        office.calls(),
        later,
        "of the row that came while it was muted"
    );
}

#[test]
fn quiet_hours_are_like_that_every_day() {
    // The clinic's clock shows 03:46:40 at the begin.
    let time = |hour, minute| NaiveTime::from_hms_opt(hour, minute, 0).unwrap();
    let quiet = vec![Quiet {
        from: time(22, 0),
        to: time(4, 0),
    }];
    let mut office = Office::running(
        Settings {
            quiet,
            ..needs_reply()
        },
        1,
    );
    assert_eq!(office.alarms.silence(), Some(Silence::Quiet(time(4, 0))));
    office.contact(0);
    // The screen follows the clock and says so every minute.
    office.run(20);
    for _ in 0..13 {
        office.run(60);
    }
    assert_eq!((office.bells(), office.alarms.silence()), (vec![800], None));
}

#[test]
fn what_happened_while_the_machine_slept_is_one_call() {
    let mut office = Office::running(needs_reply(), 5);
    office.run(60);
    // The wall clock goes on while the machine sleeps; the monotonic one is of no account here.
    office.now += seconds(3 * 3600);
    office.alarms.wake(office.now);
    office.stage = Stage::Stale(seconds(3 * 3600));
    office.step();
    for row in 0..3 {
        office.show(row, &[BEGIN + 600]);
        office.run(10);
    }
    assert_eq!(office.did, [], "and no alarm about missing data, either");
    (office.stage, office.unchecked) = (Stage::Complete, 2);
    office.show(3, &[BEGIN + 700]);
    office.run(10);
    assert_eq!(office.did, []);
    office.unchecked = 0;
    office.step();
    let (_, calls) = office.did.remove(0);
    assert_eq!((calls.ring, calls.summary.unwrap().overdue), (true, 4));
    office.run(60);
    assert_eq!(office.did, []);
}

#[test]
fn catching_up_has_an_end() {
    let mut office = Office::running(needs_reply(), 2);
    office.alarms.wake(office.now);
    office.unchecked = 1;
    office.contact(0);
    office.run(119);
    assert_eq!(office.did, []);
    office.run(1);
    assert_eq!(office.bells(), [120]);
}

#[test]
fn after_a_gap_in_the_data_too() {
    let mut office = Office::running(needs_reply(), 5);
    office.stage = Stage::Stale(seconds(130));
    office.run(130);
    (office.stage, office.unchecked) = (Stage::Complete, 3);
    for row in 0..3 {
        office.contact(row);
        office.run(20);
    }
    assert_eq!(office.did, []);
    office.unchecked = 0;
    office.step();
    assert_eq!(office.bells(), [190]);
    office.stage = Stage::Stale(seconds(60));
    office.run(60);
    office.stage = Stage::Complete;
    office.contact(3);
    office.run(10);
    assert_eq!(office.bells(), [253], "a short one changes nothing");
}

#[test]
fn targets_pass_while_there_are_no_data_as_well() {
    let mut office = Office::running(all_on(), 1);
    office.contact(0);
    office.stage = Stage::Stale(seconds(20 * MINUTE));
    office.run(31 * MINUTE);
    assert_eq!(office.bells(), [30 * MINUTE + 3]);
    office.stage = Stage::Stale(seconds(29 * MINUTE));
    office.run(2 * MINUTE);
    let (_, calls) = office.did.remove(0);
    let words = calls.notification.unwrap().to_string();
    assert_eq!(
        words,
        "no fresh data for 29 min, so far at least 1 overdue, 1 waiting, longest 32 min"
    );
}

#[test]
fn whoever_looks_at_it_needs_no_bell_but_for_what_is_overdue() {
    let mut office = Office::running(needs_reply(), 2);
    assert!(!office.alarms.is_watched(), "nothing was said yet");
    office.alarms.set_focus(Focus::Gained);
    assert!(office.alarms.is_watched());
    office.on_screen = vec![0];
    office.contact(0);
    office.run(20 * MINUTE);
    assert_eq!(office.calls(), []);
    office.contact(1);
    office.run(10);
    assert_eq!(office.bells(), [20 * MINUTE + 3], "not on the screen");
    office.run(10 * MINUTE);
    assert_eq!(office.bells(), [30 * MINUTE + 3]);
    office.alarms.set_focus(Focus::Lost);
    assert!(!office.alarms.is_watched());
}

#[test]
fn missing_data_are_an_alarm_of_their_own() {
    let mut office = Office::running(all_on(), 1);
    for minute in 0..100 {
        office.stage = Stage::Stale(seconds(minute * MINUTE));
        office.run(MINUTE);
    }
    let did = office.did.clone();
    let [first, second] = [30, 90].map(|minute| minute * MINUTE + MINUTE);
    let calls: Vec<_> = office.calls();
    let steps: Vec<_> = calls.iter().map(|(_, steps)| *steps).collect();
    assert_eq!(steps, [RING, DESKTOP, HOOK, RING, DESKTOP, HOOK]);
    assert!(calls[0].0.abs_diff(first) <= MINUTE && calls[3].0.abs_diff(second) <= MINUTE);
    let hook = did[2].1.hook.as_ref().unwrap();
    assert_eq!((hook.cause(), hook.ids()), (Cause::Stale, &[][..]));
    let words = did[1].1.notification.unwrap().to_string();
    assert!(words.starts_with("no fresh data for 3"), "{words}");
}

#[test]
fn nothing_ever_read_is_missing_as_well_and_no_mute_forgets_it() {
    let mut office = Office::loading(Settings::default());
    for _ in 0..3 {
        office.alarms.cycle_mute(office.now);
    }
    office.run(3600);
    assert_eq!(office.calls(), []);
    assert_eq!(office.alarms.cycle_mute(office.now), None);
    office.step();
    assert_eq!(office.bells(), [3600]);
}

#[test]
fn the_title_is_said_only_when_it_is_another() {
    let mut office = Office::running(all_on(), 1);
    let title = |office: &mut Office| {
        let scene = Scene {
            moment: moment(office.now),
            knowledge: Knowledge::at(office.stage, office.unchecked),
            new: 0,
            on_screen: &[],
            picture: &office.picture,
        };
        office
            .alarms
            .take_title(&scene)
            .map(|title| title.to_string())
    };
    assert_eq!(title(&mut office).as_deref(), Some("✓ · spruce-inbox"));
    assert_eq!(title(&mut office), None);
    office.contact(0);
    assert_eq!(title(&mut office).as_deref(), Some("◀1 · spruce-inbox"));
    office.run(30 * MINUTE);
    assert_eq!(title(&mut office).as_deref(), Some("‼1 ◀1 · spruce-inbox"));
    office.run(30 * MINUTE);
    assert_eq!(title(&mut office), None);
    office.alarms.wake(office.now);
    assert!(
        title(&mut office).is_some(),
        "somebody else may have set another meanwhile"
    );
    let mut office = Office::running(Settings::off(), 1);
    assert_eq!(title(&mut office), None);
}
