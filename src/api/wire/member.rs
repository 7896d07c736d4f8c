//! Members and the organization as sent (OpenAPI: teammate, team, organization).

use serde::de::MapAccess;

use super::lenient::{Object, Text, skip, take};
use super::page::{Listed, Single, Wire};
use crate::model::id::EntityId;
use crate::model::member::{Member, MemberKind, Organization};
use crate::model::text::CleanText;

/// A teammate, a team or the organization: a mixed union, told apart by `type`. A teammate has a
/// `displayName`, the others have a `name`.
#[derive(Default)]
pub(super) struct Row<'de> {
    id: Text<'de>,
    kind: Text<'de>,
    display_name: Text<'de>,
    name: Text<'de>,
}

impl Row<'_> {
    fn any_name(&self) -> CleanText {
        let display_name = self.display_name.some_line();
        display_name.unwrap_or_else(|| self.name.line())
    }
}

impl<'de> Object<'de> for Row<'de> {
    fn field<M: MapAccess<'de>>(&mut self, key: &str, object: &mut M) -> Result<(), M::Error> {
        match key {
            "id" => self.id = take(object)?,
            "type" => self.kind = take(object)?,
            "displayName" => self.display_name = take(object)?,
            "name" => self.name = take(object)?,
            _ => skip(object)?,
        }
        Ok(())
    }
}

impl Wire for Member {
    type Row<'de> = Row<'de>;

    fn from_row(row: Row<'_>) -> Option<Self> {
        Some(Self {
            id: EntityId::parse(row.id.get()?)?,
            kind: match row.kind.get() {
                Some("teammate") => MemberKind::Teammate,
                Some("team") => MemberKind::Team,
                Some("organization") => MemberKind::Organization,
                _ => MemberKind::Other,
            },
            name: row.any_name(),
        })
    }
}

impl Listed for Member {
    const LIST: &'static str = "members";
}

impl Wire for Organization {
    type Row<'de> = Row<'de>;

    fn from_row(row: Row<'_>) -> Option<Self> {
        Some(Self {
            id: EntityId::parse(row.id.get()?)?,
            name: row.any_name(),
        })
    }
}

impl Single for Organization {
    const ONE: &'static str = "organization";
}
