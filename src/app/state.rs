//! All state of the program, and how it may be read.

use std::collections::HashMap;
use std::fmt;
use std::time::Duration;

use crate::model::id::EntityId;
use crate::model::read_marks::{ConversationHash, LedgerKey, Mark};
use crate::model::time::{Now, Timestamp};
use crate::sync::{
    Engine, Link, Picture, RereadCost, Row, Settings, Slot, Stage, Status, Thread, Watch,
};
use crate::triage::{self, Attention, ViewId};

use super::about::{About, LedgerLog};
use super::alarms::{self, Alarms, Moment, Silence};
use super::chord::Chord;
use super::detail::Detail;
use super::diagnostics::Report;
use super::event::Focus;
use super::flow::Flow;
use super::glance::Glance;
use super::headline::Headline;
use super::inbox::{Inbox, SortBy, World};
use super::keymap::{Context, Keymap};
use super::layout::{Areas, Pane, Size};
use super::search::Search;
use super::when::Zone;

/// What the program starts with.
#[derive(Debug)]
pub struct Setup {
    /// Settings of the engine.
    pub sync: Settings,
    /// Order of the list.
    pub order: SortBy,
    /// How rows are judged: targets, views, who uses this copy.
    pub triage: triage::Settings,
    /// When to call the user.
    pub alarms: alarms::Settings,
    /// What is shown first.
    pub start: Start,
    /// The keys.
    pub keymap: Keymap,
    /// A conversation whose thread is on the screen counts as seen this long after the last key press;
    /// `None` = only when it is opened or marked.
    pub seen_after: Option<Duration>,
    /// Secret of the seen marks.
    pub ledger_key: LedgerKey,
    /// The seen marks kept so far.
    pub marks: HashMap<ConversationHash, Mark>,
    /// Size of the terminal.
    pub size: Size,
    /// Whose midnight counts.
    pub zone: Zone,
    /// Whether the data is made up: the header says so.
    pub demo: bool,
    /// Something to tell the user at once.
    pub notice: Option<String>,
    /// What the program runs on, for diagnostics.
    pub about: About,
}

/// What is shown first.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Start {
    /// The view of this name; `None` = the first.
    pub view: Option<String>,
    /// The wallboard instead of the list.
    pub wallboard: bool,
}

/// What lies over the panes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Overlay {
    /// The help screen, scrolled down by this many lines, for the context it was called from.
    Help {
        /// First line shown.
        top: usize,
        /// What the keys are explained for.
        about: Context,
    },
    /// The diagnostics.
    Diagnostics {
        /// First line shown.
        top: usize,
        /// When it was copied, by this machine's clock.
        copied: Option<Timestamp>,
    },
    /// What happened since the user looked.
    SinceYouLooked,
    /// The wallboard, which covers all of the screen.
    Wallboard,
    /// "Quit?"
    ConfirmQuit,
    /// "Read everything again?", and what that costs.
    ConfirmReread(RereadCost),
    /// "Mark so many conversations as seen?"
    ConfirmMarkAll(usize),
}

/// A line in the status cell.
#[derive(Clone, PartialEq, Eq)]
pub struct Notice {
    /// What it says.
    pub text: String,
    /// `s-request-id`, to quote to support.
    pub request_id: Option<String>,
    /// Until when it is shown (on [`Now::mono`]).
    pub until: Duration,
}

impl fmt::Debug for Notice {
    /// Never the text itself: some of it is what a server said.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Notice")
            .field("text", &format_args!("{} bytes", self.text.len()))
            .field("request_id", &self.request_id)
            .field("until", &self.until)
            .finish()
    }
}

/// Everything the program knows.
#[derive(Debug)]
pub struct App {
    pub(super) engine: Engine,
    pub(super) attention: Attention,
    pub(super) alarms: Alarms,
    pub(super) inbox: Inbox,
    pub(super) detail: Detail,
    pub(super) flow: Flow,
    pub(super) search: Search,
    pub(super) keymap: Keymap,
    pub(super) pane: Pane,
    pub(super) overlay: Option<Overlay>,
    pub(super) notice: Option<Notice>,
    pub(super) pending: Vec<Chord>,
    pub(super) pending_until: Option<Duration>,
    pub(super) size: Size,
    pub(super) zone: Zone,
    pub(super) demo: bool,
    pub(super) focus: Focus,
    pub(super) seen_after: Option<Duration>,
    /// The open conversation counts as seen at this time.
    pub(super) seen_at: Option<Duration>,
    /// The user opened this conversation before its items were there: it counts as seen if they come by then.
    pub(super) seen_when_loaded: Option<(Slot, Duration)>,
    /// The user marked this conversation unseen: looking at it any longer does not undo that.
    pub(super) kept_unseen: Option<Slot>,
    pub(super) now: Now,
    pub(super) headline: Option<Headline>,
    /// What the diagnostics screen says, while it is open.
    pub(super) report: Option<Report>,
    pub(super) about: About,
    pub(super) ledger: LedgerLog,
    pub(super) glance: Glance,
    pub(super) watched: Watch,
    pub(super) dirty: bool,
}

impl App {
    /// A program that has not asked for anything yet.
    #[must_use]
    pub fn new(setup: Setup, now: Now) -> Self {
        let notice = setup.notice.map(|text| Notice {
            text,
            request_id: None,
            until: now.mono + super::update::NOTICE_STAYS,
        });
        let alarms = Alarms::new(setup.alarms, &setup.triage, now);
        let engine = Engine::new(setup.sync, now);
        let attention = Attention::new(setup.ledger_key, setup.marks, setup.triage);
        let views = &attention.settings().views;
        let named = setup.start.view.as_deref();
        let view = named.and_then(|name| views.named(name));
        let world = World::new(&engine, &attention, now);
        let inbox = Inbox::new(setup.order, view.unwrap_or(ViewId(0)), world);
        Self {
            engine,
            alarms,
            attention,
            inbox,
            detail: Detail::default(),
            flow: Flow::default(),
            search: Search::default(),
            keymap: setup.keymap,
            pane: Pane::List,
            overlay: setup.start.wallboard.then_some(Overlay::Wallboard),
            notice,
            pending: Vec::new(),
            pending_until: None,
            size: setup.size,
            zone: setup.zone,
            demo: setup.demo,
            focus: Focus::Gained,
            seen_after: setup.seen_after,
            seen_at: None,
            seen_when_loaded: None,
            now,
            headline: None,
            report: None,
            about: setup.about,
            ledger: LedgerLog::default(),
            glance: Glance::new(now),
            watched: Watch::default(),
            kept_unseen: None,
            dirty: true,
        }
    }

    /// The list.
    #[must_use]
    pub fn inbox(&self) -> &Inbox {
        &self.inbox
    }

    /// What the list is a list of.
    #[must_use]
    pub fn world(&self) -> World<'_> {
        World::new(&self.engine, &self.attention, self.now)
    }

    /// The open conversation.
    #[must_use]
    pub fn detail(&self) -> &Detail {
        &self.detail
    }

    /// The search.
    #[must_use]
    pub fn search(&self) -> &Search {
        &self.search
    }

    /// The keys.
    #[must_use]
    pub fn keymap(&self) -> &Keymap {
        &self.keymap
    }

    /// The pane with the focus.
    #[must_use]
    pub fn pane(&self) -> Pane {
        self.pane
    }

    /// What lies over the panes.
    #[must_use]
    pub fn overlay(&self) -> Option<&Overlay> {
        self.overlay.as_ref()
    }

    /// The line in the status cell.
    #[must_use]
    pub fn notice(&self) -> Option<&Notice> {
        self.notice.as_ref()
    }

    /// The keys of a sequence pressed so far.
    #[must_use]
    pub fn pending(&self) -> &[Chord] {
        &self.pending
    }

    /// Seen marks and what each row asks of the user.
    #[must_use]
    pub fn attention(&self) -> &Attention {
        &self.attention
    }

    /// The rows.
    #[must_use]
    pub fn picture(&self) -> &Picture {
        self.engine.picture()
    }

    /// One row.
    #[must_use]
    pub fn row(&self, slot: Slot) -> Option<&Row> {
        self.engine.picture().row(slot)
    }

    /// The loaded items of a conversation.
    #[must_use]
    pub fn thread(&self, slot: Slot) -> Option<&Thread> {
        self.engine.thread(slot)
    }

    /// Whether older items of this conversation are on their way.
    #[must_use]
    pub fn fetching_older(&self, slot: Slot) -> bool {
        self.engine.fetching_older(slot)
    }

    /// A member's name, once known.
    #[must_use]
    pub fn member_name(&self, id: &EntityId) -> Option<&str> {
        self.engine.member(id).map(|member| member.name.as_str())
    }

    /// Whether the clinic's members were read: who is not among them is not known to the clinic either.
    #[must_use]
    pub fn knows_members(&self) -> bool {
        self.engine.members_revision() > 0
    }

    /// How much is known and how fresh it is.
    #[must_use]
    pub fn status(&self) -> Status {
        self.engine.status()
    }

    /// Where everything is on the screen.
    #[must_use]
    pub fn areas(&self) -> Areas {
        Areas::new(self.size, self.pane)
    }

    /// Height of the list, also while the conversation takes its place on a narrow terminal: what is on
    /// its screen must not depend on what is in front of it.
    pub(super) fn list_height(&self) -> u16 {
        Areas::new(self.size, Pane::List).rows.height
    }

    /// Size of the thread, also while the list takes its place.
    pub(super) fn thread_size(&self) -> Size {
        let thread = Areas::new(self.size, Pane::Detail).thread;
        Size {
            width: thread.width,
            height: thread.height,
        }
    }

    /// Size of the terminal.
    #[must_use]
    pub fn size(&self) -> Size {
        self.size
    }

    /// Whose midnight counts.
    #[must_use]
    pub fn zone(&self) -> Zone {
        self.zone
    }

    /// Whether the data is made up.
    #[must_use]
    pub fn demo(&self) -> bool {
        self.demo
    }

    /// Now, as of the last event.
    #[must_use]
    pub fn now(&self) -> Now {
        self.now
    }

    /// Now on the server's clock, which everything on the screen is measured by.
    #[must_use]
    pub fn server_now(&self) -> Timestamp {
        self.engine.server_time(self.now.wall)
    }

    /// Now, on both clocks.
    pub(super) fn moment(&self) -> Moment {
        Moment {
            now: self.now,
            server: self.server_now(),
        }
    }

    /// Why nobody is called now; `None` while the bell may ring.
    #[must_use]
    pub fn silence(&self) -> Option<Silence> {
        self.alarms.silence()
    }

    /// Where keys go.
    #[must_use]
    pub fn context(&self) -> Context {
        match (&self.overlay, self.search.line()) {
            (
                Some(Overlay::ConfirmQuit | Overlay::ConfirmReread(_) | Overlay::ConfirmMarkAll(_)),
                _,
            ) => Context::Confirm,
            (Some(Overlay::Help { .. }), _) => Context::Help,
            (Some(Overlay::Diagnostics { .. }), _) => Context::Diagnostics,
            (Some(Overlay::Wallboard), _) => Context::Wallboard,
            (None, Some(_)) => Context::Search,
            // Every key closes that panel, and most go on to mean what they mean below.
            (None, None) | (Some(Overlay::SinceYouLooked), _) => self.pane_context(),
        }
    }

    /// Where keys go once nothing lies over the panes.
    #[must_use]
    pub fn pane_context(&self) -> Context {
        match self.pane {
            Pane::List => Context::List,
            Pane::Detail => Context::Detail,
        }
    }

    /// Whether the screen has to be drawn again; asking clears it.
    pub fn take_dirty(&mut self) -> bool {
        std::mem::take(&mut self.dirty)
    }

    /// When [`super::update`] must be called with a tick, even if nothing happens.
    #[must_use]
    pub fn next_deadline(&self) -> Option<Duration> {
        let notice = self.notice.as_ref().map(|notice| notice.until);
        let own = [
            self.engine.next_deadline(),
            self.inbox.deadline(),
            self.next_look(),
            self.seen_at,
            self.pending_until,
            self.next_standing(),
            notice,
            self.search.searching().then_some(self.now.mono),
            self.alarms.deadline(self.now),
            Some(self.next_clock_change()),
        ];
        own.into_iter().flatten().min()
    }

    /// When time alone changes how a row stands.
    fn next_standing(&self) -> Option<Duration> {
        let changes = self.attention.changes_in(self.server_now())?;
        Some(self.now.mono + changes)
    }

    /// When the list has to look at rows again: at once while it is not through, else when time alone brings one in
    /// or takes one out.
    fn next_look(&self) -> Option<Duration> {
        if self.inbox.scanning() {
            return Some(self.now.mono);
        }
        let left = self.inbox.next_change()?.since(self.server_now());
        Some(self.now.mono + left.max(Duration::from_millis(1)))
    }

    /// When something that shows time looks different: the next minute, the next second while there is
    /// trouble, or the moment the picture becomes stale.
    fn next_clock_change(&self) -> Duration {
        let step = if self.watches_seconds() { 1000 } else { 60_000 };
        let wall = self.server_now().as_millis();
        let left = u64::try_from(step - wall.rem_euclid(step)).unwrap_or(1000);
        let next = self.now.mono + Duration::from_millis(left);
        match self.engine.stale_at(self.now) {
            Some(stale) if stale > self.now.mono => next.min(stale),
            _ => next,
        }
    }

    /// Whether something on the screen counts seconds.
    pub(super) fn watches_seconds(&self) -> bool {
        let link = self.engine.link();
        matches!(link, Link::Trouble(_) | Link::Exhausted(_))
            || matches!(self.engine.knowledge(self.now).stage(), Stage::Stale(_))
    }
}
