//! What all commands have in common: they end, whatever happens; nothing but data is on the standard output; signals,
//! pipes, limits, and the ledger of a copy that runs. Told with `count`.

use std::fs;
use std::io::{PipeReader, Read, Write, pipe};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use rustix::process::{Pid, Signal, WaitOptions, kill_process, waitpid};
use spruce_inbox::demo::DEMO_TOKEN;
use spruce_inbox::model::id::ConversationId;
use spruce_inbox::model::read_marks::Mark;
use spruce_inbox::store::Store;

use crate::support::{Clinic, Ran, faults, program, quiet};

/// How long something is waited for that must come.
const SURELY: Duration = Duration::from_secs(60);
const JSON: [&str; 3] = ["count", "--format", "json"];

fn with_faults(spec: &str) -> Clinic {
    let clinic = Clinic::open(quiet(60));
    clinic.control().set_faults(faults(spec));
    clinic
}

/// An answer that is there but not all, and why it ended.
fn partial(clinic: &Clinic, reason: Option<&str>) -> Ran {
    let ran = clinic.run(&JSON);
    assert_eq!(ran.code, 7, "{ran:?}");
    let completeness = &ran.json()["completeness"];
    assert_eq!(completeness["complete"], false);
    assert_eq!(completeness["endedBy"].as_str(), reason, "{ran:?}");
    assert_eq!(ran.err.lines().count(), 1, "{ran:?}");
    let why = ran.err.strip_prefix("spruce-inbox: this is not all: ");
    assert!(why.is_some_and(|why| why.len() > 10), "{ran:?}");
    ran
}

/// No answer at all.
fn nothing(clinic: &Clinic, code: i32) {
    let ran = clinic.run(&JSON);
    assert_eq!((ran.code, ran.out.as_str()), (code, ""), "{ran:?}");
    assert_eq!(ran.err.lines().count(), 1, "{ran:?}");
    assert!(ran.err.starts_with("spruce-inbox: "), "{ran:?}");
}

// Each of these would go on for five minutes if it was not given up.

#[test]
fn items_that_cannot_be_read_are_given_up() {
    let ran = partial(&with_faults("500@items"), Some("no-progress"));
    assert_ne!(ran.json()["completeness"]["unchecked"], 0);
}

#[test]
fn items_that_may_not_be_read_are_given_up() {
    partial(&with_faults("403@items"), Some("no-progress"));
}

#[test]
fn members_that_may_not_be_read_are_given_up() {
    let clinic = with_faults("403@members");
    for filter in ["by:somebody", "-by:somebody"] {
        let ran = clinic.run(&["count", "--format", "json", "--filter", filter]);
        let json = ran.json();
        assert_eq!(ran.code, 7, "{ran:?}");
        assert_eq!(json["completeness"]["endedBy"], "no-progress");
        assert_eq!(json["completeness"]["unchecked"], 0);
        // Whoever somebody is: those that are nobody's are not theirs.
        let nobodys = ["count", "--format", "json", "--filter", "by:none"];
        let nobodys = clinic.run(&nobodys).json()["count"].as_u64();
        let inbox = if filter.starts_with('-') {
            nobodys
        } else {
            Some(0)
        };
        assert_eq!(json["count"].as_u64(), inbox, "{filter}");
    }
}

#[test]
fn names_are_missed_only_where_the_answer_depends_on_them() {
    let clinic = with_faults("403@members");
    for line in [
        &["count"][..],
        &["count", "--view", "Unassigned"],
        &["list", "--format", "ids"],
        &["check", "--max-wait", "365d"],
    ] {
        let ran = clinic.run(line);
        assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{line:?}: {ran:?}");
    }
    let ran = clinic.run(&["list", "--format", "json"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert_eq!(
        ran.err,
        "spruce-inbox: the names of the clinic's members cannot be read\n"
    );
    let json = ran.json();
    assert_eq!(json["completeness"]["complete"], true);
    let rows = json["conversations"].as_array().unwrap();
    assert!(rows.iter().any(|row| row["assignedToMemberId"].is_string()));
    assert!(rows.iter().all(|row| row["assignee"].is_null()));
}

#[test]
fn rows_that_make_no_sense_are_told() {
    let ran = partial(&with_faults("badrow@list"), None);
    assert_ne!(ran.json()["completeness"]["unreadable"], 0);
}

#[test]
fn nothing_but_errors_is_no_answer() {
    nothing(&with_faults("503"), 4);
}

#[test]
fn nothing_but_nonsense_is_no_answer() {
    nothing(&with_faults("badjson"), 6);
}

#[test]
fn limits_that_last_are_not_waited_out() {
    nothing(&with_faults("429,retry-after:1h"), 5);
}

#[test]
fn a_day_that_is_used_up_ends_it() {
    let mut options = quiet(60);
    options.per_day = Some(25);
    partial(&Clinic::open(options), Some("budget"));
}

#[test]
fn a_token_that_is_refused_in_the_middle_ends_it() {
    let clinic = with_faults("slow@items:100ms");
    let child = start(clinic.command(&JSON));
    until(|| clinic.control().requests().len() > 8);
    clinic.control().set_faults(faults("401"));
    let ran = end(child);
    assert_eq!(ran.code, 7, "{ran:?}");
    assert_eq!(ran.json()["completeness"]["endedBy"], "auth");
}

#[test]
fn no_request_more_than_was_allowed() {
    for most in [1, 2, 3, 5, 8, 13] {
        let clinic = Clinic::open(quiet(40));
        let most_words = most.to_string();
        let args = ["--history", "all", "--max-requests", most_words.as_str()];
        let ran = clinic.run(&[&JSON[..], &args[..]].concat());
        let made = clinic.control().requests().len();
        assert_eq!(made, most, "{ran:?}");
        if ran.out.is_empty() {
            assert_eq!(ran.code, 5, "{ran:?}");
        } else {
            assert_eq!(ran.code, 7, "{ran:?}");
            assert_eq!(ran.json()["completeness"]["requests"], most);
        }
    }
}

#[test]
fn a_signal_ends_it_without_a_word() {
    for (signal, code) in [(Signal::INT, 130), (Signal::TERM, 143), (Signal::HUP, 1)] {
        let clinic = with_faults("slow:60s");
        let child = start(clinic.command(&JSON));
        until(|| !clinic.control().requests().is_empty());
        kill(&child, signal);
        let ran = end(child);
        assert_eq!(
            (ran.code, ran.out.as_str(), ran.err.as_str()),
            (code, "", "")
        );
    }
}

#[test]
fn a_signal_ends_it_while_nobody_reads_what_it_writes() {
    let clinic = Clinic::open(quiet(5));
    let (_reader, mut writer) = pipe().unwrap();
    // As much as a pipe takes on Linux; elsewhere it may just not be full.
    writer.write_all(&vec![b' '; 65_536]).unwrap();
    let mut command = clinic.command(&JSON);
    command.stdout(writer).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    until(|| !clinic.control().requests().is_empty());
    kill(&child, Signal::TERM);
    assert_eq!(child.wait().unwrap().code(), Some(143));
}

#[test]
fn it_can_be_stopped_and_continued() {
    let clinic = with_faults("slow:300ms");
    let child = start(clinic.command(&JSON));
    until(|| !clinic.control().requests().is_empty());
    kill(&child, Signal::TSTP);
    let (_, status) = waitpid(Some(Pid::from_child(&child)), WaitOptions::UNTRACED)
        .unwrap()
        .unwrap();
    assert!(status.stopped());
    kill(&child, Signal::CONT);
    let ran = end(child);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert_eq!(ran.json()["completeness"]["complete"], true);
}

#[test]
fn a_reader_that_has_gone_is_no_failure() {
    let clinic = Clinic::open(quiet(5));
    let (reader, writer) = pipe().unwrap();
    drop(reader);
    let mut command = clinic.command(&JSON);
    command.stdout(writer);
    let ran = Ran::of_others(command);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    // Nor is one that does not listen to what is said beside.
    let (reader, writer) = pipe().unwrap();
    drop(reader);
    let mut command = clinic.command(&["count", "--max-requests", "4"]);
    command.stdout(Stdio::null()).stderr(writer);
    assert_eq!(command.status().unwrap().code(), Some(7));
}

#[test]
#[cfg(target_os = "linux")]
fn an_answer_that_cannot_be_written_is_a_failure() {
    let clinic = Clinic::open(quiet(5));
    let mut command = clinic.command(&JSON);
    command.stdout(fs::File::options().write(true).open("/dev/full").unwrap());
    let ran = Ran::of_others(command);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert_eq!(ran.err.lines().count(), 1, "{ran:?}");
    assert!(ran.err.contains("cannot be written"), "{ran:?}");
}

#[test]
fn in_a_pipe_it_says_what_to_use_instead_of_the_screen() {
    let mut command = program(&[]);
    command.env("SPRUCE_API_TOKEN", DEMO_TOKEN);
    let ran = Ran::of(command);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    for word in ["list", "watch", "check"] {
        assert!(ran.err.contains(word), "{ran:?}");
    }
}

#[test]
fn what_is_piped_in_is_not_for_the_token_command() {
    let clinic = Clinic::open(quiet(5));
    let mut command = clinic.command(&JSON);
    command
        .env_remove("SPRUCE_API_TOKEN")
        .env("PATH", std::env::var_os("PATH").unwrap())
        .env(
            "SPRUCE_INBOX_TOKEN_COMMAND",
            format!("cat; echo {DEMO_TOKEN}"),
        )
        .stdin(Stdio::piped());
    let mut child = start(command);
    // Stays open: who waits for its end waits for ever.
    let mut stdin = child.stdin.take().unwrap();
    let _ = stdin.write_all(b"no token\n");
    let ran = end(child);
    assert_eq!(ran.code, 0, "{ran:?}");
}

#[test]
fn the_log_says_what_was_asked_and_nothing_private() {
    let clinic = Clinic::open(quiet(30));
    let log = clinic.home.path().join("log");
    let path = log.to_str().unwrap();
    let ran = clinic.run(&["count", "--log-file", path, "--log-level", "trace"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let text = fs::read_to_string(&log).unwrap();
    assert!(text.contains("answered"), "{text}");
    assert!(!text.contains(DEMO_TOKEN));
    for row in clinic.control().truth() {
        assert!(!text.contains(&row.title) || row.title.is_empty());
    }
}

fn ledger(home: &Path) -> PathBuf {
    home.join(".local/state/spruce-inbox/seen.db")
}

/// How many conversations are unread to a command with these flags.
fn unread(clinic: &Clinic, flags: &[&str]) -> Ran {
    let args = ["count", "--view", "All", "--filter", "is:unread"];
    clinic.run(&[&args[..], flags].concat())
}

/// Everything below a folder, with what is in it.
fn files(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut all = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            all.extend(files(&path));
        } else {
            all.push((path.clone(), fs::read(path).unwrap()));
        }
    }
    all.sort();
    all
}

/// Marks everything as seen, as a running copy does.
fn see_all(clinic: &Clinic, store: &mut Store) {
    let key = store.key();
    let marks: Vec<_> = clinic
        .control()
        .truth()
        .iter()
        .map(|row| {
            let id = ConversationId::parse(&row.id).unwrap();
            let at = spruce_inbox::model::time::Timestamp::from_millis(i64::MAX / 2);
            let upto = Mark {
                epoch: 1,
                upto: Some(at),
                ..Mark::default()
            };
            (key.conversation(&id), upto)
        })
        .collect();
    store.save(&marks).unwrap();
}

#[test]
fn what_was_seen_in_a_copy_that_runs_is_seen() {
    let clinic = Clinic::open(quiet(60));
    let before = unread(&clinic, &[]);
    assert_eq!(before.code, 0, "{before:?}");
    assert_ne!(before.out, "0\n");
    assert_eq!(files(clinic.home.path()), [], "no ledger is made");

    let mut store = Store::open(&ledger(clinic.home.path())).unwrap().store;
    see_all(&clinic, &mut store);
    let ran = unread(&clinic, &[]);
    assert_eq!((ran.out.as_str(), ran.err.as_str()), ("0\n", ""));
    assert_eq!(unread(&clinic, &["--ephemeral"]).out, before.out);
    drop(store);

    // Nor is anything changed where no copy runs.
    let there = files(clinic.home.path());
    assert_eq!(unread(&clinic, &[]).out, "0\n");
    assert_eq!(files(clinic.home.path()), there);
}

#[test]
fn a_ledger_that_is_held_does_not_hold_it_up() {
    let clinic = Clinic::open(quiet(60));
    let path = ledger(clinic.home.path());
    see_all(&clinic, &mut Store::open(&path).unwrap().store);
    let writer = rusqlite::Connection::open(&path).unwrap();
    writer.execute_batch("BEGIN EXCLUSIVE").unwrap();
    let ran = unread(&clinic, &[]);
    assert_eq!((ran.out.as_str(), ran.err.as_str()), ("0\n", ""));
}

#[test]
fn a_broken_ledger_is_told_and_left_as_it_is() {
    let clinic = Clinic::open(quiet(60));
    let path = ledger(clinic.home.path());
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, "this is not a ledger, but it is long enough for one").unwrap();
    let before = files(clinic.home.path());
    let ran = unread(&clinic, &[]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert_ne!(ran.out, "0\n");
    assert!(ran.err.contains("seen marks is damaged"), "{ran:?}");
    assert_eq!(files(clinic.home.path()), before);
    assert_eq!(unread(&clinic, &["--quiet"]).err, "");
}

fn start(mut command: Command) -> Child {
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command.spawn().unwrap()
}

fn end(mut child: Child) -> Ran {
    let (mut out, mut err) = (String::new(), String::new());
    // Both are short.
    child
        .stdout
        .take()
        .unwrap()
        .read_to_string(&mut out)
        .unwrap();
    child
        .stderr
        .take()
        .unwrap()
        .read_to_string(&mut err)
        .unwrap();
    let code = child.wait().unwrap().code().unwrap();
    Ran { code, out, err }
}

fn kill(child: &Child, signal: Signal) {
    kill_process(Pid::from_child(child), signal).unwrap();
}

/// Waits for something that the server can see.
fn until(mut happened: impl FnMut() -> bool) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()
        .unwrap();
    let came = runtime.block_on(async {
        let mut look = tokio::time::interval(Duration::from_millis(2));
        let look = async {
            while !happened() {
                look.tick().await;
            }
        };
        tokio::time::timeout(SURELY, look).await
    });
    assert!(came.is_ok(), "it did not happen");
}

impl Ran {
    /// Of a command whose standard output is somewhere else.
    fn of_others(mut command: Command) -> Self {
        let (mut reader, writer): (PipeReader, _) = pipe().unwrap();
        command.stderr(writer);
        let mut child = command.spawn().unwrap();
        drop(command);
        let mut err = String::new();
        reader.read_to_string(&mut err).unwrap();
        let code = child.wait().unwrap().code().unwrap();
        Self {
            code,
            out: String::new(),
            err,
        }
    }
}
