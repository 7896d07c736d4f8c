//! Directed scenarios of the sync engine: each promise of its contract by itself, told as a dialogue of
//! requests and answers.

#[cfg(test)]
#[path = "sync_engine"]
mod sync_engine {
    mod budget;
    mod clocks;
    mod desk;
    mod diagnostics;
    mod faults;
    mod items;
    mod lists;
    mod reread;
    mod unreadable;
}
