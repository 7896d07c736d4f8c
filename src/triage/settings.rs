//! What a user can set.

use crate::model::zone::Zone;

use super::targets::Targets;
use super::views::Views;

/// How rows are judged.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// By when answers are due.
    pub targets: Targets,
    /// The views.
    pub views: Views,
    /// Who uses this copy, by name or id, for "mine".
    pub me: Option<String>,
    /// Whose calendar dates in queries are of.
    pub zone: Zone,
}
