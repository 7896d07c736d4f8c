mod away;

use std::collections::HashMap;

use super::*;
use crate::model::conversation::Conversation as Listed;
use crate::model::exchange::{ItemsOrder, ListQuery, Meta, OrderBy, Page, Start};
use crate::model::id::{ConversationId, EntityId};
use crate::model::item::{Direction, Item, PageCall};
use crate::model::member::{Member, MemberKind, Organization};
use crate::model::read_marks::LedgerKey;
use crate::model::text::CleanText;
use crate::sync::{
    self, Body, Call, Failure, FailureKind, History, Input, NetworkProblem, Reply, Request,
};
use crate::triage::Settings;
use crate::triage::testing::{at, conversation, message, organization};

/// When the command starts, in seconds: later than the window is long.
const START: i64 = 10_000_000;
const MINUTE: i64 = 60;
const HOUR: i64 = 3600;

/// A server to be watched, its clock, and who watches.
struct Site {
    desk: Desk,
    watcher: Watcher,
    now: Now,
    rows: Vec<Listed>,
    items: HashMap<ConversationId, Vec<Item>>,
    /// Nobody answers.
    down: bool,
    /// The items of this conversation cannot be read.
    broken: Option<ConversationId>,
    /// The members cannot be read.
    nameless: bool,
}

impl Site {
    fn new(since: Since) -> Self {
        Self::asked(since, "")
    }

    fn asked(since: Since, filter: &str) -> Self {
        Self::with(since, filter, sync::Settings::default().window)
    }

    fn with(since: Since, filter: &str, window: Duration) -> Self {
        let now = Now {
            mono: Duration::ZERO,
            wall: at(START),
        };
        let settings = sync::Settings {
            history: History::Off,
            share: 1.0,
            window,
            tells_items: Some(since.reads_back_to(now.wall)),
            ..sync::Settings::default()
        };
        let judged = Settings::default();
        let filter = Query::parse(filter, judged.zone).unwrap();
        let key = LedgerKey::new([7; 32]);
        let wanted = Wanted {
            since,
            filter,
            words: Words::LeftOut,
        };
        Self {
            desk: Desk::new(settings, key, HashMap::new(), judged, now),
            watcher: Watcher::new(wanted, now),
            now,
            rows: Vec::new(),
            items: HashMap::new(),
            down: false,
            broken: None,
            nameless: false,
        }
    }

    /// Something happens in a conversation at this second after the start.
    fn happens(&mut self, number: usize, item: Item) {
        let second = item.created_at.as_millis() / 1000;
        let row = conversation(number, START - 100 * HOUR, second);
        self.items.entry(row.id.clone()).or_default().push(item);
        self.rows.retain(|known| known.id != row.id);
        self.rows.push(row);
    }

    fn asks(&mut self, number: usize, item: usize, second: i64) {
        let item = message(item, START + second, Direction::Inbound, "made-up words");
        self.happens(number, item);
    }

    fn answers(&mut self, number: usize, item: usize, second: i64) {
        let item = message(item, START + second, Direction::Outbound, "made-up words");
        self.happens(number, item);
    }

    fn row(&mut self, number: usize) -> &mut Listed {
        let id = conversation(number, 0, 0).id;
        self.rows.iter_mut().find(|row| row.id == id).unwrap()
    }

    fn items(&mut self, number: usize) -> &mut Vec<Item> {
        let id = conversation(number, 0, 0).id;
        self.items.entry(id).or_default()
    }

    /// Lets so many seconds pass: what is told meanwhile.
    fn live(&mut self, seconds: i64) -> Vec<Event> {
        let mut events = Vec::new();
        for _ in 0..=seconds {
            let mut waiting = self.input(Input::Timeout, &mut events);
            while let Some(request) = waiting.pop() {
                let outcome = self.answer(&request.call);
                waiting.extend(self.input(Input::Reply(request.id, outcome), &mut events));
            }
            self.now.mono += Duration::from_secs(1);
            self.now.wall = self.now.wall.plus(Duration::from_secs(1));
        }
        events
    }

    /// The machine sleeps: its clock goes on, and nothing else does.
    fn sleeps(&mut self, seconds: u64) {
        self.now.wall = self.now.wall.plus(Duration::from_secs(seconds));
    }

    /// Time passes in which nobody asks anything.
    fn passes(&mut self, seconds: u64) {
        self.now.mono += Duration::from_secs(seconds);
        self.sleeps(seconds);
    }

    fn input(&mut self, input: Input, events: &mut Vec<Event>) -> Vec<Request> {
        self.desk.handle(input, self.now);
        let requests = std::iter::from_fn(|| self.desk.poll_request()).collect();
        let news: Vec<_> = std::iter::from_fn(|| self.desk.poll_news()).collect();
        events.extend(self.watcher.take_in(&self.desk, &news));
        requests
    }

    fn answer(&self, call: &Call) -> Result<Reply, Failure> {
        let meta = Meta {
            server_time: Some(self.now.wall),
            ..Meta::default()
        };
        let fails = |kind| {
            Err(Failure {
                kind,
                retry_after: None,
                meta: meta.clone(),
                message: CleanText::line("made-up failure"),
            })
        };
        if self.down {
            return fails(FailureKind::Network(NetworkProblem::Connect));
        }
        let body = match call {
            Call::Organization => Body::Organization(Organization {
                id: organization(),
                name: CleanText::line("Made-Up Clinic"),
            }),
            Call::Members(_) if self.nameless => return fails(FailureKind::Status(500)),
            Call::Members(_) => Body::Members(page(vec![Member {
                id: EntityId::parse("entity_ada").unwrap(),
                kind: MemberKind::Teammate,
                name: CleanText::line("Ada Made-Up"),
            }])),
            Call::List(query) => Body::List(page(self.listed(query))),
            Call::Conversation(id) => match self.rows.iter().find(|row| row.id == *id) {
                Some(row) => Body::Conversation(Box::new(row.clone())),
                None => return fails(FailureKind::NotFound),
            },
            Call::Items(query) if self.broken.as_ref() == Some(&query.conversation) => {
                return fails(FailureKind::Status(500));
            }
            Call::Items(query) => {
                let items = self.items.get(&query.conversation);
                let mut items = items.cloned().unwrap_or_default();
                if let Start::From(from) = query.start {
                    items.retain(|item| item.created_at >= from);
                }
                items.sort_by_key(Item::key);
                if query.order == ItemsOrder::NewestFirst {
                    items.reverse();
                }
                Body::Items(page(items))
            }
        };
        Ok(Reply { body, meta })
    }

    fn listed(&self, query: &ListQuery) -> Vec<Listed> {
        let key = |row: &Listed| match query.order {
            OrderBy::Created => row.created_at,
            OrderBy::LastMessage => row.last_message_at,
        };
        let from = match query.start {
            Start::From(from) => Some(from),
            Start::Beginning | Start::After(_) => None,
        };
        let mut rows = self.rows.clone();
        rows.retain(|row| key(row) >= from);
        rows.sort_by_key(key);
        rows
    }
}

fn page<T>(rows: Vec<T>) -> Page<T> {
    Page {
        rows,
        bad_rows: 0,
        has_more: false,
        next: None,
        total: None,
    }
}

/// What was told, in short: the event, and the item or what changed.
fn short(events: &[Event]) -> Vec<String> {
    let detail = |event: &Event| match &event.what {
        What::Inbound { item, .. } => item.id.clone(),
        What::Answered {
            waited_seconds, by, ..
        } => format!("{waited_seconds} {by:?}"),
        What::Updated { changed, .. } => changed.join(" "),
        _ => String::new(),
    };
    let line = |event: &Event| format!("{} {}", event.name(), detail(event));
    events
        .iter()
        .map(|event| line(event).trim_end().to_owned())
        .collect()
}

#[test]
fn what_was_there_is_not_told_and_what_comes_is_told_once() {
    let mut site = Site::new(Since::Start);
    site.asks(2, 9, -HOUR);
    site.answers(1, 1, -HOUR);
    assert_eq!(short(&site.live(20)), ["ready"]);
    site.asks(1, 2, 22);
    assert_eq!(short(&site.live(30)), ["inbound ti_00002"]);
    // It is read again each hour, and edited now and then.
    site.items(1)[1].text = CleanText::block("other made-up words");
    let later = site.live(3 * HOUR);
    let names: Vec<_> = later.iter().map(Event::name).collect();
    assert_eq!(names, ["due-soon", "overdue"], "no item twice");
}

#[test]
fn what_is_dated_before_the_start_and_becomes_visible_after_it_is_told() {
    let mut site = Site::new(Since::Start);
    site.answers(1, 1, -HOUR);
    assert_eq!(short(&site.live(20)), ["ready"]);
    // Late, behind the watermark of nobody: another conversation, and one that was read.
    site.asks(2, 2, -10);
    site.asks(1, 3, -5);
    let told = short(&site.live(30));
    assert_eq!(told, ["inbound ti_00002", "inbound ti_00003"]);
}

#[test]
fn since_tells_of_what_was_before_the_start() {
    let mut site = Site::new(Since::Ago(Duration::from_secs(2 * 3600)));
    site.asks(1, 1, -3 * HOUR);
    site.asks(2, 2, -HOUR);
    site.asks(3, 3, -2 * HOUR + 5);
    let told = short(&site.live(30));
    let inbound: Vec<_> = told.iter().filter(|it| it.starts_with("inbound")).collect();
    assert_eq!(inbound, ["inbound ti_00003", "inbound ti_00002"]);
    assert_eq!(told.last().map(String::as_str), Some("ready"));
}

#[test]
fn a_wait_ends_once_and_it_is_said_by_what() {
    let mut site = Site::new(Since::Start);
    site.asks(1, 1, -MINUTE);
    site.asks(2, 2, -MINUTE);
    site.live(20);
    site.answers(1, 3, 25);
    site.row(2).archived = true;
    let told = short(&site.live(10 * MINUTE));
    assert_eq!(told[0], "answered 85 Clinic");
    assert!(told[1].ends_with("Archived"), "{told:?}");
    assert_eq!(told[2..], ["updated archived"]);
    // Begun and ended between two polls.
    site.asks(1, 4, 700);
    site.answers(1, 5, 703);
    let told = short(&site.live(30));
    assert_eq!(told, ["inbound ti_00004", "answered 3 Clinic"]);
}

#[test]
fn a_page_that_is_resolved_ends_its_wait() {
    let mut site = Site::new(Since::Start);
    site.live(20);
    let mut note = message(1, START + 22, Direction::None, "made-up words");
    note.pages = Box::new([PageCall {
        member: None,
        resolved: false,
    }]);
    site.happens(1, note);
    assert_eq!(short(&site.live(30)), ["inbound ti_00001"]);
    site.items(1)[0].pages[0].resolved = true;
    let told = short(&site.live(10 * MINUTE));
    assert!(
        told.len() == 1 && told[0].ends_with("PageResolved"),
        "{told:?}"
    );
}

#[test]
fn somebody_is_paged_in_an_old_note() {
    let paged = PageCall {
        member: None,
        resolved: false,
    };
    let mut site = Site::new(Since::Start);
    for (number, note) in [(1, 1), (2, 2)] {
        let note = message(note, START - 72 * HOUR, Direction::None, "made-up words");
        site.happens(number, note);
    }
    // In the second somebody waits since then.
    site.items(2)[0].pages = Box::new([paged.clone()]);
    let told = short(&site.live(20));
    assert_eq!(told.last().map(String::as_str), Some("ready"));
    assert!(!told.iter().any(|it| it.starts_with("inbound")), "{told:?}");
    let mut inbound = Vec::new();
    for _ in 0..6 {
        for number in [1, 2] {
            let modified = Some(site.now.wall);
            let note = &mut site.items(number)[0];
            note.pages = Box::new([paged.clone()]);
            note.modified_at = modified;
        }
        let told = short(&site.live(2 * HOUR));
        inbound.extend(told.into_iter().filter(|it| it.starts_with("inbound")));
        site.passes(22 * 3600);
    }
    assert_eq!(inbound, ["inbound ti_00001"]);
}

#[test]
fn other_changes_are_told_by_the_names_of_their_fields() {
    let mut site = Site::new(Since::Start);
    site.answers(1, 1, -HOUR);
    site.live(20);
    site.row(1).tags = Box::new([CleanText::line("refill")]);
    site.row(1).read_only = true;
    assert_eq!(
        short(&site.live(6 * MINUTE)),
        ["updated isReadOnly tags"],
        "found when the day is read again"
    );
    site.row(1).tags = Box::default();
    site.row(1).read_only = false;
    site.live(6 * MINUTE);
    site.answers(1, 2, 745);
    assert_eq!(short(&site.live(30)), ["updated lastMessageAt"]);
}

#[test]
fn one_that_cannot_be_read_keeps_the_others_waiting_for_seconds_only() {
    let mut site = Site::new(Since::Start);
    site.asks(1, 1, -HOUR);
    site.live(20);
    site.broken = Some(conversation(2, 0, 0).id);
    site.asks(2, 2, 30);
    site.asks(1, 3, 31);
    let told = site.live(60);
    assert_eq!(short(&told), ["inbound ti_00003"]);
    let waited = told[0].at.0.since(at(START + 31));
    assert!(waited < Duration::from_secs(15 + 5 + 5), "{waited:?}");
    site.broken = None;
    assert_eq!(short(&site.live(5 * MINUTE)), ["inbound ti_00002"]);
}

#[test]
fn one_that_can_never_be_read_does_not_keep_all_from_being_known_as_far_as_it_is() {
    let mut site = Site::new(Since::Start);
    site.asks(1, 1, -HOUR);
    site.broken = Some(conversation(1, 0, 0).id);
    let told = site.live(2 * MINUTE);
    assert_eq!(short(&told), ["ready"]);
    let What::Ready { completeness, .. } = &told[0].what else {
        panic!("{told:?}");
    };
    assert!(!completeness.complete);
    assert_eq!(completeness.unchecked, 1);
}

#[test]
fn an_outage_is_told_once_and_so_is_its_end() {
    let mut site = Site::new(Since::Start);
    site.asks(1, 1, -MINUTE);
    site.live(20);
    site.down = true;
    assert_eq!(short(&site.live(2 * MINUTE)), ["disconnected", "stale"]);
    // What came meanwhile comes before all is known again.
    site.asks(1, 2, 100);
    site.down = false;
    let told = short(&site.live(6 * MINUTE));
    assert_eq!(told, ["inbound ti_00002", "ready"]);
}

#[test]
fn only_what_the_filter_admits_is_told() {
    let mut site = Site::asked(Since::Start, "is:waiting -tag:quiet");
    site.asks(1, 1, -MINUTE);
    site.row(1).tags = Box::new([CleanText::line("quiet")]);
    site.live(20);
    site.asks(1, 2, 25);
    site.row(1).tags = Box::new([CleanText::line("quiet")]);
    site.asks(2, 3, 26);
    assert_eq!(short(&site.live(30)), ["inbound ti_00003"]);
}

#[test]
fn what_is_remembered_does_not_grow_for_ever() {
    let mut told = Told::default();
    let day = 24 * 60 * MINUTE;
    for minute in 0..30 * 24 * 60_i64 {
        let number = usize::try_from(minute).unwrap();
        let item = message(number, minute * 60, Direction::Inbound, "");
        let now = Duration::from_secs(minute.unsigned_abs() * 60);
        let floor = at(minute * 60 - day);
        assert!(told.note(&item, now, floor));
        assert!(!told.note(&item, now, floor));
        told.forget(now, floor);
    }
    assert!(told.len() <= 2 * 24 * 60 + 1, "{}", told.len());
    // What claims to be of the future would be told again.
    let mut told = Told::default();
    let ahead = message(1, 10_000 * day, Direction::Inbound, "");
    assert!(told.note(&ahead, Duration::ZERO, at(0)));
    for days in 1..100_u64 {
        let now = Duration::from_secs(days * day.unsigned_abs());
        told.forget(now, at(0).plus(now));
        assert!(!told.note(&ahead, now, at(0).plus(now)));
    }
}

#[test]
fn whose_it_is_may_be_known_later_than_what_came() {
    let mut site = Site::asked(Since::Start, "by:ada");
    site.nameless = true;
    site.asks(1, 1, 1);
    site.row(1).assignee = EntityId::parse("entity_ada");
    assert_eq!(short(&site.live(10)), [""; 0]);
    site.nameless = false;
    assert_eq!(short(&site.live(20)), ["inbound ti_00001", "ready"]);
}
