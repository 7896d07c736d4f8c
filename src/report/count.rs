//! How many conversations there are.

use serde::Serialize;

use super::{Completeness, Time};

/// The answer of `count`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Count {
    /// [`super::SCHEMA`].
    pub schema: &'static str,
    /// `count`.
    pub kind: &'static str,
    /// When it was made, by the server's clock.
    pub generated_at: Time,
    /// Name of the view.
    pub view: String,
    /// The filter, as it was given.
    pub filter: Option<String>,
    /// How many; at least so many if the answer is not complete.
    pub count: usize,
    /// How much of the answer is there.
    pub completeness: Completeness,
}
