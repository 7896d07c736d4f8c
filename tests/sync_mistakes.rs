//! The proof that the simulation can fail: the engine's sources once more, with a deliberate mistake
//! switched on in them, must not get through the seeds of a plain run.
//!
//! The engine that ships, and the one `tests/sync_sim.rs` drives, contain nothing of this.
//! `cargo test --test sync_mistakes -- --nocapture` shows the table.

#[cfg(test)]
use spruce_inbox::model;

#[cfg(test)]
#[allow(
    dead_code,
    unused_imports,
    unreachable_pub,
    reason = "only what the simulation needs of it is used here"
)]
#[path = "../src/sync/mod.rs"]
mod sync;

#[cfg(test)]
#[allow(
    dead_code,
    unused_imports,
    reason = "its figures are told by the other runner"
)]
#[path = "sync_sim/simulation.rs"]
mod simulation;

#[cfg(test)]
#[path = "sync_mistakes/proof.rs"]
mod proof;
