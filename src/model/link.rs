//! Links that may be handed to a browser or the clipboard.

use std::fmt;
use std::sync::Arc;

use url::{Host, Url};

use super::id::ConversationId;

/// The address of a conversation in the Spruce app.
///
/// Only `https` on `sprucehealth.com` or a name below it, without credentials or a port: anything else
/// a server could put there is not opened (`appURL`, OpenAPI: conversation).
///
/// Every row has one, and they differ only in what follows the last `/`: the rest is kept apart, to be
/// shared.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct AppUrl {
    /// Up to the last `/` and with it.
    base: Arc<str>,
    rest: Arc<str>,
}

impl AppUrl {
    /// Checks and normalises a link; `None` when it is not one we would open.
    #[must_use]
    pub fn parse(raw: &str) -> Option<Self> {
        let url = Url::parse(raw).ok()?;
        let Some(Host::Domain(host)) = url.host() else {
            return None;
        };
        let ours = host == "sprucehealth.com" || host.ends_with(".sprucehealth.com");
        let plain = url.username().is_empty() && url.password().is_none() && url.port().is_none();
        if url.scheme() != "https" || !ours || !plain {
            return None;
        }
        // A link of this kind has at least the `/` behind the host.
        let (base, rest) = url.as_str().rsplit_once('/')?;
        let base = format!("{base}/").into();
        let rest = rest.into();
        Some(Self { base, rest })
    }

    /// Keeps what this link has in common with others and with the id of its conversation only once.
    pub fn share(&mut self, id: &ConversationId, base: impl FnOnce(&mut Arc<str>)) {
        base(&mut self.base);
        if *self.rest == *id.as_str() {
            self.rest = id.shared();
        }
    }
}

impl fmt::Display for AppUrl {
    /// The address, percent-encoded ASCII.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.base, self.rest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_is_what_it_was_in_parts_and_shared() {
        let id = ConversationId::parse("t_1").unwrap();
        for (raw, normal) in [
            ("https://app.sprucehealth.com/org/entity_1/thread/t_1", None),
            ("https://app.sprucehealth.com/t_1/", None),
            (
                "https://app.sprucehealth.com",
                Some("https://app.sprucehealth.com/"),
            ),
            (
                "https://app.sprucehealth.com/a?next=/b/c#/d é",
                Some("https://app.sprucehealth.com/a?next=/b/c#/d%20%C3%A9"),
            ),
        ] {
            let mut link = AppUrl::parse(raw).unwrap();
            assert_eq!(link.to_string(), normal.unwrap_or(raw));
            let before = link.clone();
            link.share(&id, |base| *base = Arc::from(&**base));
            assert_eq!(link, before);
        }
    }

    #[test]
    fn only_the_spruce_app_is_opened() {
        assert!(AppUrl::parse("https://app.sprucehealth.com/org/entity_1/thread/t_1").is_some());
        for bad in [
            "http://app.sprucehealth.com/x",
            "https://sprucehealth.com.example.com/x",
            "https://evilsprucehealth.com/x",
            "https://user@app.sprucehealth.com/x",
            "https://app.sprucehealth.com:8443/x",
            "javascript:alert(1)",
            "",
        ] {
            assert_eq!(AppUrl::parse(bad), None, "{bad}");
        }
    }
}
