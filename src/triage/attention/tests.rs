use proptest::prelude::*;

use super::*;
use crate::model::item::Direction;
use crate::triage::testing::{at, conversation, fixed, message, organization};

struct Desk {
    picture: Picture,
    attention: Attention,
    items: usize,
}

impl Desk {
    fn new() -> Self {
        Self {
            picture: Picture::default(),
            attention: Attention::new(LedgerKey::new([7; 32]), HashMap::new(), Settings::default()),
            items: 0,
        }
    }

    /// A row as it was listed: its items are not read yet.
    fn list(&mut self, number: usize, second: i64) -> Slot {
        let slot = self.picture.put(conversation(number, 0, second));
        self.attention.refresh(&self.picture, slot);
        slot
    }

    /// A row whose items were read after this one came.
    fn write(&mut self, number: usize, second: i64, direction: Direction) -> Slot {
        self.items += 1;
        let known = self.picture.slot(&conversation(number, 0, 0).id);
        let last = known.and_then(|slot| self.picture.row(slot)?.conversation.last_message_at);
        let last = last
            .max(Some(at(second)))
            .map_or(0, |at| at.as_millis() / 1000);
        let slot = self.list(number, last);
        let item = message(self.items, second, direction, "words");
        self.picture.put_items(slot, &[item], &organization());
        self.attention.refresh(&self.picture, slot);
        slot
    }

    fn see(&mut self, slot: Slot) -> Option<Mark> {
        self.attention
            .see(&self.picture, slot, Timestamp::from_millis(i64::MAX))
            .map(|(_, mark)| mark)
    }

    /// The counts, added up from scratch.
    fn counted(&self) -> Counts {
        let mut counts = Counts::default();
        for slot in self.picture.slots() {
            let row = self.picture.row(slot).unwrap();
            counts.new += usize::from(self.attention.state(slot) == RowState::New);
            counts.unknown += usize::from(self.attention.state(slot) == RowState::Unknown);
            counts.waiting += usize::from(self.attention.waiting_since(row).is_some());
        }
        counts
    }
}

#[test]
fn a_row_goes_from_unknown_to_new_to_waiting_to_quiet() {
    let mut desk = Desk::new();
    let slot = desk.list(1, 10);
    assert_eq!(desk.attention.state(slot), RowState::Unknown);
    assert_eq!(
        desk.see(slot),
        None,
        "nothing is known that could have been seen"
    );
    desk.write(1, 10, Direction::Inbound);
    assert_eq!(desk.attention.state(slot), RowState::New);
    assert!(desk.see(slot).is_some());
    assert_eq!(desk.attention.state(slot), RowState::Waiting);
    assert_eq!(desk.see(slot), None, "that is no news");
    desk.write(1, 20, Direction::Outbound);
    assert_eq!(desk.attention.state(slot), RowState::Quiet);
}

#[test]
fn activity_in_a_row_that_is_new_already_leaves_it_new() {
    let mut desk = Desk::new();
    let slot = desk.write(1, 10, Direction::Inbound);
    desk.list(1, 20);
    assert_eq!(desk.attention.state(slot), RowState::New);
    desk.see(slot);
    assert_eq!(
        desk.attention.state(slot),
        RowState::Unknown,
        "its latest was not read"
    );
}

#[test]
fn same_second_and_late_items_are_new_after_later_ones_were_seen() {
    let mut desk = Desk::new();
    let slot = desk.write(1, 1000, Direction::Inbound);
    desk.see(slot);
    for second in [1000, 990] {
        desk.write(1, second, Direction::Inbound);
        assert_eq!(desk.attention.state(slot), RowState::New, "at {second}");
        desk.see(slot);
        assert_eq!(desk.attention.state(slot), RowState::Waiting);
    }
}

#[test]
fn the_first_new_item_is_the_first_that_was_not_seen() {
    let mut desk = Desk::new();
    let slot = desk.write(1, 1000, Direction::Inbound);
    desk.see(slot);
    desk.write(1, 1002, Direction::Inbound);
    desk.write(1, 1001, Direction::Inbound);
    let first = desk.attention.first_new(desk.picture.row(slot).unwrap());
    assert_eq!(first.map(|id| id.to_string()), Some("ti_00003".to_owned()));
}

#[test]
fn a_row_that_is_gone_asks_for_nothing() {
    let mut desk = Desk::new();
    let slot = desk.write(1, 10, Direction::Inbound);
    desk.attention.unsee(&desk.picture, slot);
    desk.picture.take_out(slot);
    assert!(desk.attention.refresh(&desk.picture, slot));
    assert_eq!(desk.attention.state(slot), RowState::Quiet);
    assert_eq!(desk.attention.counts(), Counts::default());
}

#[test]
fn only_marks_that_change_a_row_are_reported() {
    let mut desk = Desk::new();
    let slot = desk.write(1, 10, Direction::Inbound);
    let hash = desk.attention.key.conversation(&conversation(1, 0, 0).id);
    let mark = Mark::default().seen([(
        desk.attention
            .key
            .item(&message(1, 10, Direction::Inbound, "").id),
        at(10),
    )]);
    let stranger = (ConversationHash([9; 16]), mark.clone());
    assert_eq!(desk.attention.merge(&desk.picture, vec![stranger]), []);
    let marks = vec![(hash, mark)];
    assert_eq!(desk.attention.merge(&desk.picture, marks.clone()), [slot]);
    assert_eq!(desk.attention.merge(&desk.picture, marks), []);
    assert_eq!(desk.attention.state(slot), RowState::Waiting);
}

#[derive(Clone, Debug)]
enum Step {
    List(usize, i64),
    Write(usize, i64, Direction),
    TakeOut(usize),
    See(usize),
    Unsee(usize),
}

fn step() -> impl Strategy<Value = Step> {
    let direction = prop::sample::select(vec![
        Direction::Inbound,
        Direction::Inbound,
        Direction::Outbound,
        Direction::None,
    ]);
    let number = || 0_usize..6;
    prop_oneof![
        2 => (number(), 0_i64..2000).prop_map(|(number, second)| Step::List(number, second)),
        6 => (number(), 0_i64..2000, direction).prop_map(|(n, second, side)| Step::Write(n, second, side)),
        1 => number().prop_map(Step::TakeOut),
        3 => number().prop_map(Step::See),
        1 => number().prop_map(Step::Unsee),
    ]
}

proptest! {
    #![proptest_config(fixed(256))]

    #[test]
    fn counts_add_up_and_what_was_seen_is_not_new(steps in prop::collection::vec(step(), 1..60)) {
        let mut desk = Desk::new();
        for step in steps {
            let slot = |desk: &Desk, number| desk.picture.slot(&conversation(number, 0, 0).id);
            match step {
                Step::List(number, second) => {
                    desk.list(number, second);
                }
                Step::Write(number, second, direction) => {
                    let slot = desk.write(number, second, direction);
                    let gone = desk.picture.row(slot).unwrap().gone;
                    let state = desk.attention.state(slot);
                    prop_assert!(gone || state != RowState::Unknown, "its items were read");
                }
                Step::TakeOut(number) => if let Some(slot) = slot(&desk, number) {
                    desk.picture.take_out(slot);
                    desk.attention.refresh(&desk.picture, slot);
                },
                Step::See(number) => if let Some(slot) = slot(&desk, number) {
                    desk.see(slot);
                    prop_assert_ne!(desk.attention.state(slot), RowState::New);
                    prop_assert_eq!(desk.see(slot), None);
                },
                Step::Unsee(number) => if let Some(slot) = slot(&desk, number) {
                    desk.attention.unsee(&desk.picture, slot);
                    let gone = desk.picture.row(slot).unwrap().gone;
                    prop_assert!(gone || desk.attention.state(slot) == RowState::New);
                },
            }
            prop_assert_eq!(desk.attention.counts(), desk.counted());
        }
    }
}
