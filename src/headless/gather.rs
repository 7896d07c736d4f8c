//! Reading all that an answer is about.

use std::time::Duration;

use crate::cli::{Limits, Speech};
use crate::model::zone::Zone;
use crate::report::{Completeness, Scope};
use crate::runtime::prepare_unattended;
use crate::sync::{self, HistoryProgress, Stage};
use crate::triage::{Desk, Query, ViewId};

use super::drive::{Bounds, Cut, Drive, Next, Reason};
use super::progress::Progress;
use super::{Context, Error, output};

/// Names of members are waited for no longer than this once all else is known.
const NAMES_WITHIN: Duration = Duration::from_secs(5);

/// All that could be read.
pub(super) struct Gathered {
    /// What is known.
    pub(super) desk: Desk,
    /// The view that was asked for.
    pub(super) view: ViewId,
    /// Why it is not all, if it is not.
    pub(super) cut: Option<Cut>,
    /// How much of it is there.
    pub(super) completeness: Completeness,
}

/// Reads the window, and the history that is wanted.
///
/// # Errors
/// When there is nothing at all to answer with.
pub(super) async fn gather(
    context: &Context<'_>,
    limits: &Limits,
    speech: &Speech,
    reads: sync::Scope,
) -> Result<Gathered, Error> {
    let tune = |settings: &mut sync::Settings| settings.scope = reads;
    gather_until(context, limits, speech, tune, |_, _| false).await
}

/// The same, with other settings of the engine, and no further than until it is `enough`, which is asked after
/// everything that happened, with the view.
///
/// # Errors
/// When there is nothing at all to answer with.
pub(super) async fn gather_until(
    context: &Context<'_>,
    limits: &Limits,
    speech: &Speech,
    tune: impl FnOnce(&mut sync::Settings),
    enough: impl Fn(&Desk, ViewId) -> bool,
) -> Result<Gathered, Error> {
    let unattended = prepare_unattended(context.config, context.ledger, tune)?;
    if let Some(notice) = &unattended.notice {
        output::say(speech, notice);
    }
    let view = unattended.view;
    let progress = Progress::new(speech);
    let mut drive = Drive::new(unattended, Bounds::of(limits), progress)?;
    let mut known_since = None;
    let cut = drive
        .until(|desk, _| {
            if enough(desk, view) {
                return Ok(Next::Done);
            }
            Ok(step(desk, &mut known_since))
        })
        .await?;
    let requests = drive.requests();
    let desk = drive.desk;
    let knowledge = desk.engine().knowledge(desk.now());
    if let Some(cut) = &cut
        && desk.engine().picture().is_empty()
        && matches!(knowledge.stage(), Stage::Loading(_))
    {
        return Err(cut.clone().into());
    }
    let ended_by = cut.as_ref().map(|cut| cut.reason.name());
    let completeness = Completeness::of(&knowledge, Scope::of(&knowledge), ended_by, requests);
    let missing = (!completeness.complete).then(|| missing(&completeness));
    Ok(Gathered {
        desk,
        view,
        cut: cut.or(missing),
        completeness,
    })
}

/// What is missing although nothing kept it from going on.
fn missing(completeness: &Completeness) -> Cut {
    let why = match completeness {
        Completeness { unreadable: 1, .. } => "one conversation cannot be read".to_owned(),
        Completeness { unreadable, .. } if *unreadable > 0 => {
            format!("{unreadable} conversations or rows of the list cannot be read")
        }
        _ => "not everything was looked into".to_owned(),
    };
    Cut::new(Reason::NotUnderstood, &why)
}

/// A filter as it was typed; dates in it are of `zone`'s calendar.
///
/// # Errors
/// When it cannot be read.
pub(super) fn filter(zone: Zone, text: Option<&str>) -> Result<Query, Error> {
    let text = text.unwrap_or_default();
    Query::parse(text, zone).map_err(|error| {
        let wrong = text.get(error.at.clone()).unwrap_or_default();
        let wrong = match wrong {
            "" => String::new(),
            wrong => format!("{wrong:?}: "),
        };
        Error::Usage(format!("--filter: {wrong}{error}"))
    })
}

/// Whether all is known. Called after every answer, so it must not look at rows.
fn step(desk: &Desk, known_since: &mut Option<Duration>) -> Next {
    let now = desk.now();
    let knowledge = desk.engine().knowledge(now);
    let gaps = knowledge.gaps();
    // One that is stale is made fresh by the next poll, which is due.
    let walked = matches!(knowledge.stage(), Stage::Complete)
        && !matches!(gaps.history, HistoryProgress::Walking(_));
    let unchecked = match Scope::of(&knowledge) {
        Scope::Window => gaps.unchecked_in_window,
        Scope::All => gaps.unchecked,
    };
    if !walked || unchecked > 0 || !desk.is_settled() {
        *known_since = None;
        return Next::On;
    }
    let since = *known_since.get_or_insert(now.mono);
    if !desk.engine().awaits_members() {
        Next::Done
    } else if now.mono < since + NAMES_WITHIN {
        Next::OnBy(since + NAMES_WITHIN)
    } else {
        let why = "the names of the clinic's members cannot be read";
        Next::GiveUp(Cut::new(Reason::NoProgress, why))
    }
}
