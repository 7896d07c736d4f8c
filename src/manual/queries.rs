//! The topic `queries`: the language, from its own words.

use crate::cli::page::Part;
use crate::triage::query::reference;

/// Its parts.
pub(super) fn parts() -> Vec<Part> {
    let mut parts = vec![
        Part::prose(
            "A query is a line of words that all must hold. KEY:VALUE asks about one thing; a word without \
             a key, about any text of a row, roughly; in quotes, exactly as it is written. A - before a \
             word turns it round; commas between values mean any of them.",
        ),
        Part::lines(["is:waiting has:call,voicemail -tag:refill wait:>30m \"knee pain\""]),
        Part::heading("Keys"),
        Part::words(reference::keys()),
    ];
    for (key, values) in reference::values() {
        let keys = if key == "before" {
            "before and after"
        } else {
            key
        };
        parts.push(Part::heading(&format!("Behind {keys}")));
        parts.push(Part::words(values));
    }
    parts.push(Part::heading("In a shell"));
    parts.push(Part::prose(
        "Put the query in single quotes: > and \" mean something to a shell.",
    ));
    parts.push(Part::lines([
        "spruce-inbox list --filter 'wait:>30m -by:none'",
    ]));
    parts
}
