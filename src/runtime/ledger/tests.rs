//! The keeper, turn by turn, on a real file; and the thread, without any waiting.

use std::fs;
use std::path::PathBuf;

use tokio::sync::mpsc;

use super::*;
use crate::model::read_marks::ItemHash;
use crate::model::time::Timestamp;

/// A keeper, the file it keeps, and what it said.
struct Desk {
    folder: tempfile::TempDir,
    keeper: Keeper,
    pending: Arc<Mutex<Marks>>,
    events: mpsc::Receiver<Event>,
}

impl Desk {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&file(&folder)).unwrap().store;
        Self::with(folder, store)
    }

    fn with(folder: tempfile::TempDir, store: Store) -> Self {
        let (tell, events) = mpsc::channel(100);
        let pending = Arc::default();
        Self {
            keeper: Keeper::new(store, Arc::clone(&pending), tell),
            folder,
            pending,
            events,
        }
    }

    fn file(&self) -> PathBuf {
        file(&self.folder)
    }

    /// The user marks a conversation, and the keeper has its turn.
    fn mark(&mut self, number: u8) {
        merge(&mut lock(&self.pending), [conversation(number)]);
        self.keeper.turn();
    }

    /// What was said since the last time.
    fn said(&mut self) -> Vec<String> {
        let events = std::iter::from_fn(|| self.events.try_recv().ok());
        let words = events.filter_map(|event| match event {
            Event::Trouble(words) => Some(words),
            _ => None,
        });
        words.collect()
    }

    /// The conversations that another copy finds marked; it must find the file in order.
    fn on_disk(&self) -> Vec<u8> {
        let opened = Store::open(&self.file()).unwrap();
        assert_eq!(opened.notice, None);
        numbers(opened.store)
    }
}

fn file(folder: &tempfile::TempDir) -> PathBuf {
    folder.path().join("state").join("seen.db")
}

fn conversation(number: u8) -> (ConversationHash, Mark) {
    let item = (ItemHash(u64::from(number)), Timestamp::from_millis(1000));
    (ConversationHash([number; 16]), Mark::default().seen([item]))
}

fn numbers(mut store: Store) -> Vec<u8> {
    let marks = store.load().unwrap();
    let mut numbers: Vec<u8> = marks.keys().map(|hash| hash.0[0]).collect();
    numbers.sort_unstable();
    numbers
}

#[test]
fn a_mark_is_on_disk_after_one_turn_and_nothing_is_said() {
    let mut desk = Desk::new();
    desk.mark(1);
    assert_eq!(desk.on_disk(), [1]);
    assert_eq!(desk.said(), [""; 0]);
}

#[test]
fn the_last_marks_are_on_disk_when_the_thread_has_ended() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&file(&folder)).unwrap().store;
    // Nobody listens: that must not hold it up.
    let (tell, events) = mpsc::channel(1);
    drop(events);
    let ledger = Ledger::start(store, tell).unwrap();
    for number in 0..200 {
        ledger.save(vec![conversation(number)]);
    }
    let Ledger { wake, done, .. } = ledger;
    drop(wake);
    done.recv().unwrap();
    assert_eq!(
        numbers(Store::open(&file(&folder)).unwrap().store).len(),
        200
    );
}

#[test]
fn marks_of_another_copy_come_in_also_while_this_one_never_pauses() {
    let mut desk = Desk::new();
    let mut other = Store::open(&desk.file()).unwrap().store;
    other.save(&[conversation(9)]).unwrap();
    desk.mark(1);
    let event = desk.events.try_recv().unwrap();
    let Event::Marks(marks) = event else {
        panic!("{event:?}");
    };
    assert!(marks.contains(&conversation(9)));
}

#[test]
fn a_disk_that_takes_nothing_is_told_once_and_so_is_its_end() {
    let mut desk = Desk::new();
    desk.mark(1);
    let kept = desk.folder.path().join("kept");
    fs::rename(desk.folder.path().join("state"), &kept).unwrap();
    fs::write(desk.folder.path().join("state"), b"in the way").unwrap();
    for number in 2..5 {
        desk.mark(number);
    }
    let said = desk.said();
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(said[0].contains("trying again"), "{said:?}");

    fs::remove_file(desk.folder.path().join("state")).unwrap();
    fs::rename(kept, desk.folder.path().join("state")).unwrap();
    desk.keeper.turn();
    assert_eq!(desk.said(), [AGAIN]);
    assert_eq!(desk.on_disk(), [1, 2, 3, 4]);
}

#[test]
fn a_start_without_a_file_goes_on_with_one_as_soon_as_there_can_be_one() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir_all(file(&folder)).unwrap();
    let store = Store::adrift(&file(&folder)).unwrap();
    let mut desk = Desk::with(folder, store);
    desk.mark(1);
    assert_eq!(desk.said(), [""; 0], "that was said at the start");
    fs::remove_dir(desk.file()).unwrap();
    desk.mark(2);
    assert_eq!(desk.said(), [AGAIN]);
    assert_eq!(desk.on_disk(), [1, 2]);
}

#[test]
fn an_old_backup_under_a_running_program_is_brought_up_to_date() {
    let mut desk = Desk::new();
    desk.mark(1);
    drop(Store::open(&desk.file()).unwrap());
    let backup = desk.folder.path().join("backup");
    fs::copy(desk.file(), &backup).unwrap();
    for number in 2..9 {
        desk.mark(number);
    }
    fs::rename(&backup, desk.file()).unwrap();
    desk.keeper.turn();
    assert_eq!(desk.on_disk(), [1, 2, 3, 4, 5, 6, 7, 8]);
    assert_eq!(desk.said(), [""; 0], "nothing was lost, nothing to say");
}

#[test]
fn a_file_that_turns_bad_is_replaced_and_nothing_is_lost() {
    let mut desk = Desk::new();
    for number in 0..50 {
        desk.mark(number);
    }
    fs::write(desk.file(), vec![0x77; 20_000]).unwrap();
    desk.mark(50);
    desk.keeper.turn();
    let said = desk.said();
    assert!(said.len() <= 1, "{said:?}");
    assert_eq!(desk.on_disk().len(), 51);
}

#[test]
fn a_ledger_of_a_newer_version_is_left_alone_and_told_once() {
    let mut desk = Desk::new();
    desk.mark(1);
    let newer = tempfile::tempdir().unwrap();
    drop(Store::open(&file(&newer)).unwrap());
    let mut bytes = fs::read(file(&newer)).unwrap();
    // The four bytes of the version, as SQLite's format has it.
    bytes[60..64].copy_from_slice(&9_u32.to_be_bytes());
    let replacement = desk.folder.path().join("newer");
    fs::write(&replacement, &bytes).unwrap();
    for side in ["seen.db-wal", "seen.db-shm"] {
        fs::remove_file(desk.file().with_file_name(side)).unwrap();
    }
    fs::rename(&replacement, desk.file()).unwrap();
    for number in 2..5 {
        desk.mark(number);
    }
    let said = desk.said();
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(said[0].contains("newer version"), "{said:?}");
    assert!(fs::read(desk.file()).unwrap() == bytes);
    assert_eq!(desk.keeper.known.len(), 4);
}

#[test]
fn what_another_copy_saves_while_this_one_starts_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = Store::open(&file(&folder)).unwrap().store;
    let at_start = store.load().unwrap();
    assert!(at_start.is_empty());
    let mut other = Store::open(&file(&folder)).unwrap().store;
    other.save(&[conversation(7)]).unwrap();
    let mut desk = Desk::with(folder, store);
    desk.keeper.turn();
    let told = std::iter::from_fn(|| desk.events.try_recv().ok());
    let marks = told.filter_map(|event| match event {
        Event::Marks(marks) => Some(marks),
        _ => None,
    });
    assert_eq!(marks.flatten().collect::<Vec<_>>(), [conversation(7)]);
}
