//! A live, read-only terminal inbox for a clinic's Spruce Health conversations.
//!
//! The data flows one way:
//!
//! ```text
//! network -> worker -> Event::Reply -> update -> sync engine -> Change -> App state -> ui::draw
//! keys -> keymap -> Action -> update -> App state (+ engine input) -> Command -> worker / store -> network, disk, terminal
//! ```
//!
//! | module | owns |
//! |---|---|
//! | [`model`] | what a conversation, an item, a time and a clean text are; depends on nothing of ours |
//! | [`app`] | the state machine: all state, changed by events, read by the screen; no I/O |
//! | [`sync`] | what to ask the API next and what its answers mean; no I/O |
pub mod app;
pub mod model;
pub mod sync;
