//! The ledger under abuse: killed copies, several at once, no room, bad files, files that go away.
//!
//! The promise: no mark that was acknowledged is lost, nothing turns unread, and there is always something to
//! go on with. Where a file was truly damaged, what can be read is kept, and nothing false is believed.
//! `LEDGER_KILLS` says how many copies are killed; seeds are printed when a test fails.
#![cfg(unix)]
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "helpers of tests fail a test the same way as tests do"
)]

#[path = "ledger_abuse/copies.rs"]
mod copies;
#[path = "ledger_abuse/damage.rs"]
mod damage;
#[path = "ledger_abuse/marks.rs"]
mod marks;
#[path = "ledger_abuse/places.rs"]
mod places;
#[path = "ledger_abuse/replaced.rs"]
mod replaced;
#[path = "ledger_abuse/room.rs"]
mod room;
#[path = "ledger_abuse/victim.rs"]
mod victim;
