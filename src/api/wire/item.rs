//! An item as sent (OpenAPI: `conversationItem`).

use serde::de::MapAccess;

use super::call::CallRow;
use super::lenient::{Flag, Many, Maybe, Object, Text, skip, take};
use super::page::{Listed, Single, Wire};
use crate::model::id::{EntityId, ItemId};
use crate::model::item::{Attachment, Author, Direction, Event, Item, Medium, PageCall};
use crate::model::text::CleanText;

/// The fields of an item that are read.
#[derive(Default)]
pub(super) struct Row<'de> {
    id: Text<'de>,
    created_at: Text<'de>,
    modified_at: Text<'de>,
    direction: Text<'de>,
    author: Maybe<AuthorRow<'de>>,
    internal_note: Flag,
    text: Text<'de>,
    attachments: Many<AttachmentRow<'de>>,
    event: Maybe<EventRow<'de>>,
    pages: Many<PageRow<'de>>,
}

impl<'de> Object<'de> for Row<'de> {
    fn field<M: MapAccess<'de>>(&mut self, key: &str, object: &mut M) -> Result<(), M::Error> {
        match key {
            "id" => self.id = take(object)?,
            "createdAt" => self.created_at = take(object)?,
            "modifiedAt" => self.modified_at = take(object)?,
            "direction" => self.direction = take(object)?,
            "author" => self.author = take(object)?,
            "isInternalNote" => self.internal_note = take(object)?,
            "text" => self.text = take(object)?,
            "attachments" => self.attachments = take(object)?,
            "event" => self.event = take(object)?,
            "pages" => self.pages = take(object)?,
            _ => skip(object)?,
        }
        Ok(())
    }
}

impl Row<'_> {
    /// Which side it is from. `none` has to be said. A side that is missing or that this version does
    /// not know is taken for inbound, or a patient's words could be passed over in silence: an alarm
    /// too many is better than one too few. Except where something else shows that it is the clinic's own
    /// or the system's: notes, events, and what was written with a teammate's device or by a program.
    fn side(&self) -> Direction {
        const KNOWN: [(&str, Direction); 3] = [
            ("inbound", Direction::Inbound),
            ("outbound", Direction::Outbound),
            ("none", Direction::None),
        ];
        let said = self.direction.get().unwrap_or_default().trim();
        let known = KNOWN
            .iter()
            .find(|(name, _)| name.eq_ignore_ascii_case(said));
        if let Some((_, side)) = known {
            return *side;
        }
        let device = self
            .author
            .0
            .as_ref()
            .and_then(|author| author.device.0.as_ref());
        let own = self.internal_note.is_set() || self.event.0.is_some() || device.is_some();
        if own {
            Direction::None
        } else {
            Direction::Inbound
        }
    }
}

impl Wire for Item {
    type Row<'de> = Row<'de>;

    fn from_row(row: Row<'_>) -> Option<Self> {
        Some(Self {
            id: ItemId::parse(row.id.get()?)?,
            created_at: row.created_at.time()?,
            modified_at: row.modified_at.time(),
            direction: row.side(),
            author: row.author.0.unwrap_or_default().author(),
            internal_note: row.internal_note.is_set(),
            text: row.text.block(),
            attachments: (row.attachments.0.iter())
                .map(AttachmentRow::attachment)
                .collect(),
            event: row.event.0.and_then(EventRow::event),
            pages: row.pages.0.iter().map(PageRow::page).collect(),
        })
    }
}

impl Listed for Item {
    const LIST: &'static str = "conversationItems";
}

impl Single for Item {
    const ONE: &'static str = "conversationItem";
}

/// The author (OpenAPI: `conversationItem_Author`).
#[derive(Default)]
struct AuthorRow<'de> {
    id: Text<'de>,
    name: Text<'de>,
    device: Maybe<Device<'de>>,
}

impl AuthorRow<'_> {
    fn author(&self) -> Author {
        let device = self.device.0.as_ref();
        Author {
            name: self.name.line(),
            id: self.id.get().and_then(EntityId::parse),
            by_api: device.is_some_and(|device| device.access_id.get().is_some()),
        }
    }
}

impl<'de> Object<'de> for AuthorRow<'de> {
    fn field<M: MapAccess<'de>>(&mut self, key: &str, object: &mut M) -> Result<(), M::Error> {
        match key {
            "id" => self.id = take(object)?,
            "displayName" => self.name = take(object)?,
            "deviceInformation" => self.device = take(object)?,
            _ => skip(object)?,
        }
        Ok(())
    }
}

/// What the author used (OpenAPI: `deviceInformation`). The access id itself is never kept.
#[derive(Default)]
struct Device<'de> {
    access_id: Text<'de>,
}

impl<'de> Object<'de> for Device<'de> {
    fn field<M: MapAccess<'de>>(&mut self, key: &str, object: &mut M) -> Result<(), M::Error> {
        match key {
            "accessID" => self.access_id = take(object)?,
            _ => skip(object)?,
        }
        Ok(())
    }
}

/// An attachment (OpenAPI: `conversationItem_Attachment`). Some types have no data (observed).
#[derive(Default)]
struct AttachmentRow<'de> {
    title: Text<'de>,
    kind: Text<'de>,
    data: Maybe<AttachmentData<'de>>,
}

impl AttachmentRow<'_> {
    fn attachment(&self) -> Attachment {
        let data = self.data.0.as_ref();
        Attachment {
            title: (self.title.some_line())
                .or_else(|| data?.name.some_line())
                .or_else(|| data?.title.some_line())
                .unwrap_or_default(),
            kind: self.kind.line(),
            mimetype: data.and_then(|data| data.mimetype.some_line()),
        }
    }
}

impl<'de> Object<'de> for AttachmentRow<'de> {
    fn field<M: MapAccess<'de>>(&mut self, key: &str, object: &mut M) -> Result<(), M::Error> {
        match key {
            "title" => self.title = take(object)?,
            "type" => self.kind = take(object)?,
            "data" => self.data = take(object)?,
            _ => skip(object)?,
        }
        Ok(())
    }
}

/// What the types of attachments have in common. `signedUrl` is not read, whatever its shape: it is
/// a secret with a short life.
#[derive(Default)]
struct AttachmentData<'de> {
    name: Text<'de>,
    title: Text<'de>,
    mimetype: Text<'de>,
}

impl<'de> Object<'de> for AttachmentData<'de> {
    fn field<M: MapAccess<'de>>(&mut self, key: &str, object: &mut M) -> Result<(), M::Error> {
        match key {
            "name" => self.name = take(object)?,
            "title" => self.title = take(object)?,
            "mimetype" => self.mimetype = take(object)?,
            _ => skip(object)?,
        }
        Ok(())
    }
}

/// A page (OpenAPI: `conversationItem_Page`).
#[derive(Default)]
struct PageRow<'de> {
    member: Text<'de>,
    resolved: Flag,
    resolved_at: Text<'de>,
}

impl PageRow<'_> {
    /// Without the flag, a time of resolution says that it is resolved; without both, it is open: an
    /// alarm too many is better than one too few.
    fn page(&self) -> PageCall {
        let resolved_at = self.resolved_at.time();
        PageCall {
            member: self.member.get().and_then(EntityId::parse),
            resolved: self.resolved.0.unwrap_or(resolved_at.is_some()),
        }
    }
}

impl<'de> Object<'de> for PageRow<'de> {
    fn field<M: MapAccess<'de>>(&mut self, key: &str, object: &mut M) -> Result<(), M::Error> {
        match key {
            "memberId" => self.member = take(object)?,
            "resolved" => self.resolved = take(object)?,
            "resolvedAt" => self.resolved_at = take(object)?,
            _ => skip(object)?,
        }
        Ok(())
    }
}

/// An event (OpenAPI: `conversationItem_Event`). More types are announced.
#[derive(Default)]
struct EventRow<'de> {
    kind: Text<'de>,
    data: Maybe<CallRow<'de>>,
}

impl EventRow<'_> {
    /// The side comes from the type: the data have no usable field for it. An event without a type
    /// says nothing.
    fn event(self) -> Option<Event> {
        let (medium, direction) = match self.kind.get()? {
            "inboundCall" => (Medium::Phone, Direction::Inbound),
            "outboundCall" => (Medium::Phone, Direction::Outbound),
            "inboundVideoCall" => (Medium::Video, Direction::Inbound),
            "outboundVideoCall" => (Medium::Video, Direction::Outbound),
            unknown => return Some(Event::Other(CleanText::line(unknown))),
        };
        let data = self.data.0.unwrap_or_default();
        Some(Event::Call(data.call(medium, direction)))
    }
}

impl<'de> Object<'de> for EventRow<'de> {
    fn field<M: MapAccess<'de>>(&mut self, key: &str, object: &mut M) -> Result<(), M::Error> {
        match key {
            "type" => self.kind = take(object)?,
            "data" => self.data = take(object)?,
            _ => skip(object)?,
        }
        Ok(())
    }
}
