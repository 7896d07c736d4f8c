//! The command `show`.

use crate::support::{Clinic, Ran, faults, nobody, quiet};
use serde_json::Value;

/// Words that nobody writes by chance.
const WORDS: &str = "zanzibar zucchini 4711";

fn show(clinic: &Clinic, id: &str, more: &[&str]) -> Ran {
    let mut args = vec!["show", id];
    args.extend(more);
    clinic.run(&args)
}

fn json(clinic: &Clinic, id: &str, more: &[&str]) -> Value {
    let mut args = vec!["--format", "json"];
    args.extend(more);
    let ran = show(clinic, id, &args);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{ran:?}");
    ran.json()
}

fn ids(answer: &Value) -> Vec<&str> {
    let items = answer["items"].as_array().unwrap();
    items
        .iter()
        .map(|item| item["id"].as_str().unwrap())
        .collect()
}

/// The conversation with the most items, by far more than a page.
fn long(clinic: &Clinic) -> String {
    let truth = clinic.control().truth();
    let rows = truth.into_iter().map(|row| row.id);
    let long = rows.max_by_key(|id| clinic.control().item_ids(id).len());
    long.unwrap()
}

#[test]
fn shows_any_conversation_as_it_is_without_reading_a_list() {
    let clinic = Clinic::open(quiet(40));
    let control = clinic.control();
    for row in control.truth().into_iter().step_by(4) {
        let answer = json(&clinic, &row.id, &[]);
        let items = control.item_ids(&row.id);
        let latest = items.len().saturating_sub(40);
        assert_eq!(ids(&answer), items[latest..]);
        assert_eq!(answer["older"], if latest == 0 { "none" } else { "more" });
        assert_eq!(answer["conversation"]["id"], row.id);
        assert_eq!(answer["conversation"]["archived"], row.archived);
        let since = answer["conversation"]["waitingSince"].as_str();
        let since = since.map(|at| chrono::DateTime::parse_from_rfc3339(at).unwrap());
        assert_eq!(since.map(|at| at.timestamp_millis()), row.waits_since());
        assert_eq!(answer["completeness"]["complete"], true);
    }
    let paths: Vec<_> = control
        .requests()
        .into_iter()
        .map(|seen| seen.path)
        .collect();
    let lists = paths.iter().filter(|path| path.ends_with("/conversations"));
    assert_eq!(lists.count(), 0, "{paths:?}");
}

#[test]
fn what_people_wrote_is_printed_only_where_that_is_asked_for() {
    let clinic = Clinic::open(quiet(20));
    let control = clinic.control();
    for row in control.truth() {
        let answer = json(&clinic, &row.id, &[]);
        let items = answer["items"].as_array().unwrap();
        assert!(answer["conversation"].get("lastWords").is_none());
        assert!(items.iter().all(|item| item.get("text").is_none()));
        let attached = items
            .iter()
            .flat_map(|item| item["attachments"].as_array().unwrap());
        assert!(
            attached
                .into_iter()
                .all(|attached| attached.get("title").is_none())
        );
    }
    let id = control.newest().swap_remove(0);
    control.patient_writes(&id, WORDS).unwrap();
    let plain = show(&clinic, &id, &[]);
    assert_eq!(plain.code, 0, "{plain:?}");
    assert!(
        !plain.out.contains(WORDS) && plain.out.contains(": message\n"),
        "{plain:?}"
    );
    let hint = "spruce-inbox: what people wrote is left out: --include-text prints it\n";
    assert_eq!(plain.err, hint);
    let written = show(&clinic, &id, &["--include-text"]);
    assert!(
        written.out.contains(&format!("    | {WORDS}\n")),
        "{written:?}"
    );
    assert_eq!((written.code, written.err.as_str()), (0, ""));
    let answer = json(&clinic, &id, &["--include-text"]);
    let last = answer["items"].as_array().unwrap().last().unwrap();
    assert_eq!(last["text"], WORDS);
    assert_eq!(answer["conversation"]["lastWords"]["text"], WORDS);
}

#[test]
fn a_long_conversation_is_read_as_far_up_as_is_asked() {
    let clinic = Clinic::open(quiet(20));
    let id = long(&clinic);
    let items = clinic.control().item_ids(&id);
    assert!(items.len() > 500);
    let answer = json(&clinic, &id, &["--limit", "100"]);
    assert_eq!(ids(&answer), items[items.len() - 100..]);
    assert_eq!(answer["older"], "more");
    assert!(answer["completeness"]["requests"].as_u64().unwrap() <= 6);
    let answer = json(&clinic, &id, &["--limit", "2000"]);
    assert_eq!(ids(&answer), items);
    assert_eq!(answer["older"], "none");
}

#[test]
fn what_was_deleted_is_not_shown() {
    let clinic = Clinic::open(quiet(20));
    let control = clinic.control();
    let id = control.newest().swap_remove(0);
    let wrong = control.staff_writes(&id, WORDS).unwrap();
    assert_eq!(ids(&json(&clinic, &id, &[])).pop(), Some(wrong.as_str()));
    assert!(control.take_back(&id));
    let ran = show(&clinic, &id, &["--include-text", "--format", "json"]);
    assert!(!ran.out.contains(&wrong) && !ran.out.contains(WORDS));
    // The conversation still has the time of that message, which may as well be on its way.
    assert_eq!(ran.code, 7, "{ran:?}");
    assert!(ran.err.contains("it is late, or was deleted"), "{ran:?}");
    let answer = ran.json();
    assert_eq!(ids(&answer), control.item_ids(&id));
    assert_eq!(answer["conversation"]["checked"], false);
    assert_eq!(answer["completeness"]["complete"], false);
    assert_eq!(answer["completeness"]["endedBy"], Value::Null);
}

#[test]
fn one_that_does_not_exist_is_a_plain_line() {
    let clinic = Clinic::open(quiet(5));
    let line = "spruce-inbox: there is no such conversation, or the token may not see it\n";
    let unknown = show(&clinic, "t_0000000000000", &["--format", "json"]);
    assert_eq!(
        (unknown.code, unknown.out.as_str(), unknown.err.as_str()),
        (1, "", line)
    );
    // The token is good for all but this one.
    clinic.control().set_faults(faults("403@conversation"));
    let id = clinic.control().newest().swap_remove(0);
    let hidden = show(&clinic, &id, &[]);
    assert_eq!(
        (hidden.code, hidden.out.as_str(), hidden.err.as_str()),
        (1, "", line)
    );
}

#[test]
fn nobody_is_asked_for_what_cannot_be_an_id() {
    let clinic = Clinic::open(quiet(5));
    for id in [
        "",
        ".",
        "..",
        "two words",
        "\u{1b}[31mred",
        "é",
        &"x".repeat(500),
    ] {
        let ran = show(&clinic, id, &[]);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{ran:?}");
        assert!(ran.err.starts_with("spruce-inbox: ") && !ran.err.contains('\u{1b}'));
    }
    for limit in ["0", "2001"] {
        let ran = show(&clinic, "t_0000000000000", &["--limit", limit]);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{ran:?}");
    }
    assert!(clinic.control().requests().is_empty());
}

#[test]
fn without_any_answer_the_exit_code_says_why() {
    let clinic = Clinic::open(quiet(5));
    let id = clinic.control().newest().swap_remove(0);
    let mut command = clinic.command(&["show", &id]);
    command.env("SPRUCE_API_TOKEN", "YWlkX25vYm9keTpza19ub2JvZHk=");
    let ran = Ran::of(command);
    assert_eq!((ran.code, ran.out.as_str()), (3, ""), "{ran:?}");
    let mut command = clinic.command(&["show", &id, "--max-time", "1s"]);
    command.env("SPRUCE_API_BASE_URL", nobody());
    let ran = Ran::of(command);
    assert_eq!((ran.code, ran.out.as_str()), (4, ""), "{ran:?}");
    let codes = [
        ("429:1", 5),
        ("badjson", 6),
        ("html", 6),
        ("500@conversation", 4),
        ("badjson@conversation", 6),
    ];
    for (spec, code) in codes {
        clinic.control().set_faults(faults(spec));
        let ran = show(&clinic, &id, &["--max-time", "2s"]);
        assert_eq!((ran.code, ran.out.as_str()), (code, ""), "{spec}: {ran:?}");
        assert_eq!(ran.err.lines().count(), 1, "{spec}: {ran:?}");
    }
    clinic.control().set_faults(faults("none"));
    let ran = show(&clinic, &id, &["--max-requests", "1"]);
    assert_eq!((ran.code, ran.out.as_str()), (5, ""), "{ran:?}");
}

#[test]
fn half_an_answer_says_so() {
    let clinic = Clinic::open(quiet(20));
    let id = clinic.control().newest().swap_remove(0);
    let cases = [
        ("none", ["--max-requests", "2"], "max-requests"),
        ("500@items", ["--max-time", "2s"], "network"),
        ("badjson@items", ["--max-time", "2s"], "not-understood"),
    ];
    for (spec, bound, reason) in cases {
        clinic.control().set_faults(faults(spec));
        let ran = show(&clinic, &id, &["--format", "json", bound[0], bound[1]]);
        assert_eq!(ran.code, 7, "{spec}: {ran:?}");
        assert!(
            ran.err.starts_with("spruce-inbox: this is not all: "),
            "{ran:?}"
        );
        let answer = ran.json();
        assert_eq!(answer["conversation"]["id"], id);
        assert_eq!(answer["conversation"]["checked"], false);
        assert_eq!(
            (ids(&answer).len(), &answer["older"]),
            (0, &"unknown".into())
        );
        assert_eq!(answer["completeness"]["complete"], false);
        assert_eq!(answer["completeness"]["endedBy"], reason);
        assert_eq!(answer["completeness"]["asOf"], Value::Null);
    }
    clinic.control().set_faults(faults("none"));
    let quiet = show(&clinic, &id, &["--max-requests", "2", "--quiet"]);
    assert_eq!((quiet.code, quiet.err.as_str()), (7, ""));
    assert!(
        quiet.out.contains("(its items could not be read)\n"),
        "{quiet:?}"
    );
    assert!(quiet.out.contains("not known"), "{quiet:?}");
}

#[test]
fn an_item_that_cannot_be_read_is_counted_and_the_others_are_shown() {
    let clinic = Clinic::open(quiet(20));
    let id = long(&clinic);
    clinic.control().set_faults(faults("badrow@items"));
    let ran = show(&clinic, &id, &["--format", "json"]);
    assert_eq!(ran.code, 7, "{ran:?}");
    let answer = ran.json();
    assert_eq!(ids(&answer).len(), 40);
    assert_eq!(answer["completeness"]["complete"], false);
    assert_eq!(answer["completeness"]["endedBy"], Value::Null);
    assert!(answer["completeness"]["unreadable"].as_u64().unwrap() > 0);
}

#[test]
fn what_fails_and_then_works_is_whole() {
    let clinic = Clinic::open(quiet(20));
    let id = clinic.control().newest().swap_remove(0);
    for spec in [
        "503@items:first2",
        "reset@conversation:first1",
        "500@organization:first1",
    ] {
        clinic.control().set_faults(faults(spec));
        let answer = json(&clinic, &id, &[]);
        assert_eq!(answer["completeness"]["complete"], true, "{spec}");
    }
}

#[test]
fn hostile_text_comes_out_clean() {
    let clinic = Clinic::open(quiet(20));
    let control = clinic.control();
    let title = "Mallory \u{1b}[31mTestcase\u{202e}txt.exe\u{1b}]0;owned\u{7}";
    let named = control.create(title);
    control
        .patient_writes(&named, "\u{9b}2Jwords\u{0}\u{2066}")
        .unwrap();
    let bad = |c: &char| {
        let bidi = matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        (c.is_control() && *c != '\n') || bidi
    };
    let mut all = String::new();
    for row in control.truth() {
        for format in ["text", "json"] {
            let ran = show(&clinic, &row.id, &["--include-text", "--format", format]);
            assert_eq!(ran.code, 0, "{ran:?}");
            assert_eq!(ran.out.chars().find(bad), None, "{ran:?}");
            all.push_str(&ran.out);
            if format == "json" {
                // What is escaped in JSON must be clean, too.
                let answer = ran.json();
                let items = answer["items"].as_array().unwrap();
                let texts = items.iter().filter_map(|item| item["text"].as_str());
                assert_eq!(texts.collect::<String>().chars().find(bad), None);
                let title = answer["conversation"]["title"].as_str().unwrap();
                assert_eq!(title.chars().find(bad), None);
            }
        }
    }
    // The clinic has an attacker of its own.
    for harmless in ["Mallory Testcase", "words", "colours: ", "clipboard: "] {
        assert!(all.contains(harmless), "{harmless}");
    }
}
