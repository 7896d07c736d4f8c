//! The thread that keeps seen marks on disk.
//!
//! SQLite blocks, so it has a thread of its own. A mark is on its way to the disk as soon as the loop hands it
//! over; there is no waiting for more. It knows every mark, because the file may go away or turn out bad at any
//! time: then they are all saved again, every few seconds until it works. Marks of another running copy
//! are picked up as often.

#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::sync::mpsc::{self, RecvTimeoutError, SyncSender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use crate::app::about::LedgerNews;
use crate::app::event::Event;
use crate::model::read_marks::{ConversationHash, Mark};
use crate::store::{Error, Notice, Store};

use super::chain;

/// How often to look for marks of another copy, and to try again what failed.
const LOOK_EVERY: Duration = Duration::from_secs(3);
/// Longest wait for the last marks when the program ends. Less than what a signal leaves us.
const FLUSH: Duration = Duration::from_millis(250);

/// Said when what had failed works.
const AGAIN: &str = "what you have seen is kept on disk again";

/// Marks by conversation: merging keeps this as small as there are conversations, however long the disk
/// stands still.
type Marks = HashMap<ConversationHash, Mark>;

/// What the user is told when marks cannot be saved.
pub(super) fn complaint(error: &Error) -> String {
    match error {
        Error::Newer { .. } | Error::OtherKey => {
            format!("{error}: what you see now is forgotten at the end")
        }
        _ => {
            format!(
                "what you have seen cannot be kept on disk right now; trying again ({})",
                chain(error)
            )
        }
    }
}

/// Our end of the thread.
pub(super) struct Ledger {
    pending: Arc<Mutex<Marks>>,
    wake: Option<SyncSender<()>>,
    done: mpsc::Receiver<()>,
    _thread: JoinHandle<()>,
}

impl Ledger {
    /// Starts the thread. What it has to say comes as events.
    pub(super) fn start(
        store: Store,
        events: tokio::sync::mpsc::Sender<Event>,
    ) -> std::io::Result<Self> {
        let pending: Arc<Mutex<Marks>> = Arc::default();
        let (wake, woken) = mpsc::sync_channel(1);
        let (finished, done) = mpsc::sync_channel(1);
        let handed_over = Arc::clone(&pending);
        let thread = std::thread::Builder::new()
            .name("ledger".to_owned())
            .spawn(move || {
                Keeper::new(store, handed_over, events).run(&woken);
                let _ = finished.send(());
            })?;
        Ok(Self {
            pending,
            wake: Some(wake),
            done,
            _thread: thread,
        })
    }

    /// Keeps marks. Never blocks for the disk.
    pub(super) fn save(&self, marks: Vec<(ConversationHash, Mark)>) {
        merge(&mut lock(&self.pending), marks);
        if let Some(wake) = &self.wake {
            // Woken already is as good.
            let _ = wake.try_send(());
        }
    }

    /// Waits a moment for the last marks to reach the disk.
    pub(super) fn finish(mut self) {
        self.wake = None;
        let _ = self.done.recv_timeout(FLUSH);
    }
}

struct Keeper {
    store: Store,
    pending: Arc<Mutex<Marks>>,
    events: tokio::sync::mpsc::Sender<Event>,
    /// Every mark there is.
    known: Marks,
    /// Those that are not on disk.
    unsaved: Marks,
    failing: bool,
}

impl Keeper {
    fn new(
        mut store: Store,
        pending: Arc<Mutex<Marks>>,
        events: tokio::sync::mpsc::Sender<Event>,
    ) -> Self {
        let before = store.revision();
        // What cannot be read now is picked up as if another copy had written it.
        let known = store.load().unwrap_or_default();
        // Nor does the user's picture have what others saved since it was made.
        let (_, missed) = store.changed_since(before).unwrap_or_default();
        let mut keeper = Self {
            known,
            // The user was told of that at the start.
            failing: !store.is_home(),
            unsaved: Marks::new(),
            store,
            pending,
            events,
        };
        keeper.learn(missed);
        keeper
    }

    fn run(&mut self, woken: &mpsc::Receiver<()>) {
        loop {
            let ended = woken.recv_timeout(LOOK_EVERY) == Err(RecvTimeoutError::Disconnected);
            self.turn();
            if ended {
                return;
            }
        }
    }

    /// Saves what has to be saved, and looks for what others saved.
    fn turn(&mut self) {
        let marks = std::mem::take(&mut *lock(&self.pending));
        merge(&mut self.known, marks.clone());
        merge(&mut self.unsaved, marks);
        let saves = !self.unsaved.is_empty();
        let was_home = self.store.is_home();
        let mut outcome = self.exchange();
        if was_home && outcome.is_err() && !self.store.is_home() {
            // The file is bad: a fresh one may do.
            outcome = self.exchange();
        }
        let failed_before = std::mem::replace(&mut self.failing, outcome.is_err());
        match outcome {
            Ok(_) if saves || failed_before => self.tell(Event::Ledger(LedgerNews::Saved)),
            Err(_) if !failed_before => self.tell(Event::Ledger(LedgerNews::Failing)),
            _ => {}
        }
        let words = match outcome {
            Ok(Some(notice)) => Some(notice.to_string()),
            Ok(None) => failed_before.then(|| AGAIN.to_owned()),
            Err(error) => {
                tracing::warn!(error = chain(&error), "the ledger failed");
                (!failed_before).then(|| complaint(&error))
            }
        };
        if let Some(words) = words {
            self.tell(Event::Trouble(words));
        }
    }

    /// Saves what is not on disk, and takes in what another copy saved.
    fn exchange(&mut self) -> Result<Option<Notice>, Error> {
        let mut notice = None;
        if !self.store.is_home() {
            notice = self.store.go_home()?;
            self.unsaved.clone_from(&self.known);
        }
        let marks: Vec<_> = self.unsaved.clone().into_iter().collect();
        let advanced = self.store.save(&marks)?;
        self.unsaved.clear();
        self.learn(advanced);
        let (_, marks) = self.store.changed_since(self.store.revision())?;
        self.learn(marks);
        Ok(notice)
    }

    /// Takes in what another copy saved.
    fn learn(&mut self, marks: Vec<(ConversationHash, Mark)>) {
        if !marks.is_empty() {
            merge(&mut self.known, marks.clone());
            self.tell(Event::Marks(marks));
        }
    }

    fn tell(&self, event: Event) {
        // A loop that no longer listens is about to end.
        let _ = self.events.blocking_send(event);
    }
}

fn merge(into: &mut Marks, marks: impl IntoIterator<Item = (ConversationHash, Mark)>) {
    for (conversation, mark) in marks {
        into.entry(conversation).or_default().merge(&mark);
    }
}

fn lock(marks: &Mutex<Marks>) -> std::sync::MutexGuard<'_, Marks> {
    marks.lock().unwrap_or_else(PoisonError::into_inner)
}
