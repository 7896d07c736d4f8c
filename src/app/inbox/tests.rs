use proptest::prelude::*;

use super::*;
use crate::triage::testing::{conversation, fixed};

/// What can happen to a list.
#[derive(Clone, Debug)]
enum Happening {
    /// A conversation appears, or something new in it moves it; or it is listed as it was.
    Put { number: usize, second: i64 },
    /// Something about a conversation changes that does not move it.
    Note(usize),
    /// A conversation goes.
    TakeOut(usize),
    /// Time passes until gathered changes are due.
    Wait,
    /// The user presses a key.
    User(UserMove),
    /// The user holds the list still, or lets it go on.
    Freeze,
    /// The terminal gets another height.
    Resize(u16),
}

#[derive(Clone, Debug)]
enum UserMove {
    By(isize),
    First,
    Last,
    Select(usize),
    Follow,
    Order(ListOrder),
    ThereAndBack(usize),
}

fn user_move() -> impl Strategy<Value = UserMove> {
    let order = (any::<bool>(), any::<bool>()).prop_map(|(created, reversed)| ListOrder {
        by: if created {
            SortBy::Created
        } else {
            SortBy::LastMessage
        },
        reversed,
    });
    prop_oneof![
        6 => (-12_isize..12).prop_map(UserMove::By),
        1 => Just(UserMove::First),
        1 => Just(UserMove::Last),
        2 => (0_usize..30).prop_map(UserMove::Select),
        1 => Just(UserMove::Follow),
        1 => order.prop_map(UserMove::Order),
        1 => (0_usize..30).prop_map(UserMove::ThereAndBack),
    ]
}

fn happening() -> impl Strategy<Value = Happening> {
    prop_oneof![
        8 => (0_usize..30, 0_i64..40).prop_map(|(number, second)| Happening::Put { number, second }),
        2 => (0_usize..30).prop_map(Happening::Note),
        2 => (0_usize..30).prop_map(Happening::TakeOut),
        4 => Just(Happening::Wait),
        8 => user_move().prop_map(Happening::User),
        1 => Just(Happening::Freeze),
        1 => (0_u16..12).prop_map(Happening::Resize),
    ]
}

/// A list, what it is a list of, and the screen it is on.
struct Desk {
    picture: Picture,
    inbox: Inbox,
    height: u16,
    now: Duration,
    /// Rows that got another time, or came, since all that had was last taken in.
    moved: HashSet<Slot>,
}

impl Desk {
    fn new() -> Self {
        Self {
            picture: Picture::default(),
            inbox: Inbox::new(SortBy::LastMessage),
            height: 6,
            now: Duration::ZERO,
            moved: HashSet::new(),
        }
    }

    /// Conversations 0, 1, …, each created and last active at the second of its number.
    fn with_rows(rows: usize) -> Self {
        let mut desk = Self::new();
        for number in 0..rows {
            desk.put(number, i64::try_from(number).unwrap());
        }
        desk.wait();
        desk
    }

    fn slot(&self, number: usize) -> Option<Slot> {
        self.picture.slot(&conversation(number, 0, 0).id)
    }

    fn put(&mut self, number: usize, second: i64) {
        let was = self.slot(number).and_then(|slot| {
            let row = self.picture.row(slot).filter(|row| !row.gone)?;
            row.conversation.last_message_at
        });
        let created = i64::try_from(number).unwrap();
        let new = conversation(number, created, second);
        let is = new.last_message_at;
        let slot = self.picture.put(new);
        if was != is {
            self.moved.insert(slot);
        }
        self.inbox.gather(slot, &self.picture, self.now);
        self.settle();
    }

    fn take_out(&mut self, number: usize) {
        if let Some(slot) = self.slot(number) {
            self.picture.take_out(slot);
            self.inbox.gather(slot, &self.picture, self.now);
        }
        self.settle();
    }

    fn note(&mut self, number: usize) {
        if let Some(slot) = self.slot(number) {
            self.inbox.gather(slot, &self.picture, self.now);
        }
        self.settle();
    }

    fn wait(&mut self) {
        self.now += GATHER;
        self.settle();
    }

    fn user(&mut self, user_move: &UserMove) {
        let (picture, height) = (&self.picture, self.height);
        match user_move {
            UserMove::By(by) => self.inbox.move_by(*by, picture, height),
            UserMove::First => self.inbox.first(picture, height),
            UserMove::Last => self.inbox.last(picture, height),
            UserMove::Select(number) => {
                if let Some(slot) = self.slot(*number) {
                    self.inbox.select(slot, picture, height);
                }
            }
            UserMove::Follow => self.inbox.follow(picture),
            UserMove::Order(order) => self.inbox.set_order(*order, picture, height),
            UserMove::ThereAndBack(number) => {
                let place = self.inbox.place();
                if let Some(slot) = self.slot(*number) {
                    self.inbox.select(slot, picture, height);
                }
                self.inbox.return_to(place, picture, height);
            }
        }
        self.settle();
        if self.inbox.waiting_changes() == 0 && self.arrived() == 0 {
            self.moved.clear();
        }
    }

    fn settle(&mut self) {
        self.inbox.take_in(&self.picture, self.now);
    }

    fn happen(&mut self, happening: &Happening) {
        match happening {
            Happening::Put { number, second } => self.put(*number, *second),
            Happening::Note(number) => self.note(*number),
            Happening::TakeOut(number) => self.take_out(*number),
            Happening::Wait => self.wait(),
            Happening::User(user_move) => self.user(user_move),
            Happening::Freeze => {
                let frozen = !self.inbox.frozen();
                self.inbox.set_frozen(frozen, self.now);
                self.settle();
            }
            Happening::Resize(height) => {
                self.height = *height;
                self.inbox.clamp(&self.picture, *height);
                self.settle();
            }
        }
    }

    fn screen(&self) -> Vec<Option<Slot>> {
        self.inbox.visible(&self.picture, self.height).collect()
    }

    /// Numbers of the conversations on the screen; `None` is an empty line.
    fn numbers(&self) -> Vec<Option<usize>> {
        let number = |slot| {
            let row = self.picture.row(slot).unwrap();
            row.conversation
                .id
                .as_str()
                .strip_prefix("t_")
                .unwrap()
                .parse()
                .unwrap()
        };
        self.screen()
            .into_iter()
            .map(|slot| slot.map(number))
            .collect()
    }

    /// The selected row and its line.
    fn anchor(&self) -> Option<(Slot, Option<usize>)> {
        let slot = self.inbox.selected()?;
        let line = self.screen().iter().position(|shown| *shown == Some(slot));
        Some((slot, line))
    }

    fn arrived(&self) -> usize {
        let above = |slot: &&Slot| self.inbox.is_above(&self.picture, **slot);
        let above = self.inbox.arrived.iter().filter(above).count();
        assert_eq!(
            self.inbox.arrived_above(),
            above,
            "those above and no others"
        );
        above
    }

    /// All rows in the order of the list, sorted from scratch.
    fn sorted(&self) -> Vec<Option<Slot>> {
        let mut slots: Vec<_> = self
            .picture
            .slots()
            .filter(|slot| !self.picture.row(*slot).unwrap().gone)
            .collect();
        slots.sort_by_key(|slot| {
            let conversation = &self.picture.row(*slot).unwrap().conversation;
            let at = match self.inbox.order().by {
                SortBy::LastMessage | SortBy::Waiting => conversation.last_activity(),
                SortBy::Created => conversation.created_at,
            };
            (at, conversation.id.clone())
        });
        if !self.inbox.order().reversed {
            slots.reverse();
        }
        slots.into_iter().map(Some).collect()
    }
}

proptest! {
    #![proptest_config(fixed(1024))]

    #[test]
    fn nothing_but_the_user_moves_what_the_user_looks_at(
        happenings in prop::collection::vec(happening(), 1..80),
    ) {
        let mut desk = Desk::new();
        for happening in &happenings {
            let (was, screen, frozen) = (desk.anchor(), desk.screen(), desk.inbox.frozen());
            let empty = desk.inbox.is_empty();
            desk.happen(happening);

            let shown: Vec<_> = desk.screen().into_iter().flatten().collect();
            let distinct: HashSet<_> = shown.iter().collect();
            prop_assert_eq!(distinct.len(), shown.len(), "a row stands twice");
            let by_user = matches!(happening, Happening::User(_) | Happening::Resize(_));
            match desk.anchor() {
                Some((_, line)) if by_user => {
                    prop_assert!(line.is_some() || desk.height == 0, "the selection is off the screen");
                }
                anchor if !by_user => prop_assert_eq!(anchor, was),
                _ => {}
            }
            if frozen && !by_user && !matches!(happening, Happening::Freeze) && !empty {
                prop_assert_eq!(desk.screen(), screen, "it is to be held still");
            }
            if desk.inbox.selected().is_none() {
                let rows = desk.inbox.len().min(usize::from(desk.height));
                prop_assert!(desk.screen().iter().take(rows).all(Option::is_some));
                prop_assert_eq!(desk.arrived(), 0);
            }
            prop_assert!(desk.arrived() <= desk.moved.len(), "more arrived than came or moved");
            if matches!(happening, Happening::User(UserMove::First)) && desk.height > 0 {
                prop_assert_eq!(desk.arrived(), 0);
                prop_assert_eq!(desk.inbox.selected_position(&desk.picture).unwrap_or(0), 0);
            }
        }
        // Whatever was held back on the way is in its place in the end.
        desk.inbox.set_frozen(false, desk.now);
        desk.inbox.follow(&desk.picture);
        desk.wait();
        desk.height = 100;
        let listed: Vec<_> = desk.screen().into_iter().flatten().map(Some).collect();
        prop_assert_eq!(listed, desk.sorted());
    }
}

#[test]
fn a_list_that_follows_shows_the_newest_at_the_top() {
    let mut desk = Desk::with_rows(3);
    assert_eq!(
        desk.numbers(),
        [Some(2), Some(1), Some(0), None, None, None]
    );
    desk.put(0, 50);
    assert_eq!(desk.numbers()[0], Some(2), "a burst is gathered first");
    desk.wait();
    assert_eq!(desk.numbers()[..3], [Some(0), Some(2), Some(1)]);
}

#[test]
fn the_selected_row_stays_where_it_is_when_it_gets_a_message_until_the_user_moves_on() {
    let mut desk = Desk::with_rows(10);
    desk.user(&UserMove::Select(5));
    assert_eq!(desk.numbers(), [9, 8, 7, 6, 5, 4].map(Some));
    desk.put(5, 100);
    desk.wait();
    assert_eq!(desk.numbers(), [9, 8, 7, 6, 5, 4].map(Some));
    desk.user(&UserMove::By(1));
    assert_eq!(desk.inbox.selected(), desk.slot(4));
    assert_eq!(desk.numbers(), [5, 9, 8, 7, 6, 4].map(Some));
}

#[test]
fn going_to_an_end_files_the_held_row_first() {
    let mut desk = Desk::with_rows(10);
    desk.user(&UserMove::Select(3));
    desk.put(3, 100);
    desk.wait();
    desk.user(&UserMove::First);
    assert_eq!(desk.inbox.selected(), desk.slot(3));
    assert_eq!(desk.numbers()[..3], [3, 9, 8].map(Some));
    desk.put(3, -1);
    desk.wait();
    desk.user(&UserMove::Last);
    assert_eq!(desk.inbox.selected(), desk.slot(3));
}

#[test]
fn only_rows_that_came_or_moved_up_count_as_arrived() {
    let mut desk = Desk::with_rows(30);
    desk.user(&UserMove::Select(10));
    assert_eq!(desk.arrived(), 0);
    for number in 0..30 {
        desk.note(number);
    }
    desk.wait();
    assert_eq!(desk.arrived(), 0, "that their items were read moves no row");
    desk.put(40, 100);
    desk.put(2, 101);
    desk.put(29, 102);
    desk.put(10, 103);
    desk.wait();
    assert_eq!(
        desk.arrived(),
        3,
        "one came, two moved up, the selected one is held"
    );
    desk.take_out(40);
    desk.wait();
    assert_eq!(desk.arrived(), 2);
    desk.user(&UserMove::By(1));
    assert_eq!(desk.arrived(), 2, "still above");
    desk.user(&UserMove::First);
    assert_eq!(desk.arrived(), 0);
}

#[test]
fn rows_that_arrive_below_do_not_count() {
    let mut desk = Desk::with_rows(10);
    desk.user(&UserMove::Last);
    desk.user(&UserMove::Order(ListOrder {
        by: SortBy::LastMessage,
        reversed: true,
    }));
    desk.user(&UserMove::Last);
    for number in 20..30 {
        desk.put(number, 200);
    }
    desk.wait();
    assert_eq!(desk.arrived(), 0);
}

#[test]
fn what_changed_while_held_still_is_counted_and_taken_in_at_once_afterwards() {
    let mut desk = Desk::with_rows(5);
    desk.happen(&Happening::Freeze);
    for second in [50, 51, 52] {
        desk.put(0, second);
    }
    desk.put(7, 60);
    desk.note(4);
    desk.wait();
    assert_eq!(
        desk.inbox.waiting_changes(),
        2,
        "that its items were read moves no row"
    );
    assert_eq!(desk.inbox.deadline(), None, "nothing to wake up for");
    assert_eq!(desk.numbers()[..3], [Some(4), Some(3), Some(2)]);
    desk.happen(&Happening::Freeze);
    assert_eq!(desk.numbers()[..3], [Some(7), Some(0), Some(4)]);
    assert_eq!(desk.inbox.waiting_changes(), 0);
}

#[test]
fn a_row_held_in_its_place_is_not_forgotten_when_the_user_leaves_it_while_the_list_is_held_still() {
    let mut desk = Desk::with_rows(5);
    desk.user(&UserMove::Select(1));
    desk.put(1, 50);
    desk.wait();
    desk.happen(&Happening::Freeze);
    desk.user(&UserMove::By(-1));
    desk.happen(&Happening::Freeze);
    desk.user(&UserMove::Follow);
    assert_eq!(desk.numbers()[..5], [1, 4, 3, 2, 0].map(Some));
}

#[test]
fn a_gone_row_stays_until_the_user_moves_on_in_every_order() {
    let mut desk = Desk::with_rows(5);
    desk.user(&UserMove::Select(2));
    desk.take_out(2);
    desk.wait();
    assert_eq!(desk.numbers()[..5], [4, 3, 2, 1, 0].map(Some));
    desk.user(&UserMove::Order(ListOrder {
        by: SortBy::Created,
        reversed: true,
    }));
    assert_eq!(desk.numbers()[..5], [0, 1, 2, 3, 4].map(Some));
    desk.user(&UserMove::By(1));
    assert_eq!(desk.inbox.selected(), desk.slot(3));
    assert_eq!(desk.numbers()[..4], [0, 1, 3, 4].map(Some));
}

#[test]
fn returning_to_a_place_brings_back_its_line() {
    let mut desk = Desk::with_rows(40);
    desk.user(&UserMove::By(20));
    desk.user(&UserMove::By(-3));
    let (place, screen) = (desk.inbox.place(), desk.screen());
    desk.user(&UserMove::Last);
    assert_ne!(desk.screen(), screen);
    desk.inbox.return_to(place, &desk.picture, desk.height);
    assert_eq!(desk.screen(), screen);
}
