//! The one address the client talks to, and the rules for it.
//!
//! A mistyped root must not send the token over plain HTTP or to a stranger, so it is checked once,
//! here; the rest of the client can only append path segments to it.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;
use url::{Host, Url};

/// Where the API lives unless told otherwise (OpenAPI: `servers`).
const DEFAULT: &str = "https://api.sprucehealth.com/v1";
/// The version segment that every path starts with.
const VERSION: &str = "v1";

/// Why an address cannot be the API root. The address itself is not repeated: it may hold a password.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Error)]
pub enum RootError {
    /// Not an absolute URL with a host.
    #[error("not a web address: it should look like {DEFAULT}")]
    Unreadable(#[source] Option<url::ParseError>),
    /// Neither `https` nor `http`.
    #[error("must start with https://")]
    Scheme,
    /// Plain `http` to a machine other than this one.
    #[error("plain http:// is accepted only for this machine (localhost); use https://")]
    PlainHttp,
    /// A user name or password in the address.
    #[error("must not hold a user name or password; the token is configured separately")]
    Credentials,
    /// A `?query` or `#fragment`.
    #[error("must not have a ?query or #fragment")]
    QueryOrFragment,
}

/// The checked root of the API: `https`, or `http` to this machine, ending in exactly one `/v1`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ApiRoot(Url);

impl ApiRoot {
    /// Reads an address given with or without `/v1` and with or without a trailing slash.
    ///
    /// # Errors
    /// When the address is not one the token may be sent to; see [`RootError`].
    pub fn parse(raw: &str) -> Result<Self, RootError> {
        let mut url = Url::parse(raw.trim()).map_err(|e| RootError::Unreadable(Some(e)))?;
        match url.scheme() {
            "https" => {}
            "http" if is_loopback(&url) => {}
            "http" => return Err(RootError::PlainHttp),
            _ => return Err(RootError::Scheme),
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(RootError::Credentials);
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err(RootError::QueryOrFragment);
        }
        if url.cannot_be_a_base() {
            return Err(RootError::Unreadable(None));
        }
        url.set_path(&versioned(url.path()));
        Ok(Self(url))
    }

    /// Whether requests stay on this machine: then no proxy may be used.
    #[must_use]
    pub fn is_loopback(&self) -> bool {
        is_loopback(&self.0)
    }

    /// Whether the connection is encrypted. Always so except on this machine.
    #[must_use]
    pub fn is_https(&self) -> bool {
        self.0.scheme() == "https"
    }

    /// The root as text, without a trailing slash.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// The address of a resource below the root. Every segment is percent-encoded, so none of them
    /// can leave the root. `None` for the segments `.` and `..`, which cannot be encoded and name
    /// nothing.
    pub(super) fn below(&self, segments: &[&str]) -> Option<Url> {
        if segments.iter().any(|s| matches!(*s, "" | "." | "..")) {
            return None;
        }
        let mut url = self.0.clone();
        url.path_segments_mut().ok()?.extend(segments);
        Some(url)
    }
}

impl Default for ApiRoot {
    /// Spruce's own API.
    #[expect(clippy::expect_used, reason = "a constant, checked by a test")]
    fn default() -> Self {
        Self::parse(DEFAULT).expect("the default root is valid")
    }
}

impl FromStr for ApiRoot {
    type Err = RootError;

    fn from_str(raw: &str) -> Result<Self, RootError> {
        Self::parse(raw)
    }
}

impl fmt::Display for ApiRoot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    }
}

/// The path with exactly one `v1` at its end and without empty segments. What comes before is kept as
/// it was written, percent-encoding included.
fn versioned(path: &str) -> String {
    let mut segments: Vec<&str> = path.split('/').filter(|s| !s.is_empty()).collect();
    while segments.last() == Some(&VERSION) {
        segments.pop();
    }
    segments.push(VERSION);
    segments.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_of_a_root_is_the_same_root() {
        for raw in [
            "https://api.sprucehealth.com",
            "https://api.sprucehealth.com/",
            " https://API.sprucehealth.com/v1\n",
            "https://api.sprucehealth.com:443/v1/",
            "https://api.sprucehealth.com//v1//v1/",
        ] {
            assert_eq!(ApiRoot::parse(raw).unwrap(), ApiRoot::default(), "{raw}");
        }
        assert_eq!(ApiRoot::default().as_str(), DEFAULT);
        let behind = ApiRoot::parse("https://gw.example.com/spruce%20api/").unwrap();
        assert_eq!(
            behind.as_str(),
            "https://gw.example.com/spruce%20api/v1",
            "a prefix is kept as written"
        );
    }

    #[test]
    fn plain_http_stays_on_this_machine() {
        for raw in [
            "http://localhost:8080",
            "http://127.0.0.1:1/v1",
            "http://127.8.9.10",
            "http://[::1]:9000/",
        ] {
            let root = ApiRoot::parse(raw).unwrap();
            assert!(root.is_loopback() && !root.is_https(), "{raw}");
        }
        for raw in [
            "http://api.sprucehealth.com",
            "http://localhost.example.com",
            "http://192.168.0.10",
            "http://[::2]",
            "http://0.0.0.0",
        ] {
            assert_eq!(ApiRoot::parse(raw), Err(RootError::PlainHttp), "{raw}");
        }
    }

    #[test]
    fn what_is_wrong_is_said_without_repeating_the_address() {
        for (raw, expected) in [
            ("localhost:8080", RootError::Scheme),
            ("file:///etc/passwd", RootError::Scheme),
            ("ftp://api.example.com", RootError::Scheme),
            ("https://me:hunter2@api.example.com", RootError::Credentials),
            ("https://me@api.example.com", RootError::Credentials),
            (
                "https://api.example.com/?hunter2",
                RootError::QueryOrFragment,
            ),
            (
                "https://api.example.com/#hunter2",
                RootError::QueryOrFragment,
            ),
        ] {
            let error = ApiRoot::parse(raw).unwrap_err();
            assert_eq!(error, expected, "{raw}");
            assert!(!error.to_string().contains("hunter2"));
        }
        for raw in ["", "api.example.com", "https://", "/v1"] {
            let error = ApiRoot::parse(raw).unwrap_err();
            assert!(matches!(error, RootError::Unreadable(_)), "{raw}: {error}");
        }
    }

    #[test]
    fn no_segment_leaves_the_root() {
        let root = ApiRoot::default();
        let url = root.below(&["conversations", "../a/b?c#d%2e é"]).unwrap();
        assert_eq!(
            url.as_str(),
            "https://api.sprucehealth.com/v1/conversations/..%2Fa%2Fb%3Fc%23d%252e%20%C3%A9"
        );
        for segment in ["", ".", ".."] {
            assert_eq!(root.below(&["conversations", segment]), None);
        }
    }
}
