//! The edge to the Spruce Health API: one client that can only read.
//!
//! Owns: the address and the token, the one function that sends a request, the limits on what an
//! answer may cost, and the translation of JSON into [`crate::model`]. It must not know when or why
//! something is asked: pacing, retries and paging are decided by `sync`.
//!
//! Invariants, each with a test:
//!
//! * Only GET, only below one configured root, redirects not followed. There is a single private
//!   function that touches the HTTP library (`fetch`), and it has no parameter for anything else.
//! * The token leaves the process in one header only; no error, `Debug` or log line holds it.
//! * Raw remote text ends here: what leaves [`wire`] is clean text, checked ids and times.
//! * A broken row costs itself, not its page; a broken page is an error, never an empty list,
//!   because an empty inbox reads as "all clear".
mod client;
mod error;
mod fetch;
mod headers;
mod origin;
mod token;
pub mod wire;

pub use client::{Answer, Client};
pub use error::{ContentKind, Error};
pub use fetch::{BODY_LIMIT, ClientOptions, Timeouts};
pub use origin::{ApiRoot, RootError};
pub use token::{Token, TokenError};
