//! The imperative shell: terminal, network, disk and clock around the pure core.
//!
//! | file | owns |
//! |---|---|
//! | `event_loop` | the one loop: events in, commands out, frames when something changed |
//! | `terminal` | the terminal's modes, entered and left together; frames as synchronized updates; the clipboard |
//! | `input` | the thread that reads the terminal; from the terminal library's events to our own |
//! | `worker` | performs requests; one task each, dropped with the loop |
//! | `ledger` | the thread that keeps seen marks on disk |
//! | `notifier` | bell, notification and title as the terminal understands them; the user's hook |
//! | `signals` | what the operating system says |
//! | `panics` | any panic in any task ends the program with the terminal in order |
//! | `causes` | errors in words |
//! | `clock` | the only place that reads clocks |
//! | `desktop` | the browser |
//! | `shell` | commands of the user |
//! | `setup` | from the configuration to what the loop needs |
//! | `log` | the log file |
mod causes;
mod clock;
mod desktop;
mod event_loop;
mod input;
mod ledger;
mod log;
pub mod notifier;
pub mod panics;
mod setup;
mod shell;
mod signals;
mod terminal;
mod worker;

pub(crate) use causes::chain;
pub use clock::Clock;
pub use event_loop::{Ended, run};
pub use log::start as start_log;
pub use setup::{
    Asked, Origin, Session, SetupError, Unattended, asked, prepare, prepare_unattended,
};
pub use setup::{address, examine, notifier as notifier_of, take_token, terminal_size};
pub(crate) use shell::{end, shell};
pub(crate) use signals::Signals;
pub use signals::{Signal, overdue};
pub use terminal::{columns, width};
pub use worker::{Outcome, Worker};
