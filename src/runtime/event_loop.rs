//! The one loop: events in, commands out, a frame when something changed.
//!
//! Nothing in here waits for the network or the disk. What is ready is taken in together, up to a bound, so
//! that a burst costs one frame and a flood of one kind cannot keep the others out.

use std::collections::VecDeque;
use std::io;
use std::path::PathBuf;
use std::time::Duration;

use secrecy::ExposeSecret;
use tokio::sync::mpsc;

use crate::api::Token;
use crate::app::command::Command;
use crate::app::event::Event;
use crate::app::{App, update};

use super::clock::Clock;
use super::input::{Input, Lost};
use super::ledger::Ledger;
use super::notifier::{self, Hook, Notifier};
use super::setup::Session;
use super::signals::{Signal, Signals};
use super::terminal::Screen;
use super::worker::Worker;
use super::{desktop, panics};

/// Frames are at least this far apart.
const FRAME: Duration = Duration::from_millis(16);
/// Most events taken in before the screen gets its turn.
const BATCH: usize = 64;
/// The clocks are looked at this often even if nothing is due: timers stand still while the machine
/// sleeps, and that it slept must not go unnoticed.
const LOOK_UP: Duration = Duration::from_secs(5);
/// Events of the ledger and the hook that wait for the loop.
const THREAD_EVENTS: usize = 16;

/// Why the loop ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ended {
    /// The user quit.
    Quit,
    /// A signal said so.
    Signal(Signal),
    /// The terminal is gone.
    TerminalLost,
    /// A task panicked; its report is kept for the shell.
    Panicked,
}

/// Shows the inbox until something ends it. The terminal is in order when this returns.
///
/// # Errors
///
/// When the terminal cannot be used, or threads or signal handlers cannot be had.
pub async fn run(session: Session) -> io::Result<Ended> {
    let Session {
        app,
        client,
        store,
        theme,
        clock,
        token_file,
        notify,
        hook,
    } = session;
    let (thread_events, from_threads) = mpsc::channel(THREAD_EVENTS);
    let shell = Shell {
        signals: Signals::listen()?,
        ledger: store
            .map(|store| Ledger::start(store, thread_events.clone()))
            .transpose()?,
        hook: hook
            .map(|command| Hook::start(command, thread_events))
            .transpose()?,
        from_threads,
        notifier: Notifier::new(notify, &|name| std::env::var_os(name)),
        worker: Worker::new(client, clock),
        token_file,
        clock,
        screen: Screen::enter()?,
        input: Input::start()?,
        next_frame: Duration::ZERO,
        own: VecDeque::new(),
    };
    // With all of the state in it, too large for the stack of whoever waits for it.
    Box::pin(shell.run(app, &theme)).await
}

struct Shell {
    screen: Screen,
    input: Input,
    signals: Signals,
    worker: Worker,
    ledger: Option<Ledger>,
    hook: Option<Hook>,
    /// What ledger and hook have to say.
    from_threads: mpsc::Receiver<Event>,
    notifier: Notifier,
    /// Where the token came from, if that was a file.
    token_file: Option<PathBuf>,
    clock: Clock,
    next_frame: Duration,
    /// Events that carrying out commands gave rise to.
    own: VecDeque<Event>,
}

/// What one wait brought.
enum Woken {
    Event(Event),
    Nothing,
    Signal(Signal),
    Ended(Ended),
}

impl Shell {
    async fn run(mut self, mut app: App, theme: &crate::ui::Theme) -> io::Result<Ended> {
        let ended = self.until_ended(&mut app, theme).await;
        // The terminal first: whatever is slow must not keep the user from their shell.
        drop(self.screen);
        // Nobody listens any more, so it must not wait to be heard.
        self.from_threads.close();
        // Also after an error: what was seen on a terminal that is gone was seen.
        if let Some(ledger) = self.ledger.take() {
            ledger.finish();
        }
        ended
    }

    async fn until_ended(&mut self, app: &mut App, theme: &crate::ui::Theme) -> io::Result<Ended> {
        let mut dirty = false;
        let mut woken = Woken::Event(Event::Resize(Screen::size()));
        loop {
            let first = match woken {
                Woken::Ended(ended) => return Ok(ended),
                Woken::Signal(Signal::Stop) => {
                    self.suspend().await?;
                    Event::Resumed
                }
                Woken::Signal(signal) => return Ok(Ended::Signal(signal)),
                // A terminal can go without a word: its shell may keep the hangup to itself.
                Woken::Nothing if Screen::is_lost() => return Ok(Ended::TerminalLost),
                Woken::Nothing => Event::Tick,
                Woken::Event(event) => event,
            };
            if let Some(ended) = self.take_in(app, first).await? {
                return Ok(ended);
            }
            dirty |= app.take_dirty() | self.screen.is_forgotten();
            let now = self.clock.now().mono;
            if dirty && now >= self.next_frame {
                self.screen
                    .draw(|frame| crate::ui::draw(frame, app, theme))?;
                self.next_frame = now + FRAME;
                dirty = false;
            }
            woken = self.wait(app, dirty).await;
        }
    }

    /// Takes in an event and what else is ready, and does what comes of it.
    async fn take_in(&mut self, app: &mut App, first: Event) -> io::Result<Option<Ended>> {
        let mut event = first;
        for taken in 1.. {
            for command in update(app, event, self.clock.now()) {
                if let Some(ended) = self.execute(command).await? {
                    return Ok(Some(ended));
                }
            }
            // Asked only while there is room, or for events of our own, which nothing would wake us for: an
            // event that was taken out must be taken in.
            let more = taken < BATCH || !self.own.is_empty();
            let ready = if more { self.ready() } else { None };
            event = match ready {
                Some(Ok(event)) => event,
                Some(Err(ended)) => return Ok(Some(ended)),
                None => break,
            };
        }
        Ok(None)
    }

    /// An event that is there already: our own, then keys.
    fn ready(&mut self) -> Option<Result<Event, Ended>> {
        if let Some(event) = self.own.pop_front() {
            return Some(Ok(event));
        }
        if let Some(event) = self.input.try_next() {
            return Some(match event {
                Ok(event) => Ok(event.unwrap_or(Event::Tick)),
                Err(Lost) => Err(Ended::TerminalLost),
            });
        }
        if let Some(outcome) = self.worker.try_next() {
            return Some(match outcome {
                Ok((id, outcome)) => Ok(Event::Reply(id, outcome)),
                Err(_) => Err(Ended::Panicked),
            });
        }
        self.from_threads.try_recv().ok().map(Ok)
    }

    async fn wait(&mut self, app: &App, dirty: bool) -> Woken {
        let now = self.clock.now().mono;
        let frame = dirty.then_some(self.next_frame);
        let deadline = [app.next_deadline(), frame, Some(now + LOOK_UP)]
            .into_iter()
            .flatten()
            .min();
        let deadline = self.clock.instant(deadline.unwrap_or(now + LOOK_UP));
        tokio::select! {
            biased;
            () = panics::happened() => Woken::Ended(Ended::Panicked),
            signal = self.signals.next() => Woken::Signal(signal),
            event = self.input.next() => match event {
                Ok(event) => event.map_or(Woken::Nothing, Woken::Event),
                Err(Lost) => Woken::Ended(Ended::TerminalLost),
            },
            outcome = self.worker.next() => match outcome {
                Ok((id, outcome)) => Woken::Event(Event::Reply(id, outcome)),
                Err(_) => Woken::Ended(Ended::Panicked),
            },
            Some(event) = self.from_threads.recv() => Woken::Event(event),
            () = tokio::time::sleep_until(deadline) => Woken::Nothing,
        }
    }

    async fn execute(&mut self, command: Command) -> io::Result<Option<Ended>> {
        match command {
            Command::Fetch(request) => self.worker.fetch(request),
            Command::RenewToken => self.renew_token(),
            Command::ResetConnections => self.worker.reset_connections(),
            Command::SaveMarks(marks) => {
                if let Some(ledger) = &self.ledger {
                    ledger.save(marks);
                }
            }
            Command::OpenUrl(url) => {
                if let Err(words) = desktop::open(&url) {
                    self.complain(&words);
                }
            }
            Command::Copy(text) => self.screen.copy(&text)?,
            Command::Ring => self.screen.call(notifier::BELL)?,
            Command::Notify(notification) => {
                self.screen
                    .call(&self.notifier.notification(&notification))?;
            }
            Command::Hook(call) => {
                if let Some(hook) = &self.hook {
                    hook.call(call);
                }
            }
            Command::Title(title) => self.screen.title(&self.notifier.title(&title))?,
            Command::Repaint => self.screen.forget()?,
            Command::Suspend => {
                self.suspend().await?;
                self.own.push_back(Event::Resumed);
            }
            Command::Quit => return Ok(Some(Ended::Quit)),
        }
        Ok(None)
    }

    /// Reads the token file again. A token from the environment stays the same until the next start, and a
    /// command may ask for a passphrase, which has no place in the middle of a screen.
    fn renew_token(&mut self) {
        let Some(path) = &self.token_file else {
            self.complain("the token is read at the start: correct it and start again");
            return;
        };
        let token = crate::config::read_token_file(path).map_err(|error| error.to_string());
        let renewed = token.and_then(|secret| {
            let token = Token::parse(secret.expose_secret()).map_err(|error| error.to_string())?;
            self.worker
                .set_token(&token)
                .map_err(|error| error.to_string())
        });
        if let Err(words) = renewed {
            self.complain(&words);
        }
    }

    /// Tells the user of something that failed outside.
    fn complain(&mut self, words: &str) {
        self.own.push_back(Event::Trouble(words.to_owned()));
    }

    /// Gives the terminal back to the shell until the program is continued.
    async fn suspend(&mut self) -> io::Result<()> {
        Screen::suspend();
        self.signals.stop_until_resumed().await?;
        self.screen.resume()
    }
}
