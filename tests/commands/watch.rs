//! The command `watch`.

use std::collections::HashSet;
use std::io::{BufRead, BufReader, Read};
use std::net::{Ipv4Addr, SocketAddr};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;

use spruce_inbox::demo::{self, Demo};
use spruce_inbox::model::id::ConversationId;
use spruce_inbox::model::read_marks::Mark;
use spruce_inbox::model::time::Timestamp;
use spruce_inbox::store::Store;
use tokio::runtime::Runtime;

use crate::support::{Clinic, Ran, program, quiet, valid};

/// Far more than anything takes. What comes in the very second of what was known is found a minute later.
const DEADLINE: Duration = Duration::from_secs(180);

/// More lines than a command may be behind, and more than a pipe takes.
const FLOOD: usize = 1100;

/// The program while it watches. It is ended with the test.
struct Watching {
    child: Child,
    lines: Receiver<String>,
}

impl Watching {
    fn of(mut command: Command) -> Self {
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let lines = lines(child.stdout.take().unwrap());
        Self { child, lines }
    }

    /// The next line, which keeps to the schema.
    fn next(&self) -> Value {
        valid(&self.lines.recv_timeout(DEADLINE).unwrap())
    }

    /// The next line that tells of this.
    fn next_of(&self, event: &str) -> Value {
        loop {
            let line = self.next();
            if line["event"] == event {
                return line;
            }
        }
    }

    fn send(&self, signal: Signal) {
        let pid = Pid::from_raw(i32::try_from(self.child.id()).unwrap()).unwrap();
        kill_process(pid, signal).unwrap();
    }

    /// How it ends: its exit code, and what it said on the standard error.
    fn end(mut self) -> (i32, String) {
        let mut said = String::new();
        let mut err = self.child.stderr.take().unwrap();
        err.read_to_string(&mut said).unwrap();
        (self.child.wait().unwrap().code().unwrap(), said)
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn lines(out: ChildStdout) -> Receiver<String> {
    let (send, lines) = mpsc::channel();
    std::thread::spawn(move || {
        for line in BufReader::new(out).lines() {
            if send.send(line.unwrap()).is_err() {
                return;
            }
        }
    });
    lines
}

impl Clinic {
    fn watch(&self, flags: &[&str]) -> Watching {
        Watching::of(self.watching(flags))
    }

    fn watching(&self, flags: &[&str]) -> Command {
        let all: Vec<&str> = ["--interval", "1s", "watch"]
            .into_iter()
            .chain(flags.iter().copied())
            .collect();
        self.command(&all)
    }

    /// So much is written, in one conversation after the other, that nobody reads it all.
    /// The ids of all items.
    fn flood(&self) -> HashSet<String> {
        let (control, conversations) = (self.control(), self.control().newest());
        let write = |id: &String| control.patient_writes(id, "a made-up question").unwrap();
        let conversations = conversations.iter().cycle().take(FLOOD);
        conversations.map(write).collect()
    }

    /// The conversation that somebody wrote in last.
    fn newest(&self) -> String {
        self.control().newest().remove(0)
    }
}

#[test]
fn what_happens_is_told_line_by_line() {
    let clinic = Clinic::open(quiet(8));
    let watching = clinic.watch(&[]);
    let ready = watching.next();
    assert_eq!(ready["event"], "ready");
    assert_eq!(ready["completeness"]["complete"], true);
    let truth = clinic.control().truth();
    let waiting = truth.iter().filter(|row| row.waits_since().is_some());
    // Those before the window are no matter of it.
    assert!(ready["counts"]["waiting"].as_u64().unwrap() <= waiting.count() as u64);

    let conversation = clinic.newest();
    let item = clinic
        .control()
        .patient_writes(&conversation, "a made-up question");
    let inbound = watching.next_of("inbound");
    assert_eq!(inbound["conversation"]["id"], conversation.as_str());
    assert_eq!(inbound["item"]["id"], item.unwrap().as_str());
    assert_eq!(inbound["item"].get("text"), None, "not asked for");
    assert_eq!(inbound["conversation"]["unread"], true);

    clinic
        .control()
        .staff_writes(&conversation, "a made-up answer");
    let answered = watching.next_of("answered");
    assert_eq!(answered["conversation"]["id"], conversation.as_str());
    assert_eq!(answered["by"], "clinic");

    watching.send(Signal::TERM);
    assert_eq!(watching.end(), (143, String::new()));
}

#[test]
fn text_is_told_only_when_asked_for_and_hostile_text_is_clean() {
    let clinic = Clinic::open(quiet(3));
    let watching = clinic.watch(&["--include-text"]);
    watching.next_of("ready");
    let hostile = "\u{1b}]0;title\u{7}\u{1b}[31mred\u{202e}\r\n\"quoted\" \\ \u{0}end";
    clinic.control().patient_writes(&clinic.newest(), hostile);
    let inbound = watching.next_of("inbound");
    let text = inbound["item"]["text"].as_str().unwrap();
    assert!(
        text.contains("red") && text.contains("\"quoted\""),
        "{text:?}"
    );
    let clean = |c: char| c == '\n' || !(c.is_control() || c == '\u{202e}');
    assert!(text.chars().all(clean), "{text:?}");
    watching.send(Signal::INT);
    assert_eq!(watching.end().0, 130);
}

#[test]
fn the_first_one_since_then_can_end_it_and_a_command_gets_it() {
    let clinic = Clinic::open(quiet(6));
    let conversation = clinic.newest();
    let item = clinic
        .control()
        .patient_writes(&conversation, "a made-up question")
        .unwrap();
    let got = clinic.home.path().join("got");
    let command = format!(
        "env > '{0}'; cat >> '{0}'; echo into the data; exit 3",
        got.display()
    );
    let mut watching = clinic.watching(&["--since", "1m", "--exit-on-first", "--exec", &command]);
    let token = format!("echo {}", clinic.demo.token());
    watching.env("SPRUCE_INBOX_TOKEN_COMMAND", token);
    for name in ["SPRUCE_API_KEY", "SPRUCE_ACCESS_ID"] {
        watching.env(name, "made-up");
    }
    let ran = Ran::of(watching);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert_eq!(
        ran.err,
        "spruce-inbox: the command failed: exit status: 3\n"
    );
    let inbound = ran.lines().pop().unwrap();
    assert_eq!(inbound["event"], "inbound");
    assert_eq!(inbound["item"]["id"], item.as_str());
    let got = std::fs::read_to_string(got).unwrap();
    assert_eq!(got.lines().last(), ran.out.lines().last());
    assert!(got.contains("SPRUCE_INBOX_EVENT=inbound\n"), "{got}");
    assert!(!got.contains(clinic.demo.token()), "{got}");
    for secret in ["API_TOKEN", "API_KEY", "ACCESS_ID", "TOKEN_COMMAND"] {
        assert!(!got.contains(&format!("{secret}=")), "{got}");
    }
}

#[test]
fn a_filter_is_asked_when_it_happens() {
    let clinic = Clinic::open(quiet(6));
    let [one, other] =
        ["Zebedee Made-Up", "Yolanda Made-Up"].map(|name| clinic.control().create(name));
    let watching = clinic.watch(&["--filter", "zebedee is:waiting"]);
    watching.next_of("ready");
    clinic
        .control()
        .patient_writes(&other, "a made-up question");
    clinic.control().patient_writes(&one, "a made-up question");
    let inbound = watching.next_of("inbound");
    assert_eq!(inbound["conversation"]["id"], one.as_str());
}

#[test]
fn what_cannot_be_used_is_said() {
    let clinic = Clinic::open(quiet(1));
    for flags in [
        ["--since", "2999-01-01T00:00:00Z"],
        ["--since", "yesterday"],
        ["--since", "9000h"],
        ["--filter", "is:nothing"],
    ] {
        let ran = Ran::of(clinic.watching(&flags));
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{ran:?}");
    }
}

#[test]
fn a_refused_token_ends_it() {
    let clinic = Clinic::open(quiet(1));
    let mut command = clinic.watching(&[]);
    command.env("SPRUCE_API_TOKEN", "YWlkX25vYm9keTpza19ub2JvZHk=");
    let ran = Ran::of(command);
    assert_eq!((ran.code, ran.out.as_str()), (3, ""), "{ran:?}");
}

#[test]
fn it_goes_on_through_an_outage() {
    let clinic = Clinic::open(quiet(3));
    let watching = clinic.watch(&[]);
    watching.next_of("ready");
    let down = |faults: &str| clinic.control().set_faults(faults.parse().unwrap());
    down("reset");
    let disconnected = watching.next_of("disconnected");
    assert_eq!(disconnected["reason"], "network");
    down("none");
    let ready = watching.next_of("ready");
    assert_eq!(ready["completeness"]["complete"], true);
}

#[test]
fn it_ends_quietly_when_nobody_reads_any_more() {
    let clinic = Clinic::open(quiet(3));
    let mut command = clinic.watching(&[]);
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    out.read_line(&mut line).unwrap();
    assert_eq!(valid(&line)["event"], "ready");
    drop(out);
    clinic
        .control()
        .patient_writes(&clinic.newest(), "a made-up question");
    let mut said = String::new();
    let mut err = child.stderr.take().unwrap();
    err.read_to_string(&mut said).unwrap();
    assert_eq!((child.wait().unwrap().code(), said.as_str()), (Some(0), ""));
}

/// Marks a conversation as seen, as a running copy does.
fn see(store: &mut Store, conversation: &str) {
    let id = ConversationId::parse(conversation).unwrap();
    let mark = Mark {
        epoch: 1,
        upto: Some(Timestamp::from_millis(i64::MAX / 2)),
        ..Mark::default()
    };
    let key = store.key().conversation(&id);
    store.save(&[(key, mark)]).unwrap();
}

#[test]
fn what_is_seen_in_a_copy_that_runs_is_told() {
    let clinic = Clinic::open(quiet(3));
    let path = clinic.home.path().join(".local/state/spruce-inbox/seen.db");
    // It was run before, and is started again only while it is watched.
    drop(Store::open(&path).unwrap());
    let watching = clinic.watch(&[]);
    watching.next_of("ready");
    let conversation = clinic.newest();
    clinic
        .control()
        .patient_writes(&conversation, "a made-up question");
    let inbound = watching.next_of("inbound");
    assert_eq!(inbound["conversation"]["unread"], true);

    let mut store = Store::open(&path).unwrap().store;
    see(&mut store, &conversation);
    let updated = watching.next_of("updated");
    assert_eq!(updated["conversation"]["id"], conversation.as_str());
    assert_eq!(updated["changed"], serde_json::json!(["unread"]));
    assert_eq!(updated["conversation"]["unread"], false);
}

/// A clinic at this address, which is gone when the runtime is dropped.
fn serve(addr: SocketAddr) -> (Demo, Runtime) {
    let runtime = Runtime::new().unwrap();
    let demo = runtime.block_on(demo::spawn(addr, quiet(3))).unwrap();
    (demo, runtime)
}

#[test]
fn a_server_that_is_gone_and_comes_back_is_told() {
    let (demo, runtime) = serve(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)));
    let (addr, home) = (demo.addr(), tempfile::tempdir().unwrap());
    let mut command = program(&["--interval", "1s", "watch"]);
    command
        .env("HOME", home.path())
        .env("SPRUCE_API_BASE_URL", demo.base_url())
        .env("SPRUCE_API_TOKEN", demo.token())
        .env("SPRUCE_INBOX_SHARE", "1");
    let watching = Watching::of(command);
    watching.next_of("ready");
    drop((demo, runtime));
    let disconnected = watching.next_of("disconnected");
    assert_eq!(disconnected["reason"], "network");

    let (demo, _runtime) = serve(addr);
    let conversation = demo.control().newest().remove(0);
    let item = demo
        .control()
        .patient_writes(&conversation, "a made-up question");
    let item = item.unwrap();
    // What came meanwhile comes first.
    let mut told = Vec::new();
    let ready = loop {
        let line = watching.next();
        match line["event"].as_str().unwrap() {
            "ready" => break line,
            "inbound" => told.push(line["item"]["id"].clone()),
            _ => {}
        }
    };
    assert_eq!(ready["completeness"]["complete"], true);
    assert!(told.contains(&Value::from(item)), "{told:?}");
}

#[test]
fn a_command_that_is_too_far_behind_is_told_of_and_holds_nothing_up() {
    // Hundreds of items in each conversation.
    let clinic = Clinic::open(quiet(3));
    let written = clinic.flood();
    let go_on = clinic.home.path().join("go-on");
    let command = format!("until [ -e '{}' ]; do sleep 0.1; done", go_on.display());
    let watching = clinic.watch(&["--since", "10m", "--exec", &command]);
    let mut told = HashSet::new();
    loop {
        let line = watching.lines.recv_timeout(DEADLINE).unwrap();
        let line: Value = serde_json::from_str(&line).unwrap();
        match line["event"].as_str().unwrap() {
            "ready" => break,
            "inbound" => {
                let item = line["item"]["id"].as_str().unwrap();
                assert!(told.insert(item.to_owned()), "{line:#}");
            }
            _ => {}
        }
    }
    assert!(written.is_subset(&told), "{} are told", told.len());
    std::fs::write(go_on, "").unwrap();
    watching.send(Signal::TERM);
    let (code, said) = watching.end();
    assert_eq!(code, 143);
    let words = "spruce-inbox: the command is too far behind: it does not get all lines\n";
    assert!(said.starts_with(words), "{said}");
}

#[test]
fn a_signal_ends_it_while_nobody_reads() {
    let clinic = Clinic::open(quiet(20));
    clinic.flood();
    let mut command = clinic.watching(&["--since", "10m"]);
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut out = BufReader::with_capacity(64, child.stdout.take().unwrap());
    let mut some = [0];
    out.read_exact(&mut some).unwrap();
    let pid = Pid::from_raw(i32::try_from(child.id()).unwrap()).unwrap();
    kill_process(pid, Signal::TERM).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(143));
    drop(out);
}

#[test]
fn a_view_that_it_would_not_keep_to_is_refused() {
    let clinic = Clinic::open(quiet(5));
    let ran = clinic.run(&["watch", "--view", "Team"]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{ran:?}");
    assert!(ran.err.contains("--filter"), "{ran:?}");
}
