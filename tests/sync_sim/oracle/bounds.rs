//! What the engine may keep in memory: no more than there is to know, whatever happens.

use crate::sync::Engine;

use super::Oracle;

/// Threads that are kept at most.
const THREADS: usize = 40;
/// Kinds of work, each with at most one request under way.
const KINDS: usize = 8;

impl Oracle<'_> {
    /// Every count that grows has something of the clinic that it grows with.
    pub(super) fn is_bounded(&self, engine: &Engine) -> Result<(), String> {
        let diagnostics = engine.diagnostics();
        let memory = diagnostics.memory;
        let conversations = self.world.conversations.len();
        let items = self.world.conversations.iter().map(|conv| conv.items.len());
        let bounds = [
            ("rows", memory.rows, conversations),
            ("rows that are gone", memory.gone, memory.rows),
            ("threads", memory.threads, THREADS.min(conversations)),
            ("items", memory.items, items.sum()),
            ("rows to look up", diagnostics.lookups, 2 * memory.rows),
            ("requests under way", diagnostics.under_way, KINDS),
        ];
        for (what, count, most) in bounds {
            if count > most {
                return Err(format!("{count} {what}, {most} at most"));
            }
        }
        let flying = self.requests.under_way();
        if diagnostics.under_way != flying {
            let awaited = diagnostics.under_way;
            return Err(format!("{awaited} requests awaited, {flying} under way"));
        }
        Ok(())
    }
}
