//! The screen: reads [`App`] and draws it. Changes nothing, asks nothing, knows no clock.
//!
//! ```text
//! ┌ header ───────────────────────────────────────────────────────────────────────────────────────┐
//! │ Example Clinic · ● live · ●3 new · 7 waiting                                            14:03 │
//! │ Inbox · last message ▼ ───────────── ↑ 3 new · 12/193 │ Ann Example ───────────────── archived │
//! │ ▌●! 42m tel Ann Example  Can I come on…  #refill 14:02│ phone · 555-0134 · not assigned        │
//! │  ?      sec Ben Sample                          13:58 │ ── Today ───────────────────────────── │
//! │   ◀  3h mail Cleo Model  ▶ See you then  CD     11:20 │ < Ann Example · 14:02                  │
//! │ list                                                  │   Can I come on Friday?        thread  │
//! │ Enter open · / search · m seen · ? help                                        status or notice │
//! └ footer ───────────────────────────────────────────────────────────────────────────────────────┘
//! ```
//!
//! Where each part lies is decided by [`crate::app::layout`]; here it is only filled. Every part is cut at
//! its edges, so any size is fine. Work per frame is bounded by the screen, never by the inbox.
//!
//! | file | draws |
//! |---|---|
//! | `header` | whose inbox, how fresh and complete, what waits |
//! | `list`, `columns`, `words` | the rows; which columns there are; what stands in them |
//! | `list_title` | which view, order and filter; how many rows |
//! | `tabs` | how many rows each view has |
//! | `thread`, `overview` | the open conversation; what is said while none is open |
//! | `empty` | why there are no rows |
//! | `question` | what reading everything again costs |
//! | `strip`, `away` | how quickly people are answered today; what happened since the user looked |
//! | `wallboard`, `digits` | big figures over the whole screen; the letters they are made of |
//! | `footer`, `help`, `keys` | what the keys do; which key is shown for an action |
//! | `completion` | what could be written next |
//! | `diagnostics` | what support needs to know |
//! | `bar`, `text` | one line of pieces; text in columns |
//! | `theme` | styles by meaning |
mod away;
mod bar;
mod columns;
mod completion;
mod diagnostics;
mod digits;
mod empty;
mod footer;
mod header;
mod help;
mod keys;
mod list;
mod list_title;
mod overview;
mod question;
mod strip;
mod tabs;
mod text;
pub mod theme;
mod thread;
mod wallboard;
mod words;

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

pub use theme::{Error as ThemeError, Theme};

use crate::app::keymap::Context;
use crate::app::layout::{Areas, Size};
use crate::app::{App, Headline, Overlay};
use crate::model::time::Timestamp;

/// Narrower or lower than this, the screen is one line that says how things stand.
const SUMMARY_BELOW: Size = Size {
    width: 20,
    height: 4,
};

/// What every panel reads.
struct View<'a> {
    app: &'a App,
    theme: &'a Theme,
    headline: Headline,
    areas: Areas,
    now: Timestamp,
}

/// Draws the whole screen.
pub fn draw(frame: &mut Frame<'_>, app: &App, theme: &Theme) {
    let area = frame.area();
    if let Some(cursor) = render(app, theme, area, frame.buffer_mut()) {
        frame.set_cursor_position(cursor);
    }
}

/// What the header says; over the diagnostics, of which screenshots are sent, and the wallboard, nothing private.
fn headline(app: &App) -> Headline {
    let headline = app.headline();
    if shows_nothing_private(app) {
        headline.anonymous()
    } else {
        headline
    }
}

/// Whether the diagnostics or the wallboard are on the screen, or the help for them.
fn shows_nothing_private(app: &App) -> bool {
    match app.overlay() {
        Some(Overlay::Diagnostics { .. } | Overlay::Wallboard) => true,
        Some(Overlay::Help { about, .. }) => {
            matches!(about, Context::Diagnostics | Context::Wallboard)
        }
        _ => false,
    }
}

/// Draws into a buffer. Where the text cursor belongs, if something is being typed.
///
/// The size is the buffer's own: the terminal may have changed since the last event said how large it is.
fn render(app: &App, theme: &Theme, area: Rect, buf: &mut Buffer) -> Option<Position> {
    let size = Size {
        width: area.width,
        height: area.height,
    };
    let view = View {
        app,
        theme,
        headline: headline(app),
        areas: Areas::new(size, app.pane()),
        now: app.server_now(),
    };
    buf.set_style(area, theme.text);
    if size.width < SUMMARY_BELOW.width || size.height < SUMMARY_BELOW.height {
        header::summary(&view, area, buf);
        return None;
    }
    if app.overlay() == Some(&Overlay::Wallboard) {
        wallboard::render(&view, area, buf);
        return None;
    }
    header::render(&view, buf);
    list::render(&view, buf);
    text::rule_down(buf, view.areas.divider, theme.divider);
    thread::render(&view, buf);
    if let Some(Overlay::Help { top, about }) = app.overlay() {
        help::render(&view, *about, *top, buf);
    }
    if let Some(Overlay::Diagnostics { top, .. }) = app.overlay() {
        diagnostics::render(&view, *top, buf);
    }
    if let Some(Overlay::ConfirmReread(cost)) = app.overlay() {
        question::render(&view, cost, buf);
    }
    completion::render(&view, buf);
    if app.overlay() == Some(&Overlay::SinceYouLooked) {
        away::render(&view, buf);
    }
    footer::render(&view, buf)
}
