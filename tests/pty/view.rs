//! What a test may know of a screen: its rows of text, and the sign in front of a name.

use vt100::Screen;

/// The sign of something new from outside.
pub(crate) const NEW: &str = "●";

/// The rows of the screen, without trailing blanks.
pub(crate) fn rows(screen: &Screen) -> Vec<String> {
    let (_, width) = screen.size();
    screen
        .rows(0, width.get())
        .map(|row| row.trim_end().to_owned())
        .collect()
}

/// Whether this text stands somewhere on the screen, within one row.
pub(crate) fn shows(screen: &Screen, text: &str) -> bool {
    rows(screen).iter().any(|row| row.contains(text))
}

/// Whether this name has a row with the sign of something new.
pub(crate) fn is_new(screen: &Screen, name: &str) -> bool {
    rows(screen).iter().any(|row| marked_new(row, name))
}

/// Whether the sign of something new stands in front of this name.
pub(crate) fn marked_new(row: &str, name: &str) -> bool {
    let before = row.split_once(name).map(|(before, _)| before);
    before.is_some_and(|before| before.contains(NEW))
}

/// Whether the first window is there and current.
pub(crate) fn is_live(screen: &Screen) -> bool {
    shows(screen, "● live")
}
