//! Big letters for figures that are read from across a room: five lines high, of full blocks.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};

use super::text;

/// Lines of a big letter.
pub(super) const HEIGHT: u16 = 5;

/// Each letter, line by line from the top, `#` where it is black.
const LETTERS: [(char, [&str; 5]); 15] = [
    ('0', ["###", "# #", "# #", "# #", "###"]),
    ('1', [" # ", "## ", " # ", " # ", "###"]),
    ('2', ["###", "  #", "###", "#  ", "###"]),
    ('3', ["###", "  #", "###", "  #", "###"]),
    ('4', ["# #", "# #", "###", "  #", "  #"]),
    ('5', ["###", "#  ", "###", "  #", "###"]),
    ('6', ["###", "#  ", "###", "# #", "###"]),
    ('7', ["###", "  #", " # ", " # ", " # "]),
    ('8', ["###", "# #", "###", "# #", "###"]),
    ('9', ["###", "# #", "###", "  #", "###"]),
    ('?', ["###", "  #", " ##", "   ", " # "]),
    ('≥', ["#  ", " # ", "#  ", "   ", "###"]),
    ('d', ["  #", "  #", "###", "# #", "###"]),
    ('h', ["#  ", "#  ", "###", "# #", "# #"]),
    ('m', ["     ", "#### ", "# # #", "# # #", "# # #"]),
];

/// How broad a letter's dot is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Dot {
    /// Two columns, about as broad as high.
    Wide,
    /// One column.
    Narrow,
}

impl Dot {
    const fn columns(self) -> u16 {
        match self {
            Self::Wide => 2,
            Self::Narrow => 1,
        }
    }

    const fn sign(self) -> &'static str {
        match self {
            Self::Wide => "██",
            Self::Narrow => "█",
        }
    }
}

/// The broadest dot with which every one of these fits into `width` columns; `None` where there is none, and they can
/// only be plain text.
pub(super) fn dot(figures: &[&str], width: u16) -> Option<Dot> {
    let fits = |dot: &Dot| {
        let mut all = figures.iter();
        all.all(|figure| columns(figure, *dot).is_some_and(|columns| columns <= width))
    };
    [Dot::Wide, Dot::Narrow].into_iter().find(fits)
}

/// Draws a figure in the middle of an area, as plain text where there is no room for letters with this dot.
pub(super) fn draw(buf: &mut Buffer, area: Rect, figure: &str, dot: Option<Dot>, style: Style) {
    let Some(dot) = dot.filter(|_| area.height >= HEIGHT) else {
        let line = text::line(area, area.height / 2);
        return centred(buf, line, figure, style);
    };
    // The blocks are all ink: turned round, or underlined, they could not be read.
    let style = style.remove_modifier(Modifier::REVERSED | Modifier::UNDERLINED);
    let width = columns(figure, dot).unwrap_or(0);
    let mut rest = text::skip(area, (area.width - width) / 2);
    for shape in figure.chars().filter_map(shape) {
        for (number, dots) in (0..).zip(shape) {
            let mut line = text::line(rest, number);
            for sign in dots.chars() {
                if sign == '#' {
                    text::put(buf, line, dot.sign(), style);
                }
                line = text::skip(line, dot.columns());
            }
        }
        rest = text::skip(rest, (dots_across(shape) + 1) * dot.columns());
    }
}

/// Writes text in the middle of the first line of an area.
pub(super) fn centred(buf: &mut Buffer, area: Rect, words: &str, style: Style) {
    let left = area.width.saturating_sub(text::width(words)) / 2;
    text::put(buf, text::skip(area, left), words, style);
}

/// Columns of a figure; `None` if there is a letter in it that there is no shape for.
fn columns(figure: &str, dot: Dot) -> Option<u16> {
    let mut dots = 0_u16;
    for letter in figure.chars() {
        dots = dots.saturating_add(dots_across(shape(letter)?) + 1);
    }
    Some(dots.saturating_sub(1).saturating_mul(dot.columns()))
}

fn dots_across(shape: &[&str; 5]) -> u16 {
    shape.first().map_or(0, |dots| text::width(dots))
}

fn shape(letter: char) -> Option<&'static [&'static str; 5]> {
    let found = LETTERS.iter().find(|(known, _)| *known == letter);
    found.map(|(_, shape)| shape)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(figure: &str, width: u16) -> String {
        let area = Rect::new(0, 0, width, HEIGHT);
        let mut buf = Buffer::empty(area);
        draw(&mut buf, area, figure, dot(&[figure], width), Style::new());
        let line = |y| {
            let cells =
                (0..width).map(|x| buf.cell((x, y)).map_or("", ratatui::buffer::Cell::symbol));
            cells.collect::<String>().trim_end().to_owned()
        };
        (0..HEIGHT).map(line).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn every_letter_has_a_shape_of_its_own_and_lines_of_one_width() {
        for (letter, shape) in LETTERS {
            let same = LETTERS.iter().filter(|(_, other)| *other == shape);
            assert_eq!(same.count(), 1, "{letter}");
            assert!(
                shape.iter().all(|dots| dots.len() == shape[0].len()),
                "{letter}"
            );
        }
    }

    #[test]
    fn a_figure_is_as_big_as_there_is_room_for() {
        insta::assert_snapshot!(drawn("≥12", 11), @r"
        █    █  ███
         █  ██    █
        █    █  ███
             █  █
        ███ ███ ███
        ");
        insta::assert_snapshot!(drawn("7", 6), @r"
        ██████
            ██
          ██
          ██
          ██
        ");
        assert_eq!(drawn("12", 6).trim(), "12");
        assert_eq!(drawn("x", 20).trim(), "x");
        assert_eq!(dot(&["7", "12"], 6), None, "all of one size");
        assert_eq!(dot(&["7", "12"], 14), Some(Dot::Wide));
    }

    #[test]
    fn ink_is_ink_whatever_the_style_of_words() {
        let area = Rect::new(0, 0, 6, HEIGHT);
        let mut buf = Buffer::empty(area);
        let style = Style::new().reversed().underlined().bold();
        draw(&mut buf, area, "7", Some(Dot::Wide), style);
        let cell = buf.cell((0, 0)).unwrap();
        assert_eq!((cell.symbol(), cell.modifier), ("█", Modifier::BOLD));
    }
}
