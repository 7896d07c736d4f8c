//! The browser.

use crate::model::link::AppUrl;

/// Opens a link without waiting for the browser. `Err` holds our own words for the user.
pub(super) fn open(url: &AppUrl) -> Result<(), String> {
    open::that_detached(url.to_string()).map_err(|error| {
        tracing::warn!(%error, "no browser could be started");
        "no browser could be started here; copy the link instead".to_owned()
    })
}
