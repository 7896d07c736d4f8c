//! The user's own command for each line.
//!
//! One run at a time, in the order of the lines, on a thread of its own: it never holds up the loop. What it prints on its
//! standard output is dropped, because only data is to be there; its standard error is ours. It never gets the token.

use std::io::Write;
use std::process::{Child, ExitStatus, Stdio};
use std::sync::mpsc::{self, Receiver, SyncSender};
use std::thread;
use std::time::Duration;

use tokio::sync::oneshot;

use crate::cli::Speech;
use crate::headless::{Error, output};
use crate::runtime::{Signal, Signals, end, shell};

/// Lines that wait for the one before; more are left out, and that is said.
const QUEUE: usize = 1000;
/// The command is looked after this often,
const LOOK_EVERY: Duration = Duration::from_millis(10);
/// and may take so many looks: 30 s.
const LOOKS: u32 = 3000;

/// A line, and what it is about.
struct Call {
    event: &'static str,
    line: String,
}

/// Why a run failed.
#[derive(Debug, thiserror::Error)]
enum Failed {
    #[error("the command cannot be started: {0}")]
    Start(std::io::Error),
    #[error("the command failed: {0}")]
    Status(ExitStatus),
    #[error("the command was ended after {} s", LOOK_EVERY.as_millis() * u128::from(LOOKS) / 1000)]
    TooLong,
}

/// Our end of the thread. A run under way when it is dropped goes on.
#[derive(Debug)]
pub(super) struct Exec {
    calls: SyncSender<Call>,
    done: oneshot::Receiver<()>,
    speech: Speech,
    /// Lines that were left out since the last one that was not.
    left_out: u64,
}

impl Exec {
    /// Starts the thread. What fails is said, once until it works again.
    pub(super) fn start(command: String, speech: Speech) -> Result<Self, Error> {
        let (calls, waiting) = mpsc::sync_channel(QUEUE);
        let (finished, done) = oneshot::channel();
        let run = move || {
            run_all(&command, &waiting, |failed| {
                output::say(speech, &failed.to_string());
            });
            let _ = finished.send(());
        };
        let started = thread::Builder::new().name("exec".to_owned()).spawn(run);
        started.map_err(|source| Error::System {
            what: "commands cannot be run",
            source,
        })?;
        Ok(Self {
            calls,
            done,
            speech,
            left_out: 0,
        })
    }

    /// Runs the command with this line, after those before. Does not wait.
    pub(super) fn call(&mut self, event: &'static str, line: String) {
        if self.calls.try_send(Call { event, line }).is_err() {
            if self.left_out == 0 {
                let words = "the command is too far behind: it does not get all lines";
                output::say(self.speech, words);
            }
            self.left_out += 1;
        } else {
            self.caught_up();
        }
    }

    /// Says how much was left out.
    fn caught_up(&mut self) {
        if self.left_out > 0 {
            let words = format!("the command did not get {} lines", self.left_out);
            output::say(self.speech, &words);
            self.left_out = 0;
        }
    }

    /// Waits until the command has had all lines.
    ///
    /// # Errors
    /// When a signal ended the waiting.
    pub(super) async fn finish(mut self) -> Result<(), Error> {
        self.caught_up();
        drop(self.calls);
        let mut signals = Signals::listen().map_err(|source| Error::System {
            what: "signals cannot be listened to",
            source,
        })?;
        tokio::select! {
            _ = self.done => Ok(()),
            signal = ending(&mut signals) => Err(Error::Signal(signal)),
        }
    }
}

/// The next signal that is meant to end the program.
async fn ending(signals: &mut Signals) -> Signal {
    loop {
        let signal = signals.next().await;
        if signal != Signal::Stop {
            return signal;
        }
    }
}

fn run_all(command: &str, calls: &Receiver<Call>, say: impl Fn(&Failed)) {
    let mut failing = false;
    for call in calls {
        let outcome = run(command, call, LOOKS);
        if let Err(failed) = &outcome
            && !failing
        {
            say(failed);
        }
        failing = outcome.is_err();
    }
}

fn run(command: &str, call: Call, looks: u32) -> Result<(), Failed> {
    let mut child = shell(command)
        .env("SPRUCE_INBOX_EVENT", call.event)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .map_err(Failed::Start)?;
    let input = child.stdin.take();
    let line = call.line;
    // A command need not read its input, and a line may be longer than what a pipe takes.
    let writer = thread::Builder::new().spawn(move || {
        if let Some(mut input) = input {
            let _ = writeln!(input, "{line}");
        }
    });
    let outcome = look_after(&mut child, looks);
    // With the command its end of the pipe is gone, unless something that it started still holds it: that is
    // not waited for.
    drop(writer);
    outcome
}

fn look_after(child: &mut Child, looks: u32) -> Result<(), Failed> {
    for _ in 0..looks {
        match child.try_wait().map_err(Failed::Start)? {
            Some(status) if status.success() => return Ok(()),
            Some(status) => return Err(Failed::Status(status)),
            None => thread::sleep(LOOK_EVERY),
        }
    }
    end(child);
    Err(Failed::TooLong)
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use super::*;

    fn call(line: &str) -> Call {
        Call {
            event: "inbound",
            line: line.to_owned(),
        }
    }

    #[test]
    fn it_gets_the_line_and_the_name_of_the_event() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("got");
        let command = format!(
            "{{ echo $SPRUCE_INBOX_EVENT; cat; }} > '{}'",
            path.display()
        );
        run(&command, call("{}"), LOOKS).unwrap();
        assert_eq!(std::fs::read_to_string(path).unwrap(), "inbound\n{}\n");
    }

    #[test]
    fn it_need_not_read() {
        let long = "x".repeat(1_000_000);
        run("true", call(&long), LOOKS).unwrap();
        let failed = run("exit 3", call(&long), LOOKS).unwrap_err();
        assert_eq!(failed.to_string(), "the command failed: exit status: 3");
    }

    #[test]
    fn it_is_ended_with_all_it_started_when_it_takes_too_long() {
        let failed = run("sleep 1000 & sleep 1000", call("{}"), 2).unwrap_err();
        assert_eq!(failed.to_string(), "the command was ended after 30 s");
    }

    #[test]
    fn a_failure_is_said_once_until_it_works_again() {
        let (calls, waiting) = mpsc::sync_channel(8);
        for line in ["bad", "bad", "good", "bad"] {
            calls.try_send(call(line)).map_err(|_| ()).unwrap();
        }
        drop(calls);
        let said = RefCell::new(0);
        run_all("grep -q good", &waiting, |_| *said.borrow_mut() += 1);
        assert_eq!(said.into_inner(), 2);
    }
}
