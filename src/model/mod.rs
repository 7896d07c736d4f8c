//! The domain: plain data and pure rules. Depends on nothing else in the crate.
//!
//! Text that came from the network exists here only as [`text::CleanText`], identifiers only as the
//! types of [`id`], times only as [`time::Timestamp`]. Everything is made by `api` at the boundary,
//! or by tests; nothing in here reads a clock, a file or a socket.
pub mod conversation;
pub mod exchange;
pub mod id;
pub mod item;
pub mod link;
pub mod member;
pub mod read_marks;
pub mod room;
pub mod text;
pub mod time;
pub mod when;
pub mod zone;
