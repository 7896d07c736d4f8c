//! From the configuration to what a command without a screen needs.

use std::collections::HashMap;
use std::path::Path;

use crate::api::Client;
use crate::config::Config;
use crate::runtime::chain;
use crate::runtime::clock::Clock;
use crate::store::{Flaw, Looked, Revision, Store};
use crate::sync;
use crate::triage::{self, Desk, ViewId};

use super::SetupError;

/// Everything that a command without a screen needs.
pub struct Unattended {
    /// Engine and attention, with the seen marks of the ledger.
    pub desk: Desk,
    /// Who performs requests.
    pub client: Client,
    /// The clocks, from the start of the command.
    pub clock: Clock,
    /// The view that was asked for, or the first.
    pub view: ViewId,
    /// The ledger, where there is one: other copies go on marking conversations as seen.
    pub ledger: Option<(Store, Revision)>,
    /// Something to tell the user at once.
    pub notice: Option<String>,
}

/// Makes everything that a command without a screen needs. Blocks for the token and the ledger; must be called within a
/// tokio runtime.
///
/// `tune` says what of the engine's settings this command wants otherwise than the screen.
///
/// A ledger is looked at where there is one, but none is made and none is touched: a command that is run now and then
/// leaves no trace.
///
/// # Errors
///
/// When the configuration does not make a usable whole. A ledger that cannot be used is no reason: then nothing counts
/// as seen, and the user is told.
pub fn prepare_unattended(
    config: &Config,
    ledger: Option<&Path>,
    tune: impl FnOnce(&mut sync::Settings),
) -> Result<Unattended, SetupError> {
    let clock = Clock::start();
    let now = clock.now();
    let judged = super::triage::settings(config)?;
    let view = super::asked::view(config, &judged.views)?;
    let client = super::client(config, super::root(config)?)?;
    let path = ledger.filter(|path| !config.ephemeral && path.exists());
    let (mut store, notice) = look(path)?;
    let marks = match store.load() {
        Ok(marks) => marks,
        Err(error) => {
            tracing::warn!(%error, "the ledger cannot be read");
            HashMap::new()
        }
    };
    let revision = store.revision();
    let mut settings = reaching(super::engine_settings(config, now));
    tune(&mut settings);
    Ok(Unattended {
        desk: triage::Desk::new(settings, store.key(), marks, judged, now),
        client,
        clock,
        view,
        ledger: path.map(|_| (store, revision)),
        notice,
    })
}

/// All that was active as far back as history is wanted lies in the window. Behind it, the engine reads history along the
/// time of creation, and an old conversation in which somebody wrote before the window would be in no answer.
fn reaching(settings: sync::Settings) -> sync::Settings {
    match settings.history {
        sync::History::Since(back) => sync::Settings {
            window: settings.window.max(back),
            history: sync::History::Off,
            ..settings
        },
        sync::History::All | sync::History::Off => settings,
    }
}

/// The marks as they lie there, and what there is to say of that.
fn look(path: Option<&Path>) -> Result<(Store, Option<String>), SetupError> {
    let nothing = || Store::in_memory().map_err(SetupError::Ledger);
    let Some(path) = path else {
        return Ok((nothing()?, None));
    };
    match Store::look(path) {
        Ok(Looked { store, flaw }) => {
            let notice = flaw.map(|flaw| match flaw {
                Flaw::Unreadable => {
                    "the file of seen marks is damaged: what can be read of it is used"
                }
                Flaw::Foreign => {
                    "the file of seen marks is another program's: nothing counts as seen"
                }
            });
            Ok((store, notice.map(str::to_owned)))
        }
        Err(error) => {
            tracing::warn!(%error, "the ledger cannot be looked at");
            let why = chain(&error);
            let notice = format!("nothing counts as seen: {why}");
            Ok((nothing()?, Some(notice)))
        }
    }
}
