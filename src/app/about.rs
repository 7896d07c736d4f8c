//! What the program runs on, as far as only the shell around the state machine knows it.

use crate::model::time::Timestamp;

/// Where the requests go, by the kind of host only: an address can hold what nobody else may know.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Server {
    /// Spruce's own (OpenAPI: `servers`).
    #[default]
    Official,
    /// This computer.
    Loopback,
    /// Somebody else's, over https.
    Other,
}

/// Where the seen marks are kept.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum LedgerPlace {
    /// Nowhere but in memory, on purpose: made-up data, or nothing is to be written.
    #[default]
    Memory,
    /// In memory, because the file cannot be used.
    Unusable,
    /// On disk.
    Disk,
    /// On disk, in a fresh file: the one that was there could not be used and was set aside.
    FreshOnDisk,
}

/// What the program runs on.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct About {
    /// The program's version.
    pub version: &'static str,
    /// Where the requests go.
    pub server: Server,
    /// Where the seen marks are kept.
    pub ledger: LedgerPlace,
}

/// What the keeper of the seen marks says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LedgerNews {
    /// Everything it was given is on disk.
    Saved,
    /// It cannot save right now, and goes on trying.
    Failing,
}

/// What it said last, and when, by this machine's clock.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct LedgerLog {
    pub(super) saved_at: Option<Timestamp>,
    pub(super) failing_since: Option<Timestamp>,
}

impl LedgerLog {
    pub(super) fn note(&mut self, news: LedgerNews, at: Timestamp) {
        match news {
            LedgerNews::Saved => {
                self.saved_at = Some(at);
                self.failing_since = None;
            }
            LedgerNews::Failing => self.failing_since = self.failing_since.or(Some(at)),
        }
    }
}
