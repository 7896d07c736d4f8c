//! The clinic's side: the organization and its members.

use super::id::EntityId;
use super::text::CleanText;

/// The organization the token belongs to (OpenAPI: Organization).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Organization {
    /// Its id; items that carry it as their author were sent by the organization itself.
    pub id: EntityId,
    /// Its name, as shown in the header.
    pub name: CleanText,
}

/// What a member is (`type`, OpenAPI: OrganizationMembers).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum MemberKind {
    /// A person.
    Teammate,
    /// A team.
    Team,
    /// The organization itself.
    Organization,
    /// A kind this version does not know.
    Other,
}

/// A teammate, a team, or the organization itself (OpenAPI: OrganizationMembers).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Member {
    /// Its id, as used in assignments and authors.
    pub id: EntityId,
    /// What it is.
    pub kind: MemberKind,
    /// Its display name.
    pub name: CleanText,
}
