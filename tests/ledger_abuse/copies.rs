//! Copies that are killed at any moment, alone and together.

#![expect(
    clippy::unwrap_used,
    reason = "helpers of tests fail a test the same way as tests do"
)]

use std::fs;

use crate::marks::{Deed, Marks, Place, lost, merge};
use crate::victim::Victim;

/// How many copies are killed in all.
fn kills() -> u64 {
    let set = std::env::var("LEDGER_KILLS").ok();
    set.map_or(200, |number| number.parse().unwrap())
}

fn remember(acknowledged: &mut Marks, deeds: &[Deed]) {
    for deed in deeds {
        merge(acknowledged, [(deed.hash(), deed.done(None))]);
    }
}

/// Lets copies mark together, `together` at a time, and kills each of them after a few marks, until so many
/// died. Checks after each round, or after several, that every mark they were promised is there.
fn kill_many(together: u64, kills: u64, seed: u64) {
    let place = Place::new();
    let mut random = fastrand::Rng::with_seed(seed);
    let (mut acknowledged, mut before) = (Marks::new(), Marks::new());
    let (mut deeds, mut marks_lost) = (0, 0);
    // One copy stays all along, and only ever asks what is new.
    let mut witness = place.open();
    let mut witnessed = witness.load().unwrap();
    for round in 0..kills.div_ceil(together) {
        let mut victims: Vec<Victim> = (0..together)
            .map(|_| Victim::start(&place.path(), random.u64(..)))
            .collect();
        random.shuffle(&mut victims);
        for victim in &mut victims {
            // None at all: it dies while it opens the file.
            let patience = random.usize(..12);
            let mut seen: Vec<Deed> = (0..patience).map_while(|_| victim.next()).collect();
            for _ in 0..random.u16(..2000) {
                std::hint::spin_loop();
            }
            seen.extend(victim.kill());
            assert!(
                seen.len() >= patience,
                "seed {seed}, round {round}: it stopped"
            );
            deeds += seen.len();
            remember(&mut acknowledged, &seen);
        }
        let since = witness.revision();
        merge(&mut witnessed, witness.changed_since(since).unwrap().1);
        // Every other round nobody but the next victims tidies up what was left behind.
        if random.bool() {
            let now = place.open().load().unwrap();
            marks_lost += lost(&acknowledged, &now) + lost(&before, &now);
            before = now;
        }
        if random.u8(..10) == 0 {
            // From time to time all copies have ended.
            drop(witness);
            witness = place.open();
            let now = witness.load().unwrap();
            marks_lost += lost(&witnessed, &now);
        }
    }
    let now = place.open().load().unwrap();
    merge(&mut witnessed, witness.load().unwrap());
    marks_lost += lost(&acknowledged, &now) + lost(&witnessed, &now) + lost(&now, &witnessed);
    note(&format!(
        "{kills} killed, {together} at a time: {deeds} marks acknowledged, {marks_lost} lost"
    ));
    assert_eq!(marks_lost, 0, "seed {seed}");
    assert!(deeds > 0, "nobody ever marked anything");
    let aside = fs::read_dir(place.folder()).unwrap();
    let names = aside.map(|entry| entry.unwrap().file_name());
    let aside = names.filter(|name| name.to_string_lossy().contains("unreadable"));
    assert_eq!(aside.count(), 0, "seed {seed}: the file was set aside");
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
