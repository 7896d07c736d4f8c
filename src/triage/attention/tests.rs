mod properties;

use super::*;
use crate::model::item::{Direction, PageCall};
use crate::model::member::MemberKind;
use crate::model::text::CleanText;
use crate::sync::Picture;
use crate::triage::testing::{at, conversation, message, organization};

struct Desk {
    picture: Picture,
    members: HashMap<EntityId, Member>,
    now: Timestamp,
    attention: Attention,
    items: usize,
}

impl Desk {
    fn new() -> Self {
        Self::with(Settings::default())
    }

    fn with(settings: Settings) -> Self {
        Self {
            picture: Picture::default(),
            members: HashMap::new(),
            now: at(2000),
            attention: Attention::new(LedgerKey::new([7; 32]), HashMap::new(), settings),
            items: 0,
        }
    }

    fn refresh(&mut self, slot: Slot) -> bool {
        let known = known(&self.picture, &self.members, self.now);
        self.attention.refresh(&known, slot)
    }

    fn advance(&mut self) -> Vec<Slot> {
        let known = known(&self.picture, &self.members, self.now);
        self.attention.advance(&known)
    }

    /// A row as it was listed: its items are not read yet.
    fn list(&mut self, number: usize, second: i64) -> Slot {
        let slot = self.picture.put(conversation(number, 0, second));
        self.refresh(slot);
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
        self.refresh(slot);
        slot
    }

    fn see(&mut self, slot: Slot) -> Option<MarkChange> {
        let known = known(&self.picture, &self.members, self.now);
        self.attention.see(&known, slot)
    }

    fn unsee(&mut self, slot: Slot) -> Option<MarkChange> {
        let known = known(&self.picture, &self.members, self.now);
        self.attention.unsee(&known, slot)
    }

    fn undo(&mut self, done: &[MarkChange]) -> Vec<MarkChange> {
        let known = known(&self.picture, &self.members, self.now);
        self.attention.undo(&known, done)
    }

    fn merge(&mut self, marks: Vec<(ConversationHash, Mark)>) -> Vec<Slot> {
        let known = known(&self.picture, &self.members, self.now);
        self.attention.merge(&known, marks)
    }

    fn meet(&mut self, revision: u64) {
        self.attention.meet(&self.members, revision);
    }
}

fn known<'a>(
    picture: &'a Picture,
    members: &'a HashMap<EntityId, Member>,
    now: Timestamp,
) -> Known<'a> {
    Known {
        picture,
        members,
        now,
    }
}

fn member(id: &str, kind: MemberKind, name: &str) -> (EntityId, Member) {
    let id = EntityId::parse(id).unwrap();
    let name = CleanText::line(name);
    (id.clone(), Member { id, kind, name })
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
    let first = desk
        .attention
        .first_new(slot, desk.picture.row(slot).unwrap());
    assert_eq!(first.map(|id| id.to_string()), Some("ti_00003".to_owned()));
}

#[test]
fn a_row_that_is_gone_asks_for_nothing() {
    let mut desk = Desk::new();
    let slot = desk.write(1, 10, Direction::Inbound);
    desk.unsee(slot);
    desk.picture.take_out(slot);
    assert!(desk.refresh(slot));
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
    assert_eq!(desk.merge(vec![stranger]), []);
    let marks = vec![(hash, mark)];
    assert_eq!(desk.merge(marks.clone()), [slot]);
    assert_eq!(desk.merge(marks), []);
    assert_eq!(desk.attention.state(slot), RowState::Waiting);
}

#[test]
fn time_alone_moves_a_wait_through_its_bands_and_each_change_is_told_once() {
    let mut desk = Desk::new();
    let slot = desk.write(1, 2000, Direction::Inbound);
    desk.see(slot);
    assert_eq!(desk.attention.band(slot), Some(Band::InTime));
    // A telephone conversation: 30 minutes.
    for (seconds, band, next) in [
        (1350, Band::DueSoon, Some(at(3800))),
        (1800, Band::Overdue, None),
    ] {
        assert_eq!(desk.attention.next_change(), Some(at(2000 + seconds)));
        desk.now = at(2000 + seconds - 1);
        assert_eq!(desk.advance(), []);
        desk.now = at(2000 + seconds);
        assert_eq!(desk.advance(), [slot]);
        assert_eq!(desk.advance(), []);
        assert_eq!(desk.attention.band(slot), Some(band));
        assert_eq!(desk.attention.next_change(), next);
    }
    desk.write(1, 3900, Direction::Outbound);
    assert_eq!(desk.attention.counts(), Counts::default());
}

#[test]
fn a_clock_that_trembles_changes_nothing_and_one_that_was_wrong_does() {
    let mut desk = Desk::new();
    let slot = desk.write(1, 2000, Direction::Inbound);
    desk.now = at(3800);
    assert_eq!(desk.advance(), [slot]);
    desk.now = at(3799);
    assert_eq!(desk.advance(), []);
    assert!(!desk.refresh(slot), "still overdue");
    desk.now = at(2100);
    assert_eq!(desk.advance(), [slot]);
    assert_eq!(desk.attention.band(slot), Some(Band::InTime));
    assert_eq!(desk.attention.next_change(), Some(at(3350)));
}

#[test]
fn attention_goes_from_the_overdue_to_the_new_and_back_and_stops_at_the_ends() {
    let mut desk = Desk::new();
    let overdue = desk.write(1, 100, Direction::Inbound);
    let longer = desk.write(2, 90, Direction::Inbound);
    let tied = desk.write(3, 100, Direction::Inbound);
    let in_time = desk.write(4, 1990, Direction::Inbound);
    let soon = desk.write(5, 500, Direction::Inbound);
    let by_hand = desk.write(6, 50, Direction::Outbound);
    desk.write(7, 60, Direction::Outbound);
    desk.unsee(by_hand);
    let order = [longer, overdue, tied, soon, in_time, by_hand];
    let walk = |desk: &Desk, toward, admit: fn(Slot) -> bool| {
        let (mut found, mut from) = (Vec::new(), None);
        while let Some(slot) = desk.attention.next_attention(from.as_ref(), toward, admit) {
            found.push(slot);
            from = desk.attention.place(slot).cloned();
        }
        found
    };
    assert_eq!(walk(&desk, Toward::Next, |_| true), order);
    let mut back = order;
    back.reverse();
    assert_eq!(walk(&desk, Toward::Previous, |_| true), back);
    let some = walk(&desk, Toward::Next, |slot| slot.index() % 2 == 0);
    assert_eq!(some, [overdue, tied, soon]);
    // The place of one that was answered still says where to go on.
    let place = desk.attention.place(tied).cloned();
    assert_eq!(place.as_ref().map(Place::need), Some(Need::Overdue));
    desk.write(3, 1995, Direction::Outbound);
    assert_eq!(desk.attention.place(tied), None);
    let next = desk
        .attention
        .next_attention(place.as_ref(), Toward::Next, |_| true);
    assert_eq!(next, Some(soon));
}

#[test]
fn taking_back_restores_what_was_even_after_another_copy_went_on() {
    let mut desk = Desk::new();
    let slot = desk.write(1, 1000, Direction::Inbound);
    let seen = desk.see(slot).unwrap();
    desk.write(1, 1500, Direction::Inbound);
    let other = desk.see(slot).unwrap();
    let undone = desk.undo(std::slice::from_ref(&seen));
    assert_eq!(desk.attention.state(slot), RowState::New);
    assert_eq!(desk.merge(vec![other.to_keep(), seen.to_keep()]), []);
    assert_eq!(desk.attention.state(slot), RowState::New);
    assert_eq!(
        desk.undo(std::slice::from_ref(&seen)),
        [],
        "it is as before already"
    );
    // A copy that saw both hears of it.
    let mut copy = Desk::new();
    copy.write(1, 1000, Direction::Inbound);
    copy.write(1, 1500, Direction::Inbound);
    copy.see(slot);
    assert_eq!(copy.attention.state(slot), RowState::Waiting);
    assert_eq!(copy.merge(vec![undone[0].to_keep()]), [slot]);
    assert_eq!(copy.attention.state(slot), RowState::New);
}

#[test]
fn what_was_asked_about_is_marked_as_it_was_then() {
    let mut desk = Desk::new();
    let slot = desk.write(1, 1000, Direction::Inbound);
    let planned = desk
        .attention
        .would_see(&known(&desk.picture, &desk.members, desk.now), slot);
    assert_eq!(desk.attention.state(slot), RowState::New, "only asked");
    desk.write(1, 1001, Direction::Inbound);
    let all = known(&desk.picture, &desk.members, desk.now);
    let done = desk.attention.apply(&all, planned.into_iter().collect());
    assert_eq!(done.len(), 1);
    assert_eq!(
        desk.attention.state(slot),
        RowState::New,
        "the second came later"
    );
    let row = desk.picture.row(slot).unwrap();
    let first = desk.attention.first_new(slot, row).map(|id| id.to_string());
    assert_eq!(first.as_deref(), Some("ti_00002"));
    assert_eq!(desk.attention.apply(&all, done), [], "no news");
}

#[test]
fn the_user_is_known_by_id_or_by_name_a_person_before_a_team() {
    let me = |setting: &str| {
        let mut desk = Desk::with(Settings {
            me: Some(setting.to_owned()),
            ..Settings::default()
        });
        desk.members.extend([
            member("entity_team", MemberKind::Team, "Dana Desk"),
            member("entity_z", MemberKind::Teammate, "DANA Desk"),
            member("entity_eve", MemberKind::Teammate, "Eve"),
        ]);
        assert_eq!(desk.attention.me(), None, "nobody was read yet");
        desk.meet(1);
        desk.attention.me().map(ToString::to_string)
    };
    assert_eq!(me(" dana desk").as_deref(), Some("entity_z"));
    assert_eq!(me("entity_team").as_deref(), Some("entity_team"));
    assert_eq!(me("nobody"), None);
    assert_eq!(me(""), None);
}

#[test]
fn when_the_members_change_every_row_is_judged_again_in_slices() {
    let mut desk = Desk::new();
    for number in 0..=SLICE {
        desk.list(number, 5);
    }
    desk.advance();
    assert_eq!(desk.attention.next_change(), None);
    desk.meet(1);
    for _ in 0..2 {
        assert!(desk.attention.next_change() <= Some(desk.now));
        assert!(desk.attention.next_change().is_some());
        desk.advance();
    }
    assert_eq!(desk.attention.next_change(), None);
    desk.meet(1);
    assert_eq!(desk.attention.next_change(), None, "nothing new");
}

#[test]
fn a_page_brings_back_nothing_that_was_put_away_before_it() {
    let mut desk = Desk::new();
    let slot = desk.write(1, 100, Direction::Inbound);
    let mut archived = conversation(1, 0, 100);
    archived.archived = true;
    desk.picture.put(archived.clone());
    desk.refresh(slot);
    assert_eq!(desk.attention.standing(slot).wait, None, "put away");
    let mut page = message(7, 1900, Direction::None, "please call");
    page.pages = Box::new([PageCall {
        member: None,
        resolved: false,
    }]);
    let organization = organization();
    desk.picture.put_items(slot, &[page.clone()], &organization);
    desk.refresh(slot);
    let since = |desk: &Desk| desk.attention.standing(slot).wait.map(|wait| wait.since);
    assert_eq!(since(&desk), Some(at(1900)), "since the page");
    assert_eq!(desk.attention.band(slot), Some(Band::InTime));
    // Wherever the conversation is put.
    archived.last_message_at = Some(at(1950));
    desk.picture.put(archived);
    desk.refresh(slot);
    assert_eq!(since(&desk), Some(at(1900)));
}

#[test]
fn the_longest_wait_is_known_and_whether_it_may_be_longer() {
    let mut desk = Desk::new();
    assert_eq!(desk.attention.longest_since(), None);
    assert!(desk.attention.begins_are_known());
    let slot = desk.write(1, 500, Direction::Inbound);
    desk.write(2, 300, Direction::Inbound);
    assert_eq!(desk.attention.longest_since(), Some(at(300)));
    assert!(!desk.attention.begins_are_known(), "no answer was read");
    desk.write(2, 400, Direction::Outbound);
    assert_eq!(desk.attention.longest_since(), Some(at(500)));
    desk.picture.take_out(slot);
    desk.refresh(slot);
    assert_eq!(desk.attention.longest_since(), None);
    desk.write(2, 600, Direction::Inbound);
    assert!(desk.attention.begins_are_known(), "since that answer");
}

#[test]
fn whatever_changes_a_band_it_is_told() {
    let mut desk = Desk::new();
    let slot = desk.write(1, 2000, Direction::Inbound);
    assert_eq!(Vec::from_iter(desk.attention.take_banded()), [slot]);
    desk.see(slot);
    assert!(desk.attention.take_banded().is_empty());
    // A key comes at the very moment the target passes, before time itself is looked at.
    desk.now = at(3800);
    desk.unsee(slot);
    assert_eq!(desk.advance(), []);
    assert_eq!(Vec::from_iter(desk.attention.take_banded()), [slot]);
}

#[test]
fn a_row_takes_little_room() {
    assert_eq!(size_of::<Kept>(), 8);
}
