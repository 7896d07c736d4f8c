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
//! | [`api`] | how the remote API is asked and what its answers mean; GET only, one origin |
//! | [`model`] | what a conversation, an item, a time and a clean text are; depends on nothing of ours |
pub mod api;
pub mod model;
