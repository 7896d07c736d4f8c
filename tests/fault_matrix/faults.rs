//! Everything that can go wrong between the client and the server, as a table.

mod clocks;
mod lists;
mod refusals;
mod wire;

use std::sync::LazyLock;
use std::time::Duration;

use crate::http::{Asked, Response, Step, What};

/// Which requests a fault hits.
type Hits = fn(&Asked) -> bool;
/// What is answered to them: from the request, the answer as it should be, and another server's address.
type Answer = fn(&Asked, Response, &str) -> Vec<Step>;

/// Where something is wrong.
#[derive(Clone, Copy, Debug)]
pub(crate) enum At {
    /// Nobody listens.
    Refuse,
    /// Connections are accepted and closed.
    CloseAccepted,
    /// These requests get this answer.
    Answers(Hits, Answer),
    /// Our own wall clock is off by so many milliseconds.
    OurClock(i64),
}

/// How it becomes right again.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Heals {
    /// It never was wrong.
    NotNeeded,
    /// By itself, at most this long after the fault has passed.
    Within(Duration),
    /// When the user presses the key to try again, at most this long after that.
    ByKey(Duration),
}

/// Something that is wrong.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fault {
    /// What it is, in the table.
    pub(crate) name: &'static str,
    /// Where.
    pub(crate) at: At,
    /// How it ends.
    pub(crate) heals: Heals,
    /// Whether the server says, in good order, what is not so.
    pub(crate) lies: Lies,
}

/// To whom the server lies so that nobody could tell.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Lies {
    /// To nobody.
    Never,
    /// To those who know nothing yet.
    AtFirst,
    /// To everybody.
    Always,
}

/// After faults that pass, at most this long between attempts; then the answer, and what it asks to look into.
const CAP: Duration = Duration::from_secs(300 + 15);

/// The table.
pub(crate) static FAULTS: LazyLock<Vec<Fault>> = LazyLock::new(|| {
    let parts = [wire::all(), lists::all(), refusals::all(), clocks::all()];
    parts.concat()
});

fn fault(name: &'static str, at: At) -> Fault {
    Fault {
        name,
        at,
        heals: Heals::Within(CAP),
        lies: Lies::Never,
    }
}

fn answers(name: &'static str, hits: Hits, answer: Answer) -> Fault {
    fault(name, At::Answers(hits, answer))
}

impl Fault {
    /// It is no fault to the user.
    fn harmless(self) -> Self {
        Self {
            heals: Heals::NotNeeded,
            ..self
        }
    }

    /// It becomes right again within so many seconds.
    fn within(self, seconds: u64) -> Self {
        Self {
            heals: Heals::Within(Duration::from_secs(seconds)),
            ..self
        }
    }

    /// It becomes right again when the user tries again.
    fn by_key(self) -> Self {
        Self {
            heals: Heals::ByKey(CAP),
            ..self
        }
    }

    /// The server lies in good order.
    fn lie(self, lies: Lies) -> Self {
        Self { lies, ..self }
    }
}

fn every(_: &Asked) -> bool {
    true
}

fn is_list(asked: &Asked) -> bool {
    asked.what == What::List
}

fn is_items(asked: &Asked) -> bool {
    asked.what == What::Items
}
