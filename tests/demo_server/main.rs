//! The demo server over real HTTP. Its conformance is in `openapi.rs`.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "helpers of tests fail by panicking"
)]

mod clinic;
mod faults;
mod listings;
mod site;
