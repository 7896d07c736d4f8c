//! A week in the life of the program, in virtual time: what it costs on the last day compared with the
//! second, and with 200,000 conversations compared with 20,000.
//!
//! `cargo bench --bench long_life` lives the weeks and prints a table of each; words behind `--` choose
//! among them by name. Run by `cargo test` it lives a day of a small clinic, and fails if memory grows.
//!
//! Time is that of the processor: other programs at work beside it do not count. The state machine and the
//! screen are the real ones. The clinic and the clock are made up: nothing waits.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a bench that cannot be set up should stop; its tables are what it is for"
)]

use std::time::Duration;

use spruce_inbox::app::{App, HistoryProgress};
use spruce_inbox::sync::Settings;

#[path = "long_life/clinic.rs"]
mod clinic;
#[path = "long_life/desk.rs"]
mod desk;
#[path = "long_life/figures.rs"]
mod figures;

use clinic::Clinic;
use desk::Desk;
use figures::{Cost, What};

const DAY: Duration = Duration::from_secs(86_400);

/// One life.
struct Life {
    name: &'static str,
    conversations: usize,
    /// Request limit of the clinic, and our share of it.
    per_minute: u32,
    share: f64,
    interval: Duration,
    events_per_hour: u32,
    /// So many lines of the table, and what each is about.
    days: u32,
    day: Duration,
}

const fn life(name: &'static str, conversations: usize, per_minute: u32, days: u32) -> Life {
    Life {
        name,
        conversations,
        per_minute,
        share: 0.25,
        interval: Duration::from_secs(15),
        events_per_hour: 120,
        days,
        day: DAY,
    }
}

/// With the limits the documentation shows, and with ones that let everything be read within a day. No
/// days: only until all is loaded.
const LIVES: [Life; 5] = [
    life("tight-20k", 20_000, 100, 7),
    life("tight-200k", 200_000, 100, 7),
    life("wide-20k", 20_000, 2_400, 7),
    life("wide-200k", 200_000, 2_400, 7),
    life("loaded-1M", 1_000_000, 1_000_000, 0),
];

fn main() {
    let words: Vec<_> = std::env::args().skip(1).collect();
    if !words.iter().any(|word| word == "--bench") {
        return short();
    }
    let chosen = |life: &&Life| {
        let mut names = words
            .iter()
            .filter(|word| !word.starts_with('-'))
            .peekable();
        names.peek().is_none() || names.any(|word| life.name.contains(word.as_str()))
    };
    for life in LIVES.iter().filter(chosen) {
        live(life);
    }
}

/// Three times six hours of a small clinic.
fn short() {
    let life = Life {
        interval: Duration::from_secs(300),
        events_per_hour: 4,
        day: DAY / 4,
        ..life("short", 400, 2_400, 3)
    };
    let bytes = live(&life);
    let [_, second, third] = bytes.try_into().unwrap();
    // What was read of new conversations stays, and there are few of them.
    assert!(
        third < second + second / 10,
        "{second} bytes grew to {third}"
    );
}

/// Lives it, and prints its table. The bytes in use at the end of each day.
fn live(life: &Life) -> Vec<i64> {
    let settings = Settings {
        share: life.share,
        interval: life.interval,
        ..Settings::default()
    };
    let clinic = Clinic::new(life.conversations, life.per_minute);
    let mut desk = Desk::new(clinic, settings, life.events_per_hour);
    println!(
        "\n{}: {} conversations, {} requests a minute, share {}, {} events an hour",
        life.name, life.conversations, life.per_minute, life.share, life.events_per_hour
    );
    let loaded = |app: &App| app.headline().knowledge.gaps().history == HistoryProgress::Done;
    desk.run(7 * DAY, loaded);
    state("loaded", &desk);
    println!(
        "{:>6} {:>8} {:>8} {:>8} {:>8} {:>8} {:>7} {:>7}  poll µs: 50 %    99 %     max | its frame | largest tick, page, other, key | s",
        "day", "req/h", "rows", "MB", "checked", "left", "threads", "items"
    );
    let mut bytes = Vec::new();
    for day in 1..=life.days {
        desk.heap.not_ours(|| desk.cost = Cost::default());
        let from = desk.now.mono;
        desk.run(life.day * day, |_| false);
        bytes.push(desk.heap.used().0);
        print_day(day, &mut desk, from);
    }
    if life.days > 0 {
        state("end", &desk);
    }
    bytes
}

#[expect(
    clippy::cast_precision_loss,
    reason = "for people: three digits are plenty"
)]
fn state(name: &str, desk: &Desk) {
    let (bytes, blocks) = desk.heap.used();
    let rows = desk.app.picture().len().max(1) as f64;
    println!(
        "{name}: after {:.1} h, {rows} rows, {:.1} bytes and {:.2} blocks each",
        desk.now.mono.as_secs_f64() / 3600.0,
        bytes as f64 / rows,
        blocks as f64 / rows,
    );
}

#[expect(
    clippy::cast_precision_loss,
    reason = "for people: three digits are plenty"
)]
fn print_day(day: u32, desk: &mut Desk, from: Duration) {
    let app = &desk.app;
    let rows = || app.picture().slots().filter_map(|slot| app.row(slot));
    let threads = || app.picture().slots().filter_map(|slot| app.thread(slot));
    let hours = desk.now.mono.saturating_sub(from).as_secs_f64() / 3600.0;
    let (megabytes, requests) = (desk.heap.used().0 as f64 / 1e6, desk.cost.requests as f64);
    print!(
        "{day:>6} {:>8.1} {:>8} {megabytes:>8.2} {:>8} {:>8} {:>7} {:>7}",
        requests / hours.max(0.01),
        app.picture().len(),
        rows().filter(|row| row.digest.is_some()).count(),
        app.headline().knowledge.gaps().unchecked_in_window,
        threads().count(),
        threads().map(|thread| thread.items().len()).sum::<usize>(),
    );
    let (_, [half, most, largest]) = desk.cost.of(What::Poll);
    let (_, [frame, ..]) = desk.cost.of(What::Frame);
    print!("  {half:>13.1} {most:>7.1} {largest:>7.0} | {frame:>9.1} |");
    for what in [What::Tick, What::Page, What::Other, What::Key] {
        let (_, [.., largest]) = desk.cost.of(what);
        print!(" {largest:>7.0}");
    }
    println!(" | {:.2}", desk.cost.total());
}
