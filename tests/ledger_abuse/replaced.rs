//! The file goes away, or comes back as it was long ago, while the ledger is open and between runs.

use std::fs;
use std::time::Duration;

use spruce_inbox::model::read_marks::{ConversationHash, ItemHash, Mark};
use spruce_inbox::model::time::Timestamp;
use spruce_inbox::store::{Error, Store};

use crate::marks::{Marks, Place, lost, many};

/// What a caller does when the ledger is not at home: go, and save everything.
fn bring_home(store: &mut Store, known: &Marks) {
    assert!(!store.is_home(), "nothing was noticed");
    store.go_home().unwrap();
    let list: Vec<_> = known.clone().into_iter().collect();
    store.save(&list).unwrap();
    assert!(store.is_home());
}

/// An open ledger with marks, and a backup of it from when it had fewer.
fn with_backup() -> (Place, Store, Marks) {
    let place = Place::new();
    place.open().save(&many(50)).unwrap();
    fs::copy(place.path(), place.side(".backup")).unwrap();
    let mut store = place.open();
    store.save(&many(200)).unwrap();
    let known = store.load().unwrap();
    (place, store, known)
}

/// What it is called, and how it is done.
type Pull = (&'static str, fn(&Place));

/// Every way in which the ground is pulled away.
fn pulls() -> Vec<Pull> {
    vec![
        ("moved away", |place| {
            fs::rename(place.path(), place.side(".old")).unwrap();
        }),
        ("folder removed", |place| {
            fs::remove_dir_all(place.folder()).unwrap();
        }),
        ("log removed", |place| {
            fs::remove_file(place.side("-wal")).unwrap();
        }),
        ("index of the log removed", |place| {
            fs::remove_file(place.side("-shm")).unwrap();
        }),
        ("backup moved in", |place| {
            fs::rename(place.side(".backup"), place.path()).unwrap();
        }),
        ("backup moved in, side files removed", |place| {
            fs::rename(place.side(".backup"), place.path()).unwrap();
            fs::remove_file(place.side("-wal")).unwrap();
            fs::remove_file(place.side("-shm")).unwrap();
        }),
        ("backup copied over it", |place| {
            fs::copy(place.side(".backup"), place.path()).unwrap();
        }),
        ("garbage copied over it", |place| {
            fs::write(place.path(), vec![0x77; 9000]).unwrap();
        }),
        ("emptied", |place| fs::write(place.path(), b"").unwrap()),
    ]
}

#[test]
fn whatever_becomes_of_the_file_an_open_ledger_brings_everything_back() {
    for (what, pull) in pulls() {
        let (place, mut store, known) = with_backup();
        let key = store.key();
        pull(&place);
        bring_home(&mut store, &known);
        assert!(store.key() == key, "{what}");
        drop(store);
        let found = place.open().load().unwrap();
        assert_eq!(lost(&known, &found), 0, "{what}");
    }
}

#[test]
fn two_open_ledgers_meet_again_after_the_file_went_away() {
    for (what, pull) in pulls() {
        let (place, mut one, known) = with_backup();
        let mut two = place.open();
        let late = many(220);
        pull(&place);
        assert!(!one.is_home(), "{what}: nothing was noticed");
        // Each tries again and again; what one still holds can keep the other waiting for it.
        for _ in 0..3 {
            for store in [&mut one, &mut two] {
                if !store.is_home() && store.go_home().is_ok() {
                    let list: Vec<_> = known.clone().into_iter().collect();
                    store.save(&list).unwrap();
                }
            }
        }
        assert!(one.is_home() && two.is_home(), "{what}: not at home again");
        two.save(&late).unwrap();
        let late: Marks = late.into_iter().collect();
        assert_eq!(lost(&late, &one.load().unwrap()), 0, "{what}");
        drop((one, two));
        assert_eq!(lost(&late, &place.open().load().unwrap()), 0, "{what}");
    }
}

#[test]
fn a_backup_that_is_brought_back_by_sqlite_itself_is_noticed() {
    let (place, mut store, known) = with_backup();
    let since = store.revision();
    // As its tool does: as one transaction of another copy.
    let tool = rusqlite::Connection::open(place.path()).unwrap();
    tool.execute_batch(
        "BEGIN; UPDATE ledger SET revision = 1; DELETE FROM mark WHERE revision > 1; COMMIT",
    )
    .unwrap();
    drop(tool);

    assert!(store.is_home(), "the files are the same");
    store.changed_since(since).unwrap();
    bring_home(&mut store, &known);
    drop(store);
    assert_eq!(lost(&known, &place.open().load().unwrap()), 0);
}

#[test]
fn the_ledger_of_somebody_else_is_not_written_to() {
    let (place, mut store, known) = with_backup();
    let other = Place::new();
    other.open().save(&many(3)).unwrap();
    for side in ["-wal", "-shm"] {
        fs::remove_file(place.side(side)).unwrap();
    }
    fs::rename(other.path(), place.path()).unwrap();
    let before = fs::read(place.path()).unwrap();
    assert!(matches!(store.go_home(), Err(Error::OtherKey)));
    let list: Vec<_> = known.clone().into_iter().collect();
    store.save(&list).unwrap();
    assert_eq!(
        lost(&known, &store.load().unwrap()),
        0,
        "it works in memory"
    );
    assert!(!store.is_home());
    drop(store);
    assert!(fs::read(place.path()).unwrap() == before);
}

#[test]
fn an_old_backup_between_runs_costs_what_came_after_it_and_turns_nothing_else_back() {
    let (place, store, known) = with_backup();
    drop(store);
    fs::copy(place.side(".backup"), place.path()).unwrap();
    let found = place.open().load().unwrap();
    assert_eq!(found.len(), 50);
    assert_eq!(lost(&found, &known), 0, "the backup knew nothing new");
    assert_eq!(lost(&found, &place.open().load().unwrap()), 0);
}

#[test]
fn times_at_the_ends_of_the_world_merge_like_all_others() {
    let place = Place::new();
    let conversation = ConversationHash([1; 16]);
    let ends = [i64::MIN, -1, 0, 4_102_444_800_000, i64::MAX].map(Timestamp::from_millis);
    let mut known = Marks::new();
    // Forth and back, as a clock that is set.
    for at in ends.into_iter().chain(ends.into_iter().rev()) {
        for off in [Duration::ZERO, Duration::from_secs(600), Duration::MAX] {
            let at = at.minus(off);
            let mark = Mark::default().seen([(ItemHash(1), at)]);
            crate::marks::merge(&mut known, [(conversation, mark.clone())]);
            let mut store = place.open();
            store.save(&[(conversation, mark)]).unwrap();
            assert_eq!(lost(&known, &store.load().unwrap()), 0, "{at:?}");
        }
    }
}
