//! How wide a text is in columns, and its beginning where there is no room for all of it.

use std::borrow::Cow;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// Columns of a text, as most terminals draw it.
#[must_use]
pub fn width(text: &str) -> usize {
    text.width()
}

/// The text if it fits into `room` columns, else its beginning and `…`.
#[must_use]
pub fn clip(text: &str, room: usize) -> Cow<'_, str> {
    if width(text) <= room {
        return Cow::Borrowed(text);
    }
    let (mut used, mut kept) = (0, String::new());
    for cluster in text.graphemes(true) {
        used += width(cluster);
        if used >= room {
            break;
        }
        kept.push_str(cluster);
    }
    if room > 0 {
        kept.push('…');
    }
    Cow::Owned(kept)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::triage::testing::fixed;

    #[test]
    fn cuts_between_clusters_and_says_so() {
        assert_eq!(clip("Ann", 3), "Ann");
        assert_eq!(clip("Anna", 3), "An…");
        assert_eq!(clip("日本語", 5), "日本…");
        assert_eq!(clip("日本語", 4), "日…");
        assert_eq!(clip("e\u{301}e\u{301}", 1), "…");
        assert_eq!(clip("Ann", 0), "");
    }

    proptest! {
        #![proptest_config(fixed(256))]

        #[test]
        fn what_is_cut_fits(text in "\\PC{0,20}", room in 0_usize..12) {
            prop_assert!(width(&clip(&text, room)) <= room);
        }
    }
}
