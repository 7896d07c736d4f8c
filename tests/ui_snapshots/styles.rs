//! What a text cannot show: styles, and that any size can be drawn.

use proptest::prelude::*;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Cell;
use ratatui::style::{Color, Modifier};
use spruce_inbox::ui::{self, Theme};

use crate::ui_clinic::{all_known, live, names, offline};
use crate::ui_world::{Desk, World};

#[test]
fn unread_rows_are_bold_and_marked_and_the_selected_row_is_reversed() {
    let mut desk = all_known();
    desk.keys("j j");
    let buffer = desk.cells(120, 40);
    let row = |y: u16| (0..66).map(move |x| (x, y));
    let is = |at: (u16, u16), modifier| buffer[at].modifier.contains(modifier);
    assert_eq!(buffer[(1, 2)].symbol(), "●");
    let name = (14..22).map(|x| (x, 2));
    assert!(
        name.clone().all(|at| is(at, Modifier::BOLD)),
        "a new row is bold"
    );
    let quiet = (14..24).map(|x| (x, 6));
    assert!(
        quiet.clone().all(|at| !is(at, Modifier::BOLD)),
        "a quiet row is not"
    );
    assert_eq!(buffer[(0, 3)].symbol(), "▌");
    assert!(
        row(3).all(|at| is(at, Modifier::REVERSED)),
        "the selected row is reversed"
    );
    assert!(
        row(3).all(|at| !is(at, Modifier::DIM)),
        "and nothing in it is dimmed"
    );
    assert!(
        row(4).all(|at| !is(at, Modifier::REVERSED)),
        "other rows are not"
    );
    desk.keys("enter");
    let buffer = desk.cells(120, 40);
    let mut behind_the_wait = (9..66).map(|x| (x, 3));
    assert!(behind_the_wait.all(|at| !buffer[at].modifier.contains(Modifier::REVERSED)));
    assert_eq!(
        buffer[(0, 3)].symbol(),
        "▌",
        "still marked while the conversation has the focus"
    );
}

#[test]
fn no_colour_means_none_anywhere() {
    let troubled = || {
        let mut desk = live();
        desk.world.fault = Some(offline());
        desk.run(100);
        desk
    };
    let mut desks = vec![
        all_known(),
        live(),
        troubled(),
        Desk::open(World::default(), &[]),
    ];
    for name in ["default", "high-contrast", "mono"] {
        let theme = Theme::named(name).unwrap();
        for desk in &mut desks {
            for keys in ["j enter", "?", "esc esc / e", "esc q", "esc"] {
                desk.keys(keys);
                let plain = desk.screen(120, 40, &theme.without_colours());
                let colour = |cell: &Cell| cell.fg != Color::Reset || cell.bg != Color::Reset;
                assert!(
                    !plain.backend().buffer().content().iter().any(colour),
                    "{name} {keys}"
                );
            }
        }
    }
    let coloured = desks[0].cells(120, 40);
    assert!(
        coloured
            .content()
            .iter()
            .any(|cell| cell.fg != Color::Reset)
    );
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 64,
        ..ProptestConfig::default()
    })]

    #[test]
    fn any_size_can_be_drawn(sizes in prop::collection::vec((0_u16..200, 0_u16..60), 4)) {
        let theme = Theme::named("default").unwrap();
        let mut odd = Desk::open(names(), &[]);
        odd.run(5);
        for desk in [&mut odd, &mut all_known()] {
            for keys in ["j", "enter", "g g", "?", "G", "esc esc / e a", "enter", "q"] {
                desk.keys(keys);
                for (width, height) in sizes.iter().copied() {
                    desk.screen(width, height, &theme);
                }
            }
        }
    }

    #[test]
    fn a_terminal_that_changed_before_we_were_told_is_drawn_all_the_same(
        told in (0_u16..200, 0_u16..60),
        is in (0_u16..200, 0_u16..60),
    ) {
        let theme = Theme::named("default").unwrap();
        let mut desk = all_known();
        desk.keys("j enter");
        desk.screen(told.0, told.1, &theme);
        let mut terminal = Terminal::new(TestBackend::new(is.0, is.1)).unwrap();
        terminal.draw(|frame| ui::draw(frame, &desk.app, &theme)).unwrap();
    }
}
