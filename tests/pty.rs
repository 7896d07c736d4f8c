//! The real program in a pseudo terminal, against a demo server in this process.
//!
//! What a unit test cannot see: bytes that reach the terminal, modes that are left behind, signals, exit codes,
//! files. Screens are asserted by the texts that a test planted itself, never by their layout.
#![cfg(unix)]

#[path = "pty/alarms.rs"]
mod alarms;
#[path = "pty/clinic.rs"]
mod clinic;
#[path = "pty/diagnostics.rs"]
mod diagnostics;
#[path = "pty/endings.rs"]
mod endings;
#[path = "pty/hostile.rs"]
mod hostile;
#[path = "pty/idle.rs"]
mod idle;
#[path = "pty/launch.rs"]
mod launch;
#[path = "pty/ledger.rs"]
mod ledger;
#[path = "pty/no_terminal.rs"]
mod no_terminal;
#[path = "pty/panics.rs"]
mod panics;
#[path = "pty/privacy.rs"]
mod privacy;
#[path = "pty/reading.rs"]
mod reading;
#[path = "pty/session.rs"]
mod session;
#[path = "pty/suspending.rs"]
mod suspending;
#[path = "pty/title.rs"]
mod title;
#[path = "pty/trouble.rs"]
mod trouble;
#[path = "pty/view.rs"]
mod view;
