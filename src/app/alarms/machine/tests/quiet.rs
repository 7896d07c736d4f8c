//! While nobody is to be called, and while nothing can be known.

use chrono::NaiveTime;

use super::super::*;
use super::office::*;
use crate::app::alarms::Quiet;

#[test]
fn muted_nothing_is_heard_and_afterwards_it_is_summed_up() {
    let mut office = Office::running(needs_reply(), 3);
    office.contact(0);
    office.run(60);
    assert_eq!(office.bells(), [3]);
    assert_eq!(office.mute(), Some(seconds(15 * MINUTE)));
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
fn a_clock_that_is_wrong_for_a_moment_after_a_sleep_calls_nobody() {
    let mut office = Office::running(Settings::default(), 1);
    office.contact(0);
    office.run(29 * MINUTE);
    office.alarms.wake(office.now);
    office.unchecked = 1;
    // Until the server says what time it is, the target seems to have passed.
    let woke = std::mem::replace(&mut office.now, seconds(29 * MINUTE + 100));
    office.step();
    (office.now, office.unchecked) = (woke, 0);
    office.run(30);
    assert_eq!(office.did, []);
    office.run(2 * MINUTE);
    assert_eq!(office.bells(), [30 * MINUTE + 3], "when it really has");
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
        office.mute();
    }
    office.run(3600);
    assert_eq!(office.calls(), []);
    assert_eq!(office.mute(), None);
    office.step();
    assert_eq!(office.bells(), [3600]);
}

#[test]
fn the_title_is_said_only_when_it_is_another() {
    let mut office = Office::running(all_on(), 1);
    let title = |office: &mut Office| {
        let title = office.with_scene(&[], Alarms::take_title);
        title.map(|title| title.to_string())
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
