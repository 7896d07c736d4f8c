//! Commands of the user: an alarm's hook, what `watch` runs for each line.
//!
//! They get none of our secrets, and can be ended with all that they started.

use std::process::{Child, Command};

use crate::config::SECRETS;

/// A command for the shell, which has no use for the token.
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
