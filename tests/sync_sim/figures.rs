//! What runs amounted to.

use std::collections::BTreeMap;
use std::fmt;

use super::world::{DAY, MINUTE, Ms};

/// Counts over one run, or many.
#[derive(Clone, Debug, Default)]
pub(crate) struct Figures {
    /// Runs.
    pub(crate) seeds: u64,
    /// Time that passed in them.
    pub(crate) virtual_time: Ms,
    /// Requests that the engine made.
    pub(crate) requests: u64,
    /// Inputs that it was given.
    pub(crate) inputs: u64,
    /// Things that happened at the clinic while it ran.
    pub(crate) events: u64,
    /// What went wrong, by its name.
    pub(crate) faults: BTreeMap<&'static str, u64>,
    /// Longest time from the end of the faults until the picture was right.
    pub(crate) recovered_after: Ms,
}

impl Figures {
    /// Notes something that went wrong.
    pub(crate) fn fault(&mut self, name: &'static str) {
        *self.faults.entry(name).or_default() += 1;
    }

    /// Adds another run.
    pub(crate) fn add(&mut self, other: &Self) {
        self.seeds += other.seeds;
        self.virtual_time += other.virtual_time;
        self.requests += other.requests;
        self.inputs += other.inputs;
        self.events += other.events;
        for (name, count) in &other.faults {
            *self.faults.entry(name).or_default() += count;
        }
        self.recovered_after = self.recovered_after.max(other.recovered_after);
    }
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let days = self.virtual_time / DAY;
        writeln!(f, "seeds               {:>12}", self.seeds)?;
        writeln!(f, "virtual days        {days:>12}")?;
        writeln!(f, "requests            {:>12}", self.requests)?;
        writeln!(f, "inputs              {:>12}", self.inputs)?;
        writeln!(f, "events at the clinic{:>12}", self.events)?;
        for (name, count) in &self.faults {
            writeln!(f, "  {name:<18}{count:>12}")?;
        }
        let minutes = self.recovered_after / MINUTE;
        write!(f, "right again after at most {minutes} min")
    }
}
