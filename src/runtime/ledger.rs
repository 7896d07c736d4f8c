//! The thread that keeps seen marks on disk.
//!
//! SQLite blocks, so it has a thread of its own. Marks that could not be saved are kept and tried again;
//! marks of another running copy are picked up every few seconds.

use std::collections::HashMap;
use std::sync::mpsc::{self, RecvTimeoutError, SyncSender, TrySendError};
use std::thread::JoinHandle;
use std::time::Duration;

use crate::app::about::LedgerNews;
use crate::app::event::Event;
use crate::model::read_marks::{ConversationHash, Mark};
use crate::store::{Revision, Store};

/// How often to look for marks of another copy.
const LOOK_EVERY: Duration = Duration::from_secs(3);
/// Marks that wait for the disk; more would mean that it has stood still for a long time.
const QUEUE: usize = 1024;
/// Longest wait for the last marks when the program ends.
const FLUSH: Duration = Duration::from_millis(120);

type Marks = Vec<(ConversationHash, Mark)>;

/// Our end of the thread.
pub(super) struct Ledger {
    marks: Option<SyncSender<Marks>>,
    done: mpsc::Receiver<()>,
    _thread: JoinHandle<()>,
}

impl Ledger {
    /// Starts the thread. What it has to say comes as events.
    pub(super) fn start(
        store: Store,
        events: tokio::sync::mpsc::Sender<Event>,
    ) -> std::io::Result<Self> {
        let (marks, queue) = mpsc::sync_channel(QUEUE);
        let (finished, done) = mpsc::sync_channel(1);
        let thread = std::thread::Builder::new()
            .name("ledger".to_owned())
            .spawn(move || {
                Keeper {
                    store,
                    events,
                    unsaved: HashMap::new(),
                    failing: false,
                }
                .run(&queue);
                let _ = finished.send(());
            })?;
        Ok(Self {
            marks: Some(marks),
            done,
            _thread: thread,
        })
    }

    /// Keeps marks. Never blocks; `false` if they could not even be queued.
    pub(super) fn save(&self, marks: Marks) -> bool {
        let Some(queue) = &self.marks else {
            return false;
        };
        match queue.try_send(marks) {
            Ok(()) => true,
            Err(TrySendError::Full(_) | TrySendError::Disconnected(_)) => false,
        }
    }

    /// Waits a moment for the last marks to reach the disk.
    pub(super) fn finish(mut self) {
        self.marks = None;
        let _ = self.done.recv_timeout(FLUSH);
    }
}

struct Keeper {
    store: Store,
    events: tokio::sync::mpsc::Sender<Event>,
    unsaved: HashMap<ConversationHash, Mark>,
    failing: bool,
}

impl Keeper {
    fn run(&mut self, queue: &mpsc::Receiver<Marks>) {
        let mut revision = self.store.revision();
        loop {
            let ended = match queue.recv_timeout(LOOK_EVERY) {
                Ok(marks) => {
                    self.take(marks);
                    while let Ok(more) = queue.try_recv() {
                        self.take(more);
                    }
                    false
                }
                Err(RecvTimeoutError::Timeout) => {
                    revision = self.look(revision);
                    false
                }
                Err(RecvTimeoutError::Disconnected) => true,
            };
            self.save();
            if ended {
                return;
            }
        }
    }

    fn take(&mut self, marks: Marks) {
        for (conversation, mark) in marks {
            self.unsaved.entry(conversation).or_default().merge(&mark);
        }
    }

    fn save(&mut self) {
        if self.unsaved.is_empty() {
            return;
        }
        let marks: Marks = self
            .unsaved
            .iter()
            .map(|(hash, mark)| (*hash, mark.clone()))
            .collect();
        match self.store.save(&marks) {
            Ok(advanced) => {
                self.unsaved.clear();
                self.failing = false;
                self.tell(Event::Ledger(LedgerNews::Saved));
                self.tell(Event::Marks(advanced));
            }
            Err(error) => {
                tracing::warn!(%error, "seen marks could not be saved");
                if !std::mem::replace(&mut self.failing, true) {
                    self.tell(Event::Ledger(LedgerNews::Failing));
                    let words = "what you have seen cannot be kept on disk right now; trying again";
                    self.tell(Event::Trouble(words.to_owned()));
                }
            }
        }
    }

    fn look(&mut self, since: Revision) -> Revision {
        match self.store.changed_since(since) {
            Ok((revision, marks)) => {
                self.tell(Event::Marks(marks));
                revision
            }
            Err(error) => {
                tracing::warn!(%error, "seen marks could not be read");
                since
            }
        }
    }

    fn tell(&self, event: Event) {
        let nothing = matches!(&event, Event::Marks(marks) if marks.is_empty());
        if !nothing {
            // A loop that no longer listens is about to end.
            let _ = self.events.blocking_send(event);
        }
    }
}
