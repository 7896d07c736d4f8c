//! What a user can set.

use crate::model::zone::Zone;

use super::targets::Targets;
use super::views::Views;

/// How rows are judged.
#[derive(Clone, Debug)]
pub struct Settings {
    /// By when answers are due.
    pub targets: Targets,
    /// The views.
    pub views: Views,
    /// Who uses this copy, by name or id, for "mine".
    pub me: Option<String>,
    /// Whose calendar dates in queries are of.
    pub zone: Zone,
    /// Whether archiving a conversation ends the waits in it: the team said that it is done with.
    pub archived_is_handled: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            targets: Targets::default(),
            views: Views::default(),
            me: None,
            zone: Zone::default(),
            archived_is_handled: true,
        }
    }
}
