//! What a query costs, next to how many conversations are loaded.
//!
//! `per_key` asks every row, as one key in the filter line does over all its steps; `search_step` is the longest that
//! a search without a match keeps the program from taking in the next key.

#![expect(
    clippy::unwrap_used,
    reason = "a bench that cannot be set up should stop"
)]

use std::collections::HashMap;

use divan::Bencher;
use spruce_inbox::app::event::Event;
use spruce_inbox::app::update;
use spruce_inbox::model::zone::Zone;
use spruce_inbox::triage::{Known, Query};

#[expect(dead_code, reason = "shared with the other benches")]
mod support;

use support::Inbox;

const LOADED: [usize; 3] = [1_000, 100_000, 1_000_000];
const PLAIN: &str = "example";
const KEYED: &str = "is:waiting tag:refill";
const NONE: &str = "zzzzzz";

fn main() {
    divan::main();
}

/// Asks every row.
fn ask_all(bencher: Bencher, loaded: usize, query: &str) {
    let inbox = Inbox::with(loaded);
    let (app, members) = (&inbox.app, HashMap::new());
    let query = Query::parse(query, Zone::Utc).unwrap();
    let known = Known {
        picture: app.picture(),
        members: &members,
        now: app.server_now(),
    };
    bencher.bench_local(|| {
        let matches = |slot: &spruce_inbox::app::Slot| {
            let facts = known.facts(
                app.row(*slot).unwrap(),
                app.attention().standing(*slot),
                app.thread(*slot),
                None,
            );
            query.matches(&facts)
        };
        app.picture().slots().filter(matches).count()
    });
}

/// A word that many names hold.
#[divan::bench(args = LOADED)]
fn plain_word_per_key(bencher: Bencher, loaded: usize) {
    ask_all(bencher, loaded, PLAIN);
}

/// A state and a tag.
#[divan::bench(args = LOADED)]
fn keys_per_key(bencher: Bencher, loaded: usize) {
    ask_all(bencher, loaded, KEYED);
}

/// A word that is nowhere, not even loosely.
#[divan::bench(args = LOADED)]
fn no_match_per_key(bencher: Bencher, loaded: usize) {
    ask_all(bencher, loaded, NONE);
}

/// One key of a search without a match, over all its steps.
#[divan::bench(args = LOADED)]
fn search_per_key(bencher: Bencher, loaded: usize) {
    let mut inbox = Inbox::with(loaded);
    for key in "/ z z z z z".split(' ') {
        update(&mut inbox.app, Event::Key(key.parse().unwrap()), inbox.now);
    }
    let (more, less) = ("z".parse().unwrap(), "backspace".parse().unwrap());
    let mut steps = 0_u32;
    bencher.bench_local(|| {
        steps += 1;
        let key = if steps.is_multiple_of(2) { less } else { more };
        update(&mut inbox.app, Event::Key(key), inbox.now);
        while inbox.app.search().searching() {
            update(&mut inbox.app, Event::Tick, inbox.now);
        }
    });
}

/// One key of a search without a match, until the next key can be taken in.
#[divan::bench(args = LOADED)]
fn search_step(bencher: Bencher, loaded: usize) {
    let mut inbox = Inbox::with(loaded);
    for key in "/ z z z z z".split(' ') {
        update(&mut inbox.app, Event::Key(key.parse().unwrap()), inbox.now);
    }
    let (more, less) = ("z".parse().unwrap(), "backspace".parse().unwrap());
    let mut steps = 0_u32;
    bencher.bench_local(|| {
        steps += 1;
        let key = if steps.is_multiple_of(2) { less } else { more };
        update(&mut inbox.app, Event::Key(key), inbox.now)
    });
}
