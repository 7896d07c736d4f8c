//! The command `check`.

use std::collections::BTreeSet;
use std::fs;

use spruce_inbox::demo::TruthRow;

use crate::support::{Clinic, Ran, faults, nobody, quiet};

/// So long that nobody waits for longer.
const EVER: &str = "365d";
const FORMATS: [&str; 4] = ["text", "json", "prometheus", "tmux"];

/// Runs it with JSON.
fn json(clinic: &Clinic, flags: &[&str]) -> (Ran, serde_json::Value) {
    let ran = clinic.run(&[&["check", "--format", "json"], flags].concat());
    let json = ran.json();
    (ran, json)
}

fn configure(clinic: &Clinic, text: &str) {
    let folder = clinic.home.path().join(".config/spruce-inbox");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("config.toml"), text).unwrap();
}

/// Every line is a comment or a gauge of ours, announced by its help and type, and no series comes twice.
fn gauges(text: &str) -> BTreeSet<String> {
    let mut series = BTreeSet::new();
    let (mut helped, mut typed) = ("", "");
    for line in text.lines() {
        if let Some(rest) = line.strip_prefix("# HELP ") {
            helped = rest.split_once(' ').unwrap().0;
        } else if let Some(rest) = line.strip_prefix("# TYPE ") {
            typed = rest.strip_suffix(" gauge").unwrap();
        } else {
            let (key, value) = line.rsplit_once(' ').unwrap();
            let name = key.split('{').next().unwrap();
            assert_eq!((name, name), (helped, typed), "{line}");
            assert!(name.starts_with("spruce_inbox_") && !name.ends_with("_total"));
            assert!(name.chars().all(|c| c.is_ascii_lowercase() || c == '_'));
            value.parse::<u64>().unwrap();
            assert!(series.insert(key.to_owned()), "{key} twice");
        }
    }
    assert!(text.ends_with('\n'));
    series
}

#[test]
fn it_judges_everybody_who_waits_and_nobody_else() {
    let clinic = Clinic::open(quiet(120));
    let (ran, json) = json(&clinic, &["--history", "all"]);
    let truth = clinic.control().truth();
    let waits: Vec<i64> = truth.iter().filter_map(TruthRow::waits_since).collect();
    assert_eq!(json["waiting"], waits.len());
    let since = json["longestWaitSince"].as_str().unwrap();
    let since = spruce_inbox::model::time::Timestamp::parse(since).unwrap();
    assert_eq!(Some(since.as_millis()), waits.iter().min().copied());
    let channels = json["byChannel"].as_object().unwrap();
    for count in ["waiting", "overdue", "dueSoon"] {
        let sum: u64 = channels
            .values()
            .map(|one| one[count].as_u64().unwrap())
            .sum();
        assert_eq!(json[count], sum, "{count}");
    }
    assert_eq!((&json["verdict"], ran.code), (&"overdue".into(), 11));
    assert_eq!(
        (json["completeness"]["complete"].as_bool(), ran.err.as_str()),
        (Some(true), "")
    );
}

#[test]
fn without_the_archived_ones_the_same_is_known_for_less() {
    let clinic = Clinic::open(quiet(400));
    let all = ["--history", "all"];
    let (_, whole) = json(&clinic, &all);
    let (_, part) = json(&clinic, &[&all[..], &["--skip-archived"]].concat());
    for field in [
        "verdict",
        "overdue",
        "dueSoon",
        "waiting",
        "unread",
        "longestWaitSince",
    ] {
        assert_eq!(whole[field], part[field], "{field}");
    }
    assert_eq!(
        (&whole["archived"], &part["archived"]),
        (&"judged".into(), &"left-out".into())
    );
    let requests = |json: &serde_json::Value| json["completeness"]["requests"].as_u64().unwrap();
    let archived = clinic
        .control()
        .truth()
        .iter()
        .filter(|row| row.archived)
        .count();
    assert!(archived > 0 && requests(&part) < requests(&whole));
    configure(&clinic, "archived_counts_as_handled = false\n");
    let refused = clinic.run(&["check", "--skip-archived"]);
    assert_eq!((refused.code, refused.out.as_str()), (2, ""), "{refused:?}");
}

#[test]
fn each_verdict_has_its_code() {
    let clinic = Clinic::open(quiet(80));
    let (late, known) = json(&clinic, &["--max-wait", "1s"]);
    assert_eq!((late.code, &known["verdict"]), (11, &"overdue".into()));
    assert_eq!(known["overdue"], known["waiting"]);
    // A fifth longer than the longest: three quarters of that have passed.
    let longest = known["longestWaitSeconds"].as_u64().unwrap();
    let soon = format!("{}s", longest + longest / 5 + 30);
    let (ran, known) = json(&clinic, &["--max-wait", &soon]);
    assert_eq!((ran.code, &known["verdict"]), (10, &"due-soon".into()));
    let (ran, known) = json(&clinic, &["--max-wait", EVER]);
    assert_eq!((ran.code, &known["verdict"]), (0, &"ok".into()));
    // Nothing was ever seen on this computer.
    let unread = known["unread"].as_u64().unwrap();
    let most = |most: u64| {
        let most = most.to_string();
        json(&clinic, &["--max-wait", EVER, "--max-unread", &most])
    };
    assert_eq!(most(unread).0.code, 0);
    let (ran, known) = most(unread - 1);
    assert_eq!(
        (ran.code, &known["verdict"]),
        (11, &"too-many-unread".into())
    );
    // Targets of the configuration, where no flag says otherwise.
    configure(
        &clinic,
        "[targets]\nphone = \"off\"\nsecure = \"off\"\nemail = \"off\"\nfax = \"off\"\nother = \"off\"\n",
    );
    assert_eq!(clinic.run(&["check"]).code, 0);
    configure(&clinic, "[targets]\nphone = \"1m\"\n");
    let late = clinic.run(&["check", "--view", "needs reply"]);
    assert_eq!(late.code, 11, "{late:?}");
    assert!(late.out.starts_with("OVERDUE ") && late.out.contains(", view Needs reply"));
}

#[test]
fn monitors_can_read_every_form_and_none_names_anybody() {
    let clinic = Clinic::open(quiet(150));
    let titles: Vec<String> = clinic
        .control()
        .truth()
        .into_iter()
        .map(|row| row.title)
        .filter(|title| title.chars().count() > 5)
        .collect();
    assert!(titles.len() > 100);
    for format in FORMATS {
        for requests in ["30", "100000"] {
            let ran = clinic.run(&["check", "--format", format, "--max-requests", requests]);
            assert_eq!(ran.code, 11, "{ran:?}");
            for title in &titles {
                assert!(!ran.out.contains(title.as_str()), "{format}: {title}");
            }
            let known = requests != "30";
            let lines = ran.out.lines().count();
            match format {
                "prometheus" => {
                    let series = gauges(&ran.out);
                    assert!(ran.out.contains("spruce_inbox_up 1\n"));
                    assert_eq!(series.contains("spruce_inbox_unread_conversations"), known);
                    let complete = format!("spruce_inbox_complete {}\n", u8::from(known));
                    assert!(ran.out.contains(&complete));
                }
                "tmux" => {
                    assert_eq!(lines, 1);
                    assert!(ran.out.starts_with('‼') && !ran.out.contains('#'));
                    assert_eq!(ran.out.ends_with("?\n"), !known);
                }
                "json" => assert_eq!(ran.json()["completeness"]["complete"], known),
                _ => {
                    assert_eq!(lines, 1);
                    assert_eq!(ran.out.contains("at least"), !known, "{ran:?}");
                }
            }
            assert_eq!(ran.err.is_empty(), known);
        }
    }
    let flags = ["check", "--format", "tmux", "--color", "always"];
    assert!(clinic.run(&flags).out.starts_with("#[fg=red]‼"));
}

/// What is printed where there is no answer, and the code.
fn no_answer(code: i32, run: impl Fn(&'static str) -> Ran) {
    for (format, out) in FORMATS.into_iter().zip([
        "",
        "",
        "# HELP spruce_inbox_up Whether there is an answer: 0 if the server gave none, or refused the token.\n\
         # TYPE spruce_inbox_up gauge\nspruce_inbox_up 0\n",
        "✖\n",
    ]) {
        let ran = run(format);
        assert_eq!((ran.code, ran.out.as_str()), (code, out), "{format}: {ran:?}");
        assert_eq!(ran.err.lines().count(), 1, "{ran:?}");
        assert!(ran.err.starts_with("spruce-inbox: "));
    }
}

#[test]
fn where_there_is_no_answer_nothing_looks_like_quiet() {
    let clinic = Clinic::open(quiet(5));
    let args = |format: &'static str| ["check", "--format", format, "--max-time", "3s"];
    no_answer(3, |format| {
        let mut command = clinic.command(&args(format));
        command.env("SPRUCE_API_TOKEN", "YWlkX25vYm9keTpza19ub2JvZHk=");
        Ran::of(command)
    });
    no_answer(4, |format| {
        let mut command = clinic.command(&args(format));
        command.env("SPRUCE_API_BASE_URL", nobody());
        Ran::of(command)
    });
    clinic.control().set_faults(faults("429"));
    no_answer(5, |format| clinic.run(&args(format)));
    clinic.control().set_faults(faults("badjson"));
    no_answer(6, |format| clinic.run(&args(format)));
    let unset = |format: &'static str| {
        let mut command = clinic.command(&args(format));
        command.env_remove("SPRUCE_API_TOKEN");
        Ran::of(command)
    };
    assert_eq!((unset("tmux").code, unset("tmux").out.as_str()), (3, "✖\n"));
}

#[test]
fn half_an_answer_is_unknown_unless_somebody_is_known_to_wait_for_too_long() {
    let clinic = Clinic::open(quiet(120));
    let few = ["--max-requests", "30"];
    let (half, known) = json(&clinic, &[&few[..], &["--max-wait", EVER]].concat());
    assert_eq!((half.code, &known["verdict"]), (7, &"unknown".into()));
    assert_eq!(known["completeness"]["endedBy"], "max-requests");
    assert!(known["unread"].is_null() && known["longestWaitIsExact"] == false);
    assert_eq!(half.err.lines().count(), 1);
    let (late, known) = json(&clinic, &[&few[..], &["--max-wait", "1s"]].concat());
    assert_eq!((late.code, &known["verdict"]), (11, &"overdue".into()));
    assert_eq!(known["completeness"]["complete"], false);
    let (soon, known) = json(&clinic, &["--max-wait", "1s", "--until-overdue"]);
    assert_eq!((soon.code, &known["verdict"]), (11, &"overdue".into()));
    assert!(known["completeness"]["requests"].as_u64().unwrap() < 30);
}

#[test]
fn who_writes_now_is_waited_on_and_who_was_answered_is_not() {
    let clinic = Clinic::open(quiet(30));
    let control = clinic.control();
    for id in control.newest() {
        control.staff_writes(&id, "made-up answer");
    }
    let (_, known) = json(&clinic, &[]);
    let pages = known["waiting"].as_u64().unwrap();
    let newest = control.newest().first().cloned().unwrap();
    control.patient_writes(&newest, "made-up question");
    let (ran, known) = json(&clinic, &["--max-wait", EVER]);
    assert_eq!((ran.code, known["waiting"].as_u64()), (0, Some(pages + 1)));
}

#[test]
fn what_the_screen_begins_with_does_not_limit_it() {
    let clinic = Clinic::open(quiet(60));
    configure(&clinic, "view = \"Team\"");
    let (all, known) = json(&clinic, &["--max-wait", "1s"]);
    assert_eq!((all.code, &known["view"]), (11, &serde_json::Value::Null));
    let (team, known) = json(&clinic, &["--max-wait", "1s", "--view", "Team"]);
    assert_eq!((team.code, &known["view"]), (0, &"Team".into()));
    let mut command = clinic.command(&["check", "--max-wait", "1s"]);
    command.env("SPRUCE_INBOX_VIEW", "Team");
    let ran = Ran::of(command);
    assert_eq!(ran.code, 0, "{ran:?}");
    // One that there is not is a mistake wherever it stands.
    configure(&clinic, "view = \"Teem\"");
    assert_eq!(clinic.run(&["check"]).code, 2);
}

#[test]
fn a_wait_that_may_have_begun_earlier_is_said_to_be_the_reason() {
    let clinic = Clinic::open(quiet(120));
    // Only the newest page of each conversation can be had.
    clinic.control().set_faults(faults("missing-token@items"));
    let (ran, known) = json(&clinic, &["--max-wait", EVER]);
    assert_eq!((ran.code, &known["verdict"]), (7, &"unknown".into()));
    assert_eq!(known["completeness"]["complete"], false);
    assert!(ran.err.contains("longer than is known"), "{ran:?}");
}
