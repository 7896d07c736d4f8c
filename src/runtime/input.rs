//! Keys and the like: read by a task of their own, and put into our own words.
//!
//! The terminal library's stream remembers only the first waker it is polled with, so it must be polled by
//! one task alone; the loop takes from a queue, which it can also look into without waiting.

use std::io;

use crossterm::event::{
    Event as TermEvent, EventStream, KeyCode, KeyEvent, KeyEventKind, KeyModifiers,
};
use futures::StreamExt;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use crate::app::chord::{Chord, Key};
use crate::app::event::{Event, Focus};
use crate::app::layout::Size;

/// Events that wait for the loop; a paste or a held key fills it, and then the terminal waits.
const QUEUE: usize = 256;

/// What the terminal sends.
pub(super) struct Input {
    events: mpsc::Receiver<io::Result<TermEvent>>,
    reader: JoinHandle<()>,
}

impl Input {
    /// Starts reading.
    pub(super) fn start() -> Self {
        let (queue, events) = mpsc::channel(QUEUE);
        let reader = tokio::spawn(async move {
            let mut stream = EventStream::new();
            while let Some(event) = stream.next().await {
                let failed = event.is_err();
                if queue.send(event).await.is_err() || failed {
                    return;
                }
            }
        });
        Self { events, reader }
    }

    /// The next event; `None` when there will be no more. Safe to drop and call again.
    pub(super) async fn next(&mut self) -> Option<io::Result<TermEvent>> {
        self.events.recv().await
    }

    /// An event that is there already.
    pub(super) fn try_next(&mut self) -> Option<io::Result<TermEvent>> {
        self.events.try_recv().ok()
    }

    /// Stops reading. When this returns nothing eats the shell's keys any more: a stream that merely
    /// pauses goes on doing so.
    pub(super) async fn stop(self) {
        self.reader.abort();
        let _ = self.reader.await;
    }
}

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
