//! The help: all of it can be reached at every size, and it explains what it was called from.

use spruce_inbox::app::event::Event;
use spruce_inbox::app::layout::Size;

use super::ui_clinic::live;
use super::{assert_screen, screen};

#[test]
fn it_scrolls_to_its_end_and_back_from_there_at_every_size() {
    for (width, height) in [(120, 20), (80, 24), (50, 15), (40, 10), (24, 6)] {
        let mut desk = live();
        desk.event(Event::Resize(Size { width, height }));
        desk.keys("?");
        let beginning = screen(&mut desk, width, height);
        desk.keys("G");
        let end = screen(&mut desk, width, height);
        assert!(end.contains(" other "), "{width}x{height}\n{end}");
        assert!(!end.contains("more"), "{width}x{height}\n{end}");
        desk.keys("k");
        let up = screen(&mut desk, width, height);
        assert_ne!(up, end, "one line up from the end is not the end");
        desk.keys("j j j");
        assert_eq!(screen(&mut desk, width, height), end);
        desk.keys("g g");
        assert_eq!(screen(&mut desk, width, height), beginning);
    }
}

#[test]
fn of_the_diagnostics_it_explains_their_keys() {
    let mut desk = live();
    desk.keys("D ?");
    assert_screen(&mut desk, "help_of_diagnostics", 80, 24);
    // Of the diagnostics screenshots are sent: neither the clinic nor a row is in sight.
    let wide = screen(&mut desk, 120, 40);
    let private = ["Example", "conversations"];
    assert!(private.iter().all(|words| !wide.contains(words)), "{wide}");
}
