//! The command `check`.

use std::time::Duration;

use crate::cli::{Check, CheckFormat, ColorWhen, ExitCode};
use crate::config::{Config, Origin};
use crate::report::check::{Archived, Asked, Colours, INBOX, Verdict};
use crate::report::{self, Check as Record};
use crate::runtime;
use crate::sync::Scope;
use crate::triage::{Desk, ViewId, Views};

use super::drive::{Cut, Reason};
use super::gather::{Gathered, Names, Needs, Silent, gather_until};
use super::{Context, Error, output};

/// New activity is looked for no more often than this: what is known is read while the rest is, and the answer says as
/// of when it is. Each look costs a request that a conversation could be read with.
const LOOK_EVERY: Duration = Duration::from_secs(60);

/// Why an answer is not complete although nothing kept it from going on.
const WAITS_BEGIN_EARLIER: &str =
    "somebody may have waited for longer than is known: not all that they wrote was read";

/// Runs it.
pub(super) async fn run(flags: &Check, context: &Context<'_>) -> Result<ExitCode, Error> {
    let rows = runtime::asked(context.config)?;
    let asked = asked(flags, context.config, &rows)?;
    let needs = needs(&asked, &rows.views);
    match ask(flags, &asked, needs, context).await {
        Ok(gathered) => answer(flags, &asked, &gathered),
        Err(error) => {
            no_answer(flags.format, &error)?;
            Err(error)
        }
    }
}

/// What the flags ask for.
fn asked(flags: &Check, config: &Config, rows: &runtime::Asked) -> Result<Asked, Error> {
    let handled = config.archived_counts_as_handled;
    if flags.skip_archived && !handled {
        return Err(Error::Usage(
            "--skip-archived: here people wait in archived conversations as in others \
             (archived_counts_as_handled = false)"
                .to_owned(),
        ));
    }
    Ok(Asked {
        view: view(config, rows),
        archived: if flags.skip_archived {
            Archived::LeftOut
        } else {
            Archived::Judged
        },
        max_wait: flags.max_wait.map(|longest| longest.0),
        max_unread: flags.max_unread,
    })
}

/// The view that is named where the check is asked for. With what the screen begins, as the file says, is nobody's wish
/// to judge less.
fn view(config: &Config, rows: &runtime::Asked) -> Option<ViewId> {
    let here = matches!(
        config.origins.of("view"),
        Origin::Option | Origin::Environment
    );
    let named = config.start.view.as_ref().filter(|_| here);
    named.map(|_| rows.view)
}

/// What has to be read for it.
fn needs(asked: &Asked, views: &Views) -> Needs {
    let judged = [Some(INBOX), asked.view].into_iter().flatten();
    let judged = judged.filter_map(|view| views.get(view));
    Needs {
        scope: match asked.archived {
            Archived::Judged => Scope::All,
            Archived::LeftOut => Scope::Unarchived,
        },
        names: Names::of(judged.map(|view| &view.query)),
        silent: Silent::LeftOut,
    }
}

async fn ask(
    flags: &Check,
    asked: &Asked,
    needs: Needs,
    context: &Context<'_>,
) -> Result<Gathered, Error> {
    let tune = |settings: &mut crate::sync::Settings| {
        settings.interval = settings.interval.max(LOOK_EVERY);
    };
    let enough = |desk: &Desk| flags.until_overdue && Record::is_decided(desk, asked);
    gather_until(context, &flags.limits, flags.speech, needs, tune, enough).await
}

fn answer(flags: &Check, asked: &Asked, gathered: &Gathered) -> Result<ExitCode, Error> {
    let record = Record::of(&gathered.desk, asked, &gathered.completeness);
    let zone = gathered.desk.attention().settings().zone;
    output::print(&match flags.format {
        CheckFormat::Text => format!("{}\n", record.to_text(zone)),
        CheckFormat::Json => format!("{}\n", report::to_json(&record)),
        CheckFormat::Prometheus => record.to_prometheus(),
        CheckFormat::Tmux => {
            // A status bar reads a pipe, so only who says so gets colours.
            let colours = match flags.speech.color {
                ColorWhen::Always => Colours::Tmux,
                ColorWhen::Auto | ColorWhen::Never => Colours::Plain,
            };
            format!("{}\n", record.to_tmux(colours))
        }
    })?;
    let complete = record.completeness.complete;
    // Where all was looked into and it is still not complete, somebody's conversation goes back too far.
    let farther = Cut::new(Reason::NoProgress, WAITS_BEGIN_EARLIER);
    let cut = gathered.cut.as_ref().unwrap_or(&farther);
    let ended = output::ended(flags.speech, complete, Some(cut));
    Ok(match record.verdict {
        // However much is missing: this is true.
        Verdict::Overdue | Verdict::TooManyUnread => ExitCode::Overdue,
        Verdict::DueSoon => ExitCode::DueSoon,
        Verdict::Ok | Verdict::Unknown => ended,
    })
}

/// A metric or a status bar that shows nothing would look like quiet: those two say that there is no answer.
fn no_answer(format: CheckFormat, error: &Error) -> Result<(), Error> {
    if matches!(error, Error::Signal(_) | Error::Output(_)) {
        return Ok(());
    }
    match format {
        CheckFormat::Text | CheckFormat::Json => Ok(()),
        CheckFormat::Prometheus => output::print(&Record::prometheus_no_answer()),
        CheckFormat::Tmux => output::print(&format!("{}\n", Record::TMUX_NO_ANSWER)),
    }
}
