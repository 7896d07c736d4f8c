//! Any panic in any task ends the program, with the terminal in order and the report readable.
//!
//! A hook runs on the thread that panics, perhaps in the middle of somebody else's frame. On the main
//! thread it leaves the terminal and prints; on any other it keeps the report and wakes the loop, which
//! stops drawing, leaves, and prints it.

use std::io::Write;
use std::sync::{Mutex, PoisonError};

use color_eyre::config::HookBuilder;
use tokio::sync::Notify;

use super::terminal;

static REPORT: Mutex<Option<String>> = Mutex::new(None);
static HAPPENED: Notify = Notify::const_new();

/// Installs the hooks. To be called once, by the main thread, before anything else.
///
/// # Errors
///
/// When hooks were installed before.
pub fn install() -> color_eyre::Result<()> {
    let (panic, error) = HookBuilder::default()
        .display_env_section(false)
        .into_hooks();
    error.install()?;
    let main = std::thread::current().id();
    std::panic::set_hook(Box::new(move |info| {
        let report = panic.panic_report(info).to_string();
        if std::thread::current().id() == main {
            terminal::restore();
            print(&report);
        } else {
            REPORT
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .get_or_insert(report);
            HAPPENED.notify_one();
        }
    }));
    Ok(())
}

/// Waits for a panic on any other thread. Safe to drop and call again.
pub(super) async fn happened() {
    HAPPENED.notified().await;
}

/// Prints the report that was kept, if there is one. The terminal must be in order.
pub fn print_kept() {
    if let Some(report) = REPORT.lock().unwrap_or_else(PoisonError::into_inner).take() {
        print(&report);
    }
}

fn print(report: &str) {
    // Nobody may be listening any more; a panic here would end in an abort.
    let _ = writeln!(std::io::stderr(), "{report}");
}
