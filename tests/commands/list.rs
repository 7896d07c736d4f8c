//! The command `list`.

use std::cmp::Reverse;
use std::io::Read;
use std::process::Stdio;

use portable_pty::{CommandBuilder, PtySize, native_pty_system};
use serde_json::{Value, json};
use spruce_inbox::demo::TruthRow;
use spruce_inbox::model::time::Timestamp;
use unicode_width::UnicodeWidthStr;

use crate::support::{Clinic, Ran, faults, nobody, quiet, valid};

/// Arguments separated by blanks; `_` stands for a blank in one.
fn args(line: &str) -> Vec<String> {
    let words = line.split_whitespace();
    words.map(|word| word.replace('_', " ")).collect()
}

fn run(clinic: &Clinic, line: &str) -> Ran {
    let args = args(line);
    let args: Vec<_> = args.iter().map(String::as_str).collect();
    clinic.run(&args)
}

/// The document it printed, complete, and nothing else.
fn document(clinic: &Clinic, line: &str) -> Value {
    let ran = run(clinic, line);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{ran:?}");
    let json = ran.json();
    assert_eq!(json["completeness"]["complete"], true, "{json:#}");
    json
}

fn rows(document: &Value) -> &[Value] {
    document["conversations"].as_array().unwrap()
}

fn ids(document: &Value) -> Vec<&str> {
    let ids = rows(document).iter().map(|row| row["id"].as_str().unwrap());
    ids.collect()
}

/// The clinic's own truth in an order, the ids of ties as the documentation says.
fn truth(clinic: &Clinic, order: &str) -> Vec<TruthRow> {
    let mut rows = clinic.control().truth();
    let latest = |row: &TruthRow| row.last_message_at.unwrap_or(row.created_at);
    match order {
        "last-message" => rows.sort_by_key(|row| Reverse((latest(row), row.id.clone()))),
        "created" => rows.sort_by_key(|row| Reverse((row.created_at, row.id.clone()))),
        "waiting" => rows.sort_by_key(|row| {
            let since = row.waits_since();
            let behind = Reverse(since.map_or(latest(row), |_| 0));
            (since.is_none(), since, behind, row.id.clone())
        }),
        other => panic!("{other}"),
    }
    rows
}

/// A row of the truth as `list` should print it.
fn printed(row: &TruthRow) -> Value {
    let time = |at: Option<i64>| at.map(|at| Timestamp::from_millis(at).to_rfc3339());
    json!({
        "id": row.id,
        "createdAt": time(Some(row.created_at)),
        "lastMessageAt": time(row.last_message_at),
        "archived": row.archived,
        "waitingSince": time(row.waits_since()),
        "unread": row.is_news(),
        "checked": true,
    })
}

/// The same fields of what was printed.
fn of(row: &Value) -> Value {
    let fields = [
        "id",
        "createdAt",
        "lastMessageAt",
        "archived",
        "waitingSince",
        "unread",
        "checked",
    ];
    let fields = fields.map(|field| (field.to_owned(), row[field].clone()));
    Value::Object(fields.into_iter().collect())
}

#[test]
fn ten_thousand_conversations_are_listed_as_the_clinic_knows_them() {
    let clinic = Clinic::open(quiet(10_000));
    for row in clinic.control().truth().iter().step_by(7) {
        clinic.control().archive(&row.id);
    }
    let truly = |order: &str| -> Vec<_> { truth(&clinic, order).iter().map(printed).collect() };
    let document = document(
        &clinic,
        "list --history all --view All --format json --order waiting",
    );
    let listed: Vec<_> = rows(&document).iter().map(of).collect();
    assert_eq!(document["total"], 10_000);
    for (number, (listed, truly)) in listed.iter().zip(truly("waiting")).enumerate() {
        assert_eq!(listed, &truly, "row {number}");
    }
    let count = |field: &str, is: Value| listed.iter().filter(|row| row[field] == is).count();
    let waits = listed.len() - count("waitingSince", Value::Null);
    assert!(waits > 100 && waits < 9_000, "{waits} wait");
    assert!(count("archived", json!(true)) > 1_000);

    // The other orders, by the lists alone.
    for order in ["last-message", "created"] {
        let line = format!("list --history all --view All --format ids --order {order}");
        let ran = run(&clinic, &line);
        assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{}", ran.err);
        let truly = truth(&clinic, order);
        let truly: Vec<_> = truly.iter().map(|row| row.id.as_str()).collect();
        assert_eq!(ran.out.lines().collect::<Vec<_>>(), truly, "{order}");
    }
}

#[test]
fn every_format_lists_the_same() {
    let clinic = Clinic::open(quiet(60));
    let all = "list --history all --view All";
    let document = document(&clinic, &format!("{all} --format json"));
    let wanted = [
        ("kind", "list"),
        ("view", "All"),
        ("order", "last_message"),
        ("schema", "spruce-inbox/1"),
    ];
    for (field, value) in wanted {
        assert_eq!(document[field], value);
    }
    assert_eq!(document["filter"], Value::Null);
    assert_eq!(document["total"], 60);

    let lines = run(&clinic, &format!("{all} --format jsonl"));
    let lines = lines.lines();
    let (end, lines) = lines.split_last().unwrap();
    let conversations: Vec<_> = lines
        .iter()
        .map(|line| &line["conversation"]["id"])
        .collect();
    assert_eq!(conversations, ids(&document));
    assert_eq!((&end["kind"], &end["total"]), (&json!("end"), &json!(60)));
    assert_eq!(end["completeness"]["complete"], true);

    let plain = run(&clinic, &format!("{all} --format ids"));
    assert_eq!(plain.out.lines().collect::<Vec<_>>(), ids(&document));

    let table = run(&clinic, all);
    assert_eq!((table.code, table.err.as_str()), (0, ""));
    assert_eq!(table.out.lines().count(), 60, "no head where nobody looks");
    for (line, row) in table.out.lines().zip(rows(&document)) {
        let name = row["title"].as_str().unwrap();
        assert!(line.contains(name), "{line}: {row:#}");
    }
}

#[test]
fn words_are_printed_only_when_they_are_asked_for() {
    let clinic = Clinic::open(quiet(5));
    let newest = clinic.control().newest();
    let said = "made-up words that stand nowhere else";
    clinic.control().patient_writes(&newest[3], said).unwrap();
    for format in ["table", "json", "jsonl", "ids"] {
        let line = format!("list --view All --format {format}");
        assert!(!run(&clinic, &line).out.contains(said), "{format}");
        let with = run(&clinic, &format!("{line} --include-text"));
        assert_eq!(with.out.contains(said), format != "ids", "{format}");
        if format == "json" {
            let words = &with.json()["conversations"][0]["lastWords"];
            let wanted = json!({"role": "patient", "kind": "text", "text": said});
            assert_eq!(words, &wanted);
        }
    }
}

#[test]
fn a_view_a_filter_and_a_limit_leave_what_they_say() {
    let clinic = Clinic::open(quiet(80));
    let waits = truth(&clinic, "waiting");
    let waits: Vec<_> = waits
        .iter()
        .filter(|row| row.waits_since().is_some())
        .collect();
    let config = clinic.home.path().join(".config/spruce-inbox/config.toml");
    std::fs::create_dir_all(config.parent().unwrap()).unwrap();
    let text = "view = \"Phones\"\norder = \"waiting\"\n\
                [[views]]\nname = \"Phones\"\nquery = \"is:waiting ch:phone\"\n";
    std::fs::write(config, text).unwrap();

    let own = document(&clinic, "list --history all --format json");
    assert_eq!(
        (&own["view"], &own["order"]),
        (&json!("Phones"), &json!("waiting"))
    );
    assert!(rows(&own).iter().all(|row| row["type"] == "phone"));
    let others = document(
        &clinic,
        "list --history all --format json --view Needs_reply --filter -ch:phone",
    );
    assert_eq!(others["filter"], "-ch:phone");
    assert!(!rows(&own).is_empty() && !rows(&others).is_empty());
    let mut both = [ids(&own), ids(&others)].concat();
    both.sort_unstable();
    let mut truly: Vec<_> = waits.iter().map(|row| row.id.as_str()).collect();
    truly.sort_unstable();
    assert_eq!(both, truly);

    let first = document(
        &clinic,
        "list --history all --format json --view Needs_reply --limit 3",
    );
    let longest: Vec<_> = waits.iter().take(3).map(|row| row.id.as_str()).collect();
    assert_eq!(ids(&first), longest);
    assert_eq!(first["total"], waits.len());
}

#[test]
fn a_mistake_costs_no_request_and_has_a_hint() {
    let clinic = Clinic::open(quiet(5));
    let cases = [
        (
            "list --filter is:wating",
            "--filter: \"wating\": did you mean waiting?",
        ),
        (
            "list --filter foo:bar",
            "--filter: \"foo:\": write one of is,",
        ),
        ("list --view Overdu", "did you mean \"Overdue\""),
        ("list --format xml", "jsonl"),
        ("list --limit many", "--limit"),
        ("count --filter is:wating", "did you mean waiting?"),
    ];
    for (line, hint) in cases {
        let ran = run(&clinic, line);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{line}: {ran:?}");
        assert!(ran.err.contains(hint), "{line}: {}", ran.err);
    }
    assert_eq!(clinic.control().requests(), []);
}

#[test]
fn without_any_answer_nothing_is_printed_and_the_code_says_why() {
    let clinic = Clinic::open(quiet(5));
    let mut refused = clinic.command(&["list"]);
    refused.env("SPRUCE_API_TOKEN", "YWlkX25vYm9keTpza19ub2JvZHk=");
    let mut down = clinic.command(&["list", "--max-time", "1s"]);
    down.env("SPRUCE_API_BASE_URL", nobody());
    for (command, code) in [(refused, 3), (down, 4)] {
        let ran = Ran::of(command);
        assert_eq!((ran.code, ran.out.as_str()), (code, ""), "{ran:?}");
        assert!(ran.err.starts_with("spruce-inbox: "), "{ran:?}");
        assert_eq!(ran.err.lines().count(), 1, "{ran:?}");
    }
    for (spec, code) in [("429", 5), ("badjson@list", 6), ("html@list", 6)] {
        clinic.control().set_faults(faults(spec));
        let ran = run(&clinic, "list --format json --max-time 2s");
        assert_eq!((ran.code, ran.out.as_str()), (code, ""), "{spec}: {ran:?}");
        assert_eq!(ran.err.lines().count(), 1, "{spec}: {ran:?}");
    }
}

#[test]
fn half_an_answer_is_printed_and_says_so() {
    let clinic = Clinic::open(quiet(60));
    let line = "list --history all --max-requests 6 --view All";
    let ran = run(&clinic, &format!("{line} --format json"));
    assert_eq!(ran.code, 7, "{ran:?}");
    assert_eq!(ran.err.lines().count(), 1, "{ran:?}");
    let json = ran.json();
    assert_eq!(json["completeness"]["complete"], false);
    assert_eq!(json["completeness"]["endedBy"], "max-requests");
    let unchecked = rows(&json).iter().filter(|row| row["checked"] == false);
    assert!(unchecked.count() > 30);
    let unknown = rows(&json).iter().filter(|row| row["unread"].is_null());
    assert_eq!(json["completeness"]["unchecked"], unknown.count());

    let ran = run(&clinic, &format!("{line} --quiet"));
    assert_eq!((ran.code, ran.err.as_str()), (7, ""));
    let signed = ran.out.lines().filter(|line| line.starts_with('?'));
    assert!(signed.count() > 30, "{}", ran.out);
}

#[test]
fn rows_that_cannot_be_read_are_missed() {
    let clinic = Clinic::open(quiet(30));
    clinic.control().set_faults(faults("badrow@list"));
    let ran = run(
        &clinic,
        "list --history all --view All --format jsonl --max-time 20s",
    );
    assert_eq!(ran.code, 7, "{ran:?}");
    let why = "spruce-inbox: this is not all";
    assert!(ran.err.starts_with(why), "{ran:?}");
    let end = ran.lines().pop().unwrap();
    assert_eq!(end["completeness"]["complete"], false);
    assert!(end["completeness"]["unreadable"].as_u64().unwrap() > 0);
}

#[test]
fn what_does_not_depend_on_who_wrote_is_answered_without_reading_items() {
    let clinic = Clinic::open(quiet(60));
    let ids = run(&clinic, "list --history all --view Team --format ids");
    let count = run(&clinic, "count --history all --view Team --format json");
    assert_eq!((ids.code, count.code), (0, 0), "{ids:?} {count:?}");
    let counted = count.json();
    assert_eq!(counted["completeness"]["complete"], true);
    assert_eq!(counted["count"], ids.out.lines().count());
    let every = document(&clinic, "list --history all --view Team --format json");
    assert_eq!(counted["count"], every["total"]);
}

#[test]
fn hostile_text_comes_out_as_clean_text_and_valid_json() {
    let clinic = Clinic::open(quiet(240));
    let title = "\u{1b}]0;owned\u{7}Ev\u{202e}il \u{9b}31mPatient\u{85}\u{0}\u{2066} \u{e0041}end";
    let id = clinic.control().create(title);
    let said =
        "\u{1b}[2J\u{1b}[H over\u{8}\u{8} \u{90}q\u{9c} \u{202e}gpj.exe \"quoted\"\\ \u{2028} end";
    clinic.control().patient_writes(&id, said).unwrap();
    let attacks = |c: char| {
        (c.is_control() && c != '\n')
            || matches!(c, '\u{200b}' | '\u{200e}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2028}'..='\u{2029}')
            || matches!(c, '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}')
    };
    for format in ["table", "json", "jsonl", "ids"] {
        let line = format!("list --history all --view All --include-text --format {format}");
        // That it is valid UTF-8 is seen when it is read.
        let ran = run(&clinic, &line);
        assert_eq!(ran.code, 0, "{ran:?}");
        assert_eq!(ran.out.chars().find(|c| attacks(*c)), None, "{format}");
        match format {
            "json" => drop(ran.json()),
            "jsonl" => drop(ran.lines()),
            _ => assert_eq!(ran.out.lines().count(), 241),
        }
        assert_eq!(ran.out.contains("Patient"), format != "ids", "{format}");
    }
}

#[test]
fn colours_come_only_where_they_are_wanted() {
    let clinic = Clinic::open(quiet(20));
    let line = "list --history all --view All";
    assert!(!run(&clinic, line).out.contains('\u{1b}'));
    let coloured = run(&clinic, &format!("{line} --color always"));
    assert!(coloured.out.contains("\u{1b}[0m"));
    let json = run(&clinic, &format!("{line} --color always --format json"));
    assert!(!json.out.contains('\u{1b}'));
}

#[test]
fn a_reader_who_has_enough_is_no_failure() {
    let clinic = Clinic::open(quiet(3_000));
    let mut command = clinic.command(&["list", "--view", "All", "--history", "all"]);
    command
        .args(["--format", "ids"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut first = [0; 2];
    let mut out = child.stdout.take().unwrap();
    out.read_exact(&mut first).unwrap();
    drop(out);
    let ended = child.wait_with_output().unwrap();
    assert_eq!(ended.status.code(), Some(0), "{ended:?}");
    assert_eq!((&first, ended.stderr.as_slice()), (b"t_", &b""[..]));
}

#[test]
fn an_empty_answer_is_an_answer() {
    let clinic = Clinic::open(quiet(20));
    let line = "list --history all --filter tag:\"no such tag\"";
    let ran = run(&clinic, &line.replace("no such tag", "no_such_tag"));
    assert_eq!((ran.code, ran.out.as_str(), ran.err.as_str()), (0, "", ""));
    let lines = run(
        &clinic,
        "list --history all --filter name:nobody --format jsonl",
    );
    assert_eq!(lines.lines().len(), 1);
    assert_eq!(valid(&lines.out)["total"], 0);
}

#[test]
fn on_a_terminal_the_table_fits_and_says_below_what_it_is() {
    let clinic = Clinic::open(quiet(40));
    let system = native_pty_system();
    let size = PtySize {
        rows: 50,
        cols: 48,
        ..PtySize::default()
    };
    let pair = system.openpty(size).unwrap();
    let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_spruce-inbox"));
    command.env_clear();
    let line =
        "list --history all --view Inbox --limit 9 --color never --no-progress --include-text";
    command.args(line.split(' '));
    for (name, value) in clinic.command(&[]).get_envs() {
        command.env(name, value.unwrap());
    }
    let mut child = pair.slave.spawn_command(command).unwrap();
    drop(pair.slave);
    let mut shown = Vec::new();
    // Its end is told by an error on some systems.
    let _ = pair
        .master
        .try_clone_reader()
        .unwrap()
        .read_to_end(&mut shown);
    assert!(child.wait().unwrap().success());
    let shown = String::from_utf8(shown).unwrap();
    let lines: Vec<_> = shown.lines().collect();
    let [head, rows @ .., below] = lines.as_slice() else {
        panic!("{shown}");
    };
    assert!(head.trim_start().starts_with("WAIT VIA"), "{shown}");
    assert_eq!(rows.len(), 9, "{shown}");
    assert!(
        lines.iter().take(10).all(|line| line.width() <= 48),
        "{shown}"
    );
    assert!(below.starts_with("spruce-inbox: 9 of "), "{shown}");
    assert!(below.contains(" in Inbox, as of "), "{shown}");
}
