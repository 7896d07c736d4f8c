//! An hour of fast traffic and every kind of trouble at the demo clinic, watched over real HTTP: each item from outside
//! is told exactly once, and in the order in which it became visible.
//!
//! What came in is known from the clinic itself, which shares no code with the client. Time is virtual for both: it
//! stands still while an answer is awaited.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "helpers of tests fail by panicking, and say what they measured"
)]

use std::collections::{HashMap, HashSet};
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use spruce_inbox::api::{ApiRoot, Client, ClientOptions, Token};
use spruce_inbox::demo::{self, Contact, Demo, DemoOptions, ManualClock};
use spruce_inbox::model::read_marks::LedgerKey;
use spruce_inbox::model::time::{Now, Timestamp};
use spruce_inbox::report::Words;
use spruce_inbox::report::watch::{Event, HOLD, Since, Wanted, Watcher, What};
use spruce_inbox::runtime::{Clock, Worker};
use spruce_inbox::sync::{History, Input, Settings};
use spruce_inbox::triage::{self, Desk, Query};

/// When the clinic opens (Unix milliseconds).
const OPENS_MS: i64 = 1_780_000_000_000;
const SECOND: Duration = Duration::from_secs(1);
const HOUR: Duration = Duration::from_secs(3600);

/// What goes wrong: a tenth of all answers, in every way that passes by itself.
const FAULTS: &str = "500:0.02,503:0.02,reset:0.02,badjson@items:0.02,truncate:0.02,429@items:0.005,\
                      retry-after:3s:0.5,dup-rows:0.05,expire-tokens:0.1,html@list:0.02,drip:5ms:0.02,slow:2ms:0.02";

/// Of two items that became visible further apart than this, without the time in which calls failed, the earlier one is
/// told first. A poll every 15 s; a minute until a conversation is looked at again for items that were late; what they
/// are held back for; and what faults cost that are none of the connection: a conversation that could not be read is
/// tried again after 2, 4, 8, 16 s.
const APART: Duration = Duration::from_secs(15 + 60 + 5 + 30);

/// The clinic, who watches it, and the time of both.
struct Site {
    demo: Demo,
    clock: Arc<ManualClock>,
    desk: Desk,
    watcher: Watcher,
    worker: Worker,
    now: Now,
    awaited: usize,
    events: Vec<Event>,
}

impl Site {
    /// The clinic has been open for `open` when somebody begins to watch.
    async fn open(seed: u64, open: Duration) -> Self {
        // The second test of a process finds it installed: that is fine.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let clock = Arc::new(ManualClock::new(OPENS_MS));
        let options = DemoOptions {
            seed,
            rate_per_minute: 90.0,
            per_minute: Some(100_000),
            per_day: None,
            faults: FAULTS.parse().unwrap(),
            ..DemoOptions::default()
        };
        let addr = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let demo = demo::spawn_with_clock(addr, options, clock.clone());
        let demo = demo.await.unwrap();
        clock.advance(millis(open));
        let now = Now {
            mono: Duration::ZERO,
            wall: Timestamp::from_millis(OPENS_MS).plus(open),
        };
        let root = ApiRoot::parse(&demo.base_url()).unwrap();
        let options = ClientOptions::new(root, Token::parse(demo.token()).unwrap());
        let worker = Worker::new(Client::new(options).unwrap(), Clock::start());
        let settings = Settings {
            tells_items: Some(Since::Start.reads_back_to(now.wall)),
            history: History::Off,
            share: 1.0,
            seed,
            ..Settings::default()
        };
        let key = LedgerKey::new([7; 32]);
        let judged = triage::settings::Settings::default();
        let wanted = Wanted {
            since: Since::Start,
            filter: Query::default(),
            words: Words::LeftOut,
        };
        Self {
            demo,
            clock,
            desk: Desk::new(settings, key, HashMap::new(), judged, now),
            watcher: Watcher::new(wanted, now),
            worker,
            now,
            awaited: 0,
            events: Vec::new(),
        }
    }

    fn input(&mut self, input: Input) {
        self.desk.handle(input, self.now);
        while let Some(request) = self.desk.poll_request() {
            self.worker.fetch(request);
            self.awaited += 1;
        }
        let mut news = Vec::new();
        while let Some(one) = self.desk.poll_news() {
            news.push(one);
        }
        let told = self.watcher.take_in(&self.desk, &news);
        let dates: Vec<_> = told.iter().filter_map(date).collect();
        assert!(dates.is_sorted(), "{dates:?}");
        self.events.extend(told);
    }

    /// Lets time pass, from deadline to deadline, once all that was asked for has been answered.
    async fn run(&mut self, length: Duration) {
        let end = self.now.mono + length;
        self.input(Input::Timeout);
        loop {
            while self.awaited > 0 {
                let (id, answer) = self.worker.next().await.unwrap();
                self.awaited -= 1;
                self.input(Input::Reply(id, answer));
            }
            if self.now.mono >= end {
                return;
            }
            let due = [
                self.desk.next_deadline(),
                self.watcher.next_deadline(&self.desk),
            ];
            let due = due.into_iter().flatten().min().unwrap_or(end);
            // The server's clock counts whole milliseconds.
            let due = due.max(self.now.mono + Duration::from_millis(1)).min(end);
            let passes = millis(due.saturating_sub(self.now.mono)).max(1);
            self.clock.advance(passes);
            let passes = Duration::from_millis(passes.unsigned_abs());
            self.now.mono += passes;
            self.now.wall = self.now.wall.plus(passes);
            self.input(Input::Timeout);
        }
    }

    /// The items that were told, in that order: conversation, item, when they were told.
    fn told(&self) -> Vec<(String, String, i64)> {
        let told = self.events.iter().filter_map(|event| match &event.what {
            What::Inbound { conversation, item } => {
                let at = event.at.0.as_millis();
                Some((conversation.id.clone(), item.id.clone(), at))
            }
            _ => None,
        });
        told.collect()
    }
}

/// When the item was created that is told, and which it is: what is told at once is in this order.
fn date(event: &Event) -> Option<(Timestamp, String)> {
    match &event.what {
        What::Inbound { item, .. } => Some((item.created_at.0, item.id.clone())),
        _ => None,
    }
}

fn millis(length: Duration) -> i64 {
    i64::try_from(length.as_millis()).unwrap()
}

/// From when on a contact can be found at all.
fn visible(contact: &Contact) -> i64 {
    contact.visible_at.max(contact.listed_at)
}

async fn an_hour(seed: u64) {
    let mut site = Site::open(seed, HOUR / 2).await;
    let began = site.now.wall.as_millis();
    site.run(HOUR).await;
    // What is on its way comes to its end, in peace.
    site.demo.control().pause();
    site.demo.control().set_faults(demo::Faults::default());
    site.run(HOUR / 6).await;

    let told = site.told();
    let contacts = site.demo.control().contacts();
    let by_id: HashMap<&str, &Contact> = contacts.iter().map(|it| (it.item.as_str(), it)).collect();
    let mut once = HashSet::new();
    for (conversation, item, _) in &told {
        assert!(
            once.insert(item.as_str()),
            "seed {seed}: {item} is told twice"
        );
        let contact = by_id[item.as_str()];
        assert_eq!(&contact.conversation, conversation, "seed {seed}");
        // To the second.
        let late = visible(contact) >= began;
        assert!(
            late || contact.created_at >= began - 1000,
            "seed {seed}: {item} was there at the start"
        );
    }
    let wanted = contacts
        .iter()
        .filter(|it| it.open && it.created_at >= began);
    let missed: Vec<_> = wanted
        .filter(|it| !once.contains(it.item.as_str()))
        .collect();
    assert!(missed.is_empty(), "seed {seed}: not told: {missed:#?}");
    assert!(
        told.len() > 2000,
        "seed {seed}: only {} were told",
        told.len()
    );

    let apart = in_order(&told, &by_id, &trouble(&site.events));
    assert!(
        apart <= millis(APART),
        "seed {seed}: {apart} ms behind one that became visible later"
    );
    let latest = told
        .iter()
        .map(|(_, item, at)| at - visible(by_id[item.as_str()]))
        .max();
    println!(
        "seed {seed}: {} items, told at most {} ms after they became visible, order kept beyond {apart} ms",
        told.len(),
        latest.unwrap_or_default()
    );
    assert_states(seed, &site.events);
}

/// From when to when not all was known, by what was told of it (milliseconds).
fn trouble(events: &[Event]) -> Vec<(i64, i64)> {
    let mut periods = Vec::new();
    let mut since = None;
    for event in events {
        let at = event.at.0.as_millis();
        match event.name() {
            "ready" => periods.extend(since.take().map(|since| (since, at))),
            "disconnected" | "stale" => since = since.or(Some(at)),
            _ => {}
        }
    }
    periods
}

/// How far apart two items became visible that were told the other way round, at most (milliseconds), without the
/// time in which not all was known.
fn in_order(
    told: &[(String, String, i64)],
    by_id: &HashMap<&str, &Contact>,
    trouble: &[(i64, i64)],
) -> i64 {
    let mut latest = 0;
    let mut apart = 0;
    for (_, item, _) in told {
        let at = visible(by_id[item.as_str()]);
        let overlaps = trouble
            .iter()
            .map(|(from, to)| (*to).min(latest) - (*from).max(at));
        let lost: i64 = overlaps.filter(|overlap| *overlap > 0).sum();
        apart = apart.max(latest.saturating_sub(at) - lost);
        latest = latest.max(at);
    }
    apart
}

/// All is known at first and at the end, and nothing is said to be lost twice.
fn assert_states(seed: u64, events: &[Event]) {
    let names = events.iter().map(Event::name);
    let states: Vec<_> = names
        .filter(|name| ["ready", "stale", "disconnected"].contains(name))
        .collect();
    assert!(states.contains(&"ready"), "seed {seed}: {states:?}");
    assert_eq!(states.last(), Some(&"ready"), "seed {seed}: {states:?}");
    for pair in states.windows(2) {
        assert_ne!(pair[0], pair[1], "seed {seed}: {states:?}");
    }
}

#[tokio::test]
async fn an_hour_of_trouble_loses_nothing_and_tells_nothing_twice() {
    for seed in 1..=3 {
        an_hour(seed).await;
    }
}

/// Without trouble what is found is told at once, in the order of its times.
#[tokio::test]
async fn in_peace_the_order_is_that_of_the_polls() {
    let mut site = Site::open(4, HOUR).await;
    site.demo.control().set_faults(demo::Faults::default());
    site.run(HOUR / 4).await;
    let contacts = site.demo.control().contacts();
    let by_id: HashMap<&str, &Contact> = contacts.iter().map(|it| (it.item.as_str(), it)).collect();
    let told = site.told();
    assert!(told.len() > 500, "{}", told.len());
    let apart = in_order(&told, &by_id, &[]);
    let most = 15 * SECOND + 60 * SECOND + HOLD;
    assert!(
        apart <= millis(most),
        "{apart} ms behind one that became visible later"
    );
}
