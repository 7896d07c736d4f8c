//! Everything kept is as if it had been found out from scratch.

use proptest::prelude::*;

use super::*;
use crate::triage::facts::Facts;
use crate::triage::testing::fixed;

impl Desk {
    /// The counts, added up from scratch.
    fn counted(&self) -> Counts {
        let mut counts = Counts::default();
        for slot in self.picture.slots() {
            let row = self.picture.row(slot).unwrap();
            let standing = self.attention.standing(slot);
            counts.new += usize::from(standing.state == RowState::New);
            counts.unknown += usize::from(standing.state == RowState::Unknown);
            let waits = !self.attention.owed(slot, row).is_empty();
            counts.waiting += usize::from(waits);
            counts.overdue += usize::from(standing.band(self.now) == Some(Band::Overdue));
            counts.due_soon += usize::from(standing.band(self.now) == Some(Band::DueSoon));
        }
        counts
    }

    /// The rows that need attention in their order, found out from scratch.
    fn sorted(&self) -> Vec<Slot> {
        let key = |slot: Slot| {
            let standing = self.attention.standing(slot);
            let row = self.picture.row(slot)?;
            let id = row.conversation.id.clone();
            if let Some(band) = standing.band(self.now) {
                return Some((0, Some(band), standing.wait?.since, id, slot));
            }
            let new = standing.state == RowState::New;
            let last = row.conversation.last_activity()?;
            new.then_some((1, None, last, id, slot))
        };
        let mut keys: Vec<_> = self.picture.slots().filter_map(key).collect();
        keys.sort();
        keys.into_iter().map(|(.., slot)| slot).collect()
    }

    /// Everything kept is as if every row were judged now.
    fn check(&self) -> Result<(), TestCaseError> {
        prop_assert_eq!(self.attention.counts(), self.counted());
        let needy: Vec<_> = self.attention.needy().map(|(slot, _)| slot).collect();
        prop_assert_eq!(needy, self.sorted());
        let waits = self
            .picture
            .slots()
            .filter_map(|slot| self.attention.standing(slot).wait);
        let longest = waits.map(|wait| wait.since).min();
        prop_assert_eq!(self.attention.longest_since(), longest);
        let mut next = Vec::new();
        for (id, view) in self.attention.settings().views.iter() {
            let mut count = 0;
            for slot in self.picture.slots() {
                let row = self.picture.row(slot).unwrap();
                let standing = self.attention.standing(slot);
                let facts = Facts {
                    row,
                    standing,
                    thread: None,
                    members: &self.members,
                    me: self.attention.me(),
                    now: self.now,
                };
                let in_view = !row.gone && view.query.matches(&facts);
                prop_assert_eq!(self.attention.in_view(slot, id), in_view, "{}", view.name);
                count += usize::from(in_view);
                if !row.gone {
                    next.extend(view.query.changes_at(&facts));
                    let deadlines = standing.wait.map(|wait| wait.deadlines);
                    next.extend(deadlines.and_then(|at| at.next_change(self.now)));
                }
            }
            prop_assert_eq!(self.attention.view_count(id), count, "{}", view.name);
        }
        prop_assert_eq!(self.attention.next_change(), next.into_iter().min());
        Ok(())
    }
}

#[derive(Clone, Debug)]
enum Step {
    List(usize, i64),
    Write(usize, i64, Direction),
    Archive(usize),
    TakeOut(usize),
    See(usize),
    Unsee(usize),
    Undo,
    Pass(i64),
    Meet,
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
        2 => number().prop_map(Step::Archive),
        1 => number().prop_map(Step::TakeOut),
        3 => number().prop_map(Step::See),
        1 => number().prop_map(Step::Unsee),
        1 => Just(Step::Undo),
        3 => (0_i64..3000).prop_map(Step::Pass),
        1 => Just(Step::Meet),
    ]
}

proptest! {
    #![proptest_config(fixed(256))]

    #[test]
    fn everything_kept_is_as_if_counted_now(steps in prop::collection::vec(step(), 1..60)) {
        let mut desk = Desk::new();
        let (mut done, mut revision) = (Vec::new(), 0);
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
                // Put away or taken out again; the steps above list it as open at whatever time.
                Step::Archive(number) => if let Some(slot) = slot(&desk, number) {
                    let mut other = desk.picture.row(slot).unwrap().conversation.clone();
                    other.archived = !other.archived;
                    desk.picture.put(other);
                    desk.refresh(slot);
                },
                Step::TakeOut(number) => if let Some(slot) = slot(&desk, number) {
                    desk.picture.take_out(slot);
                    desk.refresh(slot);
                },
                Step::See(number) => if let Some(slot) = slot(&desk, number) {
                    done.extend(desk.see(slot));
                    prop_assert_ne!(desk.attention.state(slot), RowState::New);
                    prop_assert_eq!(desk.see(slot), None);
                },
                Step::Unsee(number) => if let Some(slot) = slot(&desk, number) {
                    done.extend(desk.unsee(slot));
                    let gone = desk.picture.row(slot).unwrap().gone;
                    prop_assert!(gone || desk.attention.state(slot) == RowState::New);
                },
                Step::Undo => if let Some(change) = done.pop() {
                    desk.undo(&[change]);
                },
                Step::Pass(seconds) => desk.now = desk.now.plus(Duration::from_secs(seconds.unsigned_abs())),
                Step::Meet => {
                    revision += 1;
                    desk.meet(revision);
                }
            }
            desk.advance();
            desk.check()?;
        }
    }
}
