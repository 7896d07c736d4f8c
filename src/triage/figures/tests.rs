use proptest::prelude::*;

use super::*;
use crate::model::conversation::ConversationKind;
use crate::model::item::{Direction, Item};
use crate::triage::testing::{conversation, fixed, message, organization};

const HOUR: i64 = 3600;
/// The evening of the fifth day of the epoch.
const NOW: i64 = 5 * 24 * HOUR + 20 * HOUR;

fn at(second: i64) -> Timestamp {
    Timestamp::from_millis(second * 1000)
}

fn settings() -> Settings {
    Settings {
        zone: Zone::Utc,
        ..Settings::default()
    }
}

/// Writes items into a conversation: seconds before now, and which way. Numbers of items are unique in a test.
fn put(
    picture: &mut Picture,
    number: usize,
    kind: ConversationKind,
    items: &[(usize, i64, Direction)],
) -> Slot {
    let last = items.iter().map(|(_, ago, _)| NOW - ago).max().unwrap_or(0);
    let mut conversation = conversation(number, 0, last);
    conversation.kind = kind;
    let slot = picture.put(conversation);
    let items: Vec<Item> = items
        .iter()
        .map(|(id, ago, direction)| message(*id, NOW - ago, *direction, ""))
        .collect();
    picture.put_items(slot, &items, &organization());
    slot
}

fn from_scratch(picture: &Picture) -> Figures {
    let mut figures = Figures::default();
    figures.begin_day(picture, &settings(), at(NOW));
    figures
}

fn minutes(count: u64) -> Duration {
    Duration::from_secs(60 * count)
}

use Direction::{Inbound as In, Outbound as Out};

#[test]
fn a_wait_goes_from_the_first_contact_to_the_first_answer_after_it() {
    let mut picture = Picture::default();
    let items = [
        (1, 3000, In),
        (2, 2400, In),
        (3, 1800, Out),
        (4, 1200, Out),
        (5, 600, In),
    ];
    put(&mut picture, 1, ConversationKind::Phone, &items);
    let answered: Vec<_> = from_scratch(&picture).answered().collect();
    let twenty = Answered {
        count: 1,
        median: minutes(20),
        ninetieth: minutes(20),
    };
    assert_eq!(answered, [(Channel::Phone, twenty)]);
}

#[test]
fn a_wait_of_yesterday_that_was_answered_today_counts_for_today() {
    let mut picture = Picture::default();
    let yesterday = 21 * HOUR;
    put(
        &mut picture,
        1,
        ConversationKind::Email,
        &[(1, yesterday, In), (2, 19 * HOUR, Out)],
    );
    put(
        &mut picture,
        2,
        ConversationKind::Email,
        &[(3, yesterday + HOUR, In), (4, yesterday, Out)],
    );
    let answered: Vec<_> = from_scratch(&picture).answered().collect();
    assert_eq!(answered.len(), 1);
    assert_eq!(
        (answered[0].1.count, answered[0].1.median),
        (1, minutes(120))
    );
}

#[test]
fn percentiles_are_of_the_nearest_rank() {
    let waits: Vec<_> = (1..=10).map(minutes).collect();
    assert_eq!(nearest_rank(&waits, 50), Some(minutes(5)));
    assert_eq!(nearest_rank(&waits, 90), Some(minutes(9)));
    assert_eq!(nearest_rank(&waits[..1], 90), Some(minutes(1)));
    assert_eq!(nearest_rank(&waits[..3], 50), Some(minutes(2)));
    assert_eq!(nearest_rank(&[], 50), None);
}

#[test]
fn arrivals_are_counted_by_the_hour_on_the_clock() {
    let mut picture = Picture::default();
    // At 20:00, 19:59, 19:01 and the evening before.
    let items = [
        (1, 0, In),
        (2, 60, In),
        (3, 59 * 60, In),
        (4, 21 * HOUR, In),
        (5, 30, Out),
    ];
    put(&mut picture, 1, ConversationKind::Phone, &items);
    let figures = from_scratch(&picture);
    assert_eq!(figures.arrivals(at(NOW), Zone::Utc, 3), [0, 2, 1]);
    let day = figures.arrivals(at(NOW), Zone::Utc, 24);
    assert_eq!(day.iter().sum::<usize>(), 4);
    assert_eq!(figures.arrivals(at(NOW + HOUR), Zone::Utc, 3), [2, 1, 0]);
}

#[test]
fn what_was_not_read_far_enough_is_not_called_read() {
    let read = |items: &[(usize, i64, Direction)]| {
        let mut picture = Picture::default();
        put(&mut picture, 1, ConversationKind::Phone, items);
        from_scratch(&picture).coverage().read
    };
    let days = |count: i64| count * 24 * HOUR;
    assert_eq!(read(&[(1, 60, In)]), 0, "earlier today may be more");
    assert_eq!(read(&[(1, days(1), In), (2, 60, In)]), 1);
    assert_eq!(
        read(&[(1, days(1), In), (2, 60, Out)]),
        0,
        "the wait may be longer"
    );
    assert_eq!(read(&[(1, days(1), Out), (2, 90, In), (3, 60, Out)]), 1);
    assert_eq!(read(&[(1, days(4), In), (2, 60, Out)]), 1);
    let mut picture = Picture::default();
    picture.put(conversation(1, 0, NOW - 60));
    let expected = Coverage { active: 1, read: 0 };
    assert_eq!(
        from_scratch(&picture).coverage(),
        expected,
        "nothing was read"
    );
    picture.put(conversation(2, 0, NOW - days(1)));
    assert_eq!(
        from_scratch(&picture).coverage(),
        expected,
        "not active today"
    );
}

#[test]
fn another_day_counts_anew() {
    let mut picture = Picture::default();
    let slot = put(
        &mut picture,
        1,
        ConversationKind::Phone,
        &[(1, 120, In), (2, 60, Out)],
    );
    let mut figures = from_scratch(&picture);
    assert_eq!(figures.answered().count(), 1);
    figures.begin_day(&picture, &settings(), at(NOW + 5 * HOUR));
    assert_eq!(figures.answered().count(), 0);
    assert_eq!(figures.coverage(), Coverage::default());
    assert_eq!(figures.active_lately().collect::<Vec<_>>(), [slot]);
    figures.begin_day(&picture, &settings(), at(NOW + 200 * HOUR));
    assert_eq!(figures.active_lately().count(), 0);
}

/// What happens to one of a few conversations.
#[derive(Clone, Debug)]
enum Step {
    Write(Vec<(usize, i64, bool)>),
    Listed(i64),
    Gone,
}

fn steps() -> impl Strategy<Value = Vec<(usize, Step)>> {
    let ago = prop_oneof![0..2 * HOUR, 0..60 * HOUR, 0..140 * HOUR];
    let items = prop::collection::vec((0_usize..30, ago, any::<bool>()), 1..6);
    let step = prop_oneof![
        4 => items.prop_map(Step::Write),
        1 => (0..60 * HOUR).prop_map(Step::Listed),
        1 => Just(Step::Gone),
    ];
    prop::collection::vec((0_usize..6, step), 0..40)
}

proptest! {
    #![proptest_config(fixed(128))]

    #[test]
    fn what_is_kept_up_is_what_is_counted_from_scratch(steps in steps()) {
        let kinds = [ConversationKind::Phone, ConversationKind::Secure, ConversationKind::Email];
        let mut picture = Picture::default();
        let mut figures = from_scratch(&picture);
        for (number, step) in steps {
            let kind = kinds[number % kinds.len()].clone();
            let slot = match step {
                Step::Write(items) => {
                    let items: Vec<_> = items
                        .iter()
                        .map(|(id, ago, inbound)| (number * 100 + id, *ago, if *inbound { In } else { Out }))
                        .collect();
                    put(&mut picture, number, kind, &items)
                }
                Step::Listed(ago) => {
                    let mut listed = conversation(number, 0, NOW - ago);
                    listed.kind = kind;
                    picture.put(listed)
                }
                Step::Gone => {
                    let slot = picture.put(conversation(number, 0, 0));
                    picture.take_out(slot);
                    slot
                }
            };
            figures.refresh(&picture, &settings(), slot);
            prop_assert_eq!(&figures, &from_scratch(&picture));
        }
        let sum: usize = figures.answered().map(|(_, answered)| answered.count).sum();
        let waits = picture.slots().filter_map(|slot| picture.row(slot)).filter(|row| !row.gone);
        let all = waits.flat_map(|row| answered_waits(row.digest.as_deref().map_or(&[][..], Digest::turns)));
        let today = all.filter(|wait| wait.answered >= at(5 * 24 * HOUR));
        prop_assert_eq!(sum, today.count());
    }
}
