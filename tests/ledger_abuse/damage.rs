//! Files that are not what they were: a byte, a half, everything, or only what SQLite keeps beside them.

use std::fs;

use crate::marks::{Deed, Marks, Place, lost, many, merge};

/// The bytes of a ledger with these marks, cleanly closed.
fn bytes_of(marks: &Marks) -> Vec<u8> {
    let place = Place::new();
    let list: Vec<_> = marks.clone().into_iter().collect();
    place.open().save(&list).unwrap();
    fs::read(place.path()).unwrap()
}

/// Starts on a file with these bytes. How many of `marks` are gone; those that are not are as they were, and the
/// ledger can be used.
fn start_on(bytes: &[u8], marks: &Marks, what: &str) -> (usize, Option<String>) {
    let place = Place::new();
    fs::create_dir_all(place.folder()).unwrap();
    fs::write(place.path(), bytes).unwrap();
    let (mut store, words) = place.start();
    let loaded = store.load().unwrap();
    for (conversation, mark) in &loaded {
        let was = marks.get(conversation);
        assert!(was == Some(mark), "{what}: it was not so: {mark:?}");
    }
    let list: Vec<_> = marks.clone().into_iter().collect();
    store.save(&list).unwrap();
    let saved = store.load().unwrap();
    assert!(&saved == marks, "{what}: not all could be saved");
    (lost(marks, &loaded), words)
}

#[test]
fn a_wrong_byte_costs_little_and_makes_nothing_up() {
    let marks: Marks = many(300).into_iter().collect();
    let whole = bytes_of(&marks);
    let (mut untouched, mut gone) = (0, 0);
    let mut random = fastrand::Rng::with_seed(44);
    let flips = 150;
    for flip in 0..flips {
        let mut bytes = whole.clone();
        let at = random.usize(..bytes.len());
        bytes[at] ^= random.u8(1..);
        let (missing, words) = start_on(&bytes, &marks, &format!("flip {flip}, byte {at}"));
        untouched += usize::from(missing == 0);
        gone += missing;
        let silent = words.is_none();
        assert!(
            !silent || missing <= 1,
            "byte {at}: {missing} marks went silently"
        );
    }
    note(&format!(
        "{flips} flips: {untouched} without loss, {gone} of {} marks lost",
        flips * marks.len()
    ));
    // One in forty bytes carries all marks: those that say what the file is, and the key.
    assert!(gone * 25 < flips * marks.len());
}

#[test]
fn a_file_that_was_cut_gives_what_is_left() {
    let marks: Marks = many(300).into_iter().collect();
    let whole = bytes_of(&marks);
    let mut gone = Vec::new();
    for kept in (0..whole.len()).step_by(whole.len() / 15) {
        let bytes = &whole[..kept];
        let (missing, words) = start_on(bytes, &marks, &format!("cut to {kept}"));
        // A file without a single byte is one that was never begun.
        assert!(
            words.is_some() || missing <= 1 || kept == 0,
            "cut to {kept}: {missing} marks went silently"
        );
        gone.push(missing);
    }
    assert_eq!(gone[0], 300);
    assert!(gone[gone.len() - 1] < 300, "nothing was saved: {gone:?}");
}

#[test]
fn garbage_is_kept_and_the_program_goes_on() {
    let mut random = fastrand::Rng::with_seed(55);
    for length in [2, 15, 100, 4096, 70_000] {
        let garbage: Vec<u8> = (0..length).map(|_| random.u8(..)).collect();
        let (missing, words) = start_on(&garbage, &Marks::new(), "garbage");
        let words = words.unwrap_or_default();
        assert_eq!(missing, 0);
        assert!(words.contains("unreadable-1"), "{length} bytes: {words}");
    }
}

/// A ledger as a killed copy leaves it: half in the file, half in the log. The marks in both, and those that
/// are in the log only.
fn left_by_a_crash() -> (Place, Marks, Marks) {
    let (open, left) = (Place::new(), Place::new());
    let mut all = many(60);
    open.open().save(&all).unwrap();
    let mut store = open.open();
    let late: Vec<_> = many(90).split_off(60);
    store.save(&late).unwrap();
    all.extend(late.clone());
    fs::create_dir_all(left.folder()).unwrap();
    for side in ["", "-wal", "-shm"] {
        fs::copy(open.side(side), left.side(side)).unwrap();
    }
    (left, all.into_iter().collect(), late.into_iter().collect())
}

#[test]
fn a_missing_or_wrong_index_of_the_log_costs_nothing() {
    for spoil in [
        |place: &Place| fs::remove_file(place.side("-shm")).unwrap(),
        |place: &Place| fs::write(place.side("-shm"), vec![0xa5; 32 * 1024]).unwrap(),
        |place: &Place| fs::write(place.side("-shm"), b"").unwrap(),
    ] {
        let (place, all, _) = left_by_a_crash();
        spoil(&place);
        assert_eq!(lost(&all, &place.open().load().unwrap()), 0);
    }
}

#[test]
fn a_missing_log_costs_no_more_than_was_in_it() {
    for spoil in [
        |place: &Place| fs::remove_file(place.side("-wal")).unwrap(),
        |place: &Place| fs::write(place.side("-wal"), b"").unwrap(),
        |place: &Place| fs::write(place.side("-wal"), vec![0xa5; 50_000]).unwrap(),
    ] {
        let (place, all, late) = left_by_a_crash();
        spoil(&place);
        let mut found = place.open().load().unwrap();
        merge(&mut found, late);
        assert_eq!(lost(&all, &found), 0);
    }
}

#[test]
fn a_file_that_was_cut_beside_its_log_is_set_aside_and_read() {
    for kept in [0, 100, 4096, 5000, 8192] {
        let (place, all, late) = left_by_a_crash();
        let bytes = fs::read(place.path()).unwrap();
        fs::write(place.path(), &bytes[..kept]).unwrap();
        let (mut store, words) = place.start();
        assert!(store.is_home(), "cut to {kept}: {words:?}");
        let list: Vec<_> = all.clone().into_iter().collect();
        store.save(&list).unwrap();
        drop(store);
        let found = place.open().load().unwrap();
        assert_eq!(lost(&all, &found), 0, "cut to {kept}");
        assert_eq!(lost(&late, &found), 0, "cut to {kept}");
    }
}

#[test]
fn the_log_of_another_time_makes_nothing_up() {
    // An old backup of the file alone, beside the log of now; and a new file beside an old log.
    let older: Marks = many(20).into_iter().collect();
    let mut newer: Marks = many(300).into_iter().collect();
    let mut random = fastrand::Rng::with_seed(66);
    for (conversation, mark) in many(20) {
        merge(
            &mut newer,
            [(conversation, Deed::any(&mut random).done(Some(&mark)))],
        );
    }
    for file in [older, newer] {
        let (place, all, _) = left_by_a_crash();
        fs::write(place.path(), bytes_of(&file)).unwrap();
        let (mut store, _) = place.start();
        for (conversation, mark) in store.load().unwrap() {
            let known = [file.get(&conversation), all.get(&conversation)];
            assert!(known.contains(&Some(&mark)), "it was never so");
        }
        let list: Vec<_> = all.clone().into_iter().collect();
        store.save(&list).unwrap();
        assert_eq!(lost(&all, &place.open().load().unwrap()), 0);
    }
}

#[expect(clippy::print_stderr, reason = "the test program captures it")]
fn note(words: &str) {
    eprintln!("{words}");
}
