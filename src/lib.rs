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
//! | [`store`] | seen marks on disk, merged with those of other running copies |
pub mod model;
pub mod store;
