//! Copies that are killed at any moment, alone and together.

use std::fs;

use fastrand::Rng;
use spruce_inbox::store::Store;

use crate::marks::{Deed, Marks, Place, lost, merge};
use crate::victim::Victim;

/// How many copies are killed in all.
fn kills() -> u64 {
    let set = std::env::var("LEDGER_KILLS").ok();
    set.map_or(200, |number| number.parse().unwrap())
}

/// What was promised, and what was found of it.
struct Account {
    place: Place,
    /// Marks of which a copy was told that they are on disk.
    acknowledged: Marks,
    deeds: usize,
    /// What was found at the last look.
    found: Marks,
    lost: usize,
    /// A copy that stays, and only ever asks what is new.
    witness: Store,
    witnessed: Marks,
}

impl Account {
    fn open() -> Self {
        let place = Place::new();
        let witness = place.open();
        Self {
            place,
            acknowledged: Marks::new(),
            deeds: 0,
            found: Marks::new(),
            lost: 0,
            witness,
            witnessed: Marks::new(),
        }
    }

    /// Copies mark together, and each is killed after a few marks.
    fn round(&mut self, together: u64, random: &mut Rng) {
        let path = self.place.path();
        let mut victims: Vec<Victim> = (0..together)
            .map(|_| Victim::start(&path, random.u64(..)))
            .collect();
        random.shuffle(&mut victims);
        for victim in &mut victims {
            // None at all: it dies while it opens the file.
            let patience = random.usize(..12);
            let mut deeds: Vec<Deed> = (0..patience).map_while(|_| victim.next()).collect();
            assert_eq!(deeds.len(), patience, "a copy ended by itself");
            for _ in 0..random.u16(..2000) {
                std::hint::spin_loop();
            }
            deeds.extend(victim.kill());
            self.deeds += deeds.len();
            for deed in deeds {
                merge(&mut self.acknowledged, [(deed.hash(), deed.done(None))]);
            }
        }
        self.ask_witness();
    }

    /// The copy that stays looks for what others marked.
    fn ask_witness(&mut self) {
        let since = self.witness.revision();
        let (_, marks) = self.witness.changed_since(since).unwrap();
        merge(&mut self.witnessed, marks);
    }

    /// Opens the ledger as the next copy would, and counts what is gone, and what the copy that stayed
    /// did not get to see.
    fn look(&mut self) {
        let now = self.place.open().load().unwrap();
        self.ask_witness();
        for before in [&self.acknowledged, &self.found, &self.witnessed] {
            self.lost += lost(before, &now);
        }
        self.lost += lost(&now, &self.witnessed);
        self.found = now;
    }

    /// All copies have ended.
    fn dismiss_witness(&mut self) {
        self.witness = Store::in_memory().unwrap();
        self.witness = self.place.open();
    }
}

fn kill_many(together: u64, kills: u64, seed: u64) {
    let mut account = Account::open();
    let mut random = Rng::with_seed(seed);
    note(&format!("seed {seed}"));
    for _ in 0..kills.div_ceil(together) {
        account.round(together, &mut random);
        // Every other time nobody but the next victims tidies up what was left behind.
        if random.bool() {
            account.look();
        }
        if random.u8(..10) == 0 {
            account.dismiss_witness();
        }
    }
    account.look();
    let Account { deeds, lost, .. } = account;
    note(&format!(
        "{kills} killed, {together} at a time: {deeds} marks acknowledged, {lost} lost"
    ));
    assert_eq!(lost, 0, "marks were lost or turned unread");
    assert!(deeds > 0, "nobody ever marked anything");
    let folder = fs::read_dir(account.place.folder()).unwrap();
    let names = folder.map(|entry| entry.unwrap().file_name());
    let aside = names.filter(|name| name.to_string_lossy().contains("unreadable"));
    assert_eq!(aside.count(), 0, "the file was set aside");
}

#[test]
fn a_copy_that_is_killed_loses_nothing_it_was_promised() {
    kill_many(1, kills() / 2, 11);
}

#[test]
fn two_copies_that_are_killed_lose_nothing_and_see_each_other() {
    kill_many(2, kills() / 4, 22);
}

#[test]
fn three_copies_that_are_killed_lose_nothing_and_see_each_other() {
    kill_many(3, kills() / 4, 33);
}

#[expect(clippy::print_stderr, reason = "the test program captures it")]
fn note(words: &str) {
    eprintln!("{words}");
}
