use proptest::prelude::*;

use std::collections::HashMap;

use super::filing::GATHER;
use super::*;
use crate::model::id::EntityId;
use crate::model::item::Direction;
use crate::model::member::Member;
use crate::model::read_marks::LedgerKey;
use crate::model::zone::Zone;
use crate::triage::testing::{at, conversation, fixed, message, organization};
use crate::triage::{Attention, Settings, Views};

/// What can happen to a list.
#[derive(Clone, Debug)]
enum Happening {
    /// A conversation appears, or something new in it moves it; or it is listed as it was.
    Put { number: usize, second: i64 },
    /// Something about a conversation changes that does not move it.
    Note(usize),
    /// A conversation goes.
    TakeOut(usize),
    /// Somebody writes, from outside or not.
    Write {
        number: usize,
        second: i64,
        direction: Direction,
    },
    /// The team puts a conversation away, or takes it out again.
    Archive(usize),
    /// Another copy of the program marks a conversation as seen.
    See(usize),
    /// So many minutes pass on the server's clock.
    Minutes(i64),
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
    Show(u8),
    Filter(&'static str),
}

fn user_move() -> impl Strategy<Value = UserMove> {
    let by = prop::sample::select(vec![SortBy::LastMessage, SortBy::Created, SortBy::Waiting]);
    let order = (by, any::<bool>()).prop_map(|(by, reversed)| ListOrder { by, reversed });
    let filter = prop::sample::select(vec!["", "is:waiting", "-is:waiting", "1", "nobody"]);
    prop_oneof![
        6 => (-12_isize..12).prop_map(UserMove::By),
        1 => Just(UserMove::First),
        1 => Just(UserMove::Last),
        2 => (0_usize..30).prop_map(UserMove::Select),
        1 => Just(UserMove::Follow),
        1 => order.prop_map(UserMove::Order),
        1 => (0_usize..30).prop_map(UserMove::ThereAndBack),
        2 => (0..VIEWS).prop_map(UserMove::Show),
        1 => filter.prop_map(UserMove::Filter),
    ]
}

fn happening() -> impl Strategy<Value = Happening> {
    let direction = prop::sample::select(vec![Direction::Inbound, Direction::Outbound]);
    let write = (0_usize..30, 0_i64..40, direction).prop_map(|(number, second, direction)| {
        Happening::Write {
            number,
            second,
            direction,
        }
    });
    prop_oneof![
        6 => write,
        2 => (0_usize..30).prop_map(Happening::Archive),
        1 => (0_usize..30).prop_map(Happening::See),
        1 => (1_i64..120).prop_map(Happening::Minutes),
        8 => (0_usize..30, 0_i64..40).prop_map(|(number, second)| Happening::Put { number, second }),
        2 => (0_usize..30).prop_map(Happening::Note),
        2 => (0_usize..30).prop_map(Happening::TakeOut),
        4 => Just(Happening::Wait),
        8 => user_move().prop_map(Happening::User),
        1 => Just(Happening::Freeze),
        1 => (0_u16..12).prop_map(Happening::Resize),
    ]
}

/// Views in use, the last of them of everything.
const VIEWS: u8 = 4;

fn views() -> Views {
    Views::new(&[], Zone::Utc).unwrap()
}

/// The view of this number among those in use.
fn view(number: u8) -> ViewId {
    let names = ["Inbox", "Unread", "Overdue", "All"];
    views().named(names[usize::from(number)]).unwrap()
}

/// A list, what it is a list of, and the screen it is on.
struct Desk {
    picture: Picture,
    attention: Attention,
    members: HashMap<EntityId, Member>,
    present: Timestamp,
    items: usize,
    inbox: Inbox,
    height: u16,
    now: Duration,
    /// Rows that got another time, or came, since all that had was last taken in.
    moved: HashSet<Slot>,
}

fn world<'a>(
    picture: &'a Picture,
    attention: &'a Attention,
    members: &'a HashMap<EntityId, Member>,
    now: Timestamp,
) -> World<'a> {
    World {
        picture,
        attention,
        members,
        engine: None,
        me: None,
        now,
    }
}

impl Desk {
    fn new() -> Self {
        let picture = Picture::default();
        let settings = Settings {
            views: views(),
            ..Settings::default()
        };
        let attention = Attention::new(LedgerKey::new([7; 32]), HashMap::new(), settings);
        let (members, present) = (HashMap::new(), at(100));
        let world = world(&picture, &attention, &members, present);
        let inbox = Inbox::new(SortBy::LastMessage, view(VIEWS - 1), world);
        Self {
            picture,
            attention,
            members,
            present,
            items: 0,
            inbox,
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
        let mut new = conversation(number, created, second);
        new.archived = self
            .slot(number)
            .is_some_and(|slot| self.picture.row(slot).unwrap().conversation.archived);
        let is = new.last_message_at;
        let slot = self.picture.put(new);
        if was != is {
            self.moved.insert(slot);
        }
        self.changed(slot);
    }

    /// A row changed: how it stands is looked at again, then the list hears of it.
    fn changed(&mut self, slot: Slot) {
        self.attention.refresh(&self.picture, slot);
        let now = self.now;
        self.with_world(|inbox, world, _| inbox.gather(slot, world, now));
        self.settle();
    }

    fn with_world<T>(&mut self, change: impl FnOnce(&mut Inbox, World<'_>, u16) -> T) -> T {
        let world = world(&self.picture, &self.attention, &self.members, self.present);
        change(&mut self.inbox, world, self.height)
    }

    fn world(&self) -> World<'_> {
        world(&self.picture, &self.attention, &self.members, self.present)
    }

    fn write(&mut self, number: usize, second: i64, direction: Direction) {
        self.items += 1;
        let last = self
            .slot(number)
            .and_then(|slot| self.picture.row(slot)?.conversation.last_message_at);
        let last = last.max(Some(at(second))).unwrap().as_millis() / 1000;
        self.put(number, last);
        let slot = self.slot(number).unwrap();
        let item = message(self.items, second, direction, "words");
        self.picture.put_items(slot, &[item], &organization());
        self.moved.insert(slot);
        self.changed(slot);
    }

    fn archive(&mut self, number: usize) {
        let Some(slot) = self.slot(number) else {
            return;
        };
        let row = self.picture.row(slot).unwrap();
        if !row.gone {
            let mut other = row.conversation.clone();
            other.archived = !other.archived;
            self.picture.put(other);
            self.moved.insert(slot);
            self.changed(slot);
        }
    }

    fn see(&mut self, number: usize) {
        if let Some(slot) = self.slot(number) {
            self.attention.see(&self.picture, slot, self.present);
            self.changed(slot);
        }
    }

    fn take_out(&mut self, number: usize) {
        if let Some(slot) = self.slot(number) {
            self.picture.take_out(slot);
            self.changed(slot);
        }
    }

    fn note(&mut self, number: usize) {
        if let Some(slot) = self.slot(number) {
            self.changed(slot);
        }
    }

    fn wait(&mut self) {
        self.now += GATHER;
        self.settle();
    }

    fn user(&mut self, user_move: &UserMove) {
        let slot = match user_move {
            UserMove::Select(number) | UserMove::ThereAndBack(number) => self.slot(*number),
            _ => None,
        };
        self.with_world(|inbox, world, height| match user_move {
            UserMove::By(by) => inbox.move_by(*by, world, height),
            UserMove::First => inbox.first(world, height),
            UserMove::Last => inbox.last(world, height),
            UserMove::Select(_) => {
                if let Some(slot) = slot {
                    inbox.select(slot, world, height);
                }
            }
            UserMove::Follow => inbox.follow(world),
            UserMove::Order(order) => inbox.set_order(*order, world, height),
            UserMove::Show(number) => inbox.set_view(view(*number), world, height),
            UserMove::Filter(words) => {
                inbox.set_filter(Query::parse(words, Zone::Utc).unwrap(), world, height);
            }
            UserMove::ThereAndBack(_) => {
                let place = inbox.place();
                if let Some(slot) = slot {
                    inbox.select(slot, world, height);
                }
                inbox.return_to(place, world, height);
            }
        });
        self.settle();
        if self.inbox.waiting_changes() == 0 && self.arrived() == 0 {
            self.moved.clear();
        }
    }

    fn settle(&mut self) {
        let now = self.now;
        self.with_world(|inbox, world, _| {
            inbox.advance(world, now);
            inbox.look_on(world);
            inbox.take_in(world, now);
        });
    }

    /// Until every row was looked at.
    fn look_through(&mut self) {
        while self.inbox.scanning() {
            self.settle();
        }
    }

    fn happen(&mut self, happening: &Happening) {
        match happening {
            Happening::Put { number, second } => self.put(*number, *second),
            Happening::Note(number) => self.note(*number),
            Happening::TakeOut(number) => self.take_out(*number),
            Happening::Write {
                number,
                second,
                direction,
            } => self.write(*number, *second, *direction),
            Happening::Archive(number) => self.archive(*number),
            Happening::See(number) => self.see(*number),
            Happening::Minutes(minutes) => {
                self.present = self
                    .present
                    .plus(Duration::from_mins(minutes.unsigned_abs()));
                self.settle();
            }
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

    /// The rows that view and filter admit in the order of the list, picked and sorted from scratch.
    fn sorted(&self) -> Vec<Option<Slot>> {
        let (world, order) = (self.world(), self.inbox.order());
        let mut slots: Vec<_> = self.picture.slots().collect();
        slots.retain(|slot| world.admits(*slot, self.inbox.view(), self.inbox.filter()));
        slots.sort_by_key(|slot| {
            let conversation = &self.picture.row(*slot).unwrap().conversation;
            let id = conversation.id.clone();
            let since = self.attention.standing(*slot).wait.map(|wait| wait.since);
            let latest = conversation
                .last_activity()
                .map_or(i64::MIN, Timestamp::as_millis);
            match order.by {
                SortBy::LastMessage => (false, latest, id),
                SortBy::Created => (false, conversation.created_at.unwrap().as_millis(), id),
                SortBy::Waiting => match since {
                    Some(since) => (false, since.as_millis(), id),
                    None => (true, -latest, id),
                },
            }
        });
        if order.reversed != (order.by != SortBy::Waiting) {
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
            let (empty, scanning) = (desk.inbox.is_empty(), desk.inbox.scanning());
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
            if frozen && !by_user && !matches!(happening, Happening::Freeze)
                && !empty && !scanning {
                prop_assert_eq!(desk.screen(), screen, "it is to be held still");
            }
            if let Some(ghost) = desk.inbox.ghost(desk.world()) {
                prop_assert_eq!(Some(ghost), desk.inbox.selected());
            }
            let shown = |slot: &Slot| desk.inbox.contains(*slot);
            prop_assert!(desk.inbox.selected().as_ref().is_none_or(shown));
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
        desk.with_world(|inbox, world, _| inbox.follow(world));
        desk.wait();
        desk.look_through();
        desk.height = 100;
        let listed: Vec<_> = desk.screen().into_iter().flatten().map(Some).collect();
        prop_assert_eq!(listed, desk.sorted());
    }

    #[test]
    fn going_round_meets_every_other_row_once_and_ends_where_it_began(
        rows in 0_usize..20, selected in prop::option::of(0_usize..20),
    ) {
        let mut desk = Desk::with_rows(rows);
        if let Some(number) = selected {
            desk.user(&UserMove::Select(number));
        }
        desk.look_through();
        let down: Vec<_> = desk.inbox.around_selected(&desk.picture, Step::Down).collect();
        let mut up: Vec<_> = desk.inbox.around_selected(&desk.picture, Step::Up).collect();
        prop_assert_eq!(down.iter().collect::<HashSet<_>>().len(), rows);
        match desk.inbox.selected() {
            Some(selected) => {
                prop_assert_eq!(down.last(), Some(&selected));
                prop_assert_eq!(up.pop(), Some(selected));
                prop_assert!(up.iter().rev().eq(down.iter().take(down.len() - 1)));
            }
            None => prop_assert!(up.iter().rev().eq(down.iter())),
        }
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
    desk.with_world(|inbox, world, height| inbox.return_to(place, world, height));
    assert_eq!(desk.screen(), screen);
}
