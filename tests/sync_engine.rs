//! Directed scenarios of the sync engine: each promise of its contract by itself, told as a dialogue of
//! requests and answers.

#[cfg(test)]
#[path = "sync_engine"]
mod sync_engine {
    mod between;
    mod broken_walks;
    mod budget;
    mod clocks;
    mod deletions;
    mod desk;
    mod diagnostics;
    mod faults;
    mod items;
    mod knowledge;
    mod lists;
    mod one;
    mod reread;
    mod rereading;
    mod scope;
    mod unreadable;
}
