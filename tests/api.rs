//! The API client against a hand-written server on loopback, and its JSON against fixtures.
//!
//! The server is not the demo server on purpose: here each answer is written byte by byte, so that a
//! mistake cannot hide behind a shared library.

#[path = "api/fixtures.rs"]
mod fixtures;
#[path = "api/limits.rs"]
mod limits;
#[path = "api/refusals.rs"]
mod refusals;
#[path = "api/requests.rs"]
mod requests;
#[path = "api/server.rs"]
mod server;
#[path = "api/show.rs"]
mod show;
