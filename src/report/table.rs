//! Conversations as a table for people: the columns and signs of the screen.
//!
//! On a terminal the table fits its width and has a head, and times are as short as on the screen. Elsewhere (a file, a
//! mail, another program) nothing is cut, there is no head to be counted as a row, and times are whole: they are read on
//! another day.

use std::borrow::Cow;

use crate::model::time::Timestamp;
use crate::model::when::{self, Zone};
use crate::sync::{self, Slot};
use crate::triage::words::{last_words, waited};
use crate::triage::{Attention, Band, Known, RowState, SortBy, Standing, signs};

use super::Words;
use super::columns::{self, Gives, Side};

/// Into what a table is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Sheet {
    /// A terminal of so many columns.
    Terminal(u16),
    /// Anything else.
    Endless,
}

/// Whether a table has colours.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ink {
    /// Colours, bold and dim.
    Coloured,
    /// None.
    Plain,
}

/// How a table looks.
#[derive(Clone, Copy, Debug)]
pub struct Looks {
    /// Into what it is written.
    pub sheet: Sheet,
    /// Whether it has colours.
    pub ink: Ink,
    /// By what the rows are sorted: the time shown is that of the order.
    pub order: SortBy,
    /// Whose clock the times are read by.
    pub zone: Zone,
    /// Whether there is a column of last words.
    pub words: Words,
}

/// A table.
#[derive(Debug)]
pub struct Table {
    rows: Vec<[Cell; COLUMNS]>,
    widths: Vec<usize>,
    looks: Looks,
}

const COLUMNS: usize = 8;
/// On an endless sheet a longer text runs over its column, rather than push all other rows aside.
const PAD_MOST: usize = 40;

/// Head, side and what it gives, column by column.
const LAYOUT: [(&str, Side, Gives); COLUMNS] = [
    ("", Side::Left, Gives::Nothing),
    ("WAIT", Side::Right, Gives::Nothing),
    ("VIA", Side::Left, Gives::Nothing),
    ("NAME", Side::Left, Gives::Down(12)),
    ("TAGS", Side::Left, Gives::Down(8)),
    ("ASSIGNEE", Side::Left, Gives::Down(8)),
    ("LAST", Side::Right, Gives::Nothing),
    ("LAST WORDS", Side::Left, Gives::Down(16)),
];
/// Which columns go where they do not fit, the first first: words, tags, assignee, time, channel.
const GO: [usize; 5] = [7, 4, 5, 6, 2];

/// What is written into one cell. The text is clean.
#[derive(Clone, Debug, Default)]
struct Cell {
    text: String,
    paint: Paint,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
enum Paint {
    #[default]
    None,
    Bold,
    Dim,
    Red,
    Yellow,
}

impl Paint {
    /// The sequence that begins it; `ESC [ 0 m` ends it.
    const fn code(self) -> Option<&'static str> {
        match self {
            Self::None => None,
            Self::Bold => Some("\u{1b}[1m"),
            Self::Dim => Some("\u{1b}[2m"),
            Self::Red => Some("\u{1b}[1;31m"),
            Self::Yellow => Some("\u{1b}[33m"),
        }
    }
}

impl Table {
    /// A table of these rows.
    #[must_use]
    pub fn new(known: &Known<'_>, attention: &Attention, slots: &[Slot], looks: Looks) -> Self {
        let standing = |slot: Slot| attention.standing(slot);
        let rows = slots
            .iter()
            .filter_map(|slot| row(known, *slot, standing(*slot), looks));
        let rows: Vec<_> = rows.collect();
        let mut widths = match looks.sheet {
            Sheet::Terminal(_) => head(looks).map(|cell| columns::width(&cell.text)),
            Sheet::Endless => [0; COLUMNS],
        };
        for row in &rows {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = columns::width(&cell.text).max(*width);
            }
        }
        let widths = match looks.sheet {
            Sheet::Terminal(room) => {
                let gives = LAYOUT.map(|(_, _, gives)| gives);
                columns::fit(&widths, &gives, &GO, usize::from(room))
            }
            Sheet::Endless => widths.map(|width| width.min(PAD_MOST)).to_vec(),
        };
        Self {
            rows,
            widths,
            looks,
        }
    }

    /// Its lines, without their ends; the head first where it has one.
    pub fn lines(&self) -> impl Iterator<Item = String> {
        let terminal = matches!(self.looks.sheet, Sheet::Terminal(_));
        let head = (terminal && !self.rows.is_empty()).then(|| self.line(&head(self.looks)));
        let rows = self.rows.iter().map(|row| self.line(row));
        head.into_iter().chain(rows)
    }

    fn line(&self, cells: &[Cell; COLUMNS]) -> String {
        let (mut line, mut gap) = (String::new(), 0);
        let columns = cells.iter().zip(&self.widths).zip(LAYOUT);
        for ((cell, &width), (_, side, _)) in columns.filter(|((_, width), _)| **width > 0) {
            let text = match self.looks.sheet {
                Sheet::Terminal(_) => columns::clip(&cell.text, width),
                Sheet::Endless => Cow::Borrowed(cell.text.as_str()),
            };
            let free = width.saturating_sub(columns::width(&text));
            let (before, after) = match side {
                Side::Left => (0, free),
                Side::Right => (free, 0),
            };
            if text.is_empty() {
                gap += before + after + 1;
                continue;
            }
            // Blanks are only written before something, never at the end of a line.
            line.extend(std::iter::repeat_n(' ', gap + before));
            match cell
                .paint
                .code()
                .filter(|_| self.looks.ink == Ink::Coloured)
            {
                Some(code) => line.extend([code, &text, "\u{1b}[0m"]),
                None => line.push_str(&text),
            }
            gap = after + 1;
        }
        line
    }
}

fn head(looks: Looks) -> [Cell; COLUMNS] {
    let mut head = LAYOUT.map(|(text, _, _)| Cell::new(text, Paint::Dim));
    let [.., time, words] = &mut head;
    if looks.order == SortBy::Created {
        "CREATED".clone_into(&mut time.text);
    }
    if looks.words == Words::LeftOut {
        words.text.clear();
    }
    head
}

fn row(known: &Known<'_>, slot: Slot, standing: Standing, looks: Looks) -> Option<[Cell; COLUMNS]> {
    let row = known.picture.row(slot)?;
    let listed = &row.conversation;
    let band = standing.band(known.now);
    let press = match band {
        Some(Band::Overdue) => Paint::Red,
        Some(Band::DueSoon) => Paint::Yellow,
        Some(Band::InTime) | None => Paint::None,
    };
    let wait = standing.wait.map(|wait| waited(row, wait.since, known.now));
    let quiet = listed.archived && wait.is_none();
    let name = match standing.state {
        RowState::New => Paint::Bold,
        _ if quiet => Paint::Dim,
        _ => Paint::None,
    };
    let member = listed.assignee.as_ref().map(|id| {
        let member = known.members.get(id).map(|member| member.name.as_str());
        member.filter(|name| !name.is_empty()).unwrap_or("assigned")
    });
    let at = match looks.order {
        SortBy::LastMessage | SortBy::Waiting => listed.last_activity(),
        SortBy::Created => listed.created_at,
    };
    let time = at.map(|at| time(at, known.now, looks));
    Some([
        Cell::new(sign(standing, band), press),
        Cell::new(wait.unwrap_or_default(), press),
        Cell::new(signs::of_channel(&listed.kind).sign, Paint::Dim),
        Cell::new(listed.name(), name),
        Cell::new(tags(row), Paint::Dim),
        Cell::new(member.unwrap_or_default(), Paint::None),
        Cell::new(time.unwrap_or_default(), Paint::Dim),
        Cell::new(words(row, looks.words), Paint::None),
    ])
}

impl Cell {
    fn new(text: impl Into<String>, paint: Paint) -> Self {
        let text = text.into();
        Self { text, paint }
    }
}

/// What is new, and how a wait stands, in two columns.
fn sign(standing: Standing, band: Option<Band>) -> String {
    let state = signs::of_row(standing.state);
    let band = band.map_or("", signs::of_band);
    let both = format!("{state:1}{band}");
    both.trim_end().to_owned()
}

fn tags(row: &sync::Row) -> String {
    let aside = row.conversation.archived.then(|| "archived".to_owned());
    let tags = row.conversation.tags.iter().map(|tag| format!("#{tag}"));
    let all: Vec<_> = aside.into_iter().chain(tags).collect();
    all.join(" ")
}

fn time(at: Timestamp, now: Timestamp, looks: Looks) -> String {
    match looks.sheet {
        Sheet::Terminal(_) => when::short(at, now, looks.zone),
        Sheet::Endless => when::in_full(at, looks.zone),
    }
}

fn words(row: &sync::Row, words: Words) -> String {
    let preview = row.digest.as_deref().and_then(sync::Digest::preview);
    match preview.filter(|_| words == Words::Included) {
        Some(preview) => {
            let side = signs::of_role(preview.role);
            format!("{side} {}", last_words(preview))
        }
        None => String::new(),
    }
}

#[cfg(test)]
mod tests;
