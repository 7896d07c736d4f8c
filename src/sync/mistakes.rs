//! Deliberate mistakes, to prove that the simulation can fail.
//!
//! Each place of the engine where a mistake would be easily made asks [`made`] whether to make it. In
//! every build but that of `tests/sync_mistakes.rs`, which compiles these sources once more for itself,
//! the answer is a constant "no", and nothing is left of the question. A variant nobody asks about does
//! not compile.

/// A mistake that can be made on purpose, one at a time.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[cfg_attr(test, derive(strum::EnumIter))]
pub(crate) enum Mistake {
    /// A delta starts at the watermark itself.
    NoOverlap,
    /// The watermark is the time of the last row, not the latest of all.
    WatermarkOfLastRow,
    /// A walk that broke off moves the watermark, and is not gone on with.
    PartialWalkCounts,
    /// A row with a date in the future moves the watermark there.
    FutureMovesWatermark,
    /// A token that was refused is used again.
    StaleTokenReused,
    /// An answer to an older request replaces that to a newer one.
    OlderAnswerWins,
    /// Nothing is read again.
    NoReconcile,
    /// Rows that are gone stay.
    GoneRowsKept,
    /// Somebody else's row goes when one is not found.
    WrongRowGone,
    /// Items that were deleted stay.
    DeletedItemsKept,
    /// Two absences are enough however soon the one comes after the other.
    GoneTooSoon,
    /// Everything that happens counts as coming from outside.
    AnyActivityIsInbound,
    /// Internal notes count as coming from outside.
    NotesAreInbound,
    /// Nobody has to come because of a page.
    PagesIgnored,
    /// A page that was taken care of still asks for somebody.
    ResolvedPagesAsk,
    /// An automatic reply ends the wait.
    AutomatedAnswers,
    /// The wait begins with the last unanswered item.
    WaitsSinceLast,
    /// An item that is read again counts again.
    CountsTwice,
    /// Items are read from after the newest one known.
    ItemsAfterNewest,
    /// A reading that leaves a gap passes for joined on.
    GapNotJoined,
    /// No second look for late items.
    NoSecondLook,
    /// Whether to look again is decided by when the answer came.
    SecondLookFromAnswer,
    /// A check is over although what it looked for was not there.
    SettlesWithoutFinding,
    /// An old picture passes for fresh.
    NeverStale,
    /// Zero is called zero although rows are unchecked.
    ClearWhileUnchecked,
    /// Zero is called zero although rows could not be read.
    ClearWhileUnreadable,
    /// Each kind of work has a share of its own.
    SharePerKind,
    /// The reserve is spent.
    ReserveSpent,
    /// The limit of the day is not looked at.
    DayIgnored,
    /// Refused limits are not waited out.
    RefusalIgnored,
    /// A request goes out while another one of its kind is under way.
    PilesOn,
    /// Waking up changes nothing.
    SleepsOn,
}

#[cfg(not(test))]
pub(super) const fn made(_: Mistake) -> bool {
    false
}

#[cfg(test)]
thread_local! {
    static MADE: std::cell::Cell<Option<Mistake>> = const { std::cell::Cell::new(None) };
}

/// Whether this mistake is made.
#[cfg(test)]
pub(super) fn made(mistake: Mistake) -> bool {
    MADE.get() == Some(mistake)
}

/// Runs something on this thread in which the mistake is made.
#[cfg(test)]
#[allow(dead_code, reason = "the unit tests beside the code make no mistakes")]
pub(crate) fn with<T>(mistake: Mistake, run: impl FnOnce() -> T) -> T {
    MADE.set(Some(mistake));
    let value = run();
    MADE.set(None);
    value
}
