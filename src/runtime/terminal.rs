//! The terminal: its modes are entered together and left together, whatever ends the program.
//!
//! [`Screen`] undoes in reverse order exactly what it did, when it is dropped or asked to. A frame is
//! written through one buffer, inside a synchronized update, so that no half-drawn screen shows.

use std::io::{self, BufWriter, IsTerminal, Stdout, Write};
use std::mem::ManuallyDrop;
use std::sync::atomic::{AtomicBool, Ordering};

use crossterm::clipboard::CopyToClipboard;
use crossterm::cursor::{Hide, Show};
use crossterm::event::{
    DisableBracketedPaste, DisableFocusChange, EnableBracketedPaste, EnableFocusChange,
};
use crossterm::terminal::{
    BeginSynchronizedUpdate, EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen,
    disable_raw_mode, enable_raw_mode,
};
use crossterm::{execute, queue};
use ratatui::backend::CrosstermBackend;
use ratatui::layout::Rect;
use ratatui::{Frame, Terminal};

use crate::app::layout::Size;

/// Whether the modes are on, for [`restore`], which has no [`Screen`] at hand.
static ENTERED: AtomicBool = AtomicBool::new(false);

/// Whether the terminal's own title is kept for later, and ours shown.
static TITLED: AtomicBool = AtomicBool::new(false);

/// Puts the title on the terminal's stack (XTWINOPS). A terminal without one keeps its title as it is.
const KEEP_TITLE: &[u8] = b"\x1b[22;0t";
/// Takes it from there. Emptied first: where there is no stack, no counts may be left behind.
const OWN_TITLE: &[u8] = b"\x1b]2;\x1b\\\x1b[23;0t";

/// Room for a whole screen with its colours, so that a frame is one or two writes.
const BUFFER: usize = 128 * 1024;

type Backend = CrosstermBackend<BufWriter<Stdout>>;

/// The terminal while we have it.
///
/// The library's own end is left out. It would print to standard error when the terminal is gone, which
/// panics if that is gone, too; and the rest of a frame that could not be written would follow later, onto
/// the shell's screen.
pub(super) struct Screen {
    terminal: ManuallyDrop<Terminal<Backend>>,
    forgotten: bool,
}

impl Screen {
    /// Takes the terminal. If any step fails, those before it are undone.
    pub(super) fn enter() -> io::Result<Self> {
        let entered = Entered::new()?;
        let writer = BufWriter::with_capacity(BUFFER, io::stdout());
        let terminal = Terminal::new(CrosstermBackend::new(writer))?;
        std::mem::forget(entered);
        Ok(Self {
            terminal: ManuallyDrop::new(terminal),
            forgotten: false,
        })
    }

    /// Draws one frame.
    pub(super) fn draw(&mut self, draw: impl FnOnce(&mut Frame<'_>)) -> io::Result<()> {
        queue!(self.terminal.backend_mut(), BeginSynchronizedUpdate)?;
        let drawn = self.terminal.draw(draw).map(|_| ());
        // The update must end even if drawing failed, or the terminal stands still.
        let ended = queue!(self.terminal.backend_mut(), EndSynchronizedUpdate);
        let flushed = Write::flush(self.terminal.backend_mut());
        self.forgotten = false;
        drawn.and(ended).and(flushed)
    }

    /// Forgets what is on the screen, so that the next frame paints all of it. That frame is due at once:
    /// see [`Screen::is_forgotten`].
    pub(super) fn forget(&mut self) -> io::Result<()> {
        self.forgotten = true;
        let size = self.terminal.size()?;
        self.terminal
            .resize(Rect::new(0, 0, size.width, size.height))
    }

    /// Whether a frame is due, even though nothing changed.
    pub(super) fn is_forgotten(&self) -> bool {
        self.forgotten
    }

    /// Puts a link or an id on the clipboard of the user's own machine (OSC 52).
    pub(super) fn copy(&mut self, text: &str) -> io::Result<()> {
        execute!(
            self.terminal.backend_mut(),
            CopyToClipboard::to_clipboard_from(text)
        )
    }

    /// Writes a bell or a notification: bytes that draw nothing.
    pub(super) fn call(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.terminal.backend_mut().write_all(bytes)?;
        Write::flush(self.terminal.backend_mut())
    }

    /// Shows a title, given as the bytes that do so; the one before comes back when the terminal is left.
    pub(super) fn title(&mut self, bytes: &[u8]) -> io::Result<()> {
        if !bytes.is_empty() && !TITLED.swap(true, Ordering::SeqCst) {
            self.call(KEEP_TITLE)?;
        }
        self.call(bytes)
    }

    /// Gives the terminal back for a while; [`Screen::resume`] takes it again.
    pub(super) fn suspend() {
        restore();
    }

    /// Takes the terminal again after [`Screen::suspend`].
    pub(super) fn resume(&mut self) -> io::Result<()> {
        std::mem::forget(Entered::new()?);
        self.forget()
    }

    /// Whether the terminal has gone away.
    pub(super) fn is_lost() -> bool {
        !io::stdin().is_terminal()
    }

    /// The size of the terminal.
    pub(super) fn size() -> Size {
        let (width, height) = crossterm::terminal::size().unwrap_or((80, 24));
        Size { width, height }
    }
}

/// How many columns the terminal has that the standard output is; `None` where it is none.
#[must_use]
pub fn columns() -> Option<u16> {
    let there = io::IsTerminal::is_terminal(&io::stdout());
    there.then(|| match crossterm::terminal::size() {
        Ok((width, _)) if width > 0 => width,
        _ => 80,
    })
}

impl Drop for Screen {
    fn drop(&mut self) {
        restore();
    }
}

/// Leaves every mode, if they are on. Goes on after a failure: a terminal that is half in order is
/// better than one that is not.
pub(super) fn restore() {
    if !ENTERED.swap(false, Ordering::SeqCst) {
        return;
    }
    let mut out = io::stdout();
    let _ = execute!(out, EndSynchronizedUpdate);
    if TITLED.swap(false, Ordering::SeqCst) {
        let _ = out.write_all(OWN_TITLE).and_then(|()| out.flush());
    }
    let _ = execute!(out, DisableFocusChange);
    let _ = execute!(out, DisableBracketedPaste);
    let _ = execute!(out, Show);
    let _ = execute!(out, LeaveAlternateScreen);
    let _ = disable_raw_mode();
}

/// Gives the shell its line discipline back without writing anything, which could wait for ever.
pub(super) fn leave_raw_mode() {
    let _ = disable_raw_mode();
}

/// The modes, on until it is dropped.
struct Entered;

impl Entered {
    fn new() -> io::Result<Self> {
        ENTERED.store(true, Ordering::SeqCst);
        let guard = Self;
        enable_raw_mode()?;
        let mut out = io::stdout();
        execute!(
            out,
            EnterAlternateScreen,
            Hide,
            EnableBracketedPaste,
            EnableFocusChange
        )?;
        Ok(guard)
    }
}

impl Drop for Entered {
    fn drop(&mut self) {
        restore();
    }
}
