//! Links that may be handed to a browser or the clipboard.

use std::sync::Arc;

use url::{Host, Url};

/// The address of a conversation in the Spruce app.
///
/// Only `https` on `sprucehealth.com` or a name below it, without credentials or a port: anything else
/// a server could put there is not opened (`appURL`, OpenAPI: conversation).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AppUrl(Arc<str>);

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
        (url.scheme() == "https" && ours && plain).then(|| Self(url.as_str().into()))
    }

    /// The address, percent-encoded ASCII.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
