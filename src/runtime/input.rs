//! From the terminal library's events to our own.

use crossterm::event::{Event as TermEvent, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

use crate::app::chord::{Chord, Key};
use crate::app::event::{Event, Focus};
use crate::app::layout::Size;

/// Our event for one of the terminal's; `None` for those that mean nothing to us.
///
/// A resize is only a hint: the size it names may be out of date, so the terminal is asked.
pub(super) fn translate(event: TermEvent) -> Option<Event> {
    match event {
        TermEvent::Key(key) => chord(key).map(Event::Key),
        TermEvent::Paste(text) => Some(Event::Paste(text)),
        TermEvent::FocusGained => Some(Event::Focus(Focus::Gained)),
        TermEvent::FocusLost => Some(Event::Focus(Focus::Lost)),
        TermEvent::Resize(width, height) => {
            let (width, height) = crossterm::terminal::size().unwrap_or((width, height));
            Some(Event::Resize(Size { width, height }))
        }
        TermEvent::Mouse(_) => None,
    }
}

fn chord(event: KeyEvent) -> Option<Chord> {
    if event.kind == KeyEventKind::Release {
        return None;
    }
    let key = match event.code {
        KeyCode::Char(c) => Key::Char(c),
        KeyCode::Enter => Key::Enter,
        KeyCode::Esc => Key::Esc,
        KeyCode::Tab => Key::Tab,
        KeyCode::BackTab => Key::BackTab,
        KeyCode::Backspace => Key::Backspace,
        KeyCode::Delete => Key::Delete,
        KeyCode::Up => Key::Up,
        KeyCode::Down => Key::Down,
        KeyCode::Left => Key::Left,
        KeyCode::Right => Key::Right,
        KeyCode::Home => Key::Home,
        KeyCode::End => Key::End,
        KeyCode::PageUp => Key::PageUp,
        KeyCode::PageDown => Key::PageDown,
        _ => return None,
    };
    let held = |modifier| event.modifiers.contains(modifier);
    Some(Chord {
        key,
        ctrl: held(KeyModifiers::CONTROL),
        alt: held(KeyModifiers::ALT),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repeats_count_and_releases_do_not() {
        let key = |kind| {
            let event = KeyEvent::new_with_kind(KeyCode::Char('d'), KeyModifiers::CONTROL, kind);
            translate(TermEvent::Key(event))
        };
        let pressed = Event::Key("ctrl-d".parse().unwrap());
        assert_eq!(key(KeyEventKind::Press), Some(pressed.clone()));
        assert_eq!(key(KeyEventKind::Repeat), Some(pressed));
        assert_eq!(key(KeyEventKind::Release), None);
    }
}
