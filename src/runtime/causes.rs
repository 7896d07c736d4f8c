//! Errors in words.

use std::error::Error;
use std::iter;

/// An error and what caused it, one after the other.
pub(crate) fn chain(error: &dyn Error) -> String {
    let causes = iter::successors(Some(error), |error| Error::source(*error));
    let words: Vec<String> = causes.map(ToString::to_string).collect();
    words.join(": ")
}
