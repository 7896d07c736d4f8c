//! What calls, pages and attachments are called in a thread.

use crate::app::when::{self, Zone};
use crate::model::item::Item;

pub(super) use crate::model::item::words::{attachment, event, pages};

/// Spam calls in a row, in one line.
pub(super) fn spam(first: &Item, last: &Item, count: usize, zone: Zone) -> String {
    let time = |item: &Item| when::clock(item.created_at, zone);
    format!("{count} spam calls · {}–{}", time(first), time(last))
}
