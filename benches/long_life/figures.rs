//! What a long life costs: memory, time and requests.

use std::alloc::System;
use std::time::Duration;

use stats_alloc::{INSTRUMENTED_SYSTEM, StatsAlloc};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// Heap in use, in bytes and blocks, since it was started and without what is not ours.
#[derive(Clone, Copy)]
pub(crate) struct Heap {
    bytes: i64,
    blocks: i64,
}

impl Heap {
    /// From now on.
    pub(crate) fn start() -> Self {
        let (bytes, blocks) = in_use();
        Self { bytes, blocks }
    }

    /// Bytes and blocks in use. The allocator's own overhead is not in it, of 8 to 16 bytes a block.
    pub(crate) fn used(self) -> (i64, i64) {
        let (bytes, blocks) = in_use();
        (bytes - self.bytes, blocks - self.blocks)
    }

    /// What this keeps is not ours.
    pub(crate) fn not_ours(&mut self, run: impl FnOnce()) {
        let before = in_use();
        run();
        let after = in_use();
        self.bytes += after.0 - before.0;
        self.blocks += after.1 - before.1;
    }
}

/// Bytes and blocks of the whole process.
fn in_use() -> (i64, i64) {
    let stats = INSTRUMENTED_SYSTEM.stats();
    let minus = |a: usize, b: usize| i64::try_from(a).unwrap() - i64::try_from(b).unwrap();
    (
        minus(stats.bytes_allocated, stats.bytes_deallocated),
        minus(stats.allocations, stats.deallocations),
    )
}

/// What was done.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum What {
    /// The answer to a poll was taken in and a frame drawn.
    Poll,
    /// That frame alone.
    Frame,
    /// Another page of a list was: of a rereading, of history, by creation.
    Page,
    /// Another answer was.
    Other,
    /// Time passed.
    Tick,
    /// A key was pressed.
    Key,
}

impl What {
    /// All of them, in the order of the table.
    pub(crate) const ALL: [Self; 6] = [
        Self::Poll,
        Self::Frame,
        Self::Tick,
        Self::Page,
        Self::Other,
        Self::Key,
    ];
}

/// What a day cost. Each time is that of the program's state machine and of the frame drawn then.
#[derive(Default)]
pub(crate) struct Cost {
    pub(crate) requests: u64,
    /// In hundreds of nanoseconds.
    times: [Vec<u32>; What::ALL.len()],
}

impl Cost {
    pub(crate) fn note(&mut self, what: What, took: Duration) {
        let tenths = u32::try_from(took.as_nanos() / 100).unwrap_or(u32::MAX);
        self.times.get_mut(what as usize).unwrap().push(tenths);
    }

    /// How often, and the median, the hundredth largest and the largest, in microseconds.
    pub(crate) fn of(&mut self, what: What) -> (usize, [f64; 3]) {
        let times = self.times.get_mut(what as usize).unwrap();
        times.sort_unstable();
        let at = |part: f64| {
            let last = times.len().saturating_sub(1);
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                clippy::cast_precision_loss,
                reason = "a place among a day's samples"
            )]
            let place = (last as f64 * part) as usize;
            f64::from(times.get(place).copied().unwrap_or(0)) / 10.0
        };
        (times.len(), [at(0.5), at(0.99), at(1.0)])
    }

    /// All of it, in seconds. A frame of a poll is in the poll already.
    pub(crate) fn total(&self) -> f64 {
        let frames = What::Frame as usize;
        let whole = self
            .times
            .iter()
            .enumerate()
            .filter(|(what, _)| *what != frames);
        let times = whole.flat_map(|(_, times)| times);
        times.map(|tenths| f64::from(*tenths)).sum::<f64>() / 1e7
    }
}
