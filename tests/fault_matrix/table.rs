//! The matrix as text that can be read. Faults that look alike to the user stand together.

use std::fmt::Write as _;
use std::time::Duration;

use crate::faults::Heals;

/// One run: what was seen, and how it ended.
#[derive(PartialEq, Eq)]
pub(crate) struct Run {
    /// What the header said soon.
    pub(crate) soon: String,
    /// What it said at the end.
    pub(crate) late: String,
    /// What was said at the bottom.
    pub(crate) said: Vec<String>,
    /// How it was to become right again.
    pub(crate) heals: Heals,
    /// How long it took to be right again.
    pub(crate) right_after: Duration,
    /// Requests sent while it lasted.
    pub(crate) requests: usize,
}

/// Both runs of a fault.
pub(crate) struct Line {
    /// The fault.
    pub(crate) name: &'static str,
    /// It was there when the program started.
    pub(crate) from_start: Run,
    /// It came to a program that knew everything.
    pub(crate) later: Run,
}

/// Everything, in the order of the faults.
pub(crate) fn table(lines: &[Line]) -> String {
    let alike = |a: &Line, b: &Line| a.from_start == b.from_start && a.later == b.later;
    let mut out = HEAD.to_owned();
    for (at, line) in lines.iter().enumerate() {
        let (before, from) = lines.split_at(at);
        if before.iter().any(|other| alike(line, other)) {
            continue;
        }
        let names: Vec<_> = from.iter().filter(|other| alike(line, other)).collect();
        out.push('\n');
        for name in names {
            let _ = writeln!(out, "## {}", name.name);
        }
        out.push_str(&run("from the start", &line.from_start));
        out.push_str(&run("later on      ", &line.later));
    }
    out
}

const HEAD: &str = "\
Every fault lasts two minutes: from the start of the program, and later on, when everything is known and a
patient writes just after it began. What the header says after 30 s and after 2 min, what was said at the
bottom, how long after its end everything is known and right again (and how long it may take: the longest wait
between attempts), and the requests sent while it lasted. Faults that look alike stand together.
";

fn run(when: &str, run: &Run) -> String {
    let mut out = format!("{when}  30 s: {}\n", run.soon);
    let gap = " ".repeat(when.len());
    if run.late != run.soon {
        let _ = writeln!(out, "{gap} 2 min: {}", run.late);
    }
    for said in &run.said {
        let _ = writeln!(out, "{gap}  said: {said}");
    }
    let after = match (run.heals, run.right_after) {
        (Heals::ByKey(_), _) => "when r is pressed".to_owned(),
        (_, Duration::ZERO) => "at once".to_owned(),
        (Heals::Within(most), time) => format!("after {} (at most {})", span(time), span(most)),
        (Heals::NotNeeded, time) => format!("after {}", span(time)),
    };
    out + &format!("{gap} right: {after}; {} requests\n", run.requests)
}

fn span(time: Duration) -> String {
    match time.as_secs() {
        seconds @ ..300 => format!("{seconds} s"),
        seconds @ 300..7200 => format!("{} min", seconds / 60),
        seconds => format!("{} h", seconds / 3600),
    }
}
