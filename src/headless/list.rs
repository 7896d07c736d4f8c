//! The command `list`.

use std::io::{self, Write};

use crate::cli::{ExitCode, Format, List};
use crate::model::when::{self, Zone};
use crate::report::{self, End, Ink, Looks, Rows, Sheet, Table};
use crate::runtime;
use crate::sync::Slot;
use crate::triage::Desk;

use super::gather::gather;
use super::wanted::Wanted;
use super::{Context, Error, output, words};

/// Runs it.
pub(super) async fn run(flags: &List, context: &Context<'_>) -> Result<ExitCode, Error> {
    let wanted = Wanted::new(context, flags.filter.as_deref())?;
    let needs = match flags.format {
        Format::Ids => wanted.needs_in_order(),
        Format::Table | Format::Json | Format::Jsonl => wanted.needs_in_full(),
    };
    let gathered = gather(context, &flags.limits, flags.speech, needs).await?;
    let desk = &gathered.desk;
    let mut slots = wanted.sorted(desk);
    let total = slots.len();
    slots.truncate(flags.limit.unwrap_or(usize::MAX));
    let end = End {
        schema: report::SCHEMA,
        kind: "end",
        generated_at: report::Time(desk.server_now()),
        view: report::view_name(desk, gathered.view),
        filter: wanted.filter(),
        order: report::list::order(wanted.order()),
        total,
        completeness: gathered.completeness,
    };
    let rows = Rows {
        desk,
        slots: &slots,
        words: words(flags.include_text),
    };
    match flags.format {
        Format::Json => output::stream(|out| {
            serde_json::to_writer(&mut *out, &end.with(rows))?;
            out.write_all(b"\n")
        })?,
        Format::Jsonl => output::stream(|out| lines(out, rows, &end))?,
        Format::Ids => output::stream(|out| ids(out, desk, &slots))?,
        Format::Table => {
            let screen = runtime::columns();
            table(rows, looks(flags, &wanted, screen))?;
            // What it is a table of is said under it where somebody looks at it.
            if screen.is_some() {
                output::say(flags.speech, &below(rows, &end));
            }
        }
    }
    Ok(output::ended(
        flags.speech,
        end.completeness.complete,
        gathered.cut.as_ref(),
    ))
}

fn lines(out: &mut dyn Write, rows: Rows<'_>, end: &End) -> io::Result<()> {
    for line in rows.lines() {
        serde_json::to_writer(&mut *out, &line)?;
        out.write_all(b"\n")?;
    }
    serde_json::to_writer(&mut *out, end)?;
    out.write_all(b"\n")
}

fn ids(out: &mut dyn Write, desk: &Desk, slots: &[Slot]) -> io::Result<()> {
    let picture = desk.engine().picture();
    let mut rows = slots.iter().filter_map(|slot| picture.row(*slot));
    rows.try_for_each(|row| writeln!(out, "{}", row.conversation.id))
}

fn looks(flags: &List, wanted: &Wanted, screen: Option<u16>) -> Looks {
    let ink = if output::colours(flags.speech) {
        Ink::Coloured
    } else {
        Ink::Plain
    };
    Looks {
        sheet: screen.map_or(Sheet::Endless, Sheet::Terminal),
        ink,
        order: wanted.order(),
        zone: Zone::Local,
        words: words(flags.include_text),
    }
}

fn table(rows: Rows<'_>, looks: Looks) -> Result<(), Error> {
    let desk = rows.desk;
    let table = Table::new(&desk.known(), desk.attention(), rows.slots, looks);
    output::stream(|out| {
        let mut lines = table.lines();
        lines.try_for_each(|line| writeln!(out, "{line}"))
    })
}

/// `12 of 240 in Needs reply since 16 Nov, as of 14:03`.
fn below(rows: Rows<'_>, end: &End) -> String {
    let known = if end.completeness.complete {
        ""
    } else {
        " known so far"
    };
    let count = match (end.total, rows.slots.len()) {
        (0, _) => format!("nothing{known}"),
        (total, shown) if shown < total => format!("{shown} of {total}{known}"),
        (total, _) => format!("{total}{known}"),
    };
    let behind = end.filter.as_ref().map_or("", |_| " with this filter");
    let now = rows.desk.server_now();
    let window = end.completeness.window_start.0;
    let since = match end.completeness.history {
        "off" => format!(" since {}", when::short(window, now, Zone::Local)),
        _ => String::new(),
    };
    let as_of = end.completeness.as_of.map_or_else(String::new, |at| {
        format!(", as of {}", when::clock(at.0, Zone::Local))
    });
    format!("{count} in {}{behind}{since}{as_of}", end.view)
}
