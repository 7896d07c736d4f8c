//! The thread that reads the terminal, and from the terminal library's events to our own.
//!
//! The library reads without a limit: half an escape sequence makes it wait for the other half, and a
//! terminal that is gone makes it read nothing for ever. On a thread of its own neither can hold up the
//! loop. While the program is stopped the thread is, too, so the shell's keys are safe from it.

use std::io;

use crossterm::event::{Event as TermEvent, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use tokio::sync::mpsc;
use tokio::sync::mpsc::error::TryRecvError;

use crate::app::chord::{Chord, Key};
use crate::app::event::{Event, Focus};
use crate::app::layout::Size;

/// Events that wait for the loop; beyond that the terminal's own buffer holds what is typed.
const QUEUE: usize = 256;

/// Our end of the thread.
pub(super) struct Input {
    events: mpsc::Receiver<TermEvent>,
}

/// The terminal can no longer be read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Lost;

impl Input {
    /// Starts the thread. It ends with the program: nothing can wake it up while it waits for a key.
    pub(super) fn start() -> io::Result<Self> {
        let (queue, events) = mpsc::channel(QUEUE);
        std::thread::Builder::new()
            .name("input".to_owned())
            .spawn(move || {
                while let Ok(event) = crossterm::event::read() {
                    if queue.blocking_send(event).is_err() {
                        return;
                    }
                }
            })?;
        Ok(Self { events })
    }

    /// The next event, `None` if it means nothing to us. Safe to drop and call again.
    pub(super) async fn next(&mut self) -> Result<Option<Event>, Lost> {
        self.events.recv().await.map(translate).ok_or(Lost)
    }

    /// Like [`Input::next`], if there is one already.
    pub(super) fn try_next(&mut self) -> Option<Result<Option<Event>, Lost>> {
        match self.events.try_recv() {
            Ok(event) => Some(Ok(translate(event))),
            Err(TryRecvError::Empty) => None,
            Err(TryRecvError::Disconnected) => Some(Err(Lost)),
        }
    }
}

/// Our event for one of the terminal's; `None` for those that mean nothing to us.
///
/// A resize is only a hint: the size it names may be out of date, so the terminal is asked.
fn translate(event: TermEvent) -> Option<Event> {
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
