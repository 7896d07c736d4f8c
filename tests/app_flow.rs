//! The state machine as a user meets it: keys and answers in, commands and states out.
//!
//! Everything is pure and in virtual time: a made-up clinic answers what is fetched a tenth of a second
//! later, and whole minutes pass in no time.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "helpers of tests fail by panicking; seeds are shown when a test fails"
)]

#[path = "app_flow/alarms.rs"]
mod alarms;
#[path = "app_flow/asking.rs"]
mod asking;
#[path = "app_flow/attention.rs"]
mod attention;
#[path = "app_flow/away.rs"]
mod away;
#[path = "app_flow/clinic.rs"]
mod clinic;
#[path = "app_flow/desk.rs"]
mod desk;
#[path = "app_flow/diagnostics.rs"]
mod diagnostics;
#[path = "app_flow/filtering.rs"]
mod filtering;
#[path = "app_flow/keys.rs"]
mod keys;
#[path = "app_flow/list.rs"]
mod list;
#[path = "app_flow/random.rs"]
mod random;
#[path = "app_flow/reading.rs"]
mod reading;
#[path = "app_flow/searching.rs"]
mod searching;
#[path = "app_flow/seen.rs"]
mod seen;
#[path = "app_flow/start.rs"]
mod start;
#[path = "app_flow/trouble.rs"]
mod trouble;
#[path = "app_flow/views.rs"]
mod views;
