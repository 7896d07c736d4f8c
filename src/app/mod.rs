//! The state machine: everything the program knows and shows, changed in one place.
//!
//! [`update`] takes an event and the time and returns commands; it is pure. `ui` reads [`App`] and draws
//! it; `runtime` brings events and carries commands out. Nothing here reads a clock, a file or a socket.
//!
//! | file | owns |
//! |---|---|
//! | `event`, `command` | what comes in, what must happen outside |
//! | `action`, `chord`, `keymap` | what a user can mean, and which keys mean it |
//! | `state` | [`App`]: all state, and how it may be read |
//! | `help`, `signs` | what the help screen says; the signs of the screen and what they mean |
//! | `headline`, `gauge` | what the header says of it, and of the budget |
//! | `diagnostics`, `about` | what the diagnostics screen says; what the program runs on |
//! | `glance`, `away`, `board`, `strip` | what is taken in at a glance: since you looked, the wallboard, response times |
//! | `alarms` | when to call the user, and how loudly; what leaves the screen |
//! | `update` | the only place where state changes |
//! | `inbox`, `order_index` | the list: order, selection, viewport |
//! | `detail`, `thread_lines` | the open conversation |
//! | `flow` | working through what needs attention; marks that can be taken back |
//! | `search` | the lines that queries are typed in, and the way to the next match |
//! | `layout`, `numbers` | pure arithmetic on cells; numbers as words |
pub mod about;
pub mod action;
pub mod alarms;
pub mod away;
pub mod board;
pub mod chord;
pub mod command;
pub mod detail;
pub mod diagnostics;
pub mod event;
mod flow;
mod gauge;
mod glance;
mod headline;
pub mod help;
pub mod inbox;
pub mod keymap;
pub mod layout;
pub mod numbers;
mod order_index;
pub mod search;
pub mod signs;
mod state;
pub mod strip;
pub mod thread_lines;
mod update;

pub use gauge::Gauge;
pub use headline::Headline;
pub use order_index::OrderIndex;
pub use state::{App, Notice, Overlay, Setup, Start};
pub use update::update;

// Times as people read them: commands without a screen write them the same way.
pub use crate::model::when;
// What `ui` may know of the engine, it knows through here.
pub use crate::sync::{
    AuthProblem, Digest, Gaps, HeldBy, HistoryProgress, Knowledge, Link, Older, Picture, Preview,
    PreviewKind, Priority, Problem, Progress, RereadCost, Row, Slot, Stage, Status, Thread,
};
