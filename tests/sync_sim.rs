//! Simulation of the sync engine: a made-up clinic, a model server with every bad habit the real one
//! may have, a network that fails, a machine that sleeps, a program that is started anew, and an oracle
//! that knows the truth. All of a run follows from one seed, in virtual time.
//!
//! ```text
//! cargo test --test sync_sim                                     a few thousand seeds
//! SIM_SEED=7 cargo test --test sync_sim                          that seed alone (also: -- --seed 7)
//! cargo test --release --test sync_sim -- --seeds 100000         a long run (also: SIM_SEEDS=100000)
//! cargo test --release --test sync_sim -- --seeds 9 --from 50    seeds 50 to 58
//! ```
//!
//! What a run amounted to is told on the standard error stream.

#[cfg(test)]
use spruce_inbox::{model, sync};

#[cfg(test)]
#[path = "sync_sim/runner.rs"]
mod runner;
#[cfg(test)]
#[path = "sync_sim/simulation.rs"]
mod simulation;

#[cfg(test)]
fn main() -> std::process::ExitCode {
    runner::main()
}
