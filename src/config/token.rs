//! Where the token comes from. What a token looks like is the API's business, not ours.

use std::fmt;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use secrecy::{ExposeSecret, SecretString};

/// A token file with more than this many bytes is some other file.
const SIZE_MAX: u64 = 64 * 1024;

/// Where the token is. `Debug` shows the kind and the path, never a token or a command.
#[derive(Clone)]
pub enum TokenSource {
    /// Here it is: `SPRUCE_API_TOKEN`.
    Ready(SecretString),
    /// Its two halves: `SPRUCE_ACCESS_ID` and `SPRUCE_API_KEY`.
    Pair {
        /// The half that starts with `aid_`.
        access_id: SecretString,
        /// The half that starts with `sk_`.
        secret: SecretString,
    },
    /// In this file: see [`read_token_file`].
    File(PathBuf),
    /// Printed by this command, to be run with `sh -c`; see [`token_from_bytes`]. Secret itself, since
    /// people put secrets into it.
    Command(SecretString),
}

impl fmt::Debug for TokenSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ready(_) => f.write_str("Ready(…)"),
            Self::Pair { .. } => f.write_str("Pair(…)"),
            Self::File(path) => write!(f, "File({})", path.display()),
            Self::Command(_) => f.write_str("Command(…)"),
        }
    }
}

/// One half of a token.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Half {
    /// The half that starts with `aid_`.
    AccessId,
    /// The half that starts with `sk_`.
    Secret,
}

impl Half {
    /// The environment variable that holds it.
    #[must_use]
    pub const fn variable(self) -> &'static str {
        match self {
            Self::AccessId => "SPRUCE_ACCESS_ID",
            Self::Secret => "SPRUCE_API_KEY",
        }
    }

    const fn other(self) -> Self {
        match self {
            Self::AccessId => Self::Secret,
            Self::Secret => Self::AccessId,
        }
    }
}

/// Why there is no token.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum TokenAbsent {
    /// Nothing says where it is.
    #[error(
        "no API token: set SPRUCE_API_TOKEN, or SPRUCE_ACCESS_ID and SPRUCE_API_KEY, \
         or token_file or token_command in the configuration file"
    )]
    NotSet,
    /// One half is set; this one is missing.
    #[error("{} is set but {} is not", .0.other().variable(), .0.variable())]
    HalfPair(Half),
}

/// Why a token file was not taken.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TokenFileError {
    /// It cannot be read.
    #[error("cannot read the token file {path}")]
    Unreadable {
        /// Which file.
        path: PathBuf,
        /// The system's answer.
        #[source]
        source: io::Error,
    },
    /// Others have access to it.
    #[error("others have access to the token file {path}: run chmod 600 on it")]
    Shared {
        /// Which file.
        path: PathBuf,
    },
    /// It holds no text, or far too much.
    #[error("the token file {path} does not hold a token")]
    NotAToken {
        /// Which file.
        path: PathBuf,
    },
}

/// Reads a token file: its text without white space at both ends.
///
/// Blocks. The mode is asked of the opened file, so it cannot be exchanged in between.
///
/// # Errors
///
/// When it cannot be read, when its mode gives group or others any access, or when it is empty, not
/// text, or longer than 64 KiB.
pub fn read_token_file(path: &Path) -> Result<SecretString, TokenFileError> {
    let unreadable = |source| TokenFileError::Unreadable {
        path: path.into(),
        source,
    };
    let file = File::open(path).map_err(unreadable)?;
    if is_shared(&file).map_err(unreadable)? {
        return Err(TokenFileError::Shared { path: path.into() });
    }
    let mut bytes = Vec::with_capacity(4096);
    file.take(SIZE_MAX + 1)
        .read_to_end(&mut bytes)
        .map_err(unreadable)?;
    token_from_bytes(bytes).ok_or_else(|| TokenFileError::NotAToken { path: path.into() })
}

/// The token in the content of a file or the output of a command: text without white space at both
/// ends. `None` when it is empty, not UTF-8, or longer than 64 KiB.
#[must_use]
pub fn token_from_bytes(bytes: Vec<u8>) -> Option<SecretString> {
    let fits = u64::try_from(bytes.len()).is_ok_and(|size| size <= SIZE_MAX);
    let text = String::from_utf8(bytes).map(SecretString::from).ok()?;
    let token = text.expose_secret().trim();
    (fits && !token.is_empty()).then(|| SecretString::from(token))
}

#[cfg(unix)]
fn is_shared(file: &File) -> io::Result<bool> {
    use std::os::unix::fs::PermissionsExt;

    Ok(file.metadata()?.permissions().mode() & 0o077 != 0)
}

/// Elsewhere there is no mode to ask; the user's own folders are private by inheritance.
#[cfg(not(unix))]
fn is_shared(file: &File) -> io::Result<bool> {
    file.metadata().map(|_| false)
}
