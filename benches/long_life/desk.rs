//! One desk with the program on it, for as long as one likes: the real state machine in virtual time.

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use cpu_time::ThreadTime;
use fastrand::Rng;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use spruce_inbox::app::about::About;
use spruce_inbox::app::command::Command;
use spruce_inbox::app::event::Event;
use spruce_inbox::app::keymap::{Bindings, Keymap};
use spruce_inbox::app::layout::Size;
use spruce_inbox::app::when::Zone;
use spruce_inbox::app::{App, Setup, update};
use spruce_inbox::model::exchange::{OrderBy, Start};
use spruce_inbox::model::read_marks::LedgerKey;
use spruce_inbox::model::time::{Now, Timestamp};
use spruce_inbox::sync::{Call, Request, Settings};
use spruce_inbox::ui::{Theme, draw};

use super::clinic::{Clinic, START_S};
use super::figures::{Cost, Heap, What};

const SIZE: Size = Size {
    width: 120,
    height: 40,
};
/// An answer takes this long.
const ANSWER: Duration = Duration::from_millis(100);
/// What somebody at the desk does, one line each time.
const DEEDS: [&str; 12] = [
    "j",
    "j j j",
    "k",
    "enter K K J esc",
    "ctrl-d",
    "ctrl-u",
    "g g j enter K K K esc",
    "G k",
    "m",
    "u",
    "s",
    "g g j j enter",
];
/// And what they leave behind in the evening: a selected row, which then keeps its place all night.
const EVENING: &str = "g g j j j j j j j j";

/// The program, and everything around it.
pub(crate) struct Desk {
    pub(crate) app: App,
    pub(crate) clinic: Clinic,
    pub(crate) now: Now,
    pub(crate) cost: Cost,
    pub(crate) heap: Heap,
    on_their_way: BTreeMap<(Duration, u64), Request>,
    terminal: Terminal<TestBackend>,
    theme: Theme,
    rng: Rng,
    next_event: Duration,
    next_deed: Duration,
    events_per_hour: f64,
}

impl Desk {
    pub(crate) fn new(clinic: Clinic, sync: Settings, events_per_hour: u32) -> Self {
        let now = Now {
            mono: Duration::ZERO,
            wall: Timestamp::from_millis(START_S * 1000),
        };
        let terminal = Terminal::new(TestBackend::new(SIZE.width, SIZE.height)).unwrap();
        let (cost, theme) = (Cost::default(), Theme::named("default").unwrap());
        let heap = Heap::start();
        let setup = Setup {
            sync,
            order: spruce_inbox::app::inbox::SortBy::LastMessage,
            triage: spruce_inbox::triage::Settings::default(),
            alarms: spruce_inbox::app::alarms::Settings::default(),
            start: spruce_inbox::app::Start {
                view: Some("All".to_owned()),
                ..spruce_inbox::app::Start::default()
            },
            keymap: Keymap::new(&Bindings::new()).unwrap(),
            seen_after: Some(Duration::from_secs(3)),
            ledger_key: LedgerKey::new([7; 32]),
            marks: HashMap::new(),
            size: SIZE,
            zone: Zone::Utc,
            demo: false,
            notice: None,
            about: About::default(),
        };
        let mut desk = Self {
            app: App::new(setup, now),
            clinic,
            now,
            cost,
            heap,
            on_their_way: BTreeMap::new(),
            terminal,
            theme,
            rng: Rng::with_seed(11),
            next_event: Duration::ZERO,
            next_deed: Duration::from_secs(60),
            events_per_hour: f64::from(events_per_hour),
        };
        desk.event(Event::Tick, What::Tick);
        desk
    }

    /// Lets time pass up to `end`, or until `enough`: answers arrive, deadlines are kept, things happen and
    /// somebody does something now and then.
    pub(crate) fn run(&mut self, end: Duration, enough: impl Fn(&App) -> bool) {
        while !enough(&self.app) {
            let answer = self.on_their_way.keys().next().map(|(at, _)| *at);
            let ours = [self.app.next_deadline(), answer].into_iter().flatten();
            let next = ours.chain([self.next_event, self.next_deed]).min().unwrap();
            if next > end {
                self.pass(end);
                break;
            }
            self.pass(next);
            if self.next_event <= next {
                self.heap.not_ours(|| self.clinic.happen(self.now.wall));
                let gap = -self.rng.f64().max(1e-9).ln() * 3600.0 / self.events_per_hour;
                self.next_event += Duration::from_secs_f64(gap);
            } else if self.next_deed <= next {
                self.deed();
            } else if answer.is_some_and(|at| at <= next) {
                let (_, request) = self.on_their_way.pop_first().unwrap();
                self.reply(&request);
            } else {
                self.event(Event::Tick, What::Tick);
            }
        }
    }

    fn reply(&mut self, request: &Request) {
        let answer = self.clinic.answer(&request.call, self.now.wall);
        let what = self.what(&request.call);
        self.event(Event::Reply(request.id, answer), what);
    }

    /// What kind of answer it is. Only a poll asks for what is a few minutes old.
    fn what(&self, call: &Call) -> What {
        let Call::List(query) = call else {
            return What::Other;
        };
        let recent = self.now.wall.minus(Duration::from_secs(1800));
        match (&query.start, query.order) {
            (Start::From(from), OrderBy::LastMessage) if *from > recent => What::Poll,
            _ => What::Page,
        }
    }

    /// Gives the program one event and draws what it shows then; the cost of both is noted.
    fn event(&mut self, event: Event, what: What) {
        let began = ThreadTime::now();
        let commands = update(&mut self.app, event, self.now);
        let applied = began.elapsed();
        // A poll is followed by a frame whether or not anything moved: the dearer case, every time.
        if self.app.take_dirty() || what == What::Poll {
            let (app, theme) = (&self.app, &self.theme);
            self.terminal.draw(|frame| draw(frame, app, theme)).unwrap();
        }
        let took = began.elapsed();
        self.heap.not_ours(|| {
            self.cost.note(what, took);
            if what == What::Poll {
                self.cost.note(What::Frame, took.saturating_sub(applied));
            }
        });
        for command in commands {
            if let Command::Fetch(request) = command {
                self.cost.requests += 1;
                self.on_their_way
                    .insert((self.now.mono + ANSWER, request.id.0), request);
            }
        }
    }

    /// Every few minutes by day.
    fn deed(&mut self) {
        let hour = self.now.mono.as_secs() / 3600 % 24;
        let keys = if hour >= 18 {
            EVENING
        } else if (8..18).contains(&hour) {
            self.rng.choice(DEEDS).unwrap()
        } else {
            ""
        };
        for key in keys.split_whitespace() {
            self.event(Event::Key(key.parse().unwrap()), What::Key);
        }
        // The order is another one only for a while: one poll is to be like the other.
        let usual = spruce_inbox::app::inbox::SortBy::LastMessage;
        while hour >= 18 && self.app.inbox().order().by != usual {
            self.event(Event::Key("s".parse().unwrap()), What::Key);
        }
        let minutes = if hour < 18 {
            self.rng.u64(2..12)
        } else {
            60 * (32 - hour)
        };
        self.next_deed = self.now.mono + Duration::from_secs(60 * minutes);
    }

    fn pass(&mut self, to: Duration) {
        let length = to.saturating_sub(self.now.mono);
        self.now.mono += length;
        self.now.wall = self.now.wall.plus(length);
    }
}
