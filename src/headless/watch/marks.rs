//! What is marked as seen by another running copy, while a command goes on.

use std::sync::mpsc::{self, Receiver, RecvTimeoutError, SyncSender};
use std::time::Duration;

use crate::headless::Error;
use crate::model::read_marks::{ConversationHash, Mark};
use crate::store::{Revision, Store};

/// The ledger is looked at this often.
const LOOK_EVERY: Duration = Duration::from_secs(3);
/// Most lots of marks that wait to be taken; the thread waits then.
const QUEUE: usize = 8;

/// The thread that looks at the ledger. It ends when this is dropped.
#[derive(Debug)]
pub(super) struct Marks {
    news: Receiver<Vec<(ConversationHash, Mark)>>,
    _stop: SyncSender<()>,
}

impl Marks {
    /// Looks for marks that are newer than this.
    pub(super) fn follow((store, read): (Store, Revision)) -> Result<Self, Error> {
        let (found, news) = mpsc::sync_channel(QUEUE);
        let (stop, stopped) = mpsc::sync_channel(1);
        std::thread::Builder::new()
            .name("marks".to_owned())
            .spawn(move || look(store, read, &found, &stopped))
            .map_err(|source| Error::System {
                what: "the ledger cannot be followed",
                source,
            })?;
        Ok(Self { news, _stop: stop })
    }

    /// Those found since. Does not wait.
    pub(super) fn take(&self) -> Vec<(ConversationHash, Mark)> {
        self.news.try_iter().flatten().collect()
    }
}

fn look(
    mut store: Store,
    mut read: Revision,
    found: &SyncSender<Vec<(ConversationHash, Mark)>>,
    stopped: &Receiver<()>,
) {
    while stopped.recv_timeout(LOOK_EVERY) == Err(RecvTimeoutError::Timeout) {
        // A ledger that cannot be read now can be read later, or what is seen elsewhere stays unknown here.
        let Ok((revision, marks)) = store.changed_since(read) else {
            continue;
        };
        read = revision;
        if !marks.is_empty() && found.send(marks).is_err() {
            return;
        }
    }
}
