//! The report as lines of a given width, in one column or two.

use super::{LABEL, Report, Section, Tone};

/// From this width on there are two columns.
const TWO_FROM: usize = 100;
/// Between two columns.
const GAP: usize = 4;

/// One line.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Line<'a> {
    /// What the next lines are about.
    Heading(&'static str),
    /// A label, or none where a value goes on, the columns it takes, and the value.
    Entry(&'a str, u16, String, Tone),
    /// An empty line.
    Blank,
}

/// The lines of each column for so many columns of room, and where each column begins.
#[must_use]
pub fn columns(report: &Report, width: u16) -> Vec<(u16, Vec<Line<'_>>)> {
    let room = usize::from(width);
    if room < TWO_FROM {
        let all = report.left.iter().chain(&report.right);
        return vec![(0, lines(all, room))];
    }
    let half = (room - GAP) / 2;
    let second = u16::try_from(half + GAP).unwrap_or(width);
    vec![
        (0, lines(report.left.iter(), half)),
        (second, lines(report.right.iter(), half)),
    ]
}

/// Lines of the longest column.
#[must_use]
pub fn height(report: &Report, width: u16) -> usize {
    let columns = columns(report, width);
    columns
        .iter()
        .map(|(_, lines)| lines.len())
        .max()
        .unwrap_or(0)
}

fn lines<'a>(sections: impl Iterator<Item = &'a Section>, room: usize) -> Vec<Line<'a>> {
    let label = LABEL.min(room / 2);
    let room = (room - label).max(1);
    let label = u16::try_from(label).unwrap_or(0);
    let mut lines = Vec::new();
    for section in sections {
        if !lines.is_empty() {
            lines.push(Line::Blank);
        }
        lines.push(Line::Heading(section.heading));
        for entry in &section.entries {
            let mut name: &str = &entry.label;
            for value in wrapped(&entry.value, room) {
                lines.push(Line::Entry(
                    std::mem::take(&mut name),
                    label,
                    value,
                    entry.tone,
                ));
            }
        }
    }
    lines
}

/// What fits stays as it is: the table of requests is lined up with spaces.
fn wrapped(value: &str, room: usize) -> Vec<String> {
    if value.chars().count() <= room {
        return vec![value.to_owned()];
    }
    let lines = textwrap::wrap(value, room);
    lines
        .into_iter()
        .map(std::borrow::Cow::into_owned)
        .collect()
}
