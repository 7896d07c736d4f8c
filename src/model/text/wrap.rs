//! Text in lines of a given width.

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// The lines of a text, each at most `room` columns wide, broken between words where that is possible.
#[must_use]
pub fn wrap(text: &str, room: usize) -> Vec<String> {
    let options = textwrap::Options::new(room)
        .wrap_algorithm(textwrap::WrapAlgorithm::FirstFit)
        .break_words(false);
    let lines = text
        .split('\n')
        .flat_map(|paragraph| textwrap::wrap(paragraph, &options));
    lines.flat_map(|line| fit(&line, room)).collect()
}

/// Breaks a line that is too wide between two clusters: a word that no line can hold, or one whose
/// emoji take more columns than the characters they begin with. Wrapping counts single characters.
fn fit(line: &str, room: usize) -> Vec<String> {
    if line.width() <= room {
        return vec![line.to_owned()];
    }
    let mut lines = vec![String::new()];
    for cluster in line.graphemes(true) {
        // A cluster that no line can hold is not worth more than a mark that something was there.
        let cluster = if cluster.width() > room {
            "\u{fffd}"
        } else {
            cluster
        };
        let Some(last) = lines.last_mut() else { break };
        let before = last.len();
        last.push_str(cluster);
        if last.width() > room {
            last.truncate(before);
            lines.push(cluster.to_owned());
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn words_stay_whole_where_they_fit_and_line_breaks_stay() {
        assert_eq!(wrap("one two three\nfour", 8), ["one two", "three", "four"]);
        assert_eq!(wrap("", 8), [""]);
        assert_eq!(wrap("abcdefghij", 4), ["abcd", "efgh", "ij"]);
    }

    proptest! {
        #[test]
        fn no_line_is_too_wide(text in "(\\PC|\n| ){0,80}", room in 1_usize..40) {
            for line in wrap(&text, room) {
                prop_assert!(line.width() <= room, "{line:?}");
            }
        }
    }
}
