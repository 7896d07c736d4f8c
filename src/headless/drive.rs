//! The loop of the commands without a screen.

use std::time::Duration;

use crate::cli::{ExitCode, Limits};
use crate::model::text::CleanText;
use crate::model::time::Now;
use crate::runtime::{Clock, Signal, Signals, Unattended, Worker};
use crate::sync::{FailureKind, Input, Link, Problem};
use crate::triage::{Desk, News};

use super::Error;
use super::progress::Progress;

/// While nothing works a command does not go on for longer than this.
const PATIENCE: Duration = Duration::from_secs(15);
/// The clocks are looked at this often even if nothing is due: timers stand still while the machine sleeps.
const LOOK_UP: Duration = Duration::from_secs(5);

/// What kept a command from coming to its end.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reason {
    /// The token was refused.
    Auth,
    /// The server could not be reached, or answered with errors.
    Network,
    /// The request limits of the organization are used up.
    Budget,
    /// Answers could not be understood.
    NotUnderstood,
    /// `--max-requests`.
    MaxRequests,
    /// `--max-time`.
    MaxTime,
}

impl Reason {
    /// The exit code where there is no answer at all.
    #[must_use]
    pub const fn exit_code(self) -> ExitCode {
        match self {
            Self::Auth => ExitCode::Auth,
            Self::Network | Self::MaxTime => ExitCode::Network,
            Self::Budget | Self::MaxRequests => ExitCode::Budget,
            Self::NotUnderstood => ExitCode::NotUnderstood,
        }
    }

    /// Its name in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Auth => "auth",
            Self::Network => "network",
            Self::Budget => "budget",
            Self::NotUnderstood => "not-understood",
            Self::MaxRequests => "max-requests",
            Self::MaxTime => "max-time",
        }
    }
}

/// Why a command ended before its time.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Cut {
    /// Why.
    pub(super) reason: Reason,
    /// The same in words.
    pub(super) why: CleanText,
}

impl From<Cut> for Error {
    fn from(cut: Cut) -> Self {
        Self::NoAnswer {
            reason: cut.reason,
            why: cut.why.as_str().to_owned(),
        }
    }
}

/// How far a command may go.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bounds {
    /// Most requests.
    pub(super) requests: Option<u32>,
    /// Until when, on the monotonic clock, which begins with the command.
    pub(super) until: Option<Duration>,
    /// How long it goes on while nothing works; `None` = for ever.
    pub(super) patience: Option<Duration>,
}

impl Bounds {
    /// Those of a command that gives one answer.
    pub(super) fn of(limits: &Limits) -> Self {
        Self {
            requests: limits.max_requests,
            until: Some(limits.max_time.0),
            patience: Some(PATIENCE),
        }
    }
}

/// A desk, and those who work for it.
pub(super) struct Drive {
    pub(super) desk: Desk,
    worker: Worker,
    clock: Clock,
    signals: Signals,
    bounds: Bounds,
    sent: u32,
    /// Since when calls fail, all of them.
    failing_since: Option<Duration>,
    /// Why the last call that failed did.
    last_failure: Option<FailureKind>,
    progress: Progress,
}

/// What a command makes of what happens.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Next {
    /// Go on.
    On,
    /// Go on, and ask again by then (on the monotonic clock) even if nothing happens.
    OnBy(Duration),
    /// All is known that was asked for.
    Done,
}

impl Drive {
    /// Everything at its place; nothing was asked yet.
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
            failing_since: None,
            last_failure: None,
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
    /// When a signal ended it.
    pub(super) async fn until(
        &mut self,
        mut step: impl FnMut(&mut Desk, &[News]) -> Result<Next, Error>,
    ) -> Result<Option<Cut>, Error> {
        self.desk.handle(Input::Timeout, self.clock.now());
        loop {
            let cut = self.ask();
            let mut news = Vec::new();
            while let Some(one) = self.desk.poll_news() {
                if one == News::Woke {
                    self.worker.reset_connections();
                }
                news.push(one);
            }
            let next = step(&mut self.desk, &news)?;
            self.progress.show(&self.desk, self.sent);
            if matches!(next, Next::Done) {
                self.progress.clear();
                return Ok(None);
            }
            if let Some(cut) = cut.or_else(|| self.cut()) {
                self.progress.clear();
                return Ok(Some(cut));
            }
            let by = match next {
                Next::OnBy(at) => Some(at),
                Next::On | Next::Done => None,
            };
            self.wait(by).await?;
        }
    }

    /// Sends what the desk wants to ask. What it wanted to ask when it may not any more.
    fn ask(&mut self) -> Option<Cut> {
        loop {
            if self.bounds.requests.is_some_and(|most| self.sent >= most) {
                let due = self.desk.engine().next_deadline();
                let idle = self.worker.is_idle();
                let wants = idle && due.is_some_and(|due| due <= self.desk.now().mono);
                return wants.then(|| Cut {
                    reason: Reason::MaxRequests,
                    why: CleanText::line("all the requests that were allowed are made"),
                });
            }
            let request = self.desk.poll_request()?;
            self.sent += 1;
            self.worker.fetch(request);
        }
    }

    /// Whether it is no use to go on.
    fn cut(&mut self) -> Option<Cut> {
        let now = self.desk.now().mono;
        let link = self.desk.engine().link();
        if matches!(link, Link::Up | Link::Connecting) {
            self.failing_since = None;
        } else {
            self.failing_since.get_or_insert(now);
        }
        let patience = self.bounds.patience?;
        let end = self.bounds.until.unwrap_or(Duration::MAX);
        let failed_for = now.saturating_sub(self.failing_since.unwrap_or(now));
        let cut = |reason, problem: &Problem| {
            Some(Cut {
                reason,
                why: problem.message.clone(),
            })
        };
        match link {
            Link::Denied(_, problem) => cut(Reason::Auth, problem),
            Link::Exhausted(problem)
                if now >= end || problem.next_try.is_some_and(|at| at >= end) =>
            {
                cut(Reason::Budget, problem)
            }
            Link::Trouble(problem) if now >= end || failed_for >= patience => {
                let unreadable = self.last_failure == Some(FailureKind::Unreadable);
                let reason = if unreadable {
                    Reason::NotUnderstood
                } else {
                    Reason::Network
                };
                cut(reason, problem)
            }
            _ if now >= end => Some(Cut {
                reason: Reason::MaxTime,
                why: CleanText::line("the time is up"),
            }),
            _ => None,
        }
    }

    /// Waits until something happens, at most until `by`, and takes it in.
    async fn wait(&mut self, by: Option<Duration>) -> Result<(), Error> {
        let now = self.clock.now().mono;
        let failing = self
            .failing_since
            .zip(self.bounds.patience)
            .map(|(since, patience)| since + patience);
        let due = [self.desk.next_deadline(), self.bounds.until, failing, by]
            .into_iter()
            .flatten()
            .filter(|at| *at > now)
            .chain([now + LOOK_UP])
            .min()
            .unwrap_or(now);
        let at_once = self.desk.next_deadline().is_some_and(|due| due <= now)
            && self.bounds.requests.is_none_or(|most| self.sent < most);
        let at_once = at_once || by.is_some_and(|by| by <= now);
        let due = if at_once { now } else { due };
        tokio::select! {
            outcome = self.worker.next() => {
                let (id, outcome) = outcome.map_err(|error| Error::System {
                    what: "a request could not be made",
                    source: std::io::Error::other(error),
                })?;
                if let Err(failure) = &outcome {
                    self.last_failure = Some(failure.kind);
                }
                self.take_in(Input::Reply(id, outcome));
            }
            () = tokio::time::sleep_until(self.clock.instant(due)) => self.take_in(Input::Timeout),
            signal = self.signals.next() => match signal {
                Signal::Stop => {
                    let stopped = self.signals.stop_until_resumed().await;
                    stopped.map_err(|source| Error::System { what: "cannot be stopped", source })?;
                }
                signal => {
                    self.progress.clear();
                    return Err(Error::Signal(signal));
                }
            },
        }
        Ok(())
    }

    fn take_in(&mut self, input: Input) {
        let now: Now = self.clock.now();
        self.desk.handle(input, now);
    }
}
