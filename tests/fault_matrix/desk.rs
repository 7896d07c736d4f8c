//! The program in front of a user, with real requests and a virtual clock.
//!
//! Everything between the engine and the socket is the real thing: [`update`], the worker, the client, HTTP
//! over loopback, and what is drawn. Only time is not: while an answer can come without it, time stands
//! still; then it goes on to the next deadline, for the program and for the client's timeouts alike.

use std::sync::mpsc;
use std::time::Duration;

use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Cell;
use spruce_inbox::api::{ApiRoot, Client, ClientOptions, Token};
use spruce_inbox::app::about::About;
use spruce_inbox::app::command::Command;
use spruce_inbox::app::event::Event;
use spruce_inbox::app::keymap::{Bindings, Keymap};
use spruce_inbox::app::layout::Size;
use spruce_inbox::app::when::Zone;
use spruce_inbox::app::{App, Link, Setup, Slot, update};
use spruce_inbox::model::id::ConversationId;
use spruce_inbox::model::read_marks::LedgerKey;
use spruce_inbox::model::time::{Now, Timestamp};
use spruce_inbox::runtime::{Clock, Outcome, Worker};
use spruce_inbox::sync::Settings;
use spruce_inbox::triage::RowState;
use spruce_inbox::ui::{self, Theme};

use crate::clinic::{CALLS, Clinic, OPEN};
use crate::faults::{At, Fault, Lies};
use crate::server::{Inside, Server};

/// The screen.
const SIZE: Size = Size {
    width: 150,
    height: 24,
};
/// While only time helps, it goes on in steps of this.
const STEP: Duration = Duration::from_secs(1);
/// So many times everything that is ready has its turn before time goes on.
const TURNS: usize = 40;
/// A run that takes this long of real time is not waited for any longer.
const PATIENCE: Duration = Duration::from_secs(120);
/// What is known may be as old as this and still be called complete: three polls, and the last one's answers.
const HONEST_WITHIN: Duration = Duration::from_secs(60);

/// Wednesday, 18 March 2026, 14:00 UTC.
pub(crate) fn start() -> Timestamp {
    Timestamp::parse("2026-03-18T14:00:00Z").unwrap()
}

/// The program, its server and its clock.
pub(crate) struct Desk {
    /// The state.
    pub(crate) app: App,
    /// The server.
    pub(crate) server: Server,
    /// Time since the start.
    pub(crate) passed: Duration,
    /// Requests sent.
    pub(crate) requests: usize,
    /// Keys pressed while an answer was awaited.
    pub(crate) keys_meanwhile: usize,
    /// What was said in the status cell.
    pub(crate) said: Vec<String>,
    /// How often keys are still to be tried while an answer is awaited.
    pub(crate) trials: usize,
    /// When the patient wrote.
    written: Option<Duration>,
    /// The server said, in good order, what is not so.
    deceived: bool,
    /// How far our wall clock is off, in milliseconds.
    wall_off_ms: i64,
    worker: Worker,
    terminal: Terminal<TestBackend>,
    theme: Theme,
    /// Requests without an outcome.
    awaited: usize,
    /// Of those that came to where only time helps, so many have ended.
    ended: usize,
    /// Keeps the runtime's clock from going on by itself for as long as this lives.
    _held: mpsc::Sender<()>,
}

impl Desk {
    /// Starts the program; nothing is asked for yet.
    pub(crate) async fn open(elsewhere: String) -> Self {
        let (held, until) = mpsc::channel();
        // A paused clock goes on by itself when there is nothing to do, but not while a thread is busy.
        drop(tokio::task::spawn_blocking(move || {
            until.recv_timeout(PATIENCE)
        }));
        let server = Server::start(Inside {
            clinic: Clinic::at(start()),
            now: start(),
            fault: None,
            elsewhere,
            most_sent: 0,
        });
        let server = server.await;
        let root = ApiRoot::parse(&server.url()).unwrap();
        let options = ClientOptions::new(root, Token::parse("made-up-token").unwrap());
        let worker = Worker::new(Client::new(options).unwrap(), Clock::start());
        let mut desk = Self {
            app: App::new(setup(), now_at(Duration::ZERO, 0)),
            server,
            passed: Duration::ZERO,
            requests: 0,
            keys_meanwhile: 0,
            said: Vec::new(),
            trials: 0,
            written: None,
            deceived: false,
            wall_off_ms: 0,
            worker,
            terminal: Terminal::new(TestBackend::new(SIZE.width, SIZE.height)).unwrap(),
            theme: Theme::named("default").unwrap(),
            awaited: 0,
            ended: 0,
            _held: held,
        };
        desk.draw();
        desk
    }

    /// Something is wrong from now on, or nothing any more.
    pub(crate) async fn set_fault(&mut self, fault: Option<&'static Fault>) {
        self.wall_off_ms = match fault.map(|fault| fault.at) {
            Some(At::OurClock(off_ms)) => off_ms,
            _ => 0,
        };
        self.deceived |= match fault.map(|fault| fault.lies) {
            Some(Lies::Always) => true,
            Some(Lies::AtFirst) => self.app.picture().is_empty(),
            Some(Lies::Never) | None => false,
        };
        self.server.set_fault(fault).await;
        self.event(Event::Tick);
    }

    /// A patient writes in a conversation that nobody is looking at.
    pub(crate) fn patient_writes(&mut self) {
        self.written = Some(self.passed);
        let mut inside = self.server.inside();
        let now = inside.now;
        inside.clinic.patient_writes(CALLS, now);
    }

    /// Lets this much time pass.
    pub(crate) async fn run(&mut self, time: Duration) {
        self.run_until(time, |_| false).await;
    }

    /// Lets time pass until something is so, at most this long. The time it took, if it came to that.
    pub(crate) async fn run_until(
        &mut self,
        most: Duration,
        done: impl Fn(&Self) -> bool,
    ) -> Option<Duration> {
        let (began, end) = (self.passed, self.passed + most);
        self.event(Event::Tick);
        loop {
            self.answers().await;
            if done(self) {
                return Some(self.passed.saturating_sub(began));
            }
            if self.passed >= end {
                return None;
            }
            self.wait(end).await;
        }
    }

    /// Takes in everything that comes without time going on.
    async fn answers(&mut self) {
        loop {
            self.try_keys();
            let mut outcomes: Vec<Outcome> = Vec::new();
            while outcomes.len() + self.stalled() < self.awaited {
                tokio::select! {
                    outcome = self.worker.next() => outcomes.push(outcome.unwrap()),
                    () = self.server.next_stalled() => {}
                }
            }
            if outcomes.is_empty() {
                return;
            }
            self.take_in(outcomes);
        }
    }

    /// Requests that only time will end.
    fn stalled(&self) -> usize {
        self.server.stalled().saturating_sub(self.ended)
    }

    /// Answers that came together are taken in in the order they were asked for.
    fn take_in(&mut self, mut outcomes: Vec<Outcome>) {
        self.awaited -= outcomes.len();
        outcomes.sort_by_key(|(id, _)| id.0);
        for (id, outcome) in outcomes {
            self.event(Event::Reply(id, outcome));
            self.draw();
        }
    }

    /// Time goes on to the next deadline, but not far while an answer is awaited.
    async fn wait(&mut self, end: Duration) {
        let left = end.saturating_sub(self.passed);
        let deadline = self.app.next_deadline();
        let mut time = deadline.map_or(left, |at| at.saturating_sub(self.passed));
        if self.awaited > 0 {
            time = time.min(STEP);
        } else if let Some(idle) = self.idle_for() {
            time = time.max(idle);
        }
        let time = whole_ms(time.min(left));
        self.passed += time;
        self.server.inside().now = start().plus(self.passed);
        tokio::time::advance(time).await;
        if self.awaited > 0 {
            let ended = self.ended_by_time().await;
            self.take_in(ended);
        }
        self.event(Event::Tick);
    }

    /// What came of requests that only time could end.
    async fn ended_by_time(&mut self) -> Vec<Outcome> {
        for _ in 0..TURNS {
            tokio::task::yield_now().await;
        }
        let mut ended: Vec<Outcome> = Vec::new();
        while let Some(outcome) = self.worker.try_next() {
            ended.push(outcome.unwrap());
        }
        self.ended += ended.len();
        ended
    }

    /// A long wait is not counted down second by second.
    fn idle_for(&self) -> Option<Duration> {
        let next = match &self.app.status().link {
            Link::Trouble(problem) | Link::Exhausted(problem) => problem.next_try,
            Link::Connecting | Link::Up | Link::Denied(..) => None,
        };
        let left = next?.saturating_sub(self.passed);
        left.checked_sub(Duration::from_secs(120))
    }

    /// Presses keys, written as in the keymap: `"j j enter"`.
    pub(crate) fn keys(&mut self, keys: &str) {
        for key in keys.split_whitespace() {
            self.event(Event::Key(key.parse().unwrap()));
            self.draw();
        }
    }

    /// While an answer is awaited, every key does at once what it always does. Nothing in here waits.
    fn try_keys(&mut self) {
        if self.awaited == 0 || self.trials == 0 {
            return;
        }
        self.trials -= 1;
        let awaited = self.awaited;
        self.keys("?");
        assert!(self.shows("Keys in "), "{}", self.text());
        self.keys("esc");
        assert!(!self.shows("Keys in "), "{}", self.text());
        self.keys("/ x y z");
        assert!(self.footer().starts_with("/xyz"), "{}", self.text());
        self.keys("esc");
        assert!(!self.footer().starts_with("/xyz"), "{}", self.text());
        self.keys_meanwhile += 7;
        // Opening another conversation would make it seen.
        let open = self
            .slot(OPEN)
            .filter(|open| self.app.inbox().selected() == Some(*open));
        if let Some(open) = open {
            self.try_moving(open);
        }
        assert!(self.awaited >= awaited, "no answer was taken in");
    }

    /// Moves to another row and back, and to the other pane and back.
    fn try_moving(&mut self, selected: Slot) {
        let before = self.text();
        self.keys("enter");
        assert!(self.text() != before, "the other pane: {before}");
        self.keys("h j");
        // In the last row there is only one way to go.
        let last = self.app.inbox().selected() == Some(selected);
        let (moved, back) = if last { ("k", "j") } else { ("", "k") };
        self.keys(moved);
        assert_ne!(self.app.inbox().selected(), Some(selected));
        assert!(self.is_marked(), "{}", self.text());
        self.keys(back);
        assert!(self.is_marked(), "{}", self.text());
        self.keys_meanwhile += 4;
    }

    /// Whether the selected row is marked on the screen as such.
    fn is_marked(&self) -> bool {
        let slot = self.app.inbox().selected();
        let row = slot.and_then(|slot| self.app.row(slot));
        let title = row.map(|row| row.conversation.title.as_str().to_owned());
        let text = self.text();
        let marked = text.lines().find(|line| line.starts_with('▌'));
        title.is_some_and(|title| marked.is_some_and(|line| line.contains(&title)))
    }

    fn footer(&self) -> String {
        self.line(SIZE.height - 1)
    }

    /// Lets something happen, and sends what comes of it.
    fn event(&mut self, event: Event) {
        let now = now_at(self.passed, self.wall_off_ms);
        for command in update(&mut self.app, event, now) {
            match command {
                Command::Fetch(request) => {
                    self.requests += 1;
                    self.awaited += 1;
                    self.worker.fetch(request);
                }
                Command::ResetConnections => self.worker.reset_connections(),
                _ => {}
            }
        }
        if let Some(notice) = self.app.notice()
            && !self.said.contains(&notice.text)
        {
            self.said.push(notice.text.clone());
        }
        self.assert_honest();
    }

    /// Whatever is called complete holds what has been there for a while.
    fn assert_honest(&self) {
        if self.deceived {
            return;
        }
        let written = self.written.map(|written| written + HONEST_WITHIN);
        let overdue = written.is_some_and(|by| self.passed > by) && !self.shows_message();
        let knowledge = self.app.headline().knowledge;
        assert!(!(overdue && knowledge.window_is_known()), "{}", self.text());
        if knowledge.counts_are_exact() {
            assert!(!overdue, "{}", self.text());
            assert_eq!(self.app.picture().len(), self.server.inside().clinic.len());
        }
    }

    /// Whether what the patient wrote is shown as new.
    pub(crate) fn shows_message(&self) -> bool {
        let slot = self.slot(CALLS);
        slot.is_some_and(|slot| self.app.attention().state(slot) == RowState::New)
    }

    /// Whether everything is as it should be.
    pub(crate) fn is_right(&self) -> bool {
        let headline = self.app.headline();
        headline.link == Link::Up
            && headline.knowledge.counts_are_exact()
            && self.app.picture().len() == self.server.inside().clinic.len()
            && (self.written.is_none() || self.shows_message())
    }

    /// Where a conversation is.
    pub(crate) fn slot(&self, id: &str) -> Option<Slot> {
        self.app.picture().slot(&ConversationId::parse(id).unwrap())
    }

    /// What the header says, but for whose inbox it is and the time.
    pub(crate) fn header(&mut self) -> String {
        self.draw();
        let line = self.line(0);
        let (said, _clock) = line.trim_end().rsplit_once(' ').unwrap();
        let (_organization, said) = said.split_once(" · ").unwrap();
        said.trim_end().to_owned()
    }

    /// The screen as text.
    pub(crate) fn text(&self) -> String {
        let lines = (0..SIZE.height).map(|y| self.line(y).trim_end().to_owned() + "\n");
        lines.collect()
    }

    fn shows(&self, words: &str) -> bool {
        self.text().contains(words)
    }

    fn line(&self, y: u16) -> String {
        let cells = self.terminal.backend().buffer().content();
        let mut lines = cells.chunks(usize::from(SIZE.width));
        let line = lines.nth(usize::from(y)).unwrap();
        line.iter().map(Cell::symbol).collect()
    }

    /// The conversations on the screen, but for the one in which somebody writes: it moves.
    pub(crate) fn titles(&mut self) -> Vec<String> {
        self.draw();
        let text = self.text();
        let words: Vec<_> = text.split_whitespace().collect();
        let after = words.windows(2).filter(|pair| pair[0] == "Patient");
        let numbers = after.map(|pair| pair[1].to_owned());
        numbers
            .filter(|number| !CALLS.ends_with(number.as_str()))
            .collect()
    }

    fn draw(&mut self) {
        let (app, theme) = (&self.app, &self.theme);
        self.terminal
            .draw(|frame| ui::draw(frame, app, theme))
            .unwrap();
        if self.app.inbox().is_empty() && !self.deceived {
            assert!(!self.shows("No recent conversations"), "{}", self.text());
        }
    }
}

/// At least one, and rounded up: the timers of the runtime know nothing shorter.
fn whole_ms(time: Duration) -> Duration {
    let ms = time.as_nanos().div_ceil(1_000_000).max(1);
    Duration::from_millis(u64::try_from(ms).unwrap())
}

fn now_at(passed: Duration, off_ms: i64) -> Now {
    let wall = start().plus(passed).as_millis() + off_ms;
    Now {
        mono: passed,
        wall: Timestamp::from_millis(wall),
    }
}

fn setup() -> Setup {
    Setup {
        sync: Settings {
            seed: 1,
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
        seen_after: None,
        ledger_key: LedgerKey::new([7; 32]),
        marks: std::collections::HashMap::new(),
        size: SIZE,
        zone: Zone::Utc,
        demo: false,
        notice: None,
        about: About::default(),
    }
}
