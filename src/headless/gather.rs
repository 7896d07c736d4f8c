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
/// What is said when they do not come.
const NO_NAMES: &str = "the names of the clinic's members cannot be read";
/// An answer that asks what is the user's would be empty, and look like one in which nothing is.
const NOBODY_SAID: &str = "what is yours cannot be told: say who you are with the setting `me`";
/// The same where that says somebody else.
const NOBODY_FOUND: &str = "what is yours cannot be told: the clinic has nobody of the name or id that the setting `me` says";

/// What an answer is made from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Needs {
    /// Whose items are read.
    pub(super) scope: sync::Scope,
    /// What the names of the clinic's members are for.
    pub(super) names: Names,
    /// Whether conversations without any message count.
    pub(super) silent: Silent,
}

/// What the names of the clinic's members are for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Names {
    /// Which of them the user is: nothing is anybody's while that is not known.
    Mine,
    /// Which conversations the answer is about depends on them: without them it is not complete.
    Decide,
    /// They are shown, and waited for a little; a clinic's token need not be allowed to read them.
    Shown,
    /// Nothing.
    Unused,
}

impl Names {
    /// What a view and a filter need them for, at least.
    pub(super) fn of<'a>(queries: impl Iterator<Item = &'a Query>) -> Self {
        queries.fold(Self::Unused, |names, query| match names {
            _ if query.asks_for_me() => Self::Mine,
            Self::Unused if query.asks_for_names() => Self::Decide,
            names => names,
        })
    }

    /// Whether which conversations the answer is about depends on them.
    pub(super) const fn decide(self) -> bool {
        matches!(self, Self::Mine | Self::Decide)
    }
}

/// Whether conversations without any message count. Only the list by creation is sure to tell of them.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Silent {
    /// They do.
    Counted,
    /// Nobody waits in them, and nothing else is asked.
    LeftOut,
}

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
    speech: Speech,
    needs: Needs,
) -> Result<Gathered, Error> {
    gather_until(context, limits, speech, needs, |_| (), |_| false).await
}

/// The same, with other settings of the engine, and no further than until it is `enough`, which is asked after
/// everything that happened.
///
/// # Errors
/// When there is nothing at all to answer with.
pub(super) async fn gather_until(
    context: &Context<'_>,
    limits: &Limits,
    speech: Speech,
    needs: Needs,
    tune: impl FnOnce(&mut sync::Settings),
    enough: impl Fn(&Desk) -> bool,
) -> Result<Gathered, Error> {
    if needs.names == Names::Mine && context.config.me.is_none() {
        return Err(Error::Usage(NOBODY_SAID.to_owned()));
    }
    let tune = |settings: &mut sync::Settings| {
        settings.scope = needs.scope;
        tune(settings);
    };
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
            if enough(desk) {
                return Ok(Next::Done);
            }
            Ok(step(desk, needs, &mut known_since))
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
    if cut.is_none() && needs.names == Names::Mine && desk.attention().me().is_none() {
        return Err(Error::Usage(NOBODY_FOUND.to_owned()));
    }
    if cut.is_none() && needs.names == Names::Shown && desk.engine().awaits_members() {
        output::say(speech, NO_NAMES);
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
fn step(desk: &Desk, needs: Needs, known_since: &mut Option<Duration>) -> Next {
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
    let silent = needs.silent == Silent::LeftOut || desk.engine().reads_by_creation().is_none();
    if !walked || !silent || unchecked > 0 || !desk.is_settled() {
        *known_since = None;
        return Next::On;
    }
    let since = *known_since.get_or_insert(now.mono);
    if needs.names == Names::Unused || !desk.engine().awaits_members() {
        return Next::Done;
    }
    if now.mono < since + NAMES_WITHIN {
        return Next::OnBy(since + NAMES_WITHIN);
    }
    match needs.names {
        Names::Mine | Names::Decide => Next::GiveUp(Cut::new(Reason::NoProgress, NO_NAMES)),
        Names::Shown | Names::Unused => Next::Done,
    }
}
