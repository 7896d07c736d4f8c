//! The user's own command for alarms: a pager, a lamp, a message to somebody on call.
//!
//! It runs on a thread of its own, one call at a time, and never holds up the loop. It is told figures and ids, and
//! never gets the token. Its output is nobody's business here, and what it prints must not reach the screen.

use std::process::{Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, Receiver, SyncSender};
use std::time::Duration;

use tokio::sync::mpsc::Sender;

use crate::app::alarms::HookCall;
use crate::app::event::Event;
use crate::runtime::shell::end;

/// Calls that wait for the one before; more are dropped, as alarms are that far behind.
const QUEUE: usize = 16;
/// The command is looked after this often,
const LOOK_EVERY: Duration = Duration::from_millis(50);
/// and may take so many looks: 30 s.
const LOOKS: u32 = 600;
/// Our end of the thread. A call under way when it is dropped goes on: somebody is to be told.
#[derive(Debug)]
pub(in crate::runtime) struct Hook {
    calls: SyncSender<HookCall>,
}

/// Why a call failed. Never what the command said.
#[derive(Debug, thiserror::Error)]
enum Failed {
    #[error("the alarm hook cannot be started: {0}")]
    Start(std::io::Error),
    #[error("the alarm hook failed: {0}")]
    Status(ExitStatus),
    #[error("the alarm hook was ended after {} s", LOOK_EVERY.as_millis() * u128::from(LOOKS) / 1000)]
    TooLong,
}

impl Hook {
    /// Starts the thread; what fails is told as [`Event::Trouble`].
    ///
    /// # Errors
    ///
    /// When there is no thread to be had.
    pub(in crate::runtime) fn start(
        command: String,
        events: Sender<Event>,
    ) -> std::io::Result<Self> {
        let (calls, waiting) = mpsc::sync_channel(QUEUE);
        std::thread::Builder::new()
            .name("hook".to_owned())
            .spawn(move || run_all(&command, &waiting, &events))?;
        Ok(Self { calls })
    }

    /// Runs the command after those that run already. Does not wait.
    pub(in crate::runtime) fn call(&self, call: HookCall) {
        if self.calls.try_send(call).is_err() {
            tracing::warn!("the alarm hook is too far behind: a call was dropped");
        }
    }
}

fn run_all(command: &str, calls: &Receiver<HookCall>, events: &Sender<Event>) {
    for call in calls {
        let cause = call.cause();
        match run(command, &call, LOOKS) {
            Ok(()) => tracing::info!(%cause, "the alarm hook ran"),
            Err(failed) => {
                tracing::warn!(%cause, %failed, "alarm hook");
                // Whoever has ended needs no notice.
                let _ = events.try_send(Event::Trouble(failed.to_string()));
            }
        }
    }
}

/// The command with all it is to know, and none of ours beside it.
fn shell(command: &str, call: &HookCall) -> Command {
    let mut shell = crate::runtime::shell::shell(command);
    shell
        .envs(call.env())
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    shell
}

fn run(command: &str, call: &HookCall, looks: u32) -> Result<(), Failed> {
    let mut child = shell(command, call).spawn().map_err(Failed::Start)?;
    for _ in 0..looks {
        match child.try_wait().map_err(Failed::Start)? {
            Some(status) if status.success() => return Ok(()),
            Some(status) => return Err(Failed::Status(status)),
            None => std::thread::sleep(LOOK_EVERY),
        }
    }
    end(&mut child);
    Err(Failed::TooLong)
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::alarms::{Cause, Figures};
    use crate::model::id::ConversationId;

    fn call() -> HookCall {
        let ids = ["t_1", "t_2"].map(|id| ConversationId::parse(id).unwrap());
        HookCall::new(Cause::Overdue, Figures::default(), ids)
    }

    #[test]
    fn it_is_told_figures_and_ids_and_gets_no_token() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("env");
        run(&format!("env > '{}'", path.display()), &call(), LOOKS).unwrap();
        let env = std::fs::read_to_string(path).unwrap();
        let told = env.lines().filter(|line| line.starts_with("SPRUCE_INBOX_"));
        let mut told: Vec<_> = told.collect();
        told.sort_unstable();
        assert_eq!(
            told,
            [
                "SPRUCE_INBOX_DUE_SOON=0",
                "SPRUCE_INBOX_EVENT=overdue",
                "SPRUCE_INBOX_EXACT=no",
                "SPRUCE_INBOX_IDS=t_1 t_2",
                "SPRUCE_INBOX_LONGEST_SECONDS=0",
                "SPRUCE_INBOX_NEW=0",
                "SPRUCE_INBOX_OVERDUE=0",
                "SPRUCE_INBOX_WAITING=0",
            ]
        );
    }

    #[test]
    fn whatever_may_hold_the_token_is_taken_out() {
        let shell = shell("true", &call());
        let removed = shell.get_envs().filter(|(_, value)| value.is_none());
        let removed: Vec<_> = removed.filter_map(|(name, _)| name.to_str()).collect();
        let wanted = [
            "SPRUCE_ACCESS_ID",
            "SPRUCE_API_KEY",
            "SPRUCE_API_TOKEN",
            "SPRUCE_INBOX_TOKEN_COMMAND",
        ];
        assert_eq!(removed, wanted);
    }

    #[test]
    fn a_failure_is_told_without_what_it_printed() {
        let failed = run("echo zqoutput; echo zqoutput >&2; exit 3", &call(), LOOKS);
        let words = failed.unwrap_err().to_string();
        assert_eq!(words, "the alarm hook failed: exit status: 3");
    }

    #[test]
    fn it_is_ended_with_all_it_started_when_it_takes_too_long() {
        let failed = run("sleep 1000 & sleep 1000", &call(), 2).unwrap_err();
        assert_eq!(failed.to_string(), "the alarm hook was ended after 30 s");
    }

    #[tokio::test]
    async fn calls_follow_each_other_and_failures_come_as_events() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("order");
        // Two at once would write between each other's lines.
        let command = format!(
            "echo begin >> '{0}'; sleep 0.1; echo end >> '{0}'; exit 1",
            path.display()
        );
        let (events, mut told) = tokio::sync::mpsc::channel(4);
        let hook = Hook::start(command, events).unwrap();
        for _ in 0..2 {
            hook.call(call());
        }
        for _ in 0..2 {
            let event = told.recv().await.unwrap();
            assert!(matches!(event, Event::Trouble(_)));
        }
        let order = std::fs::read_to_string(path).unwrap();
        assert_eq!(order, "begin\nend\nbegin\nend\n");
    }
}
