//! Which rows the configuration asks for, before anything is known of them.

use crate::config::{Config, Order};
use crate::model::zone::Zone;
use crate::triage::{SortBy, ViewId, Views};

use super::SetupError;

/// What a command that lists rows is asked for.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The views there are.
    pub views: Views,
    /// That of `--view`, of the configuration, or the first.
    pub view: ViewId,
    /// The order.
    pub order: SortBy,
    /// Whose calendar queries go by.
    pub zone: Zone,
}

/// Which rows are asked for, and in which order. Asks nobody and touches no file.
///
/// # Errors
///
/// When there is no such view, or one of the user's cannot be read.
pub fn asked(config: &Config) -> Result<Asked, SetupError> {
    let judged = super::triage::settings(config)?;
    Ok(Asked {
        view: view(config, &judged.views)?,
        views: judged.views,
        order: order(config),
        zone: judged.zone,
    })
}

/// The view to begin with.
pub(super) fn view(config: &Config, views: &Views) -> Result<ViewId, SetupError> {
    let start = super::triage::start(config, views)?;
    let named = start.view.and_then(|name| views.named(&name));
    Ok(named.unwrap_or(ViewId(0)))
}

/// The order of the list.
pub(super) const fn order(config: &Config) -> SortBy {
    match config.order {
        Order::LastMessage => SortBy::LastMessage,
        Order::Created => SortBy::Created,
        Order::Waiting => SortBy::Waiting,
    }
}
