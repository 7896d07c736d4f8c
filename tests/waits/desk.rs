//! The program at one desk, in virtual time.

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use spruce_inbox::app::about::About;
use spruce_inbox::app::command::Command;
use spruce_inbox::app::event::Event;
use spruce_inbox::app::inbox::SortBy;
use spruce_inbox::app::keymap::{Bindings, Keymap};
use spruce_inbox::app::layout::Size;
use spruce_inbox::app::when::Zone;
use spruce_inbox::app::{App, Setup, Start, alarms, update};
use spruce_inbox::model::read_marks::LedgerKey;
use spruce_inbox::model::time::{Now, Timestamp};
use spruce_inbox::sync::{Answers, History, Request, Settings};
use spruce_inbox::triage::{self, Band, RowState};

use super::clinic::{Clinic, id};
use super::story::{Case, Setting, What};

/// An answer takes this long.
const ANSWER: Duration = Duration::from_millis(100);
/// The conversation that a case is about, unless it says otherwise.
pub(crate) const FIRST: &str = "first";
/// Another conversation, for cases about two.
pub(crate) const SECOND: &str = "second";

/// A minute of the day of the cases, counted from noon.
fn at(minute: i64) -> Timestamp {
    let noon = Timestamp::parse("2026-03-18T12:00:00Z").unwrap();
    Timestamp::from_millis(noon.as_millis() + minute * 60_000)
}

/// The same as on a clock.
pub(crate) fn clock(minute: i64) -> String {
    let minutes = 12 * 60 + minute;
    let (hour, minute) = (minutes.div_euclid(60), minutes.rem_euclid(60));
    let day = if hour < 24 { "" } else { " tomorrow" };
    format!("{:02}:{minute:02}{day}", hour % 24)
}

/// Lives through a case. What is said at its end of each conversation.
pub(crate) fn live(case: &Case) -> Vec<String> {
    let mut clinic = Clinic::default();
    let names: &[&str] = if case.ends.len() > 1 {
        &[FIRST, SECOND]
    } else {
        &[FIRST]
    };
    for name in names {
        clinic.begin(name, case.line.kind(), at(-600));
    }
    let first_live = case.steps.partition_point(|(minute, _)| *minute < 0);
    let (before, live) = case.steps.split_at_checked(first_live).unwrap();
    for (minute, what) in before {
        happen(&mut clinic, what, at(*minute));
    }
    let mut desk = Desk::open(clinic, case.setting);
    for (minute, what) in live {
        desk.run_to(at(*minute));
        if *what == What::Seen {
            desk.press("j");
            desk.press("enter");
        } else {
            happen(&mut desk.clinic, what, at(*minute));
        }
    }
    desk.run_to(at(case.look));
    names.iter().map(|name| desk.says(name)).collect()
}

fn happen(clinic: &mut Clinic, what: &What, now: Timestamp) {
    match what {
        What::InSecond(what) => clinic.happen(SECOND, what, now),
        what => clinic.happen(FIRST, what, now),
    }
}

struct Desk {
    app: App,
    clinic: Clinic,
    now: Now,
    /// Answers on their way: when they arrive, and to what.
    on_their_way: BTreeMap<(Duration, u64), Request>,
}

impl Desk {
    fn open(clinic: Clinic, setting: Setting) -> Self {
        let now = Now {
            mono: Duration::ZERO,
            wall: at(0),
        };
        let mut desk = Self {
            app: App::new(setup(setting), now),
            clinic,
            now,
            on_their_way: BTreeMap::new(),
        };
        desk.event(Event::Tick);
        desk
    }

    fn event(&mut self, event: Event) {
        for command in update(&mut self.app, event, self.now) {
            if let Command::Fetch(request) = command {
                let arrives = (self.now.mono + ANSWER, request.id.0);
                self.on_their_way.insert(arrives, request);
            }
        }
    }

    fn press(&mut self, key: &str) {
        self.event(Event::Key(key.parse().unwrap()));
    }

    /// Lets time pass; answers arrive and deadlines are kept.
    fn run_to(&mut self, moment: Timestamp) {
        let end = self.now.mono + moment.since(self.now.wall);
        loop {
            let answer = self.on_their_way.keys().next().map(|(at, _)| *at);
            let due = self.app.next_deadline();
            let next = [due, answer].into_iter().flatten().min();
            let Some(next) = next.filter(|at| *at <= end) else {
                break;
            };
            self.pass_to(next);
            let first = self.on_their_way.first_entry();
            match first.filter(|entry| entry.key().0 <= next) {
                Some(entry) => {
                    let request = entry.remove();
                    let answer = self.clinic.answer(&request.call, self.now.wall);
                    self.event(Event::Reply(request.id, answer));
                }
                None => self.event(Event::Tick),
            }
        }
        self.pass_to(end);
        self.event(Event::Tick);
    }

    fn pass_to(&mut self, mono: Duration) {
        let length = mono.saturating_sub(self.now.mono);
        self.now.mono += length;
        self.now.wall = self.now.wall.plus(length);
    }

    /// What the program says of a conversation.
    fn says(&self, name: &str) -> String {
        let slot = self.app.picture().slot(&id(name));
        let Some(slot) = slot else {
            return "not listed".to_owned();
        };
        let standing = self.app.attention().standing(slot);
        let state = format!("{:?}", standing.state).to_lowercase();
        let Some(wait) = standing.wait else {
            // What was not read may be somebody who waits.
            let known = standing.state != RowState::Unknown;
            return if known {
                format!("{state}, nobody waits")
            } else {
                state
            };
        };
        let minutes = wait.since.as_millis() - at(0).as_millis();
        let band = match standing.band(self.now.wall) {
            Some(Band::Overdue) => "overdue",
            Some(Band::DueSoon) => "due soon",
            Some(Band::InTime) | None => "in time",
        };
        let since = clock(minutes.div_euclid(60_000));
        format!("{state}, waits since {since}, {band}")
    }
}

fn setup(setting: Setting) -> Setup {
    Setup {
        sync: Settings {
            history: History::Off,
            share: 1.0,
            answers: match setting {
                Setting::AutomatedAnswers => Answers::AutomatedToo,
                Setting::Usual | Setting::ArchivedWaits => Answers::PeopleOnly,
            },
            ..Settings::default()
        },
        order: SortBy::LastMessage,
        triage: triage::Settings {
            archived_is_handled: setting != Setting::ArchivedWaits,
            ..triage::Settings::default()
        },
        alarms: alarms::Settings::default(),
        start: Start::default(),
        keymap: Keymap::new(&Bindings::new()).unwrap(),
        seen_after: None,
        ledger_key: LedgerKey::new([7; 32]),
        marks: HashMap::new(),
        size: Size {
            width: 120,
            height: 40,
        },
        zone: Zone::Utc,
        demo: false,
        notice: None,
        about: About::default(),
    }
}
