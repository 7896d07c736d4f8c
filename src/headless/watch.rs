//! The command `watch`: what happens, a line of JSON each, for as long as somebody reads them.
//!
//! It goes on through whatever fails, and says so in the lines; only a refused token ends it. What is told, and in which
//! order, is for [`crate::report::watch`] to say.
mod exec;
mod marks;

use std::time::Duration;

use crate::cli::{ExitCode, Speech, Watch};
use crate::config::Origin;
use crate::model::time::Timestamp;
use crate::report;
use crate::report::watch::{Event, Since, Wanted, Watcher, What};
use crate::runtime::{Clock, asked, prepare_unattended};
use crate::sync::Link;
use crate::triage::Desk;

use super::drive::{Bounds, Cut, Drive, Next, Reason};
use super::gather::filter;
use super::output::Reader;
use super::progress::Progress;
use super::{Context, Error, output, words};

use exec::Exec;
use marks::Marks;

/// `--since` may be this far ahead of our clock: clocks differ.
const AHEAD_MAX: Duration = Duration::from_secs(60);
/// It goes on for ever.
const UNBOUNDED: Bounds = Bounds {
    requests: None,
    until: None,
    patience: None,
};

/// Runs it.
pub(super) async fn run(flags: &Watch, context: &Context<'_>) -> Result<ExitCode, Error> {
    if context.config.origins.of("view") == Origin::Option {
        let why = "--view: watch tells of everything; say --filter for less";
        return Err(Error::Usage(why.to_owned()));
    }
    let start = Clock::start().now().wall;
    let since = since(flags.since.as_deref(), start)?;
    let filter = filter(asked(context.config)?.zone, flags.filter.as_deref())?;
    let mut window = Duration::ZERO;
    let mut unattended = prepare_unattended(context.config, context.ledger, |settings| {
        settings.tells_items = Some(since.reads_back_to(start));
        window = settings.window;
    })?;
    within(since, start, window)?;
    if let Some(notice) = &unattended.notice {
        output::say(flags.speech, notice);
    }
    let wanted = Wanted {
        since,
        filter,
        words: words(flags.include_text),
    };
    let mut watcher = Watcher::new(wanted, unattended.desk.now());
    let marks = unattended.ledger.take().map(Marks::follow).transpose()?;
    let mut teller = Teller::new(flags)?;
    // A line that says how far it is would stand between those that are printed.
    let speech = Speech {
        no_progress: true,
        ..flags.speech
    };
    let mut drive = Drive::new(unattended, UNBOUNDED, Progress::new(speech))?;
    let ended = drive
        .until(|desk, news| {
            if teller.tell(&watcher.take_in(desk, news))? == Next::Done {
                return Ok(Next::Done);
            }
            if teller.tell(&seen_elsewhere(desk, marks.as_ref(), &mut watcher))? == Next::Done {
                return Ok(Next::Done);
            }
            refused(desk)?;
            let due = watcher.next_deadline(desk);
            Ok(due.map_or(Next::On, Next::OnBy))
        })
        .await;
    if ended.is_err() {
        // What was found is told, whatever ended it.
        teller.tell(&watcher.finish(&drive.desk))?;
    }
    if let Some(cut) = ended? {
        return Err(cut.into());
    }
    teller.finish().await?;
    Ok(ExitCode::Success)
}

/// What marks of another running copy change.
fn seen_elsewhere(desk: &mut Desk, marks: Option<&Marks>, watcher: &mut Watcher) -> Vec<Event> {
    let seen = marks.map(Marks::take).unwrap_or_default();
    if seen.is_empty() {
        return Vec::new();
    }
    desk.merge_marks(seen);
    let mut news = Vec::new();
    while let Some(one) = desk.poll_news() {
        news.push(one);
    }
    watcher.take_in(desk, &news)
}

/// A token that was refused stays refused.
fn refused(desk: &Desk) -> Result<(), Error> {
    match desk.engine().link() {
        Link::Denied(_, problem) => Err(Error::from(Cut {
            reason: Reason::Auth,
            why: problem.message.clone(),
        })),
        _ => Ok(()),
    }
}

/// Where the events go.
struct Teller {
    exec: Option<Exec>,
    ends_with_first: bool,
}

impl Teller {
    fn new(flags: &Watch) -> Result<Self, Error> {
        let command = flags.exec.clone();
        let exec = command.map(|command| Exec::start(command, flags.speech));
        Ok(Self {
            exec: exec.transpose()?,
            ends_with_first: flags.exit_on_first,
        })
    }

    /// Prints them one after the other, and gives them to the command.
    fn tell(&mut self, events: &[Event]) -> Result<Next, Error> {
        for event in events {
            let line = report::to_json(event);
            if output::line(&line)? == Reader::Gone {
                return Ok(Next::Done);
            }
            if let Some(exec) = &mut self.exec {
                exec.call(event.name(), line);
            }
            if self.ends_with_first && matches!(event.what, What::Inbound { .. }) {
                return Ok(Next::Done);
            }
        }
        Ok(Next::On)
    }

    /// Waits for the command to come to its end.
    async fn finish(self) -> Result<(), Error> {
        match self.exec {
            Some(exec) => exec.finish().await,
            None => Ok(()),
        }
    }
}

/// What `--since` means: a time, or how long ago.
fn since(text: Option<&str>, now: Timestamp) -> Result<Since, Error> {
    let Some(text) = text else {
        return Ok(Since::Start);
    };
    if let Some(at) = Timestamp::parse(text) {
        let ahead = at > now.plus(AHEAD_MAX);
        let future = || Error::Usage("--since: that is in the future".to_owned());
        return if ahead {
            Err(future())
        } else {
            Ok(Since::At(at))
        };
    }
    let length = humantime::parse_duration(text);
    length.map(Since::Ago).map_err(|_| {
        let words =
            "--since: neither a time such as 2026-11-23T08:00:00Z nor how long ago, such as 2h";
        Error::Usage(words.to_owned())
    })
}

/// Nothing is known of what was before the window.
fn within(since: Since, start: Timestamp, window: Duration) -> Result<(), Error> {
    let ago = match since {
        Since::Start => Duration::ZERO,
        Since::At(at) => start.since(at),
        Since::Ago(ago) => ago,
    };
    if ago <= window {
        return Ok(());
    }
    let window = humantime::format_duration(window);
    let words = format!("--since: that is before the window, which is of {window} (--window)");
    Err(Error::Usage(words))
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: Duration = Duration::from_secs(24 * 3600);

    fn noon() -> Timestamp {
        Timestamp::parse("2026-11-23T12:00:00Z").unwrap()
    }

    #[test]
    fn since_is_a_time_or_an_age() {
        let read = |text| since(Some(text), noon()).map_err(|error| error.to_string());
        let eight = Timestamp::parse("2026-11-23T08:00:00Z").unwrap();
        assert_eq!(read("2026-11-23T03:00:00-05:00"), Ok(Since::At(eight)));
        assert_eq!(read("2h"), Ok(Since::Ago(DAY / 12)));
        assert!(read("2026-11-23T12:00:30Z").is_ok(), "clocks differ");
        assert!(read("2026-11-23T12:02:00Z").is_err());
        assert!(read("yesterday").is_err());
        assert_eq!(since(None, noon()).ok(), Some(Since::Start));
    }

    #[test]
    fn since_lies_in_the_window() {
        let fits = |since| within(since, noon(), DAY * 7).is_ok();
        assert!(fits(Since::Ago(DAY * 7)) && !fits(Since::Ago(DAY * 8)));
        assert!(fits(Since::At(noon().minus(DAY))) && !fits(Since::At(noon().minus(DAY * 8))));
    }
}
