//! The ledger on a real disk: two copies at once, bad files, modes, and what the bytes give away.
#![expect(
    clippy::unwrap_used,
    reason = "helpers of tests fail a test the same way as tests do"
)]

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Barrier;
use std::thread;

use spruce_inbox::model::id::{ConversationId, ItemId};
use spruce_inbox::model::read_marks::{ConversationHash, ItemHash, LedgerKey, Mark};
use spruce_inbox::model::time::Timestamp;
use spruce_inbox::store::{Error, Flaw, Notice, Opened, Revision, Store};

const NOW: Timestamp = Timestamp::from_millis(1_770_000_000_000);

/// A folder for one test, and where the ledger goes in it.
struct Place {
    folder: tempfile::TempDir,
}

impl Place {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self { folder }
    }

    fn folder(&self) -> PathBuf {
        self.folder.path().join("state")
    }

    fn path(&self) -> PathBuf {
        self.folder().join("seen.db")
    }

    /// Opens the ledger, which must be in order.
    fn open(&self) -> Store {
        let opened = Store::open(&self.path()).unwrap();
        assert_eq!(opened.notice, None);
        opened.store
    }

    /// Opens a ledger that must be set aside.
    fn open_bad(&self) -> (Store, Notice) {
        let Opened { store, notice } = Store::open(&self.path()).unwrap();
        (store, notice.unwrap())
    }

    fn write(&self, bytes: &[u8]) {
        fs::create_dir_all(self.folder()).unwrap();
        fs::write(self.path(), bytes).unwrap();
    }
}

fn conversation(n: u8) -> ConversationHash {
    ConversationHash([n; 16])
}

/// A mark that has seen item `n`, `n` seconds before now.
fn mark(n: u64) -> Mark {
    let at = NOW.minus(std::time::Duration::from_secs(n));
    Mark::default().seen([(ItemHash(n), at)])
}

fn merged(a: &Mark, b: &Mark) -> Mark {
    let mut merged = a.clone();
    merged.merge(b);
    merged
}

#[test]
fn marks_and_key_survive_a_restart() {
    let place = Place::new();
    let marks = HashMap::from([
        (conversation(1), mark(1)),
        (conversation(2), mark(2).unseen()),
        (conversation(3), Mark::default().unseen().seen([])),
    ]);
    let list: Vec<_> = marks.clone().into_iter().collect();

    let mut store = place.open();
    let key = store.key();
    assert_eq!(store.save(&list).unwrap(), []);
    drop(store);

    let mut store = place.open();
    assert_eq!(store.load().unwrap(), marks);
    assert!(store.key() == key);
    assert!(key != LedgerKey::new([0; 32]));
    assert!(Place::new().open().key() != key, "each ledger has its own");
}

#[test]
fn a_saved_mark_is_on_disk_before_the_store_is_closed() {
    let (place, crashed) = (Place::new(), Place::new());
    let mut store = place.open();
    store.save(&[(conversation(1), mark(1))]).unwrap();

    // What a killed process leaves behind: the files as they are now, without a clean close.
    fs::create_dir_all(crashed.folder()).unwrap();
    for side in ["seen.db", "seen.db-wal"] {
        fs::copy(place.folder().join(side), crashed.folder().join(side)).unwrap();
    }
    let loaded = crashed.open().load().unwrap();
    assert_eq!(loaded, HashMap::from([(conversation(1), mark(1))]));
}

#[test]
fn saving_merges_and_tells_what_another_copy_knew() {
    let place = Place::new();
    let (mut one, mut two) = (place.open(), place.open());
    let (newer, older) = (mark(5), mark(50));
    one.save(&[(conversation(1), newer.clone())]).unwrap();

    let both = merged(&older, &newer);
    let advanced = two.save(&[(conversation(1), older.clone())]).unwrap();
    assert_eq!(advanced, [(conversation(1), both.clone())]);
    assert_eq!(two.save(&[(conversation(1), both.clone())]).unwrap(), []);
    assert_eq!(
        one.load().unwrap(),
        HashMap::from([(conversation(1), both)])
    );
    assert_eq!(one.save(&[]).unwrap(), []);
}

#[test]
fn changes_of_another_copy_are_picked_up_once() {
    let place = Place::new();
    let (mut one, mut two) = (place.open(), place.open());
    one.save(&[(conversation(1), mark(1))]).unwrap();
    assert_eq!(two.load().unwrap().len(), 1);
    let loaded = two.revision();

    assert_eq!(two.changed_since(loaded).unwrap(), (loaded, vec![]));
    one.save(&[(conversation(2), mark(2))]).unwrap();
    // Saving what is known already is no change.
    one.save(&[(conversation(1), mark(1))]).unwrap();

    let (revision, marks) = two.changed_since(loaded).unwrap();
    assert_eq!(marks, [(conversation(2), mark(2))]);
    assert!(revision > loaded);
    assert_eq!(two.changed_since(revision).unwrap(), (revision, vec![]));
    // A reader that asks from further back is answered all the same.
    assert_eq!(two.changed_since(loaded).unwrap().1, marks);
    assert_eq!(two.changed_since(Revision::START).unwrap().1.len(), 2);
}

#[test]
fn two_copies_that_write_at_once_lose_nothing() {
    const ROUNDS: u64 = 20;
    let place = Place::new();
    let path = place.path();
    thread::scope(|scope| {
        for copy in 0..2_u64 {
            let path = &path;
            scope.spawn(move || {
                let mut store = Store::open(path).unwrap().store;
                for round in 0..ROUNDS {
                    store
                        .save(&[(conversation(1), mark(round * 2 + copy))])
                        .unwrap();
                }
            });
        }
    });
    let expected = (0..ROUNDS * 2).fold(Mark::default(), |all, n| merged(&all, &mark(n)));
    let loaded = place.open().load().unwrap();
    assert_eq!(loaded, HashMap::from([(conversation(1), expected)]));
}

#[test]
fn copies_that_start_at_once_on_a_bad_file_agree_on_the_fresh_one() {
    const COPIES: usize = 4;
    for _ in 0..10 {
        let place = Place::new();
        place.write(b"not a ledger, but long enough to have been one");
        let path = place.path();
        let start = Barrier::new(COPIES);
        let open = || {
            start.wait();
            Store::open(&path).unwrap()
        };
        let opened: Vec<Opened> = thread::scope(|scope| {
            let copies: Vec<_> = (0..COPIES).map(|_| scope.spawn(open)).collect();
            let joined = copies.into_iter().map(|copy| copy.join().unwrap());
            joined.collect()
        });
        let notices = opened.iter().filter(|opened| opened.notice.is_some());
        assert_eq!(notices.count(), 1);
        let key = opened.first().unwrap().store.key();
        assert!(opened.iter().all(|opened| opened.store.key() == key));
    }
}

#[test]
fn a_bad_file_is_kept_and_replaced() {
    let place = Place::new();
    place.write(b"garbage");
    let (mut store, notice) = place.open_bad();
    assert_eq!(notice.flaw, Flaw::Unreadable);
    assert_eq!(fs::read(&notice.kept_as).unwrap(), b"garbage");
    store.save(&[(conversation(1), mark(1))]).unwrap();
    drop(store);
    assert_eq!(place.open().load().unwrap().len(), 1);

    // The next one does not overwrite the first.
    place.write(b"more garbage");
    let (_, second) = place.open_bad();
    assert_ne!(second.kept_as, notice.kept_as);
    assert_eq!(fs::read(&notice.kept_as).unwrap(), b"garbage");
    assert!(second.to_string().contains("unreadable-2"), "{second}");
}

#[test]
fn a_truncated_ledger_is_set_aside() {
    let place = Place::new();
    let mut store = place.open();
    let marks: Vec<_> = (0..=255)
        .map(|n| (conversation(n), mark(u64::from(n))))
        .collect();
    store.save(&marks).unwrap();
    drop(store);
    let bytes = fs::read(place.path()).unwrap();
    for kept in [bytes.len() / 2, 4096, 1000, 50] {
        place.write(bytes.get(..kept).unwrap());
        let (mut store, notice) = place.open_bad();
        assert_eq!(notice.flaw, Flaw::Unreadable, "cut to {kept} bytes");
        let rescued = store.load().unwrap();
        assert_eq!(notice.rescued, rescued.len());
        assert!(rescued.iter().all(|(hash, found)| {
            let known = marks.iter().find(|(known, _)| known == hash);
            known.is_some_and(|(_, mark)| mark == found)
        }));
    }
}

#[test]
fn a_damaged_page_is_noticed() {
    let place = Place::new();
    let mut store = place.open();
    let marks: Vec<_> = (0..=255)
        .map(|n| (conversation(n), mark(u64::from(n))))
        .collect();
    store.save(&marks).unwrap();
    drop(store);
    let mut bytes = fs::read(place.path()).unwrap();
    // The last page holds marks only: key and counter can still be read.
    let last_page = bytes.len() - 4096;
    bytes
        .iter_mut()
        .skip(last_page)
        .for_each(|byte| *byte ^= 0x5a);
    place.write(&bytes);
    let (mut store, notice) = place.open_bad();
    assert_eq!(notice.flaw, Flaw::Unreadable);
    // One page is lost; those before and after it are not.
    assert!(notice.rescued > 150, "{notice}");
    assert_eq!(store.load().unwrap().len(), notice.rescued);
}

#[test]
fn files_of_other_programs_are_set_aside() {
    let place = Place::new();
    place.write(b"");
    let connection = rusqlite::Connection::open(place.path()).unwrap();
    connection.execute("CREATE TABLE notes (text)", []).unwrap();
    drop(connection);
    assert_eq!(place.open_bad().1.flaw, Flaw::Foreign);
}

#[test]
fn marks_from_long_ago_are_kept() {
    let place = Place::new();
    let years = std::time::Duration::from_secs(5 * 365 * 24 * 3600);
    let old = Mark::default().seen([(ItemHash(1), NOW.minus(years))]);
    place
        .open()
        .save(&[(conversation(1), old.clone())])
        .unwrap();
    place.open().save(&[(conversation(2), mark(2))]).unwrap();
    let marks = place.open().load().unwrap();
    assert_eq!(marks.get(&conversation(1)), Some(&old));
}

#[test]
fn nothing_but_hashes_reaches_the_disk() {
    let place = Place::new();
    let mut store = place.open();
    let id = "t_0E5QDJJC03000";
    let item = "ti_0E5QDJJC0300T";
    let key = store.key();
    let conversation = key.conversation(&ConversationId::parse(id).unwrap());
    let seen = Mark::default().seen([(key.item(&ItemId::parse(item).unwrap()), NOW)]);
    store.save(&[(conversation, seen)]).unwrap();

    let files: Vec<PathBuf> = files_in(&place.folder());
    assert!(
        files.len() >= 3,
        "the log of writes is looked at as well: {files:?}"
    );
    let mut holds_hash = false;
    for file in files {
        let bytes = fs::read(&file).unwrap();
        for secret in [id, item, "0E5QDJJC0"] {
            assert!(!contains(&bytes, secret.as_bytes()), "{secret} in {file:?}");
        }
        holds_hash |= contains(&bytes, &conversation.0);
    }
    assert!(holds_hash, "the search works");
}

#[cfg(unix)]
#[test]
fn only_the_owner_can_read_it() {
    use std::os::unix::fs::PermissionsExt;

    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let place = Place::new();
    let assert_private = || {
        assert_eq!(mode(&place.folder()), 0o700);
        let files = files_in(&place.folder());
        for file in &files {
            assert_eq!(mode(file), 0o600, "{file:?}");
        }
        assert!(files.len() >= 3, "side files are looked at as well");
    };
    let mut store = place.open();
    store.save(&[(conversation(1), mark(1))]).unwrap();
    assert_private();

    // A copy from a backup may come with wider modes.
    drop(store);
    fs::set_permissions(place.folder(), fs::Permissions::from_mode(0o755)).unwrap();
    fs::set_permissions(place.path(), fs::Permissions::from_mode(0o644)).unwrap();
    let mut store = place.open();
    store.save(&[(conversation(1), mark(2))]).unwrap();
    assert_private();
}

#[test]
fn where_no_file_can_be_made_the_caller_is_told_and_memory_works() {
    let place = Place::new();
    fs::write(place.folder(), b"a file where the folder should be").unwrap();
    let error = Store::open(&place.path()).unwrap_err();
    assert!(matches!(error, Error::File { .. }), "{error:?}");
    assert!(!error.is_transient());

    let mut store = Store::in_memory().unwrap();
    store.save(&[(conversation(1), mark(1))]).unwrap();
    assert_eq!(store.load().unwrap().len(), 1);
    assert!(Store::in_memory().unwrap().key() != store.key());
}

#[test]
fn a_busy_ledger_is_left_where_it_is() {
    let place = Place::new();
    drop(place.open());
    let other = rusqlite::Connection::open(place.path()).unwrap();
    other
        .pragma_update(None, "locking_mode", "exclusive")
        .unwrap();
    other.execute_batch("BEGIN EXCLUSIVE").unwrap();

    let error = Store::open(&place.path()).unwrap_err();
    assert!(error.is_transient(), "{error:?}");
    assert_eq!(
        files_in(&place.folder())
            .iter()
            .filter(|file| { file.to_string_lossy().contains("unreadable") })
            .count(),
        0
    );
}

fn files_in(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap();
    entries.map(|entry| entry.unwrap().path()).collect()
}

fn contains(bytes: &[u8], needle: &[u8]) -> bool {
    bytes.windows(needle.len()).any(|window| window == needle)
}

/// Everything in the folder: names, bytes and modes.
fn contents(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let entries = fs::read_dir(folder).unwrap();
    let mut all: Vec<_> = entries
        .map(|entry| entry.unwrap().path())
        .map(|path| (path.clone(), fs::read(path).unwrap()))
        .collect();
    all.sort();
    all
}

#[test]
fn looking_reads_everything_and_touches_nothing() {
    let place = Place::new();
    let mut store = place.open();
    let key = store.key();
    store.save(&[(conversation(1), mark(1))]).unwrap();
    drop(store);
    let before = contents(&place.folder());
    let mut looked = Store::look(&place.path()).unwrap();
    assert_eq!(looked.flaw, None);
    assert!(looked.store.key() == key);
    let marks = HashMap::from([(conversation(1), mark(1))]);
    assert_eq!(looked.store.load().unwrap(), marks);
    assert!(looked.store.save(&[(conversation(2), mark(2))]).is_err());
    drop(looked);
    assert_eq!(contents(&place.folder()), before);
}

#[test]
fn looking_goes_on_seeing_what_others_make_whether_they_are_there_or_not() {
    let place = Place::new();
    let mut writer = place.open();
    writer.save(&[(conversation(1), mark(1))]).unwrap();
    let mut beside = Store::look(&place.path()).unwrap().store;
    assert_eq!(beside.load().unwrap().len(), 1);
    writer.save(&[(conversation(2), mark(2))]).unwrap();
    let (revision, news) = beside.changed_since(beside.revision()).unwrap();
    assert_eq!(news, [(conversation(2), mark(2))]);
    assert_eq!(beside.changed_since(revision).unwrap(), (revision, vec![]));
    drop((writer, beside));

    // Nobody has it open, and then somebody does, for a moment.
    place.open();
    let mut alone = Store::look(&place.path()).unwrap().store;
    assert_eq!(alone.load().unwrap().len(), 2);
    let revision = alone.revision();
    place.open().save(&[(conversation(3), mark(3))]).unwrap();
    let (_, news) = alone.changed_since(revision).unwrap();
    assert_eq!(news, [(conversation(3), mark(3))]);
}

#[test]
fn looking_at_a_bad_file_gives_what_can_be_read_and_leaves_it() {
    let place = Place::new();
    place.write(b"this is not a ledger, but it is long enough to be looked at");
    let before = contents(&place.folder());
    let mut looked = Store::look(&place.path()).unwrap();
    assert_eq!(looked.flaw, Some(Flaw::Unreadable));
    assert_eq!(looked.store.load().unwrap(), HashMap::new());
    drop(looked);
    assert_eq!(contents(&place.folder()), before);

    place.write(b"");
    assert_eq!(Store::look(&place.path()).unwrap().flaw, None);
    fs::remove_file(place.path()).unwrap();
    assert_eq!(Store::look(&place.path()).unwrap().flaw, None);
    assert_eq!(contents(&place.folder()), []);
    fs::create_dir(place.path()).unwrap();
    assert!(matches!(
        Store::look(&place.path()),
        Err(Error::File { .. })
    ));
}
