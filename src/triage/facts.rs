//! What may be asked of a row.

use std::collections::HashMap;

use crate::model::id::EntityId;
use crate::model::member::Member;
use crate::model::time::{Now, Timestamp};
use crate::sync::{Engine, Picture, Row, Thread};

use super::standing::Standing;

/// What rows are judged by, beside themselves.
#[derive(Clone, Copy)]
pub struct Known<'a> {
    /// The rows.
    pub picture: &'a Picture,
    /// The clinic's members, once they were read.
    pub members: &'a HashMap<EntityId, Member>,
    /// Now, by the server's clock.
    pub now: Timestamp,
}

/// All that a query can ask of one row.
#[derive(Clone, Copy)]
pub struct Facts<'a> {
    /// The row.
    pub row: &'a Row,
    /// How it stands.
    pub standing: Standing,
    /// Its items, where they are loaded.
    pub thread: Option<&'a Thread>,
    /// The clinic's members, once they were read.
    pub members: &'a HashMap<EntityId, Member>,
    /// The user, where a setting says who that is and the clinic has such a member.
    pub me: Option<&'a EntityId>,
    /// Now, by the server's clock.
    pub now: Timestamp,
}

impl<'a> Known<'a> {
    /// What the engine knows.
    #[must_use]
    pub fn of(engine: &'a Engine, now: Now) -> Self {
        Self {
            picture: engine.picture(),
            members: engine.members(),
            now: engine.server_time(now.wall),
        }
    }

    /// What can be asked of a row that stands so. `me` is the user
    /// ([`Attention::me`](super::Attention::me)).
    #[must_use]
    pub fn facts(
        &self,
        row: &'a Row,
        standing: Standing,
        thread: Option<&'a Thread>,
        me: Option<&'a EntityId>,
    ) -> Facts<'a> {
        Facts {
            row,
            standing,
            thread,
            members: self.members,
            me,
            now: self.now,
        }
    }
}
