//! The topics that `help` explains.

use crate::cli::page::{Page, Part};
use crate::cli::{TOPICS, about_exit_codes, about_settings, about_token};
use crate::triage::views;

use super::{json, queries};

/// The page of a topic; `None` if there is no such topic.
#[must_use]
pub fn page(name: &str) -> Option<Page> {
    let (name, about) = TOPICS.into_iter().find(|(topic, _)| *topic == name)?;
    let parts = match name {
        "exit-codes" => about_exit_codes(),
        "json" => json::parts(),
        "queries" => queries::parts(),
        "views" => about_views(),
        "settings" => about_settings(),
        "token" => about_token(),
        _ => return None,
    };
    Some(Page { name, about, parts })
}

fn about_views() -> Vec<Part> {
    let standard = views::STANDARD.iter();
    let views = standard.map(|(name, query)| {
        let query = if query.is_empty() {
            "everything"
        } else {
            query
        };
        (*name, query)
    });
    vec![
        Part::words(views),
        Part::prose(
            "On the screen they are under the keys 1 to 9, in this order. --view takes a name, whatever \
             its case. Views of your own come behind them:",
        ),
        Part::lines([
            "[[views]]",
            "name = \"Refills\"",
            "query = \"tag:refill is:waiting\"",
        ]),
        Part::prose(
            "One of the same name takes the place of a standard one. Their language: help queries.",
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_topic_has_a_page_that_fits_a_terminal() {
        for (name, _) in TOPICS {
            let text = page(name).unwrap().text();
            assert!(text.lines().count() > 3, "{name}");
            for line in text.lines() {
                assert!(line.chars().count() <= 80, "{name}: {line}");
            }
        }
        assert_eq!(page("tea"), None);
    }

    #[test]
    fn topics_as_they_are_read() {
        for name in ["exit-codes", "queries", "views", "settings", "token"] {
            insta::assert_snapshot!(format!("topic_{name}"), page(name).unwrap().text());
        }
    }
}
