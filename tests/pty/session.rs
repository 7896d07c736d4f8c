//! A program in a pseudo terminal: what it writes, what is on its screen, how it ends.
//!
//! One thread reads every byte into a terminal emulator, another waits for the process; tests wait for what they
//! want to see on a condition variable, never for time.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a broken harness should fail its test"
)]

use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, mpsc};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use portable_pty::{MasterPty, PtySize, SlavePty};
use rustix::process::{Pid, Signal, WaitOptions, kill_process, waitpid};
use vt100::{Parser, Screen};

use crate::clinic::Clinic;
use crate::launch::Launch;
use crate::view;

/// Longest wait for anything: far more than it takes on a busy machine.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);
/// Longest time from being told to end to being gone. The program aims at 200 ms; the rest is for busy machines.
const END_WITHIN: Duration = Duration::from_secs(2);
/// The first bytes of a frame.
const FRAME_BEGIN: &[u8] = b"\x1b[?2026h";
/// The last bytes of a frame.
const FRAME_END: &[u8] = b"\x1b[?2026l";

/// What became of the process.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Fate {
    /// It was stopped and can be continued.
    Stopped,
    /// It ended with this code.
    Exited(i32),
    /// This signal killed it.
    Killed(i32),
}

/// A running program.
pub(crate) struct Session {
    shared: Arc<Shared>,
    master: Option<Box<dyn MasterPty + Send>>,
    slave: Option<Box<dyn SlavePty + Send>>,
    reader: Option<JoinHandle<()>>,
    pid: Pid,
    fates: mpsc::Receiver<(Fate, Instant)>,
    ended: bool,
    modes_before: String,
}

struct Shared {
    state: Mutex<State>,
    changed: Condvar,
    writer: Mutex<Option<Box<dyn Write + Send>>>,
}

struct State {
    raw: Vec<u8>,
    /// Bytes of `raw` that the emulator has.
    shown: usize,
    parser: Parser<Queries>,
    /// The rows of every frame, without repetitions.
    frames: Vec<Vec<String>>,
    /// The reader is to stop at the next byte.
    hang_up: bool,
    /// The reader is to wait, at the next byte, as long as this is set.
    stalled: bool,
    closed: bool,
}

/// Questions of the program that a real terminal would answer.
#[derive(Default)]
struct Queries {
    answers: Vec<u8>,
}

impl vt100::Callbacks for Queries {
    fn unhandled_csi(
        &mut self,
        screen: &mut Screen,
        i1: Option<u8>,
        _: Option<u8>,
        params: &[&[u16]],
        c: char,
    ) {
        match (i1, c, params) {
            (None, 'n', [[6]]) => {
                let (row, column) = screen.cursor_position();
                let answer = format!("\x1b[{};{}R", row + 1, column + 1);
                self.answers.extend_from_slice(answer.as_bytes());
            }
            (None, 'c', _) => self.answers.extend_from_slice(b"\x1b[?1;2c"),
            _ => {}
        }
    }
}

impl Session {
    /// Starts a program in a terminal of its own.
    pub(crate) fn start(launch: Launch) -> Self {
        let pair = portable_pty::native_pty_system()
            .openpty(launch.size)
            .unwrap();
        let modes_before = modes(pair.master.as_ref());
        let (rows, columns) = cells(launch.size);
        let shared = Arc::new(Shared {
            state: Mutex::new(State {
                raw: Vec::new(),
                shown: 0,
                parser: Parser::new_with_callbacks(rows, columns, 1000, Queries::default()),
                frames: Vec::new(),
                hang_up: false,
                stalled: false,
                closed: false,
            }),
            changed: Condvar::new(),
            writer: Mutex::new(Some(pair.master.take_writer().unwrap())),
        });
        let source = pair.master.try_clone_reader().unwrap();
        let child = pair.slave.spawn_command(launch.command).unwrap();
        let id = i32::try_from(child.process_id().unwrap()).unwrap();
        let pid = Pid::from_raw(id).unwrap();
        let (tell, fates) = mpsc::channel();
        std::thread::spawn(move || wait_for_fates(pid, &tell));
        let reader = std::thread::spawn({
            let shared = Arc::clone(&shared);
            move || shared.read_all(source)
        });
        Self {
            shared,
            master: Some(pair.master),
            slave: Some(pair.slave),
            reader: Some(reader),
            pid,
            fates,
            ended: false,
            modes_before,
        }
    }

    /// Types these bytes.
    pub(crate) fn send(&self, keys: &str) {
        self.shared.write(keys.as_bytes());
    }

    /// Makes the terminal this many columns wide and rows high.
    pub(crate) fn resize(&self, columns: u16, rows: u16) {
        let size = PtySize {
            rows,
            cols: columns,
            ..PtySize::default()
        };
        let (rows, columns) = cells(size);
        self.shared.state().parser.set_size(rows, columns);
        self.master.as_ref().unwrap().resize(size).unwrap();
    }

    /// Waits until the screen is as wanted.
    pub(crate) fn wait_for(&self, what: &str, mut wanted: impl FnMut(&Screen) -> bool) {
        self.wait_within(PATIENCE, what, |state| wanted(state.parser.screen()));
    }

    /// Like [`Session::wait_for`] with an own limit; how long it took.
    pub(crate) fn answer_within(
        &self,
        limit: Duration,
        what: &str,
        mut wanted: impl FnMut(&Screen) -> bool,
    ) -> Duration {
        let begun = now();
        self.wait_within(limit, what, |state| wanted(state.parser.screen()));
        begun.elapsed()
    }

    /// Waits for the first whole screen of a current window.
    pub(crate) fn wait_until_live(&self) {
        self.wait_for("a live window", view::is_live);
    }

    /// Waits until every row is checked.
    pub(crate) fn wait_until_checked(&self) {
        self.wait_for("a live window without unchecked rows", |screen| {
            view::is_live(screen) && !view::shows(screen, "unchecked")
        });
    }

    /// Waits until all is loaded and drawn. The program must be one that polls every second.
    pub(crate) fn wait_until_settled(&self, clinic: &Clinic) {
        self.wait_until_checked();
        // Names of the staff and the like come last, and bursts are gathered for half a second.
        clinic.wait_for_requests(3);
    }

    /// Waits until a frame after the first `since` bytes is complete.
    pub(crate) fn wait_for_frame_after(&self, since: usize) {
        self.wait_within(PATIENCE, "another frame", |state| {
            let new = state.raw.get(since..).unwrap_or_default();
            new.windows(FRAME_END.len()).any(|end| end == FRAME_END)
        });
    }

    /// Looks at the screen as it is.
    pub(crate) fn look<T>(&self, look: impl FnOnce(&Screen) -> T) -> T {
        look(self.shared.state().parser.screen())
    }

    /// The rows of every frame so far.
    pub(crate) fn frames(&self) -> Vec<Vec<String>> {
        self.shared.state().frames.clone()
    }

    /// Every byte the program has written.
    pub(crate) fn raw(&self) -> Vec<u8> {
        self.shared.state().raw.clone()
    }

    /// Whether it wrote these bytes.
    pub(crate) fn wrote(&self, bytes: &[u8]) -> bool {
        contains(&self.shared.state().raw, bytes)
    }

    /// Waits until it wrote these bytes.
    pub(crate) fn wait_for_bytes(&self, what: &str, bytes: &[u8]) {
        self.wait_within(PATIENCE, what, |state| contains(&state.raw, bytes));
    }

    /// Whether the terminal's line discipline is as it was before the program.
    pub(crate) fn has_modes_of_before(&self) -> bool {
        modes(self.master.as_deref().unwrap()) == self.modes_before
    }

    /// The program's process.
    pub(crate) fn pid(&self) -> Pid {
        self.pid
    }

    /// Sends a signal to the program.
    pub(crate) fn signal(&self, signal: Signal) {
        kill_process(self.pid, signal).unwrap();
    }

    /// Writes something onto the screen that the program knows nothing of.
    pub(crate) fn spoil(&self, text: &str) {
        self.shared.state().parser.process(text.as_bytes());
    }

    /// Makes the terminal stand still, or go on: it takes no more than its buffer holds.
    pub(crate) fn stall(&self, stalled: bool) {
        self.shared.state().stalled = stalled;
        self.shared.changed.notify_all();
    }

    /// Takes the terminal away, as if its window were closed.
    pub(crate) fn hang_up(&mut self) {
        self.shared.state().hang_up = true;
        // The reader holds the terminal until it reads something; a question or its end is one short write, so
        // that the program has nothing left to write when the terminal goes.
        self.send("q");
        self.reader.take().unwrap().join().unwrap();
        *self.shared.lock_writer() = None;
        self.slave = None;
        self.master = None;
    }

    /// Waits until the program is stopped.
    pub(crate) fn wait_until_stopped(&mut self) {
        let (fate, _) = self.next_fate();
        assert_eq!(fate, Fate::Stopped);
    }

    /// Waits for the end, however long it takes.
    pub(crate) fn wait_for_end(&mut self) -> Fate {
        let (fate, _) = self.next_fate();
        self.finish();
        fate
    }

    /// Waits for the end after telling the program to end; prints how long it took.
    pub(crate) fn end_by(&mut self, what: &str, tell: impl FnOnce(&mut Self)) -> Fate {
        let told = now();
        tell(self);
        let (fate, at) = self.next_fate();
        self.stall(false);
        let took = at.saturating_duration_since(told);
        note(&format!("{what}: gone after {took:?}"));
        assert!(took < END_WITHIN, "{what}: gone only after {took:?}");
        self.finish();
        fate
    }

    /// Lets the reader read the rest.
    fn finish(&mut self) {
        // While we hold the other side, the reader waits for more.
        self.slave = None;
        if let Some(reader) = self.reader.take() {
            reader.join().unwrap();
        }
    }

    fn next_fate(&mut self) -> (Fate, Instant) {
        let Ok((fate, at)) = self.fates.recv_timeout(PATIENCE) else {
            panic!("the program goes on and on\n{}", self.picture());
        };
        self.ended |= fate != Fate::Stopped;
        (fate, at)
    }

    fn wait_within(&self, limit: Duration, what: &str, mut wanted: impl FnMut(&State) -> bool) {
        let deadline = now() + limit;
        let mut state = self.shared.state();
        while !wanted(&state) {
            let left = deadline.saturating_duration_since(now());
            if left.is_zero() || state.closed {
                drop(state);
                panic!("waited in vain for {what}\n{}", self.picture());
            }
            state = self
                .shared
                .changed
                .wait_timeout(state, left)
                .unwrap_or_else(PoisonError::into_inner)
                .0;
        }
    }

    fn picture(&self) -> String {
        self.look(view::rows).join("\n")
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        if !self.ended {
            // A failed test must not leave it behind.
            let _ = kill_process(self.pid, Signal::KILL);
        }
    }
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn lock_writer(&self) -> MutexGuard<'_, Option<Box<dyn Write + Send>>> {
        self.writer.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self, bytes: &[u8]) {
        let mut writer = self.lock_writer();
        let writer = writer.as_mut().unwrap();
        writer
            .write_all(bytes)
            .and_then(|()| writer.flush())
            .unwrap();
    }

    fn read_all(&self, mut source: Box<dyn Read + Send>) {
        let mut buffer = vec![0; 64 * 1024];
        loop {
            let read = source.read(&mut buffer).unwrap_or(0);
            let state = self.state();
            let going_on = self.changed.wait_while(state, |state| state.stalled);
            let mut state = going_on.unwrap_or_else(PoisonError::into_inner);
            state.take(buffer.get(..read).unwrap_or_default());
            state.closed = read == 0 || state.hang_up;
            let answers = std::mem::take(&mut state.parser.callbacks_mut().answers);
            let closed = state.closed;
            drop(state);
            self.changed.notify_all();
            if !answers.is_empty() {
                self.write(&answers);
            }
            if closed {
                return;
            }
        }
    }
}

impl State {
    /// Takes in what was read, and keeps the picture at the end of every frame.
    fn take(&mut self, bytes: &[u8]) {
        self.raw.extend_from_slice(bytes);
        loop {
            let new = self.raw.get(self.shown..).unwrap_or_default();
            let frame_end = new
                .windows(FRAME_END.len())
                .position(|end| end == FRAME_END);
            let Some(at) = frame_end else { break };
            let through = at + FRAME_END.len();
            self.parser.process(new.get(..through).unwrap_or_default());
            self.shown += through;
            let rows = view::rows(self.parser.screen());
            if self.frames.last() != Some(&rows) {
                self.frames.push(rows);
            }
        }
        // The beginning of a frame waits for its end, as in a terminal.
        let rest = self.raw.get(self.shown..).unwrap_or_default();
        let whole = rest.len() - unfinished(rest);
        let rest = rest.get(..whole).unwrap_or_default();
        if !rest
            .windows(FRAME_BEGIN.len())
            .any(|begin| begin == FRAME_BEGIN)
        {
            self.parser.process(rest);
            self.shown += whole;
        }
    }
}

/// How many bytes at the end are a control sequence that is cut off.
fn unfinished(bytes: &[u8]) -> usize {
    let Some(begin) = bytes.iter().rposition(|byte| *byte == 0x1b) else {
        return 0;
    };
    let sequence = bytes.get(begin..).unwrap_or_default();
    let ended = sequence
        .iter()
        .skip(2)
        .any(|byte| (0x40..=0x7e).contains(byte));
    if ended { 0 } else { sequence.len() }
}

fn wait_for_fates(pid: Pid, tell: &mpsc::Sender<(Fate, Instant)>) {
    while let Ok(Some((_, status))) = waitpid(Some(pid), WaitOptions::UNTRACED) {
        let fate = match (status.exit_status(), status.terminating_signal()) {
            (Some(code), _) => Fate::Exited(code),
            (None, Some(signal)) => Fate::Killed(signal),
            (None, None) => Fate::Stopped,
        };
        // A test that does not ask any more has ended.
        let _ = tell.send((fate, now()));
        if fate != Fate::Stopped {
            return;
        }
    }
}

fn contains(all: &[u8], bytes: &[u8]) -> bool {
    all.windows(bytes.len()).any(|part| part == bytes)
}

fn modes(master: &dyn MasterPty) -> String {
    format!("{:?}", master.get_termios().unwrap())
}

fn cells(size: PtySize) -> (NonZeroU16, NonZeroU16) {
    let cells = |number| NonZeroU16::new(number).unwrap();
    (cells(size.rows), cells(size.cols))
}

/// Prints a time that was measured; seen with `--nocapture`.
#[expect(clippy::print_stderr, reason = "the test program captures it")]
pub(crate) fn note(words: &str) {
    eprintln!("{words}");
}

/// The time, to measure how long something takes.
#[expect(clippy::disallowed_methods, reason = "limits of waiting in tests")]
pub(crate) fn now() -> Instant {
    Instant::now()
}
