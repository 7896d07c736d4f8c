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
//! | [`api`] | the HTTP edge: a client that can only GET, and the lenient reading of its answers |
//! | [`sync`] | what to ask the API next and what its answers mean; no I/O |
//! | [`triage`] | who waits and how long, what is new, which views a row belongs to; no I/O |
//! | [`app`] | the state machine: all state, changed by events, read by the screen; no I/O |
//! | [`ui`] | drawing that state; changes nothing |
//! | [`report`] | what commands print: records, their JSON, tables and lines; no I/O |
//! | [`headless`] | the commands without a screen |
//! | [`store`] | the seen marks on disk |
//! | [`config`], [`cli`], [`paths`] | what a user can set, and where files are |
//! | [`runtime`] | the shell around it: terminal, network, disk, clock |
//! | [`program`] | from the command line to the exit code |
//! | [`manual`] | what the program says of itself: help, topics, manual pages, completions, the schema |
//! | `demo` | a loopback stand-in for the API with a made-up clinic (feature `demo`) |
pub mod api;
pub mod app;
pub mod cli;
pub mod config;
#[cfg(feature = "demo")]
pub mod demo;
pub mod headless;
pub mod manual;
pub mod model;
pub mod paths;
pub mod program;
pub mod report;
pub mod runtime;
pub mod store;
pub mod sync;
pub mod triage;
pub mod ui;
