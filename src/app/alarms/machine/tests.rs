mod office;
mod quiet;
mod random;

use super::*;
use office::*;

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
    let first = |step: usize| {
        calls
            .iter()
            .find(|(_, steps)| steps[step])
            .map(|(at, _)| *at)
    };
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
