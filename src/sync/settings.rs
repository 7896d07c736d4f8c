//! The engine's settings and its fixed bounds.

use std::time::Duration;

use crate::model::time::Timestamp;

/// How much history is read behind the window.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum History {
    /// Everything.
    All,
    /// This far back.
    Since(Duration),
    /// Nothing.
    Off,
}

/// What ends the wait of somebody who got in touch.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Answers {
    /// Only what a person of the clinic sends: an automatic "we will be in touch" helps nobody.
    #[default]
    PeopleOnly,
    /// Also what the organization itself or an API credential sends.
    AutomatedToo,
}

/// What is read at all. Whoever only wants to know one thing need not pay for all of them.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Scope {
    /// The lists, and the items of every conversation.
    #[default]
    All,
    /// The lists, and the items of those that are not archived. Where archiving ends a wait, nobody waits in the
    /// others but whoever was called for by a page that is still open, which only items tell. What is new in those
    /// stays unknown, and does not count as missing ([`Gaps`](super::Gaps)).
    Unarchived,
    /// The lists only: which conversations there are, but not who wrote in them, which does not count as missing.
    Lists,
    /// No list: only the conversation that is asked for ([`Input::Find`](super::Input::Find)).
    One,
}

/// What a user can set.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Settings {
    /// What is read at all.
    pub scope: Scope,
    /// Whether every reading of items is told, with the items ([`Change::Read`](super::Change::Read)), and how far
    /// back the first reading of a conversation goes for that, within its most pages; `None` = nothing is told.
    pub tells_items: Option<Timestamp>,
    /// Time between delta polls, at least 1 s. However scarce requests are, polls go on every two minutes;
    /// whoever wants fewer sets more than that here.
    pub interval: Duration,
    /// How far back the window reaches.
    pub window: Duration,
    /// How much history to read behind it.
    pub history: History,
    /// Part of the organization's request limits that may be spent, 0 to 1.
    pub share: f64,
    /// What counts as an answer.
    pub answers: Answers,
    /// Seed of the jitter.
    pub seed: u64,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            scope: Scope::default(),
            tells_items: None,
            interval: Duration::from_secs(15),
            window: Duration::from_secs(7 * 24 * 3600),
            history: History::All,
            share: 0.25,
            answers: Answers::default(),
            seed: 0,
        }
    }
}

/// A delta starts this far before the watermark: lists are eventually consistent, rows show up late.
pub(super) const OVERLAP: Duration = Duration::from_secs(60);
/// The last day is read again this often: archive, assignment, tag and title changes move no time,
/// and a row later than the overlap is found by nothing else.
pub(super) const REREAD_DAY_EVERY: Duration = Duration::from_secs(300);
/// How far back that goes.
pub(super) const REREAD_DAY: Duration = Duration::from_secs(24 * 3600);
/// The whole window is read again this often.
pub(super) const REREAD_WINDOW_EVERY: Duration = Duration::from_secs(3600);
/// History with rows that could not be read is walked again after this, after twice as long, and so on.
pub(super) const HISTORY_AGAIN: Duration = Duration::from_secs(600);
/// But at least this often.
pub(super) const HISTORY_AGAIN_MAX: Duration = Duration::from_secs(24 * 3600);
/// The open conversation is read again this often.
pub(super) const REREAD_OPEN_EVERY: Duration = Duration::from_secs(60);
/// A conversation that is opened again is not read again when it was read as recently as this.
pub(super) const OPEN_FRESH: Duration = Duration::from_secs(15);
/// The list by creation is polled this often while it is not the one shown.
pub(super) const CREATED_EVERY: Duration = Duration::from_secs(300);
/// The members are read again this often.
pub(super) const MEMBERS_EVERY: Duration = Duration::from_secs(24 * 3600);
/// Most pages of members.
pub(super) const MEMBERS_PAGES_MAX: usize = 100;
/// Most pages of one walk: 200 rows each, so two million rows.
pub(super) const WALK_PAGES_MAX: u32 = 10_000;
/// Most pages without any row that follow each other in a walk: filters can empty a page, not this many.
pub(super) const EMPTY_PAGES_MAX: u32 = 50;
/// Rows of the first page of a conversation's items: enough for who wrote last and a screenful.
pub(super) const ITEMS_FIRST: u16 = 40;
/// Most pages read in one check while looking for the last human answer.
pub(super) const CHECK_PAGES_MAX: u32 = 5;
/// Most pages read in one check where items are told ([`Settings::tells_items`]) and some would be left out: at least a
/// thousand items.
pub(super) const TOLD_PAGES_MAX: u32 = 25;
/// Most conversations whose items are kept in memory.
pub(super) const THREADS_MAX: usize = 40;
/// Most items kept of one conversation; reading further up stops there.
pub(super) const THREAD_ITEMS_MAX: usize = 2_000;
/// An item this far ahead of the server's clock has a wrong date. Less is what clocks differ by.
pub(super) const AHEAD_MAX: Duration = Duration::from_secs(60);
/// A wall clock this far off the monotonic one has jumped: the machine slept, or the clock was set.
pub(super) const CLOCK_GAP: Duration = Duration::from_secs(5);
/// A request without any outcome for this long is lost. Three times the client's own limit.
pub(super) const ANSWER_WITHIN: Duration = Duration::from_secs(90);
