//! The simulation, for whatever engine the crate around it calls `sync`: the one that ships, or the same
//! sources with a deliberate mistake in them.

mod figures;
mod oracle;
mod plan;
mod server;
mod sim;
mod world;

pub(crate) use figures::Figures;
pub(crate) use sim::run;

/// Seeds of a plain run: half a minute on two processors.
pub(crate) const SEEDS: u64 = 3_000;
