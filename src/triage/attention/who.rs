//! Who the user is.

use std::collections::HashMap;

use crate::model::id::EntityId;
use crate::model::member::{Member, MemberKind};

/// The member of this id or, whatever its case, of this name. Of several with the name a person goes first.
pub(super) fn who(members: &HashMap<EntityId, Member>, me: &str) -> Option<EntityId> {
    let me = me.trim();
    if me.is_empty() {
        return None;
    }
    if let Some(member) = members.values().find(|member| member.id.as_str() == me) {
        return Some(member.id.clone());
    }
    let name = me.to_lowercase();
    let named = members
        .values()
        .filter(|member| member.name.as_str().to_lowercase() == name);
    let rank = |member: &&Member| (member.kind != MemberKind::Teammate, member.id.clone());
    named.min_by_key(rank).map(|member| member.id.clone())
}
