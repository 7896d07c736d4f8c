//! The command `count`.

use crate::cli::{Count, ExitCode, ShowFormat};
use crate::report;
use crate::sync;

use super::gather::{filter, gather};
use super::{Context, Error, output};

/// Runs it.
pub(super) async fn run(flags: &Count, context: &Context<'_>) -> Result<ExitCode, Error> {
    let gathered = gather(context, &flags.limits, &flags.speech, sync::Scope::All).await?;
    let desk = &gathered.desk;
    let query = filter(desk, flags.filter.as_deref())?;
    let all = desk.engine().picture().slots();
    let count = all
        .filter(|slot| desk.admits(*slot, gathered.view, &query))
        .count();
    let record = report::Count {
        schema: report::SCHEMA,
        kind: "count",
        generated_at: report::Time(desk.server_now()),
        view: report::view_name(desk, gathered.view),
        filter: flags.filter.clone(),
        count,
        completeness: gathered.completeness,
    };
    let complete = record.completeness.complete;
    output::print(&match flags.format {
        ShowFormat::Text if complete => format!("{count}\n"),
        ShowFormat::Text => format!("≥{count}\n"),
        ShowFormat::Json => format!("{}\n", report::to_json(&record)),
    })?;
    Ok(output::ended(
        &flags.speech,
        complete,
        gathered.cut.as_ref(),
    ))
}
