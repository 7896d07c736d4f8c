//! The command `count`.

use crate::support::{Clinic, Ran, faults, nobody, quiet};

#[test]
fn counts_what_is_in_a_view() {
    let clinic = Clinic::open(quiet(60));
    let ran = clinic.run(&[
        "count",
        "--history",
        "all",
        "--view",
        "Needs reply",
        "--format",
        "json",
    ]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let truth = clinic.control().truth();
    let waiting = truth.iter().filter(|row| row.waits_since().is_some());
    let json = ran.json();
    assert_eq!(json["count"], waiting.count());
    assert_eq!(json["completeness"]["complete"], true);
    assert_eq!(ran.err, "");
}

#[test]
fn a_refused_token_is_an_answer_of_its_own() {
    let clinic = Clinic::open(quiet(5));
    let mut command = clinic.command(&["count"]);
    command.env("SPRUCE_API_TOKEN", "YWlkX25vYm9keTpza19ub2JvZHk=");
    let ran = Ran::of(command);
    assert_eq!((ran.code, ran.out.as_str()), (3, ""), "{ran:?}");
}

#[test]
fn a_server_that_is_down_is_no_zero() {
    let clinic = Clinic::open(quiet(5));
    let mut command = clinic.command(&["count", "--max-time", "1s"]);
    command.env("SPRUCE_API_BASE_URL", nobody());
    let ran = Ran::of(command);
    assert_eq!((ran.code, ran.out.as_str()), (4, ""), "{ran:?}");
}

#[test]
fn used_up_limits_are_said() {
    let clinic = Clinic::open(quiet(5));
    clinic.control().set_faults(faults("429:1"));
    let ran = clinic.run(&["count", "--max-time", "5s"]);
    assert_eq!((ran.code, ran.out.as_str()), (5, ""), "{ran:?}");
}

#[test]
fn half_an_answer_says_so() {
    let clinic = Clinic::open(quiet(60));
    let ran = clinic.run(&["count", "--max-requests", "4", "--format", "json"]);
    assert_eq!(ran.code, 7, "{ran:?}");
    let json = ran.json();
    assert_eq!(json["completeness"]["complete"], false);
    assert_eq!(json["completeness"]["endedBy"], "max-requests");
    let quiet = clinic.run(&["count", "--max-requests", "4", "--quiet"]);
    assert_eq!((quiet.code, quiet.err.as_str()), (7, ""));
}

#[test]
fn what_is_counted_so_far_is_never_too_much() {
    let clinic = Clinic::open(quiet(60));
    for view in ["Inbox", "Needs reply", "All"] {
        let count = |most: &str| {
            let ran = clinic.run(&["count", "--view", view, "--max-requests", most]);
            let text = ran.out.trim_end();
            let number = text.trim_start_matches('≥').parse::<usize>().unwrap();
            assert_eq!(text.starts_with('≥'), ran.code == 7, "{ran:?}");
            (number, ran.code)
        };
        let (all, code) = count("1000");
        assert_eq!(code, 0);
        assert!(all > 0);
        for most in ["4", "6", "12", "20"] {
            let (some, _) = count(most);
            assert!(some <= all, "{view}: {some} of {all} after {most} requests");
        }
    }
}

#[test]
fn rows_that_cannot_be_read_make_it_at_least_so_many() {
    let clinic = Clinic::open(quiet(30));
    clinic.control().set_faults(faults("badrow@list"));
    let ran = clinic.run(&["count", "--history", "all", "--view", "All"]);
    assert_eq!(ran.code, 7, "{ran:?}");
    assert!(ran.out.starts_with('≥'), "{ran:?}");
    let why = "spruce-inbox: this is not all";
    assert!(ran.err.starts_with(why), "{ran:?}");
    assert_eq!(ran.err.lines().count(), 1, "{ran:?}");
}

#[test]
fn those_without_a_message_are_waited_for() {
    let clinic = Clinic::open(quiet(30));
    let count = || clinic.run(&["count", "--view", "All", "--format", "json"]);
    let before = count().json()["count"].as_u64().unwrap();
    for number in 0..3 {
        clinic.control().create(&format!("Made-up {number}"));
    }
    // The second question for a list is for the one by creation, which alone tells of them.
    clinic.control().set_faults(faults("slow@list:2s:every2"));
    let ran = count();
    let json = ran.json();
    assert_eq!((ran.code, json["count"].as_u64()), (0, Some(before + 3)));
    // Nobody waits in them, so a check does not wait for them either.
    clinic.control().set_faults(faults("500@list:every2"));
    let ran = clinic.run(&["check", "--max-wait", "365d"]);
    assert_eq!(ran.code, 0, "{ran:?}");
}

#[test]
fn what_is_yours_is_no_zero_while_nobody_says_who_you_are() {
    let clinic = Clinic::open(quiet(30));
    for line in [
        &["count", "--view", "Mine"][..],
        &["count", "--filter", "-by:me", "--format", "json"],
        &["list", "--filter", "is:mine"],
        &["check", "--view", "Mine"],
    ] {
        for me in [None, Some("Nobody Of This Clinic")] {
            let mut command = clinic.command(line);
            if let Some(me) = me {
                command.env("SPRUCE_INBOX_ME", me);
            }
            let ran = Ran::of(command);
            assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{line:?}: {ran:?}");
            assert!(ran.err.contains("`me`"), "{ran:?}");
        }
    }
    let all = clinic.run(&["list", "--format", "json", "--filter", "is:assigned"]);
    let me = all.json()["conversations"][0]["assignee"].clone();
    let mut command = clinic.command(&["count", "--view", "Mine"]);
    command.env("SPRUCE_INBOX_ME", me.as_str().unwrap());
    let ran = Ran::of(command);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert_ne!(ran.out, "0\n");
}

#[test]
fn history_as_far_back_as_a_time_has_all_that_was_active_since_then() {
    let clinic = Clinic::open(quiet(400));
    let count = |line: &[&str]| {
        let common = ["count", "--filter", "after:30d", "--format", "json"];
        let ran = clinic.run(&[&common[..], line].concat());
        assert_eq!(ran.code, 0, "{ran:?}");
        ran.json()["count"].as_u64()
    };
    for view in ["All", "Needs reply", "Team"] {
        let all = count(&["--view", view, "--history", "all"]);
        let since = count(&["--view", view, "--history", "31d"]);
        assert_eq!(since, all, "{view}");
    }
}
