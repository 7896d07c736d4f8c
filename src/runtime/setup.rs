//! From the configuration to what the loop needs.

mod asked;
mod probe;
mod triage;
mod unattended;

use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use secrecy::{ExposeSecret, SecretString};

use crate::api::{ApiRoot, Client, ClientOptions, RootError, Token, TokenError};
use crate::app::about::{About, LedgerPlace, Server};
use crate::app::keymap::{self, Keymap};
use crate::app::when::Zone;
use crate::app::{App, Setup};
use crate::config::{Config, History, SeenAfter, TokenAbsent, TokenFileError, TokenSource};
use crate::store::Store;
use crate::sync;
use crate::triage::ViewError;
use crate::ui::Theme;

use super::clock::Clock;
use super::ledger::complaint;
use super::notifier::By;
use super::terminal::Screen;

pub use asked::{Asked, asked};
pub use probe::{address, examine, notifier, take_token, terminal_size};
pub use unattended::{Unattended, prepare_unattended};

/// Whose data is shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Origin {
    /// A clinic's.
    Clinic,
    /// Made-up data: nothing is kept on disk, and the header says so.
    Demo,
}

/// Everything the loop needs.
pub struct Session {
    pub(super) app: App,
    pub(super) client: Client,
    pub(super) store: Option<Store>,
    pub(super) theme: Theme,
    pub(super) clock: Clock,
    /// Where the token came from, if that was a file.
    pub(super) token_file: Option<PathBuf>,
    /// By which sequence the desktop is notified.
    pub(super) notify: By,
    /// The user's command for alarms.
    pub(super) hook: Option<String>,
}

/// Why the program cannot start.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SetupError {
    /// The address of the API is not one we would use.
    #[error("the address of the API cannot be used")]
    Root(#[from] RootError),
    /// There is no token.
    #[error(transparent)]
    NoToken(#[from] TokenAbsent),
    /// The token file was not taken.
    #[error(transparent)]
    TokenFile(#[from] TokenFileError),
    /// The token command gave none.
    #[error("token_command gave no token: {0}")]
    TokenCommand(String),
    /// What was given is not a token.
    #[error("the token cannot be used")]
    Token(#[from] TokenError),
    /// The keys in the configuration are wrong.
    #[error("the key bindings in the configuration are wrong")]
    Keys(#[from] keymap::Error),
    /// A view of the user cannot be had as it is written.
    #[error("{place}{error}")]
    View {
        /// File and line, with what separates them from what follows.
        place: String,
        /// What is wrong.
        error: ViewError,
    },
    /// The view to start in does not exist.
    #[error("there is no view {name:?}: {hint}")]
    NoSuchView {
        /// The name that was given.
        name: String,
        /// The name that may be meant, or all there are.
        hint: String,
    },
    /// No such theme.
    #[error("the theme cannot be used")]
    Theme(#[from] crate::ui::theme::Error),
    /// The HTTP client could not be made.
    #[error("the HTTP client could not be set up")]
    Client(#[source] Box<crate::api::Error>),
    /// Not even a ledger in memory could be had.
    #[error("no memory or random numbers for the seen marks")]
    Ledger(#[source] crate::store::Error),
}

/// Makes everything the loop needs. Blocks for the token and the ledger; must be called within a tokio runtime.
///
/// # Errors
///
/// When the configuration does not make a usable whole. A ledger that cannot be used is no reason: then
/// marks are kept in memory until it can, and the user is told.
pub fn prepare(
    config: &Config,
    origin: Origin,
    ledger: Option<&Path>,
) -> Result<Session, SetupError> {
    let clock = Clock::start();
    let now = clock.now();
    let judged = triage::settings(config)?;
    let root = root(config)?;
    let server = server(&root);
    let client = client(config, root)?;
    let token_file = match &config.token {
        Ok(TokenSource::File(path)) => Some(path.clone()),
        _ => None,
    };
    let ledger = ledger.filter(|_| !config.ephemeral && origin == Origin::Clinic);
    let (mut store, place, notice) = open_ledger(ledger)?;
    let marks = store.load().unwrap_or_default();
    let setup = Setup {
        sync: engine_settings(config, now),
        order: asked::order(config),
        start: triage::start(config, &judged.views)?,
        triage: judged,
        alarms: triage::alarms(&config.alarms),
        keymap: Keymap::new(&config.keys)?,
        seen_after: match config.seen_after {
            SeenAfter::Resting(after) => Some(after),
            SeenAfter::Off => None,
        },
        ledger_key: store.key(),
        marks,
        size: Screen::size(),
        zone: Zone::Local,
        demo: origin == Origin::Demo,
        notice,
        about: About {
            version: env!("CARGO_PKG_VERSION"),
            server,
            ledger: place,
        },
    };
    let theme = Theme::named(&config.theme)?;
    let theme = if no_color() {
        theme.without_colours()
    } else {
        theme
    };
    let app = App::new(setup, now);
    Ok(Session {
        app,
        client,
        store: ledger.map(|_| store),
        theme,
        clock,
        token_file,
        notify: triage::notify(config.alarms.notify),
        // Nobody is to be called for made-up patients.
        hook: match (origin, &config.alarms.hook) {
            (Origin::Clinic, Some(hook)) => Some(hook.as_str().to_owned()),
            _ => None,
        },
    })
}

/// The address of the API.
fn root(config: &Config) -> Result<ApiRoot, SetupError> {
    let given = config.base_url.as_deref().map(ApiRoot::parse);
    Ok(given.transpose()?.unwrap_or_default())
}

/// The HTTP client, with the token. Blocks for the token.
fn client(config: &Config, root: ApiRoot) -> Result<Client, SetupError> {
    let token = token(config.token.as_ref().map_err(|absent| *absent)?)?;
    Client::new(ClientOptions::new(root, token))
        .map_err(|error| SetupError::Client(Box::new(error)))
}

/// What kind of host the requests go to.
fn server(root: &ApiRoot) -> Server {
    if *root == ApiRoot::default() {
        Server::Official
    } else if root.is_loopback() {
        Server::Loopback
    } else {
        Server::Other
    }
}

/// A ledger, where it is, and what there is to say of that.
fn open_ledger(path: Option<&Path>) -> Result<(Store, LedgerPlace, Option<String>), SetupError> {
    let Some(path) = path else {
        let store = Store::in_memory().map_err(SetupError::Ledger)?;
        return Ok((store, LedgerPlace::Memory, None));
    };
    match Store::open(path) {
        Ok(opened) => {
            let place = match opened.notice {
                Some(_) => LedgerPlace::FreshOnDisk,
                None => LedgerPlace::Disk,
            };
            let notice = opened.notice.map(|notice| notice.to_string());
            Ok((opened.store, place, notice))
        }
        Err(error) => {
            tracing::warn!(%error, "the ledger cannot be used");
            let adrift = Store::adrift(path).map_err(SetupError::Ledger)?;
            Ok((adrift, LedgerPlace::Unusable, Some(complaint(&error))))
        }
    }
}

fn engine_settings(config: &Config, now: crate::model::time::Now) -> sync::Settings {
    sync::Settings {
        scope: sync::Scope::All,
        tells_items: None,
        interval: config.interval.get(),
        window: config.window.get(),
        history: match config.history {
            History::All => sync::History::All,
            History::Last(back) => sync::History::Since(back),
            History::Off => sync::History::Off,
        },
        share: config.share.get(),
        answers: if config.automated_counts_as_reply {
            sync::Answers::AutomatedToo
        } else {
            sync::Answers::PeopleOnly
        },
        // Only spreads the retries of different copies: the clock is random enough.
        seed: now.wall.as_millis().unsigned_abs(),
    }
}

fn token(source: &TokenSource) -> Result<Token, SetupError> {
    Ok(match source {
        TokenSource::Ready(token) => Token::parse(token.expose_secret())?,
        TokenSource::Pair { access_id, secret } => {
            Token::from_pair(access_id.expose_secret(), secret.expose_secret())?
        }
        TokenSource::File(path) => {
            Token::parse(crate::config::read_token_file(path)?.expose_secret())?
        }
        TokenSource::Command(command) => Token::parse(run_command(command)?.expose_secret())?,
    })
}

/// Runs the user's own command with the shell; it may ask for a passphrase on the terminal.
fn run_command(command: &SecretString) -> Result<SecretString, SetupError> {
    let failed = |why: String| SetupError::TokenCommand(why);
    // What is piped into us is not its to read.
    let stdin = if std::io::stdin().is_terminal() {
        Stdio::inherit()
    } else {
        Stdio::null()
    };
    let shell = Command::new("sh")
        .arg("-c")
        .arg(command.expose_secret())
        .stderr(Stdio::inherit())
        .stdin(stdin)
        .output()
        .map_err(|error| failed(error.to_string()))?;
    if !shell.status.success() {
        return Err(failed(shell.status.to_string()));
    }
    crate::config::token_from_bytes(shell.stdout)
        .ok_or_else(|| failed("its output is not a token".to_owned()))
}

fn no_color() -> bool {
    std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::config::{self, Overrides};
    use crate::model::time::{Now, Timestamp};

    #[test]
    fn the_kind_of_host_is_told_from_the_address() {
        let server = |address| server(&ApiRoot::parse(address).unwrap());
        assert_eq!(server("https://api.sprucehealth.com"), Server::Official);
        assert_eq!(server("http://127.0.0.1:8080/v1"), Server::Loopback);
        assert_eq!(server("https://spruce.example.com/v1"), Server::Other);
        assert_eq!(server("https://api.sprucehealth.com/other"), Server::Other);
    }

    #[test]
    fn where_the_marks_are_is_known() {
        let folder = tempfile::tempdir().unwrap();
        let place = |path: Option<&Path>| open_ledger(path).unwrap().1;
        assert_eq!(place(None), LedgerPlace::Memory);
        let path = folder.path().join("state/seen.db");
        assert_eq!(place(Some(&path)), LedgerPlace::Disk);
        std::fs::write(&path, "this is not a ledger, but long enough").unwrap();
        assert_eq!(place(Some(&path)), LedgerPlace::FreshOnDisk);
        let no_folder = path.join("seen.db");
        assert_eq!(place(Some(&no_folder)), LedgerPlace::Unusable);
    }

    #[test]
    fn the_engine_gets_what_the_user_set() {
        let now = Now {
            mono: Duration::ZERO,
            wall: Timestamp::from_millis(1),
        };
        let settings = |vars: &[(&str, &str)]| {
            let env = |name: &str| {
                let found = vars.iter().find(|(set, _)| *set == name);
                found.map(|(_, value)| (*value).into())
            };
            engine_settings(
                &config::load(&Overrides::default(), &env, None).unwrap(),
                now,
            )
        };
        let defaults = sync::Settings {
            seed: 1,
            ..sync::Settings::default()
        };
        assert_eq!(settings(&[]), defaults);
        let set = settings(&[
            ("SPRUCE_INBOX_INTERVAL", "30s"),
            ("SPRUCE_INBOX_WINDOW", "2d"),
            ("SPRUCE_INBOX_HISTORY", "off"),
            ("SPRUCE_INBOX_AUTOMATED_COUNTS_AS_REPLY", "true"),
        ]);
        let wanted = sync::Settings {
            interval: Duration::from_secs(30),
            window: Duration::from_secs(2 * 24 * 3600),
            history: sync::History::Off,
            answers: sync::Answers::AutomatedToo,
            ..defaults
        };
        assert_eq!(set, wanted);
    }
}
