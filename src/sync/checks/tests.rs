use super::*;
use crate::sync::picture::tests::put;

fn at(second: i64) -> Timestamp {
    Timestamp::from_millis(second * 1000)
}

fn mono(second: u64) -> Duration {
    Duration::from_secs(second)
}

/// Rows of these times, all unchecked, in a picture and in the queue of a window that begins then.
fn filed(window: i64, times: &[i64]) -> (Picture, Checks, Vec<Slot>) {
    let (mut picture, mut checks, mut slots) = (
        Picture::default(),
        Checks::new(at(window), Scope::All),
        Vec::new(),
    );
    for (n, time) in times.iter().enumerate() {
        let id = ConversationId::parse(&format!("t_{n}")).unwrap();
        let slot = put(&mut picture, &id);
        checks.file(slot, None, Some(at(*time)));
        slots.push(slot);
    }
    (picture, checks, slots)
}

#[test]
fn the_newest_goes_first_and_what_lies_behind_the_window_is_less_urgent() {
    let (picture, mut checks, slots) = filed(80, &[50, 200, 100]);
    let mut order = Vec::new();
    while let Some((slot, priority)) = checks.next(&picture, mono(0)) {
        order.push((slot, priority));
        let time = [50, 200, 100][slot.index()];
        checks.file(slot, Some(at(time)), None);
    }
    assert_eq!(
        order,
        [
            (slots[1], Priority::Recent),
            (slots[2], Priority::Recent),
            (slots[0], Priority::Old)
        ]
    );
}

#[test]
fn what_is_put_off_lets_the_others_pass_and_comes_back() {
    let (picture, mut checks, slots) = filed(0, &[200, 100]);
    checks.postpone(slots[0], mono(0));
    assert_eq!(
        checks.next(&picture, mono(0)),
        Some((slots[1], Priority::Recent))
    );
    assert_eq!(checks.wakes_at(mono(0)), Some(mono(2)));
    assert_eq!(
        checks.next(&picture, mono(2)),
        Some((slots[0], Priority::Recent))
    );
    for _ in 0..20 {
        checks.postpone(slots[0], mono(0));
    }
    assert_eq!(
        checks.wakes_at(mono(0)),
        Some(mono(300)),
        "never longer than that"
    );
    checks.file(slots[0], Some(at(200)), Some(at(201)));
    let next = checks.next(&picture, mono(0));
    assert_eq!(
        next,
        Some((slots[0], Priority::Recent)),
        "new activity does not wait"
    );
}

#[test]
fn only_readings_that_found_nothing_count_as_misses() {
    let (_, mut checks, slots) = filed(0, &[200]);
    checks.postpone(slots[0], mono(0));
    checks.missed(slots[0], mono(5));
    assert_eq!(checks.misses(slots[0]), 1);
}

#[test]
fn a_second_look_waits_for_its_time_and_for_a_reading_that_began_after_it() {
    let (picture, mut checks, slots) = filed(0, &[200]);
    checks.file(slots[0], Some(at(200)), None);
    checks.second_looks.plan(slots[0], mono(60), 0);
    assert_eq!(checks.next(&picture, mono(59)), None);
    assert_eq!(checks.wakes_at(mono(0)), Some(mono(60)));
    assert_eq!(checks.outstanding(mono(59)), 0);
    assert_eq!(
        checks.next(&picture, mono(60)),
        Some((slots[0], Priority::Recent))
    );
    assert_eq!(checks.outstanding(mono(60)), 1);
    checks.second_looks.looked(slots[0], mono(59), 0);
    assert_eq!(checks.outstanding(mono(61)), 1, "that one began too early");
    checks.second_looks.looked(slots[0], mono(60), 0);
    assert_eq!(checks.outstanding(mono(61)), 0);
    checks.second_looks.plan(slots[0], mono(90), 0);
    checks.second_looks.woke();
    assert_eq!(checks.outstanding(mono(65)), 1, "the machine slept");
    checks.second_looks.looked(slots[0], mono(66), 1);
    assert_eq!(checks.outstanding(mono(89)), 0);
    let outstanding = checks.outstanding(mono(90));
    assert_eq!(
        outstanding, 1,
        "or its clock was set: look at its time, too"
    );
}

#[test]
fn only_the_window_counts_as_outstanding() {
    let (_, mut checks, slots) = filed(100, &[50, 200, 100]);
    assert_eq!(checks.outstanding(mono(0)), 2);
    checks.file(slots[1], Some(at(200)), Some(at(300)));
    assert_eq!(checks.outstanding(mono(0)), 2);
    checks.file(slots[1], Some(at(300)), None);
    assert_eq!(checks.outstanding(mono(0)), 1);
    checks.set_window_start(at(0));
    assert_eq!(checks.outstanding(mono(0)), 2);
}

#[test]
fn the_open_conversation_is_read_again_every_minute() {
    let (picture, mut checks, slots) = filed(0, &[200, 100]);
    checks.watch(Some(slots[1]), vec![], mono(5));
    assert_eq!(
        checks.next(&picture, mono(5)),
        Some((slots[1], Priority::Visible))
    );
    for (slot, time) in [(slots[0], 200), (slots[1], 100)] {
        checks.file(slot, Some(at(time)), None);
    }
    let mut picture = picture;
    picture.edit(slots[1], |row| {
        row.checked_for = row.conversation.last_message_at;
    });
    checks.opened(slots[1], mono(5));
    assert_eq!(checks.next(&picture, mono(64)), None);
    assert_eq!(checks.wakes_at(mono(5)), Some(mono(65)));
    assert_eq!(
        checks.next(&picture, mono(65)),
        Some((slots[1], Priority::Visible))
    );
}
