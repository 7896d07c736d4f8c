//! A day at the demo clinic, read by the real client over real HTTP: who waits is whom the clinic itself knows to
//! wait, in the same order.
//!
//! The clinic and the client share no code, not even a definition of "waiting": what the one tells in JSON, the
//! other has to make of it. Time is virtual for both: it stands still while an answer is awaited.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "helpers of tests fail by panicking"
)]

use std::collections::HashMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use spruce_inbox::api::{ApiRoot, Client, ClientOptions, Token};
use spruce_inbox::app::about::About;
use spruce_inbox::app::command::Command;
use spruce_inbox::app::event::Event;
use spruce_inbox::app::inbox::SortBy;
use spruce_inbox::app::keymap::{Bindings, Keymap};
use spruce_inbox::app::layout::Size;
use spruce_inbox::app::when::Zone;
use spruce_inbox::app::{App, Setup, Start, alarms, update};
use spruce_inbox::demo::{self, Demo, DemoOptions, ManualClock};
use spruce_inbox::model::read_marks::LedgerKey;
use spruce_inbox::model::time::{Now, Timestamp};
use spruce_inbox::runtime::{Clock, Worker};
use spruce_inbox::sync::{History, Settings};
use spruce_inbox::triage;

/// When the day begins (Unix milliseconds).
const BEGINS_MS: i64 = 1_780_000_000_000;
const HOUR: Duration = Duration::from_secs(3600);

/// The clinic, the program, and the time of both.
struct Desk {
    demo: Demo,
    clock: Arc<ManualClock>,
    app: App,
    worker: Worker,
    now: Now,
    awaited: usize,
}

impl Desk {
    /// The clinic has been open for `open` when the program is started.
    async fn start(options: DemoOptions, open: Duration) -> Self {
        // The second test of a process finds it installed: that is fine.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let clock = Arc::new(ManualClock::new(BEGINS_MS));
        let addr = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let demo = demo::spawn_with_clock(addr, options, clock.clone());
        let demo = demo.await.unwrap();
        clock.advance(millis(open));
        let now = Now {
            mono: Duration::ZERO,
            wall: Timestamp::from_millis(BEGINS_MS).plus(open),
        };
        let root = ApiRoot::parse(&demo.base_url()).unwrap();
        let options = ClientOptions::new(root, Token::parse(demo.token()).unwrap());
        let worker = Worker::new(Client::new(options).unwrap(), Clock::start());
        let app = App::new(setup(), now);
        Self {
            demo,
            clock,
            app,
            worker,
            now,
            awaited: 0,
        }
    }

    fn event(&mut self, event: Event) {
        for command in update(&mut self.app, event, self.now) {
            if let Command::Fetch(request) = command {
                self.worker.fetch(request);
                self.awaited += 1;
            }
        }
    }

    /// Lets time pass, from deadline to deadline, once all that was asked for has been answered.
    async fn run(&mut self, length: Duration) {
        let end = self.now.mono + length;
        self.event(Event::Tick);
        loop {
            while self.awaited > 0 {
                let (id, answer) = self.worker.next().await.unwrap();
                self.awaited -= 1;
                self.event(Event::Reply(id, answer));
            }
            if self.now.mono >= end {
                return;
            }
            let due = self.app.next_deadline().unwrap_or(end);
            // The server's clock counts whole milliseconds.
            let due = due.max(self.now.mono + Duration::from_millis(1)).min(end);
            let passes = millis(due.saturating_sub(self.now.mono)).max(1);
            self.clock.advance(passes);
            let passes = Duration::from_millis(passes.unsigned_abs());
            self.now.mono += passes;
            self.now.wall = self.now.wall.plus(passes);
            self.event(Event::Tick);
        }
    }

    /// Who waits, as the list shows it from its top: since when, and in which conversation.
    fn shown(&self) -> Vec<(i64, String)> {
        let (inbox, picture) = (self.app.inbox(), self.app.picture());
        assert!(!inbox.scanning());
        assert_eq!(inbox.len(), picture.len(), "the view shows everything");
        let waits = inbox.rows().map(|slot| {
            let since = self.app.attention().standing(slot).wait?.since;
            let id = picture.row(slot)?.conversation.id.to_string();
            Some((since.as_millis(), id))
        });
        let waits: Vec<_> = waits.collect();
        let first = waits.iter().flatten().count();
        assert!(waits.iter().skip(first).all(Option::is_none));
        waits.into_iter().flatten().collect()
    }

    /// The same, as the clinic knows it.
    fn truly(&self) -> Vec<(i64, String)> {
        let rows = self.demo.control().truth();
        let waits = rows.into_iter().filter_map(|row| {
            let since = row.waits_since()?;
            Some((since, row.id))
        });
        let mut waits: Vec<_> = waits.collect();
        waits.sort();
        waits
    }
}

fn millis(length: Duration) -> i64 {
    i64::try_from(length.as_millis()).unwrap()
}

fn setup() -> Setup {
    Setup {
        sync: Settings {
            history: History::All,
            share: 1.0,
            ..Settings::default()
        },
        order: SortBy::Waiting,
        triage: triage::Settings::default(),
        alarms: alarms::Settings::default(),
        start: Start {
            view: Some("All".to_owned()),
            ..Start::default()
        },
        keymap: Keymap::new(&Bindings::new()).unwrap(),
        seen_after: None,
        ledger_key: LedgerKey::new([7; 32]),
        marks: HashMap::new(),
        size: Size {
            width: 120,
            height: 40,
        },
        zone: Zone::Utc,
        demo: true,
        notice: None,
        about: About::default(),
    }
}

#[tokio::test]
async fn who_waits_is_whom_the_clinic_knows_to_wait() {
    let options = DemoOptions {
        rate_per_minute: 2.0,
        per_minute: Some(100_000),
        per_day: None,
        ..DemoOptions::default()
    };
    let mut desk = Desk::start(options, 22 * HOUR).await;
    desk.run(2 * HOUR).await;
    desk.demo.control().pause();
    // Deletions and pages are found when everything of the last day was read again.
    desk.run(3 * HOUR).await;
    assert!(desk.app.status().knowledge.counts_are_exact());
    let truly = desk.truly();
    assert!(truly.len() > 20, "{} wait", truly.len());
    assert!(truly.len() < desk.app.inbox().len());
    assert_eq!(desk.shown(), truly);
}
