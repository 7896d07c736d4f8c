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
//! | [`config`] | file, environment and flags, validated; where the token comes from |
//! | [`paths`] | where the program's own files are |
//! | [`cli`] | flags, subcommands, help, exit codes |
//! | [`store`] | seen marks on disk, merged with those of other running copies |
pub mod cli;
pub mod config;
pub mod model;
pub mod paths;
pub mod store;
