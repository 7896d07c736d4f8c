//! One user at one desk, with a clock of their own.

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use spruce_inbox::app::about::About;
use spruce_inbox::app::command::Command;
use spruce_inbox::app::event::Event;
use spruce_inbox::app::keymap::{Bindings, Keymap};
use spruce_inbox::app::layout::Size;
use spruce_inbox::app::when::Zone;
use spruce_inbox::app::{App, Setup, update};
use spruce_inbox::model::read_marks::{ConversationHash, LedgerKey, Mark};
use spruce_inbox::model::time::{Now, Timestamp};
use spruce_inbox::sync::{Call, History, Request, Settings, Slot};
use spruce_inbox::triage::RowState;

use super::clinic::{Clinic, Who, id};

/// An answer takes this long.
pub(crate) const ANSWER: Duration = Duration::from_millis(100);

pub(crate) const fn seconds(count: u64) -> Duration {
    Duration::from_secs(count)
}

pub(crate) type Marks = Vec<(ConversationHash, Mark)>;

pub(crate) struct Desk {
    pub(crate) app: App,
    pub(crate) clinic: Clinic,
    pub(crate) now: Now,
    /// What was asked for since it was last taken.
    asked: Vec<Call>,
    /// The other commands since they were last taken.
    did: Vec<Command>,
    /// Answers on their way: when they arrive, and to what.
    on_their_way: BTreeMap<(Duration, u64), Request>,
}

pub(crate) fn setup(marks: Marks) -> Setup {
    Setup {
        sync: Settings {
            history: History::Off,
            share: 1.0,
            ..Settings::default()
        },
        order: spruce_inbox::app::inbox::SortBy::LastMessage,
        triage: spruce_inbox::triage::Settings::default(),
        alarms: spruce_inbox::app::alarms::Settings::off(),
        start: spruce_inbox::app::Start {
            view: Some("All".to_owned()),
            ..spruce_inbox::app::Start::default()
        },
        keymap: Keymap::new(&Bindings::new()).unwrap(),
        seen_after: Some(seconds(3)),
        ledger_key: LedgerKey::new([7; 32]),
        marks: marks.into_iter().collect::<HashMap<_, _>>(),
        size: Size {
            width: 120,
            height: 40,
        },
        zone: Zone::Utc,
        demo: false,
        notice: None,
        about: About {
            version: "1.2.3",
            ..About::default()
        },
    }
}

impl Desk {
    /// The program right after its start: nothing has been asked for yet.
    pub(crate) fn new(clinic: Clinic, setup: Setup) -> Self {
        let now = Now {
            mono: seconds(5),
            wall: start(),
        };
        Self::at(now, clinic, setup)
    }

    pub(crate) fn at(now: Now, clinic: Clinic, setup: Setup) -> Self {
        Self {
            app: App::new(setup, now),
            clinic,
            now,
            asked: Vec::new(),
            did: Vec::new(),
            on_their_way: BTreeMap::new(),
        }
    }

    /// A running program that has read all there is of `clinic`.
    pub(crate) fn running(clinic: Clinic) -> Self {
        let mut desk = Self::new(clinic, setup(Vec::new()));
        desk.run(seconds(10));
        assert_eq!(desk.app.status().knowledge.gaps().unchecked_in_window, 0);
        desk.take_asked();
        desk.take_did();
        desk
    }

    /// The next copy of the program on the same machine, with the marks this one kept.
    pub(crate) fn restart(mut self, kept: Marks) -> Self {
        self.now.mono += seconds(60);
        self.now.wall = self.now.wall.plus(seconds(60));
        let mut next = Self::at(self.now, self.clinic, setup(kept));
        next.run(seconds(10));
        next.take_asked();
        next.take_did();
        next
    }

    /// Gives the program one event.
    pub(crate) fn event(&mut self, event: Event) -> Vec<Command> {
        let commands = update(&mut self.app, event, self.now);
        let deadline = self.app.next_deadline();
        assert!(
            deadline.is_some_and(|at| at > self.now.mono),
            "it would never sleep: {deadline:?} at {:?}",
            self.now.mono
        );
        for command in &commands {
            match command {
                Command::Fetch(request) => {
                    self.asked.push(request.call.clone());
                    let arrives = (self.now.mono + ANSWER, request.id.0);
                    self.on_their_way.insert(arrives, request.clone());
                }
                other => self.did.push(other.clone()),
            }
        }
        commands
    }

    /// Presses keys, written as in the keymap. The commands but for requests.
    pub(crate) fn press(&mut self, keys: &str) -> Vec<Command> {
        let mut commands = Vec::new();
        for key in keys.split_whitespace() {
            commands.extend(self.event(Event::Key(key.parse().unwrap())));
        }
        commands.retain(|command| !matches!(command, Command::Fetch(_)));
        commands
    }

    /// Lets time pass; answers arrive and deadlines are kept.
    pub(crate) fn run(&mut self, length: Duration) {
        let end = self.now.mono + length;
        if self.asked.is_empty() && self.on_their_way.is_empty() {
            self.event(Event::Tick);
        }
        loop {
            let answer = self.on_their_way.keys().next().map(|(at, _)| *at);
            let next = [self.app.next_deadline(), answer]
                .into_iter()
                .flatten()
                .min();
            let Some(next) = next.filter(|at| *at <= end) else {
                break;
            };
            self.pass(next.saturating_sub(self.now.mono));
            let first = self.on_their_way.first_entry();
            match first.filter(|entry| entry.key().0 <= next) {
                Some(entry) => {
                    let request = entry.remove();
                    let answer = self.clinic.answer(&request.call, self.now.wall);
                    self.event(Event::Reply(request.id, answer));
                }
                None => {
                    self.event(Event::Tick);
                }
            }
        }
        self.pass(end.saturating_sub(self.now.mono));
        self.event(Event::Tick);
    }

    /// The clocks go on, and nobody notices.
    pub(crate) fn pass(&mut self, length: Duration) {
        self.now.mono += length;
        self.now.wall = self.now.wall.plus(length);
    }

    /// Somebody writes in a conversation, now.
    pub(crate) fn write(&mut self, number: usize, who: Who) {
        let second = self.now.wall.as_millis().div_euclid(1000) * 1000;
        self.clinic
            .write(number, Timestamp::from_millis(second), who);
    }

    pub(crate) fn take_asked(&mut self) -> Vec<Call> {
        std::mem::take(&mut self.asked)
    }

    pub(crate) fn take_did(&mut self) -> Vec<Command> {
        std::mem::take(&mut self.did)
    }

    /// The marks that were to be kept, in order.
    pub(crate) fn take_marks(&mut self) -> Marks {
        let saved = self
            .take_did()
            .into_iter()
            .filter_map(|command| match command {
                Command::SaveMarks(marks) => Some(marks),
                _ => None,
            });
        saved.flatten().collect()
    }

    pub(crate) fn slot(&self, number: usize) -> Slot {
        self.app.picture().slot(&id(number)).expect("it is listed")
    }

    pub(crate) fn state(&self, number: usize) -> RowState {
        self.app.attention().state(self.slot(number))
    }

    /// Number of the selected conversation.
    pub(crate) fn selected(&self) -> Option<usize> {
        self.app.inbox().selected().map(|slot| self.number(slot))
    }

    /// The conversations on the screen, top first; `None` is an empty line.
    pub(crate) fn screen(&self) -> Vec<Option<usize>> {
        let height = self.app.areas().rows.height;
        let visible = self.app.inbox().visible(self.app.picture(), height);
        visible
            .map(|slot| slot.map(|slot| self.number(slot)))
            .collect()
    }

    /// The first lines of the screen that show a conversation.
    pub(crate) fn rows(&self) -> Vec<usize> {
        self.screen().into_iter().flatten().collect()
    }

    pub(crate) fn number(&self, slot: Slot) -> usize {
        let id = &self.app.row(slot).unwrap().conversation.id;
        id.as_str().strip_prefix("t_").unwrap().parse().unwrap()
    }

    /// The lines of the thread on the screen.
    pub(crate) fn thread(&self) -> Vec<String> {
        let lines = self.app.detail().visible(self.app.areas().thread.height);
        lines.iter().map(|line| line.text.clone()).collect()
    }

    pub(crate) fn notice(&self) -> Option<&str> {
        self.app.notice().map(|notice| notice.text.as_str())
    }
}

/// When the clocks start: a Wednesday.
pub(crate) fn start() -> Timestamp {
    Timestamp::parse("2026-03-18T12:00:00Z").unwrap()
}

/// Minutes before the start.
pub(crate) fn ago(minutes: u64) -> Timestamp {
    start().minus(seconds(60 * minutes))
}

/// Conversations 1 to `count`, each answered, the higher number the later.
pub(crate) fn answered(count: usize) -> Clinic {
    let mut clinic = Clinic::default();
    for number in 1..=count {
        let minutes = 10 * u64::try_from(count - number + 1).unwrap();
        clinic.write(number, ago(minutes + 2), Who::Patient);
        clinic.write(number, ago(minutes), Who::Staff);
    }
    clinic
}
