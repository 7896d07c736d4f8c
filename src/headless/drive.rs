//! The loop of the commands without a screen.

use std::time::Duration;

use crate::model::time::Now;
use crate::runtime::{Clock, Signal, Signals, Unattended, Worker};
use crate::sync::{HeldBy, Input, Stage};
use crate::triage::{Desk, News};

use super::Error;
use super::patience::{Extent, Patience, Sight};
use super::progress::Progress;

pub use super::bounds::Reason;
pub(super) use super::bounds::{Bounds, Cut};

/// The clocks are looked at this often even if nothing is due: timers stand still while the machine sleeps. Also how
/// often somebody who waits for an answer is shown how far it is, and whether to go on is considered.
const LOOK_UP: Duration = Duration::from_secs(1);
/// The same of a command that goes on for ever.
const LOOK_UP_FOR_EVER: Duration = Duration::from_secs(5);
/// What is due at once is due after this: whatever is said to be due, a command that waits does not spin.
const BREATH: Duration = Duration::from_millis(5);

/// A desk, and those who work for it.
pub(super) struct Drive {
    pub(super) desk: Desk,
    worker: Worker,
    clock: Clock,
    signals: Signals,
    bounds: Bounds,
    sent: u32,
    patience: Patience,
    progress: Progress,
}

/// What a command makes of what happens.
#[derive(PartialEq, Eq, Debug)]
pub(super) enum Next {
    /// Go on.
    On,
    /// Go on, and ask again by then (on the monotonic clock) even if nothing happens.
    OnBy(Duration),
    /// All is known that was asked for.
    Done,
    /// It is no use to go on.
    GiveUp(Cut),
}

impl Drive {
    /// Everything at its place; nothing was asked yet.
    ///
    /// # Errors
    /// When signals cannot be listened to.
    pub(super) fn new(
        unattended: Unattended,
        bounds: Bounds,
        progress: Progress,
    ) -> Result<Self, Error> {
        let Unattended {
            desk,
            client,
            clock,
            ..
        } = unattended;
        let signals = Signals::listen().map_err(|source| Error::System {
            what: "signals cannot be listened to",
            source,
        })?;
        Ok(Self {
            desk,
            worker: Worker::new(client, clock),
            clock,
            signals,
            bounds,
            sent: 0,
            patience: Patience::default(),
            progress,
        })
    }

    /// How many requests were made.
    pub(super) fn requests(&self) -> u32 {
        self.sent
    }

    /// Goes on until `step` says that all is known, which is asked after everything that happened, or a bound is
    /// reached: what that was. `step` may look at what happened, in order.
    ///
    /// # Errors
    /// When a signal ended it, or `step` failed.
    pub(super) async fn until(
        &mut self,
        step: impl FnMut(&mut Desk, &[News]) -> Result<Next, Error>,
    ) -> Result<Option<Cut>, Error> {
        let ended = self.run(step).await;
        self.progress.clear();
        ended
    }

    async fn run(
        &mut self,
        mut step: impl FnMut(&mut Desk, &[News]) -> Result<Next, Error>,
    ) -> Result<Option<Cut>, Error> {
        self.take_in(Input::Timeout);
        loop {
            self.ask();
            let news = self.news();
            let by = match step(&mut self.desk, &news)? {
                Next::On => None,
                Next::OnBy(at) => Some(at),
                Next::Done => return Ok(None),
                Next::GiveUp(cut) => return Ok(Some(cut)),
            };
            if let Some(cut) = self.spent().or_else(|| self.cut()) {
                return Ok(Some(cut));
            }
            self.progress.show(&self.desk, self.sent);
            self.wait(by).await?;
        }
    }

    /// Sends what the desk wants to ask, as far as it may.
    fn ask(&mut self) {
        while self.may_ask()
            && let Some(request) = self.desk.poll_request()
        {
            self.sent += 1;
            self.patience.asks(&request, self.desk.now().mono);
            self.worker.fetch(request);
        }
    }

    fn may_ask(&self) -> bool {
        self.bounds.requests.is_none_or(|most| self.sent < most)
    }

    fn news(&mut self) -> Vec<News> {
        let news: Vec<_> = std::iter::from_fn(|| self.desk.poll_news()).collect();
        if news.contains(&News::Woke) {
            self.worker.reset_connections();
        }
        if news.iter().any(|one| matches!(one, News::Thread(_))) {
            self.patience.learns(self.desk.now().mono);
        }
        news
    }

    /// Whether it may not ask any more and has heard all there was to hear.
    fn spent(&self) -> Option<Cut> {
        let spent = !self.may_ask() && self.worker.is_idle() && self.desk.is_settled();
        spent.then(|| {
            let why = "all the requests that were allowed are made";
            Cut::new(Reason::MaxRequests, why)
        })
    }

    /// Whether it is no use to go on.
    fn cut(&mut self) -> Option<Cut> {
        // Who goes on for ever need not know.
        self.bounds.patience?;
        let now = self.desk.now();
        let engine = self.desk.engine();
        let knowledge = engine.knowledge(now);
        let held = engine.held_back();
        let ours = held.iter().filter(|held| held.by != HeldBy::Refused);
        let sight = Sight {
            now: now.mono,
            extent: Extent::of(&self.desk, &knowledge),
            loading: matches!(knowledge.stage(), Stage::Loading(_)),
            link: engine.link(),
            held_until: ours.map(|held| held.until).min(),
            asks_at: engine.next_deadline(),
        };
        self.patience.ends(&sight, &self.bounds)
    }

    /// Waits until something happens, at most until `by`, and takes it in.
    async fn wait(&mut self, by: Option<Duration>) -> Result<(), Error> {
        let now = self.clock.now().mono;
        let asks = self.desk.engine().next_deadline();
        let due = [
            asks.filter(|_| self.may_ask()),
            self.desk.next_change(),
            self.bounds.until,
            by,
        ];
        let look_up = match self.bounds.patience {
            Some(_) => LOOK_UP,
            None => LOOK_UP_FOR_EVER,
        };
        let due = due.into_iter().flatten().min().unwrap_or(Duration::MAX);
        let due = due.clamp(now + BREATH, now + look_up);
        tokio::select! {
            outcome = self.worker.next() => {
                let (id, outcome) = outcome.map_err(|error| Error::System {
                    what: "a request could not be made",
                    source: std::io::Error::other(error),
                })?;
                self.patience.hears(id, outcome.as_ref().err(), self.clock.now().mono);
                self.take_in(Input::Reply(id, outcome));
            }
            () = tokio::time::sleep_until(self.clock.instant(due)) => self.take_in(Input::Timeout),
            signal = self.signals.next() => match signal {
                Signal::Stop => {
                    self.progress.clear();
                    let stopped = self.signals.stop_until_resumed().await;
                    stopped.map_err(|source| Error::System { what: "cannot be stopped", source })?;
                }
                signal => return Err(Error::Signal(signal)),
            },
        }
        Ok(())
    }

    fn take_in(&mut self, input: Input) {
        let now: Now = self.clock.now();
        self.desk.handle(input, now);
    }
}
