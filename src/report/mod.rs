//! What the commands print: records with documented fields, and the texts made from them.
//!
//! Pure: records are made from what the engine knows and written as JSON, tables or lines. The JSON is a contract: its
//! schema is in `assets/schema/v1.json`, and every record says which version of it it keeps to ([`SCHEMA`]). Within a
//! version, fields are only added. Names of fields are the API's own where the API has one; times are RFC 3339 in UTC.
//!
//! What people wrote is in no record unless it was asked for ([`Words::Included`]).
//!
//! | file | owns |
//! |---|---|
//! | `check` | whether somebody waits for too long, for monitors |
//! | `completeness` | how much of the answer is there, and how fresh it is |
//! | `conversation` | one conversation: as listed, and how it stands |
//! | `config` | the settings in force |
//! | `count` | how many there are |
//! | `doctor` | what does not work |
//! | `item` | one item of a conversation |
//! | `list` | conversations in order, as JSON |
//! | `table`, `columns` | the same for people |
//! | `show` | one conversation with its items |
//! | `watch` | what happens, one record after the other |
//! | `privacy` | what is on this computer, and what leaves it |
//! | `version` | what this program is |
pub mod check;
mod columns;
mod completeness;
mod config;
pub mod conversation;
mod count;
pub mod doctor;
mod item;
pub mod list;
pub mod privacy;
pub mod show;
mod table;
mod version;
pub mod watch;

use serde::{Serialize, Serializer};

use crate::model::text::CleanText;
use crate::model::time::Timestamp;
use crate::triage::{Desk, ViewId};

pub use check::Check;
pub use completeness::{Completeness, Scope};
pub use config::{Config, Setting};
pub use conversation::Conversation;
pub use count::Count;
pub use doctor::Doctor;
pub use item::{Attachment, Author, Call, Item, Page, Voicemail};
pub use list::{End, Line, List, Rows};
pub use privacy::Privacy;
pub use show::Show;
pub use table::{Ink, Looks, Sheet, Table};
pub use version::Version;

/// Name and version of the schema that records keep to.
pub const SCHEMA: &str = "spruce-inbox/1";

/// The schema itself (JSON Schema, draft 2020-12).
pub const SCHEMA_DOCUMENT: &str = include_str!("../../assets/schema/v1.json");

/// Whether a record holds what people wrote.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Words {
    /// With their words.
    Included,
    /// Without.
    LeftOut,
}

/// A time as records hold it: RFC 3339, UTC, with as many digits after the second as there are.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Time(pub Timestamp);

impl Serialize for Time {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0.to_rfc3339())
    }
}

/// Remote text as records hold it: clean already.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Text(pub CleanText);

impl Serialize for Text {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0.as_str())
    }
}

/// The name of a view.
#[must_use]
pub fn view_name(desk: &Desk, view: ViewId) -> String {
    let views = &desk.attention().settings().views;
    let view = views.get(view);
    view.map_or_else(String::new, |view| view.name.clone())
}

/// A record as one line of JSON, without the line's end.
///
/// Everything in a record can be written as JSON, so this always gives some; the empty string would mean a mistake of
/// ours.
#[must_use]
pub fn to_json<T: Serialize>(record: &T) -> String {
    serde_json::to_string(record).unwrap_or_default()
}
