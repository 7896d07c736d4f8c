//! What a key press and a frame cost, next to how many conversations are loaded.
//!
//! `cargo bench` prints each figure for 100, 10,000 and 100,000 conversations: the work is bounded by the
//! screen, so they should be alike. `bare_list` is the least a terminal program can do for the same rows.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a bench that cannot be set up should stop"
)]

use divan::Bencher;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::text::Line;
use ratatui::widgets::List;
use spruce_inbox::app::chord::Chord;
use spruce_inbox::app::event::Event;
use spruce_inbox::app::{App, update};
use spruce_inbox::model::text::CleanText;
use spruce_inbox::model::time::Now;
use spruce_inbox::ui::{Theme, draw};

mod support;

use support::{Inbox, SIZE};

const LOADED: [usize; 3] = [100, 10_000, 100_000];

const MANY: [usize; 3] = [1_000, 100_000, 1_000_000];

/// The keys of a view that shows every row of these, and of one that shows few.
const MOST_ROWS: &str = "1";
const FEW_ROWS: &str = "2";

/// A word that every name holds.
const PLAIN: &str = "example";
const FILTERS: [&str; 3] = [PLAIN, "is:waiting tag:refill", "zzzzzz"];
const PLAIN_WORD: usize = 0;
const STATE_AND_TAG: usize = 1;
const NO_MATCH: usize = 2;

fn main() {
    divan::main();
}

fn terminal() -> Terminal<TestBackend> {
    Terminal::new(TestBackend::new(SIZE.width, SIZE.height)).unwrap()
}

fn theme() -> Theme {
    Theme::named("default").unwrap()
}

/// Drawing a whole screen of which nothing changed.
#[divan::bench(args = LOADED)]
fn frame(bencher: Bencher, loaded: usize) {
    let inbox = Inbox::with(loaded);
    let (mut terminal, theme) = (terminal(), theme());
    bencher.bench_local(|| {
        terminal
            .draw(|frame| draw(frame, &inbox.app, &theme))
            .map(|_| ())
    });
}

/// One key down the list, and the frame that shows it.
#[divan::bench(args = LOADED)]
fn key_to_frame(bencher: Bencher, loaded: usize) {
    let mut inbox = Inbox::with(loaded);
    let (mut terminal, theme) = (terminal(), theme());
    let (down, up) = ("down".parse().unwrap(), "up".parse().unwrap());
    let mut steps = 0_u32;
    bencher.bench_local(|| {
        steps += 1;
        // Up and down again, so that every sample does the same.
        let key = if steps % 64 < 32 { down } else { up };
        press(&mut inbox.app, Event::Key(key), inbox.now);
        terminal
            .draw(|frame| draw(frame, &inbox.app, &theme))
            .map(|_| ())
    });
}

/// A jump to the other end of the list, and the frame that shows it.
#[divan::bench(args = LOADED)]
fn end_to_frame(bencher: Bencher, loaded: usize) {
    let mut inbox = Inbox::with(loaded);
    let (mut terminal, theme) = (terminal(), theme());
    let (last, first) = ("end".parse().unwrap(), "home".parse().unwrap());
    let mut steps = 0_u32;
    bencher.bench_local(|| {
        steps += 1;
        let key = if steps.is_multiple_of(2) { last } else { first };
        press(&mut inbox.app, Event::Key(key), inbox.now);
        terminal
            .draw(|frame| draw(frame, &inbox.app, &theme))
            .map(|_| ())
    });
}

/// The same key in a view with a filter, once every row was looked at.
#[divan::bench(args = MANY)]
fn key_to_frame_with_a_filter(bencher: Bencher, loaded: usize) {
    let mut inbox = Inbox::with(loaded);
    let (mut terminal, theme) = (terminal(), theme());
    go_to_view(&mut inbox, MOST_ROWS);
    type_filter(&mut inbox, PLAIN);
    press(
        &mut inbox.app,
        Event::Key("enter".parse().unwrap()),
        inbox.now,
    );
    look_through(&mut inbox);
    let (down, up) = ("down".parse().unwrap(), "up".parse().unwrap());
    let mut steps = 0_u32;
    bencher.bench_local(|| {
        steps += 1;
        let key = if steps % 64 < 32 { down } else { up };
        press(&mut inbox.app, Event::Key(key), inbox.now);
        terminal
            .draw(|frame| draw(frame, &inbox.app, &theme))
            .map(|_| ())
    });
}

/// A key in the line of the filter, until every row was looked at.
#[divan::bench(args = MANY, consts = [PLAIN_WORD, STATE_AND_TAG, NO_MATCH])]
fn filter_key<const FILTER: usize>(bencher: Bencher, loaded: usize) {
    let mut inbox = Inbox::with(loaded);
    let mut keys = typing(&mut inbox, FILTERS[FILTER]);
    bencher.bench_local(|| {
        press(&mut inbox.app, Event::Key(keys.next().unwrap()), inbox.now);
        look_through(&mut inbox);
    });
}

/// Each step of the same by itself: the slowest is how long the next key may have to wait.
#[divan::bench(args = MANY, consts = [PLAIN_WORD, STATE_AND_TAG, NO_MATCH], sample_count = 1000, sample_size = 1)]
fn filter_step<const FILTER: usize>(bencher: Bencher, loaded: usize) {
    let mut inbox = Inbox::with(loaded);
    let mut keys = typing(&mut inbox, FILTERS[FILTER]);
    bencher.bench_local(|| {
        let event = if inbox.app.inbox().scanning() {
            Event::Tick
        } else {
            Event::Key(keys.next().unwrap())
        };
        press(&mut inbox.app, event, inbox.now);
    });
}

/// The same key in a view that has to look at every row.
#[divan::bench(args = LOADED)]
fn key_to_frame_in_a_view(bencher: Bencher, loaded: usize) {
    let mut inbox = Inbox::with(loaded);
    let (mut terminal, theme) = (terminal(), theme());
    go_to_view(&mut inbox, MOST_ROWS);
    let (down, up) = ("down".parse().unwrap(), "up".parse().unwrap());
    let mut steps = 0_u32;
    bencher.bench_local(|| {
        steps += 1;
        let key = if steps % 64 < 32 { down } else { up };
        press(&mut inbox.app, Event::Key(key), inbox.now);
        terminal
            .draw(|frame| draw(frame, &inbox.app, &theme))
            .map(|_| ())
    });
}

/// Another view, until every row was looked at.
#[divan::bench(args = MANY)]
fn another_view(bencher: Bencher, loaded: usize) {
    let mut inbox = Inbox::with(loaded);
    let mut keys = [MOST_ROWS, FEW_ROWS].into_iter().cycle();
    bencher.bench_local(|| go_to_view(&mut inbox, keys.next().unwrap()));
}

/// Another view, until its top is there: what the key waits for. The steps behind it cost as much each.
#[divan::bench(args = MANY)]
fn another_view_first_step(bencher: Bencher, loaded: usize) {
    let mut inbox = Inbox::with(loaded);
    let mut keys = [MOST_ROWS, FEW_ROWS].into_iter().cycle();
    bencher.bench_local(|| {
        let key = keys.next().unwrap().parse().unwrap();
        press(&mut inbox.app, Event::Key(key), inbox.now);
    });
}

/// A delta of 200 conversations that all moved, taken in.
#[divan::bench(args = LOADED)]
fn delta_of_200(bencher: Bencher, loaded: usize) {
    let mut inbox = Inbox::with(loaded);
    bencher.bench_local(|| inbox.delta(200));
}

/// The least a program can do: a list of the rows on the screen.
#[divan::bench]
fn bare_list(bencher: Bencher) {
    let mut terminal = terminal();
    let rows: Vec<String> = (0..SIZE.height)
        .map(|row| format!("  42m tel Ann Example {row}    Can I come in on Friday?   14:03"))
        .collect();
    bencher.bench_local(|| {
        let draw = |frame: &mut ratatui::Frame<'_>| {
            let list = List::new(rows.iter().map(|row| Line::raw(row.as_str())));
            frame.render_widget(list, frame.area());
        };
        terminal.draw(draw).map(|_| ())
    });
}

/// Cleaning one megabyte of hostile text.
#[divan::bench]
fn clean_text_1mb(bencher: Bencher) {
    let hostile = "\u{1b}[31mred\u{1b}]0;title\u{7}\u{202e}abc\u{200b}é 中文 ".repeat(20_000);
    bencher.bench_local(|| CleanText::block(divan::black_box(&hostile)));
}

fn press(app: &mut App, event: Event, now: Now) {
    divan::black_box(update(app, event, now));
}

/// Presses the key of a view, and ticks until every row was looked at.
fn go_to_view(inbox: &mut Inbox, key: &str) {
    press(&mut inbox.app, Event::Key(key.parse().unwrap()), inbox.now);
    look_through(inbox);
}

/// Ticks until every row was looked at.
fn look_through(inbox: &mut Inbox) {
    while inbox.app.inbox().scanning() {
        press(&mut inbox.app, Event::Tick, inbox.now);
    }
}

/// Types a filter, and leaves the line open.
fn type_filter(inbox: &mut Inbox, filter: &str) {
    let keys = filter.chars().map(|c| match c {
        ' ' => "space".to_owned(),
        c => c.to_string(),
    });
    for key in std::iter::once("\\".to_owned()).chain(keys) {
        press(&mut inbox.app, Event::Key(key.parse().unwrap()), inbox.now);
    }
    look_through(inbox);
}

/// Types a filter, and gives keys that take its last letter away and write it again.
fn typing(inbox: &mut Inbox, filter: &str) -> impl Iterator<Item = Chord> + use<> {
    type_filter(inbox, filter);
    let last = filter.chars().last().unwrap().to_string();
    let keys = ["backspace".parse().unwrap(), last.parse().unwrap()];
    keys.into_iter().cycle()
}
