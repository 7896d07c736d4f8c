//! Views, filter and orders, and what is said on the way.

use ratatui::style::Modifier;
use spruce_inbox::app::event::Event;
use spruce_inbox::ui::Theme;

use crate::ui_clinic::{all_known, clinic, live, offline};
use crate::ui_world::Desk;
use crate::waits::world;
use crate::{assert_text, screen};

/// Where there is room for different things.
const SIZES: [(u16, u16); 3] = [(120, 40), (80, 24), (50, 15)];

fn assert_sizes(desk: &mut Desk, name: &str) {
    let shown = SIZES.map(|(width, height)| {
        let drawn = screen(desk, width, height);
        format!("{width}x{height}\n{drawn}\n")
    });
    assert_text(name, &shown.concat());
}

fn waits() -> Desk {
    let mut desk = Desk::open(world(), &[]);
    desk.run(5);
    desk
}

/// The first line of a screen.
fn head(desk: &mut Desk, width: u16) -> String {
    let drawn = screen(desk, width, 10);
    drawn.lines().next().unwrap().to_owned()
}

/// The lines of a screen with these words in them.
fn lines(desk: &mut Desk, (width, height): (u16, u16), words: &str) -> Vec<String> {
    let drawn = screen(desk, width, height);
    let lines = drawn.lines().filter(|line| line.contains(words));
    lines.map(str::to_owned).collect()
}

#[test]
fn the_title_says_what_the_filter_leaves_of_the_view() {
    let mut desk = waits();
    desk.keys("2 \\ c h : t e l enter");
    assert_sizes(&mut desk, "view_filtered");
}

#[test]
fn a_row_that_left_the_view_says_so_at_any_width() {
    let mut desk = waits();
    desk.keys("3 j m");
    assert_sizes(&mut desk, "ghost_row");
    for width in [80, 50, 40] {
        let ghosts = lines(&mut desk, (width, 15), "left");
        assert_eq!(ghosts.len(), 1, "{width}: {ghosts:?}");
    }
    let theme = Theme::named("mono").unwrap();
    let drawn = desk.screen(120, 40, &theme);
    let cell = &drawn.backend().buffer()[(40, 2)];
    assert!(cell.modifier.contains(Modifier::DIM), "{cell:?}");
}

#[test]
fn an_empty_view_says_no_more_than_is_known() {
    let mut known = all_known();
    known.keys("\\ t a g : z z enter");
    assert_sizes(&mut known, "view_empty");
    let mut unknown = live();
    unknown.keys("\\ t a g : z z enter");
    assert_sizes(&mut unknown, "view_empty_so_far");
    // What nobody read through is not said to be empty of a word.
    let mut known = all_known();
    known.keys("\\ z z q q enter");
    assert_eq!(lines(&mut known, (200, 40), "Of what was written").len(), 1);
}

#[test]
fn what_is_mine_is_not_said_to_be_nothing_while_it_is_not_known_who_i_am() {
    let says = |me: Option<&str>, words: &str| {
        let mut desk = Desk::with(world(), &[], |setup| {
            setup.triage.me = me.map(str::to_owned);
        });
        desk.run(5);
        desk.keys("6");
        // The words may be wrapped.
        let drawn = screen(&mut desk, 200, 40);
        let tab = lines(&mut desk, (200, 40), "6  Mine").concat();
        (drawn.contains(words), tab.contains('0'))
    };
    assert_eq!(says(None, "Who you are"), (true, false));
    assert_eq!(says(None, "Nothing in"), (false, false));
    assert_eq!(
        says(Some("Nobody Here"), "nobody of the name"),
        (true, false)
    );
    assert_eq!(says(Some("dana desk"), "Lee Late"), (true, false));
}

#[test]
fn the_waiting_order_shows_bands_by_sign_and_by_style() {
    let mut desk = waits();
    desk.keys("s s");
    assert_sizes(&mut desk, "order_waiting");
    let theme = Theme::named("mono").unwrap();
    let drawn = desk.screen(120, 40, &theme);
    let buffer = drawn.backend().buffer();
    let style_of = |sign: &str| {
        let mut cells = (2..6).map(|y| &buffer[(2, y)]);
        cells.find(|cell| cell.symbol() == sign).unwrap().modifier
    };
    assert_eq!(style_of("‼"), Modifier::BOLD | Modifier::REVERSED);
    assert_eq!(style_of("!"), Modifier::BOLD | Modifier::UNDERLINED);
    assert_eq!(style_of("◀"), Modifier::empty());
}

#[test]
fn being_muted_is_never_out_of_sight() {
    let mut desk = waits();
    desk.keys("x");
    let widths = [120, 80, 50, 40, 24];
    assert!(
        head(&mut desk, 19).contains("muted"),
        "not even in one line"
    );
    let mut heads: Vec<String> = widths.map(|width| head(&mut desk, width)).into();
    desk.keys("W");
    heads.extend(widths.map(|width| head(&mut desk, width)));
    desk.run(120);
    heads.push(head(&mut desk, 80));
    desk.world.fault = Some(offline());
    desk.run(100);
    heads.extend(widths.map(|width| head(&mut desk, width)));
    assert_text("muted", &heads.join("\n"));
    assert!(heads.iter().all(|head| head.contains("muted")), "{heads:?}");
}

#[test]
fn the_wallboard_wears_the_styles_of_bands_and_its_figures_are_ink() {
    let mut desk = waits();
    desk.keys("W");
    let theme = Theme::named("mono").unwrap();
    let drawn = desk.screen(80, 24, &theme);
    let buffer = drawn.backend().buffer();
    let modifiers = |sign: &str| {
        let row = buffer.content().chunks(80).skip(1).take(6).flatten();
        let cells = row.filter(|cell| cell.symbol() == sign);
        cells.map(|cell| cell.modifier).collect::<Vec<_>>()
    };
    let (late, soon) = (
        Modifier::BOLD | Modifier::REVERSED,
        Modifier::BOLD | Modifier::UNDERLINED,
    );
    // The letters of "overdue" and of "due soon".
    assert!(modifiers("v").contains(&late), "{:?}", modifiers("v"));
    assert!(modifiers("s").contains(&soon), "{:?}", modifiers("s"));
    let ink = modifiers("█");
    assert!(!ink.is_empty());
    let turned = Modifier::REVERSED | Modifier::UNDERLINED;
    assert!(ink.iter().all(|ink| !ink.intersects(turned)), "{ink:?}");
}

#[test]
fn questions_and_mistakes_go_before_what_was_said_earlier() {
    let mut desk = waits();
    desk.keys("x M");
    let asked = SIZES.map(|size| lines(&mut desk, size, "Mark 4").concat());
    assert_text("mark_all_question", &asked.join("\n"));
    assert!(asked.iter().all(|asked| asked.contains("y yes  n no")));
    desk.keys("n x \\ i s : w i a t i n g enter");
    desk.event(Event::Trouble("something else happened".to_owned()));
    let typed = lines(&mut desk, (50, 15), "is:wiating").concat();
    assert!(typed.contains("did you mean"), "{typed:?}");
}

#[test]
fn what_could_not_be_read_stays_in_a_narrow_header() {
    let mut world = clinic();
    world.silent.clear();
    world.bad_rows = 2;
    let mut desk = Desk::with(world, &["ben"], |setup| setup.demo = true);
    desk.run(15);
    desk.keys("x");
    for width in [120, 80, 50, 40] {
        let head = head(&mut desk, width);
        assert!(head.contains("⊘2"), "{width}: {head}");
    }
}
