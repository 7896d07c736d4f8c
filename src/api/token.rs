//! The API token: an organization-wide key with write power and no scopes, so it is treated as such.
//!
//! It can be made from what the user has, put into one header, and compared against text that is
//! about to be kept. It cannot be printed.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use reqwest::header::HeaderValue;
use secrecy::{ExposeSecret as _, SecretString};
use thiserror::Error;

/// How an access id starts (Integration Guide).
const ACCESS_ID: &str = "aid_";

/// Why a value cannot be a token. The value is never repeated.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Error)]
pub enum TokenError {
    /// Nothing but white space.
    #[error("the token is empty")]
    Empty,
    /// An access id alone.
    #[error(
        "this is an access id (aid_…) without its secret key: give both, as aid_…:sk_…, \
         or the ready token"
    )]
    MissingSecret,
    /// A secret key without an access id.
    #[error("the access id (aid_…) that belongs to the secret key is missing")]
    MissingAccessId,
    /// White space, control or non-ASCII characters inside.
    #[error(
        "the token has a space or another character that no token has: \
         give it alone, without `Bearer` and without quotes"
    )]
    Malformed,
}

/// A bearer token, ready to send.
#[derive(Clone)]
pub struct Token(SecretString);

impl Token {
    /// Reads a ready token, or `access id:secret key`, which is encoded here
    /// (`base64(id:secret)`, Integration Guide). White space around it is dropped; nothing is
    /// URL-decoded, because `+`, `/` and `=` are part of it.
    ///
    /// # Errors
    /// When it is empty, holds characters no token has, or is only half of a pair.
    pub fn parse(raw: &str) -> Result<Self, TokenError> {
        let raw = raw.trim();
        if !raw.starts_with(ACCESS_ID) {
            return Self::checked(raw);
        }
        match raw.split_once(':') {
            Some((id, secret)) => Self::from_pair(id, secret),
            None => Err(TokenError::MissingSecret),
        }
    }

    /// Encodes an access id (`aid_…`) and its secret key (`sk_…`).
    ///
    /// # Errors
    /// When one of them is empty, or holds characters neither has.
    pub fn from_pair(access_id: &str, secret: &str) -> Result<Self, TokenError> {
        let (id, secret) = (access_id.trim(), secret.trim());
        if id.is_empty() {
            return Err(TokenError::MissingAccessId);
        }
        if secret.is_empty() {
            return Err(TokenError::MissingSecret);
        }
        if !is_plain(id) || !is_plain(secret) || id.contains(':') {
            return Err(TokenError::Malformed);
        }
        let pair = SecretString::from(format!("{id}:{secret}"));
        Ok(Self(STANDARD.encode(pair.expose_secret()).into()))
    }

    fn checked(raw: &str) -> Result<Self, TokenError> {
        if raw.is_empty() {
            return Err(TokenError::Empty);
        }
        if !is_plain(raw) {
            return Err(TokenError::Malformed);
        }
        Ok(Self(raw.into()))
    }

    /// The value of the `Authorization` header, marked so that the HTTP library does not print it.
    pub(super) fn header(&self) -> Result<HeaderValue, TokenError> {
        let text = SecretString::from(format!("Bearer {}", self.0.expose_secret()));
        let mut value = HeaderValue::from_str(text.expose_secret())
            .map_err(|_invalid| TokenError::Malformed)?;
        value.set_sensitive(true);
        Ok(value)
    }

    /// Whether `text` holds the token: such text, wherever it came from, must not be kept.
    pub(super) fn is_in(&self, text: &str) -> bool {
        text.contains(self.0.expose_secret())
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(…)")
    }
}

/// Printable ASCII without spaces: what can stand in a header.
fn is_plain(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_graphic())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bearer(token: &Token) -> String {
        token.header().unwrap().to_str().unwrap().to_owned()
    }

    #[test]
    fn a_ready_token_goes_out_as_it_is() {
        let token = Token::parse("  YWlkX2E6c2tfYg+/%2B==\n").unwrap();
        assert_eq!(bearer(&token), "Bearer YWlkX2E6c2tfYg+/%2B==");
        assert!(token.header().unwrap().is_sensitive());
    }

    #[test]
    fn a_pair_is_encoded_whichever_way_it_is_given() {
        let expected = "Bearer YWlkX2E6c2tfYjpjKys=";
        assert_eq!(bearer(&Token::parse(" aid_a:sk_b:c++ ").unwrap()), expected);
        assert_eq!(
            bearer(&Token::from_pair("aid_a\n", " sk_b:c++").unwrap()),
            expected
        );
    }

    #[test]
    fn what_is_missing_is_said_and_never_the_value() {
        for (raw, expected) in [
            ("", TokenError::Empty),
            (" \n", TokenError::Empty),
            ("aid_4711", TokenError::MissingSecret),
            ("aid_4711:", TokenError::MissingSecret),
            ("aid_4711: ", TokenError::MissingSecret),
            ("Bearer 4711", TokenError::Malformed),
            ("4711\n4711", TokenError::Malformed),
            ("4711\u{e9}", TokenError::Malformed),
            ("aid_4711:sk 1", TokenError::Malformed),
        ] {
            let error = Token::parse(raw).unwrap_err();
            assert_eq!(error, expected, "{raw:?}");
            assert!(!format!("{error} {error:?}").contains("4711"));
        }
        assert_eq!(
            Token::from_pair("", "sk_1").unwrap_err(),
            TokenError::MissingAccessId
        );
        assert_eq!(
            Token::from_pair("aid_1", " ").unwrap_err(),
            TokenError::MissingSecret
        );
    }

    #[test]
    fn debug_shows_nothing() {
        let token = Token::parse("c2VjcmV0").unwrap();
        assert_eq!(format!("{token:?}"), "Token(…)");
        assert!(token.is_in("bad token c2VjcmV0!") && !token.is_in("bad token"));
    }
}
