//! Something else where the file should be, and files that are not for us.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;

use spruce_inbox::model::id::ConversationId;
use spruce_inbox::store::{Error, Store};

use crate::marks::{Marks, Place, lost, many};

/// A ledger with these marks of a version that does not exist yet.
fn newer(place: &Place, marks: &Marks) {
    let list: Vec<_> = marks.clone().into_iter().collect();
    place.open().save(&list).unwrap();
    let connection = rusqlite::Connection::open(place.path()).unwrap();
    connection.pragma_update(None, "user_version", 7).unwrap();
}

#[test]
fn a_folder_where_the_file_should_be_keeps_nobody_from_working_and_passes() {
    let place = Place::new();
    fs::create_dir_all(place.path().join("in the way")).unwrap();
    let (mut store, words) = place.start();
    assert!(words.unwrap().contains("preparing the file"));
    assert!(!store.is_home());
    let marks = many(5);
    store.save(&marks).unwrap();
    assert_eq!(store.load().unwrap().len(), 5, "it works in memory");
    assert!(
        store.go_home().is_err(),
        "the folder is somebody's: it stays"
    );
    assert!(place.path().join("in the way").exists());

    fs::remove_dir_all(place.path()).unwrap();
    let key = store.key();
    assert_eq!(store.go_home().unwrap(), None);
    assert!(store.is_home() && store.key() == key);
    store.save(&marks).unwrap();
    drop(store);
    assert_eq!(place.open().load().unwrap().len(), 5);
}

#[test]
fn a_place_that_can_never_be_is_as_good_as_none() {
    let path = Path::new("/proc/spruce-inbox/seen.db");
    assert!(matches!(Store::open(path), Err(Error::File { .. })));
    let mut store = Store::adrift(path).unwrap();
    store.save(&many(3)).unwrap();
    assert_eq!(store.load().unwrap().len(), 3);
    assert!(store.go_home().is_err());
}

#[test]
fn a_link_is_followed_to_a_file_but_not_to_a_device() {
    let place = Place::new();
    fs::create_dir_all(place.folder()).unwrap();
    let elsewhere = place.folder().join("elsewhere.db");
    symlink(&elsewhere, place.path()).unwrap();
    for round in 1..4 {
        let mut store = place.open();
        store.save(&many(round)).unwrap();
        assert!(store.is_home());
        assert_eq!(store.load().unwrap().len(), usize::from(round));
    }
    assert!(elsewhere.is_file());
    assert!(fs::symlink_metadata(place.path()).unwrap().is_symlink());

    let device = Path::new("/dev/full");
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode();
    let before = mode(device);
    fs::remove_file(place.path()).unwrap();
    symlink(device, place.path()).unwrap();
    let error = Store::open(&place.path()).unwrap_err();
    assert!(matches!(error, Error::File { .. }), "{error:?}");
    assert_eq!(mode(device), before, "it is not ours to change");
}

#[test]
fn a_ledger_of_a_newer_version_is_read_and_left_exactly_as_it_is() {
    let place = Place::new();
    let marks: Marks = many(30).into_iter().collect();
    newer(&place, &marks);
    let before = fs::read(place.path()).unwrap();
    let (mut store, words) = place.start();
    let words = words.unwrap();
    assert!(words.contains("newer version") && words.contains('7'));
    assert_eq!(
        lost(&marks, &store.load().unwrap()),
        0,
        "it can still be read"
    );
    store.save(&many(40)).unwrap();
    assert!(matches!(store.go_home(), Err(Error::Newer { version: 7 })));
    drop(store);
    assert!(fs::read(place.path()).unwrap() == before);
    let others = fs::read_dir(place.folder()).unwrap();
    let names: Vec<_> = others.map(|entry| entry.unwrap().file_name()).collect();
    assert!(
        !names
            .iter()
            .any(|name| name.to_string_lossy().contains("unreadable")),
        "{names:?}"
    );
}

#[test]
fn marks_of_another_account_mean_nothing_here_and_stay() {
    let place = Place::new();
    let mut store = place.open();
    let id = |text| ConversationId::parse(text).unwrap();
    let key = store.key();
    let (ours, theirs) = (id("t_ours"), id("t_theirs"));
    let marks = many(2);
    for (conversation, (_, mark)) in [&ours, &theirs].into_iter().zip(&marks) {
        store
            .save(&[(key.conversation(conversation), mark.clone())])
            .unwrap();
    }
    let all = store.load().unwrap();
    assert_eq!(all.len(), 2);
    assert_eq!(all.get(&key.conversation(&ours)), Some(&marks[0].1));
    // With the key of another ledger the same conversation is not found at all.
    let other = Place::new().open().key();
    assert_eq!(all.get(&other.conversation(&ours)), None);
}
