//! The diagnostics screen: what it looks like, at every size and whatever is wrong.

use std::time::Duration;

use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier};
use spruce_inbox::app::about::{About, LedgerNews, LedgerPlace, Server};
use spruce_inbox::app::event::Event;
use spruce_inbox::app::layout::Size;
use spruce_inbox::sync::{AuthProblem, FailureKind};
use spruce_inbox::ui::Theme;

use crate::ui_clinic::{all_known, clinic, offline};
use crate::ui_world::Desk;
use crate::{assert_screen, assert_screens};

/// A day on which much went wrong.
fn troubled() -> Desk {
    let mut desk = Desk::with(clinic(), &["ben"], |setup| {
        setup.demo = true;
        setup.about = About {
            version: "1.2.3",
            server: Server::Loopback,
            ledger: LedgerPlace::FreshOnDisk,
        };
    });
    desk.run(20);
    desk.event(Event::Ledger(LedgerNews::Saved));
    let fault = |kind| Some((kind, "made-up failure"));
    for kind in [FailureKind::Status(503), FailureKind::Unreadable] {
        desk.world.items_fault = fault(kind);
        desk.keys("j");
        desk.run(120);
    }
    desk.world.fault = Some(offline());
    desk.run(60);
    desk.event(Event::Ledger(LedgerNews::Failing));
    desk.world.fault = fault(FailureKind::RateLimited(Some(Duration::from_secs(90))));
    desk.run(300);
    desk
}

#[test]
fn a_quiet_day() {
    let mut desk = all_known();
    desk.run(120);
    desk.keys("D");
    assert_screens(&mut desk, "diagnostics");
    desk.event(Event::Resize(Size {
        width: 50,
        height: 15,
    }));
    desk.keys("G");
    assert_screen(&mut desk, "diagnostics_scrolled", 50, 15);
}

#[test]
fn a_bad_day() {
    let mut desk = troubled();
    desk.keys("D");
    assert_screens(&mut desk, "diagnostics_of_trouble");
    let mut desk = all_known();
    desk.world.fault = Some((
        FailureKind::Auth(AuthProblem::Forbidden),
        "the token was refused",
    ));
    desk.run(100);
    desk.keys("D");
    assert_screen(&mut desk, "diagnostics_of_a_refused_token", 80, 24);
}

#[test]
fn the_first_moment() {
    let mut world = clinic();
    world.lists_answered = Some(0);
    let mut desk = Desk::open(world, &[]);
    desk.keys("D");
    assert_screen(&mut desk, "diagnostics_at_start", 120, 40);
}

/// The cells of some words, where they stand first.
fn cells<'a>(buffer: &'a Buffer, words: &str) -> Vec<&'a Cell> {
    let area = buffer.area;
    let found = (0..area.height).find_map(|y| {
        let line: Vec<_> = (0..area.width).map(|x| &buffer[(x, y)]).collect();
        let mut places = line.windows(words.chars().count());
        let reads =
            |cells: &&[&Cell]| cells.iter().map(|cell| cell.symbol()).collect::<String>() == words;
        places.find(reads).map(<[_]>::to_vec)
    });
    assert!(found.is_some(), "{words} does not stand on the screen");
    found.unwrap()
}

#[test]
fn what_is_wrong_stands_out_also_without_colour() {
    let mut desk = troubled();
    desk.keys("D");
    let coloured = Theme::named("default").unwrap();
    for theme in [coloured, coloured.without_colours()] {
        let drawn = desk.screen(120, 40, &theme);
        let buffer = drawn.backend().buffer();
        let all = |words, modifier| {
            let mut cells = cells(buffer, words).into_iter();
            cells.all(|cell| cell.modifier.contains(modifier))
        };
        for bold in [
            "Requests",
            "Connection",
            "request limits used up",
            "no connection",
        ] {
            assert!(all(bold, Modifier::BOLD), "{bold}");
        }
        for plain in ["accepted", "oldest first", "on this computer"] {
            assert!(!all(plain, Modifier::BOLD), "{plain}");
        }
        for dim in ["lists run", "minute limit"] {
            assert!(all(dim, Modifier::DIM), "{dim}");
        }
        let red = cells(buffer, "request limits used up");
        let red = red.iter().all(|cell| cell.fg == Color::Red);
        assert_eq!(red, theme == coloured);
    }
}

#[test]
fn it_is_drawn_at_any_size_and_scrolled_anywhere() {
    let theme = Theme::named("default").unwrap();
    let mut desk = troubled();
    desk.keys("D");
    for width in [0, 1, 2, 3, 4, 5, 19, 20, 23, 40, 99, 104, 107, 220] {
        for height in [0, 1, 2, 3, 4, 5, 6, 10, 40, 60] {
            for keys in ["G", "k", "g g j"] {
                desk.keys(keys);
                desk.screen(width, height, &theme);
            }
        }
    }
}

#[test]
fn it_reads_to_its_very_end_and_back_at_once() {
    let mut desk = troubled();
    desk.event(Event::Resize(Size {
        width: 50,
        height: 15,
    }));
    desk.keys("D");
    let top = crate::screen(&mut desk, 50, 15);
    desk.keys("j j k k");
    assert_eq!(crate::screen(&mut desk, 50, 15), top);
    let mut seen = String::new();
    for _ in 0..40 {
        seen += &crate::screen(&mut desk, 50, 15);
        desk.keys("pagedown");
    }
    for words in [
        "Program",
        "Polls",
        "Requests",
        "Last errors",
        "organization",
    ] {
        assert!(seen.contains(words), "{words}");
    }
    let end = crate::screen(&mut desk, 50, 15);
    assert!(!end.contains("more"), "{end}");
    desk.keys("j j j k");
    assert_ne!(crate::screen(&mut desk, 50, 15), end, "up at once");
}
