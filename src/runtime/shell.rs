//! Commands of the user: an alarm's hook, what `watch` runs for each line.
//!
//! They get none of our secrets, and can be ended with all that they started.

use std::process::{Child, Command};

/// Where the token may come from. Commands of the user have no use for it.
pub(super) const SECRETS: [&str; 4] = [
    "SPRUCE_API_TOKEN",
    "SPRUCE_API_KEY",
    "SPRUCE_ACCESS_ID",
    "SPRUCE_INBOX_TOKEN_COMMAND",
];

/// A command for the shell.
pub(crate) fn shell(command: &str) -> Command {
    let mut shell = Command::new("sh");
    shell.arg("-c").arg(command);
    for secret in SECRETS {
        shell.env_remove(secret);
    }
    // Keys of our terminal are none of its, and it can be ended with all that it started.
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut shell, 0);
    shell
}

/// Ends the command and all that it started.
pub(crate) fn end(child: &mut Child) {
    #[cfg(unix)]
    {
        let group = i32::try_from(child.id()).ok();
        let group = group.and_then(rustix::process::Pid::from_raw);
        let kill = rustix::process::Signal::KILL;
        if let Some(group) = group {
            let _ = rustix::process::kill_process_group(group, kill);
        }
    }
    let _ = child.kill();
    let _ = child.wait();
}
