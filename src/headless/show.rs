//! The command `show`.

use std::time::Duration;

use crate::cli::{ExitCode, Show, ShowFormat};
use crate::model::id::ConversationId;
use crate::model::time::Timestamp;
use crate::report;
use crate::report::show::text::Layout;
use crate::report::show::{self, Asked, Reach};
use crate::runtime::{columns, prepare_unattended};
use crate::sync::{Input, Notice, Scope, Slot, Watch};
use crate::triage::{Desk, News};

use super::drive::{Bounds, Cut, Drive, Next};
use super::progress::Progress;
use super::{Context, Error, output, words};

/// A message that is announced but not shown yet is waited for no longer than this once all else is known: lists and
/// items are eventually consistent.
const SETTLES_WITHIN: Duration = Duration::from_secs(10);
/// The name of the member it is assigned to, no longer than this.
const NAMES_WITHIN: Duration = Duration::from_secs(3);

/// Runs it.
pub(super) async fn run(flags: &Show, context: &Context<'_>) -> Result<ExitCode, Error> {
    let id = parse(&flags.id)?;
    let limit = usize::from(flags.limit);
    let unattended = prepare_unattended(context.config, context.ledger, |settings| {
        settings.scope = Scope::One;
    })?;
    if let Some(notice) = &unattended.notice {
        output::say(flags.speech, notice);
    }
    let progress = Progress::new(flags.speech);
    let mut drive = Drive::new(unattended, Bounds::of(&flags.limits), progress)?;
    let now = drive.desk.now();
    drive.desk.handle(Input::Find(id.clone()), now);
    let mut reading = Reading::new(id, limit);
    let cut = drive
        .until(|desk, news| Ok(reading.step(desk, news)))
        .await?;
    let found = reading.found(&drive.desk).filter(|_| !reading.missing);
    let asked = Asked {
        limit,
        words: words(flags.include_text),
        began: reading.began,
        ended_by: cut.as_ref().map(|cut| cut.reason.name()),
        requests: drive.requests(),
    };
    let record = found.and_then(|slot| Some((slot, report::Show::of(&drive.desk, slot, asked)?)));
    let Some((slot, record)) = record else {
        // Without a reason to have ended early, it is not there.
        let cut = cut.filter(|_| !reading.missing);
        return Err(cut.map_or(Error::NoSuchConversation, Error::from));
    };
    print(flags, &drive.desk, slot, &record)?;
    Ok(ended(flags, &record, cut.as_ref()))
}

/// An id, looked at before anybody is asked.
fn parse(text: &str) -> Result<ConversationId, Error> {
    let id = ConversationId::parse(text).filter(|id| !matches!(id.as_str(), "." | ".."));
    id.ok_or_else(|| {
        Error::Usage(
            "that is no id of a conversation: list --format ids prints those there are".to_owned(),
        )
    })
}

fn print(flags: &Show, desk: &Desk, slot: Slot, record: &report::Show) -> Result<(), Error> {
    if flags.format == ShowFormat::Json {
        return output::line(&report::to_json(record)).map(|_| ());
    }
    let items = show::latest(desk, slot, usize::from(flags.limit));
    let layout = Layout {
        zone: desk.attention().settings().zone,
        columns: columns(),
    };
    output::print(&record.to_text(items, layout))?;
    if record.leaves_out(items) {
        output::say(
            flags.speech,
            "what people wrote is left out: --include-text prints it",
        );
    }
    Ok(())
}

/// The exit code; what is missing is said.
fn ended(flags: &Show, record: &report::Show, cut: Option<&Cut>) -> ExitCode {
    let known = &record.completeness;
    if known.complete {
        return ExitCode::Success;
    }
    let why = match cut {
        Some(cut) => cut.why.as_str(),
        None if known.unreadable > 0 => "some of its items could not be read",
        None if !record.conversation.checked => {
            "its latest message is not among its items: it is late, or was deleted"
        }
        None => "its older items cannot be reached",
    };
    output::say(flags.speech, &format!("this is not all: {why}"));
    ExitCode::Partial
}

/// One conversation being read.
struct Reading {
    id: ConversationId,
    /// So many of its items.
    limit: usize,
    /// It is not there.
    missing: bool,
    /// When it was found, before its items were read; by the server's clock.
    began: Option<Timestamp>,
    /// Since when its items are there, as many as are wanted.
    read: Option<Duration>,
}

impl Reading {
    fn new(id: ConversationId, limit: usize) -> Self {
        Self {
            id,
            limit,
            missing: false,
            began: None,
            read: None,
        }
    }

    /// Where it is, once it is there.
    fn found(&self, desk: &Desk) -> Option<Slot> {
        desk.engine().picture().slot(&self.id)
    }

    /// What is still to be read, is asked for.
    fn step(&mut self, desk: &mut Desk, news: &[News]) -> Next {
        let now = desk.now();
        let found = self.found(desk);
        let row = found.and_then(|slot| desk.engine().picture().row(slot));
        self.missing =
            news.contains(&News::Notice(Notice::NotFound)) || row.is_some_and(|row| row.gone);
        let Some(slot) = found.filter(|_| !self.missing) else {
            return if self.missing { Next::Done } else { Next::On };
        };
        if self.began.is_none() {
            self.began = Some(desk.server_now());
            let open = Watch {
                open: Some(slot),
                visible: Vec::new(),
            };
            desk.handle(Input::Watch(open), now);
        }
        match show::reaches(desk, slot, self.limit) {
            Reach::Nothing => return Next::On,
            Reach::Short => {
                if !desk.engine().fetching_older(slot) {
                    desk.handle(Input::Older(slot), now);
                }
                return Next::On;
            }
            Reach::Blocked | Reach::Enough => {}
        }
        let waited = now.mono.saturating_sub(*self.read.get_or_insert(now.mono));
        if waited < lacks(desk, slot) {
            Next::On
        } else {
            Next::Done
        }
    }
}

/// How long to wait for what is not known yet beside the items.
fn lacks(desk: &Desk, slot: Slot) -> Duration {
    let Some(row) = desk.engine().picture().row(slot) else {
        return Duration::ZERO;
    };
    let assignee = row.conversation.assignee.as_ref();
    let unnamed = desk.engine().members_revision() == 0;
    if row.unchecked() || !desk.is_settled() {
        SETTLES_WITHIN
    } else if assignee.is_some() && unnamed {
        NAMES_WITHIN
    } else {
        Duration::ZERO
    }
}
