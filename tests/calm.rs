//! Nothing moves under the user: a thousand refreshes, with everything that can happen in a clinic, while somebody
//! moves, reads, filters and switches views.
//!
//! After everything that is not a key, the same conversation is selected, on the same line, and whoever reads further
//! up has the same line before their eyes.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "helpers of tests fail by panicking; seeds are shown when a test fails"
)]

#[path = "app_flow/clinic.rs"]
#[allow(dead_code, reason = "shared with another test, which uses more of it")]
mod clinic;
#[path = "app_flow/desk.rs"]
#[allow(dead_code, reason = "shared with another test, which uses more of it")]
mod desk;

use std::collections::BTreeSet;
use std::time::Duration;

use fastrand::Rng;
use spruce_inbox::app::layout::Size;
use spruce_inbox::model::id::{EntityId, ItemId};
use spruce_inbox::model::text::CleanText;
use spruce_inbox::model::time::Timestamp;
use spruce_inbox::sync::Slot;

use clinic::Who;
use desk::{Desk, ago, answered, seconds, setup};

const SEEDS: u64 = 8;
const REFRESHES: usize = 125;
const CONVERSATIONS: usize = 60;
/// Longer than the time between two polls.
const REFRESH: Duration = Duration::from_secs(16);
/// How often it is looked whether anything moved.
const GLANCE: Duration = Duration::from_millis(400);

/// What a user does, each as a whole.
const KEYS: &[&str] = &[
    "j",
    "j j j",
    "k",
    "ctrl-d",
    "ctrl-u",
    "pagedown",
    "g g",
    "G",
    "enter",
    "esc",
    "h",
    "tab",
    "J",
    "K",
    "enter g g",
    "enter ctrl-u",
    "m",
    "u",
    "f",
    "f",
    "s",
    "S",
    "1",
    "2",
    "3",
    "4",
    "6",
    "7",
    "9",
    "0",
    "]",
    "[",
    "/ P a t enter",
    "/ w a i t : > 1 h enter",
    "/ m e s s a g e space 1 2 backspace",
    "n",
    "N",
    "n n",
    "\\ ctrl-u i s : w a i t i n g enter",
    "\\ ctrl-u - i s : u n r e a d enter",
    "\\ ctrl-u w a i t : > 3 0 m enter",
    "\\ ctrl-u w a i t : < 2 h , > 1 d enter",
    // Most of what is loaded, and little of what the rows show.
    "\\ ctrl-u \" m e s s a g e space 1 3 \" enter",
    "\\ ctrl-u h a s : m e s s a g e space - t a g : r e f i l l enter",
    "\\ ctrl-u b y : n o n e , d a n a enter",
    "\\ ctrl-u 0 0 1 enter",
    "\\ space i s : n e w esc",
    "\\ ctrl-u enter",
    "a",
    "a a",
    "A",
    "space",
    "space space",
    "M y",
    "U",
    "r",
];

/// What must not move.
#[derive(Clone, PartialEq, Debug)]
struct Sight {
    selected: Option<Slot>,
    line: Option<usize>,
    /// The first line on the screen that belongs to an item, unless the end is followed.
    reading: Option<(usize, ItemId, String)>,
}

fn sight(desk: &Desk) -> Sight {
    let (app, height) = (&desk.app, desk.app.areas().thread.height);
    let selected = app.inbox().selected();
    let rows = app.areas().rows.height;
    let mut visible = app.inbox().visible(app.picture(), rows);
    let line = selected.and_then(|slot| visible.position(|shown| shown == Some(slot)));
    let lines = app.detail().visible(height).iter().enumerate();
    let mut of_items =
        lines.filter_map(|(at, line)| Some((at, line.item.clone()?, line.text.clone())));
    let reading = of_items.next().filter(|_| app.detail().below(height) > 0);
    Sight {
        selected,
        line,
        reading,
    }
}

/// What the days of a clinic are made of.
struct Days {
    rng: Rng,
    there: BTreeSet<usize>,
    next: usize,
    /// Refreshes behind a filter.
    filtered: usize,
    ghosts: usize,
    arrived: usize,
    read: usize,
}

impl Days {
    fn number(&mut self) -> usize {
        let all: Vec<_> = self.there.iter().copied().collect();
        all[self.rng.usize(..all.len())]
    }

    /// Something happens at the clinic, more often than not to the conversation the user looks at.
    fn happen(&mut self, desk: &mut Desk) {
        let looked_at = desk.selected().filter(|number| self.there.contains(number));
        let number = match looked_at {
            Some(number) if self.rng.u8(..3) == 0 => number,
            _ => self.number(),
        };
        let writers = [
            Who::Patient,
            Who::Patient,
            Who::Staff,
            Who::AutoReply,
            Who::Note,
        ];
        match self.rng.u8(..20) {
            0..8 => desk.write(number, writers[self.rng.usize(..writers.len())]),
            8..10 => {
                let late = desk.now.wall.minus(seconds(self.rng.u64(..90)));
                let second = late.as_millis().div_euclid(1000) * 1000;
                desk.clinic
                    .write(number, Timestamp::from_millis(second), Who::Patient);
            }
            10..13 => {
                desk.write(self.next, Who::Patient);
                self.there.insert(self.next);
                self.next += 1;
            }
            13..15 => desk.clinic.edit(number, |row| row.archived = !row.archived),
            15 => desk
                .clinic
                .edit(number, |row| row.assignee = EntityId::parse("entity_dana")),
            16 => desk
                .clinic
                .edit(number, |row| row.tags = [CleanText::line("refill")].into()),
            17 if self.there.len() > 10 => {
                desk.clinic.delete(number);
                self.there.remove(&number);
            }
            _ => desk.write(number, Who::Staff),
        }
    }

    /// Time passes, and nothing that the user looks at moves.
    fn pass(&mut self, desk: &mut Desk, length: Duration) {
        let mut before = sight(desk);
        let end = desk.now.mono + length;
        while desk.now.mono < end {
            desk.run(GLANCE.min(end.saturating_sub(desk.now.mono)));
            let after = sight(desk);
            // Items that were on their way when the conversation was opened begin where something is new.
            if before.reading.is_none() {
                before.reading.clone_from(&after.reading);
            }
            assert_eq!(after, before, "at {:?}", desk.now);
            self.arrived += usize::from(desk.app.inbox().arrived_above() > 0);
        }
        self.filtered += usize::from(!desk.app.inbox().filter().is_everything());
        self.ghosts += usize::from(desk.app.inbox().ghost(desk.app.world()).is_some());
        self.read += usize::from(before.reading.is_some());
    }
}

/// At rest each view lists as many rows as its count says, in every order.
fn assert_counts(desk: &mut Desk) {
    desk.press("esc esc esc esc esc 0");
    if desk.app.inbox().frozen() {
        desk.press("f");
    }
    for key in [
        "1", "2", "3", "4", "5", "6", "7", "8", "9", "s", "2", "s", "1",
    ] {
        desk.press(key);
        desk.run(GLANCE * 2);
        let (inbox, world) = (desk.app.inbox(), desk.app.world());
        let ghost = usize::from(inbox.ghost(world).is_some());
        assert!(!inbox.scanning());
        assert_eq!(inbox.filter().text(), "");
        assert_eq!(
            inbox.len() - ghost,
            world.view_count(inbox.view()),
            "after {key} in {:?}",
            inbox.view()
        );
        let listed = inbox
            .rows()
            .filter(|slot| world.in_view(*slot, inbox.view()));
        assert_eq!(listed.count(), inbox.len() - ghost, "after {key}");
    }
}

/// Answered conversations, and some that wait: overdue, due soon, and soon to be either.
fn clinic() -> clinic::Clinic {
    let mut clinic = answered(CONVERSATIONS);
    for number in 1..=CONVERSATIONS / 3 {
        for _ in 0..8 {
            clinic.write(
                number,
                ago(u64::try_from(3 * number).unwrap()),
                Who::Patient,
            );
        }
    }
    clinic
}

#[test]
fn nothing_moves_under_the_user() {
    let (mut filtered, mut ghosts, mut arrived, mut read) = (0, 0, 0, 0);
    for seed in 0..SEEDS {
        // Shown by the test harness when something below fails.
        println!("seed {seed}");
        let mut setup = setup(Vec::new());
        // The view of all in some runs, the first one in others.
        if seed % 2 == 0 {
            setup.start.view = None;
        }
        let (width, height) =
            [(120, 40), (80, 24), (60, 15), (130, 14)][usize::try_from(seed % 4).unwrap()];
        setup.size = Size { width, height };
        let mut desk = Desk::new(clinic(), setup);
        desk.run(seconds(10));
        let mut days = Days {
            rng: Rng::with_seed(seed),
            there: (1..=CONVERSATIONS).collect(),
            next: CONVERSATIONS + 1,
            filtered: 0,
            ghosts: 0,
            arrived: 0,
            read: 0,
        };
        for _ in 0..REFRESHES {
            for _ in 0..days.rng.usize(..4) {
                let keys = KEYS[days.rng.usize(..KEYS.len())];
                desk.press(keys);
            }
            for _ in 0..days.rng.usize(1..5) {
                days.happen(&mut desk);
            }
            let longer = days.rng.u8(..20) == 0;
            days.pass(&mut desk, if longer { REFRESH * 20 } else { REFRESH });
        }
        assert_counts(&mut desk);
        filtered += days.filtered;
        ghosts += days.ghosts;
        arrived += days.arrived;
        read += days.read;
    }
    // Else there was nothing to keep still.
    assert!(
        filtered > 100 && ghosts > 10 && arrived > 10 && read > 10,
        "{filtered} {ghosts} {arrived} {read}"
    );
}
