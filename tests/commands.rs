//! The commands without a screen, as a script meets them: the real program against the demo server, its output against
//! the published schema, its exit code.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "helpers of tests fail by panicking"
)]

#[path = "commands/check.rs"]
mod check;
#[path = "commands/count.rs"]
mod count;
#[path = "commands/doctor.rs"]
mod doctor;
#[path = "commands/drive.rs"]
mod drive;
#[path = "commands/generated.rs"]
mod generated;
#[path = "commands/list.rs"]
mod list;
#[path = "commands/settings.rs"]
mod settings;
#[path = "commands/show.rs"]
mod show;
#[path = "commands/support.rs"]
mod support;
#[path = "commands/watch.rs"]
mod watch;
