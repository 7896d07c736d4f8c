//! The command `count`.

use crate::cli::{Count, ExitCode, ShowFormat};
use crate::report;

use super::gather::gather;
use super::wanted::Wanted;
use super::{Context, Error, output};

/// Runs it.
pub(super) async fn run(flags: &Count, context: &Context<'_>) -> Result<ExitCode, Error> {
    let wanted = Wanted::new(context, flags.filter.as_deref())?;
    let gathered = gather(context, &flags.limits, flags.speech, wanted.needs()).await?;
    let desk = &gathered.desk;
    let complete = gathered.completeness.complete;
    let count = wanted.at_least(desk);
    let record = report::Count {
        schema: report::SCHEMA,
        kind: "count",
        generated_at: report::Time(desk.server_now()),
        view: report::view_name(desk, gathered.view),
        filter: wanted.filter(),
        count,
        completeness: gathered.completeness,
    };
    // A script that takes an incomplete count for a number is to fail rather than to go on with it.
    output::line(&match flags.format {
        ShowFormat::Text if complete => count.to_string(),
        ShowFormat::Text => format!("≥{count}"),
        ShowFormat::Json => report::to_json(&record),
    })?;
    Ok(output::ended(flags.speech, complete, gathered.cut.as_ref()))
}
