//! What the program says of itself: help, topics, completions, manual pages, the schema.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::process::{Command, Stdio};

use serde_json::Value;
use spruce_inbox::cli::TOPICS;
use spruce_inbox::cli::generate::command_names;

use crate::support::{Ran, program};

const SHELLS: [&str; 5] = ["bash", "elvish", "fish", "powershell", "zsh"];

fn run(args: &[&str]) -> Ran {
    Ran::of(program(args))
}

fn prints(args: &[&str]) -> String {
    let ran = run(args);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{args:?}: {ran:?}");
    ran.out
}

/// What a program of this computer says to a text; `None` where there is no such program.
fn says(program: &str, args: &[&str], text: &str) -> Option<(bool, String)> {
    let spawned = Command::new(program)
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let mut child = spawned.ok()?;
    let mut input = child.stdin.take().unwrap();
    let text = text.to_owned();
    let writer = std::thread::spawn(move || input.write_all(text.as_bytes()));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap().unwrap();
    let mut words = String::from_utf8_lossy(&output.stderr).into_owned();
    if words.is_empty() {
        words = String::from_utf8_lossy(&output.stdout).into_owned();
    }
    Some((output.status.success(), words))
}

#[test]
fn every_shell_has_completions_of_every_command() {
    for shell in SHELLS {
        let text = prints(&["completions", shell]);
        for command in command_names() {
            assert!(text.contains(&command), "{shell}: {command}");
        }
        assert!(text.contains("include-text"), "{shell}");
    }
}

#[test]
fn shells_can_read_their_completions() {
    for shell in ["bash", "fish", "zsh"] {
        let text = prints(&["completions", shell]);
        // Where a shell is not there, nothing can be asked of it.
        if let Some((good, words)) = says(shell, &["-n"], &text) {
            assert!(good, "{shell}: {words}");
        }
    }
}

#[test]
fn bash_completes_commands_and_words() {
    let script = prints(&["completions", "bash"]);
    let ask = |line: &[&str]| {
        let words = line.join(" ");
        let last = line.len() - 1;
        let asked = format!(
            "compopt() {{ :; }}\n{script}\nCOMP_WORDS=({words}); COMP_CWORD={last}\n\
             _spruce__inbox spruce-inbox {} {}\nprintf '%s ' \"${{COMPREPLY[@]}}\"",
            line[last],
            line[last - 1]
        );
        says("bash", &["--norc", "-s"], &asked).map(|(_, words)| words)
    };
    let Some(commands) = ask(&["spruce-inbox", "co"]) else {
        return;
    };
    assert_eq!(commands.trim(), "count config completions");
    // Behind a command too: there a script of this generator was once silent.
    let formats = ask(&["spruce-inbox", "list", "--format", "j"]).unwrap();
    assert_eq!(formats.trim(), "json jsonl");
    // Words that no list of clap's knows.
    let orders = ask(&["spruce-inbox", "list", "--order", "c"]).unwrap();
    assert_eq!(orders.trim(), "created");
    let topics = ask(&["spruce-inbox", "help", "exit"]).unwrap();
    assert_eq!(topics.trim(), "exit-codes");
    let pages = ask(&["spruce-inbox", "man", "que"]).unwrap();
    assert_eq!(pages.trim(), "queries");
    // No file is offered where none is meant.
    let times = ask(&["spruce-inbox", "list", "--window", "C"]).unwrap();
    assert_eq!(times.trim(), "C");
}

#[test]
fn every_command_and_topic_has_a_manual_page_that_man_can_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().to_str().unwrap();
    assert_eq!(prints(&["man", "--dir", path]), "");
    let mut names = vec![("1", "spruce-inbox".to_owned())];
    names.extend(
        command_names()
            .iter()
            .map(|name| ("1", format!("spruce-inbox-{name}"))),
    );
    names.extend(
        ["path", "show", "check", "default"]
            .map(|name| ("1", format!("spruce-inbox-config-{name}"))),
    );
    names.extend(TOPICS.map(|(name, _)| ("7", format!("spruce-inbox-{name}"))));
    let mut found = 0;
    for section in ["man1", "man7"] {
        found += fs::read_dir(folder.path().join(section)).unwrap().count();
    }
    assert_eq!(found, names.len());
    for (section, name) in names {
        let file = folder.path().join(format!("man{section}/{name}.{section}"));
        let text = fs::read_to_string(&file).unwrap();
        assert!(text.contains(".SH NAME"), "{name}");
        assert!(text.contains(".SH \"SEE ALSO\""), "{name}");
        assert_eq!(prints(&["man", &name]), text, "{name}");
        // Warnings of the formatter are mistakes of ours.
        if let Some((good, words)) =
            says("groff", &["-Kutf8", "-man", "-Tutf8", "-ww", "-z"], &text)
        {
            assert_eq!((good, words.as_str()), (true, ""), "{name}");
        }
    }
}

#[test]
fn a_page_is_found_by_its_short_name() {
    assert_eq!(
        prints(&["man", "list"]),
        prints(&["man", "spruce-inbox-list"])
    );
    assert_eq!(prints(&["man"]), prints(&["man", "spruce-inbox"]));
    let ran = run(&["man", "lst"]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    assert!(
        ran.err.contains("did you mean spruce-inbox-list?"),
        "{ran:?}"
    );
}

#[test]
fn pages_that_cannot_be_written_are_a_failure() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let ran = run(&["man", "--dir", file.path().to_str().unwrap()]);
    assert_eq!((ran.code, ran.out.as_str()), (1, ""), "{ran:?}");
    assert!(ran.err.starts_with("spruce-inbox: "), "{ran:?}");
}

#[test]
fn help_of_a_command_is_its_help_flag() {
    for name in command_names() {
        let text = prints(&["help", &name]);
        assert_eq!(text, prints(&[&name, "--help"]), "{name}");
        assert!(text.contains("Examples:"), "{name}");
    }
    assert_eq!(
        prints(&["help", "config", "show"]),
        prints(&["config", "show", "--help"])
    );
    assert_eq!(prints(&["help"]), prints(&["--help"]));
}

#[test]
fn every_topic_is_explained_and_listed() {
    let help = prints(&["--help"]);
    for (name, about) in TOPICS {
        let text = prints(&["help", name]);
        assert!(text.starts_with(about), "{name}");
        assert!(help.contains(about), "{name}");
    }
    let ran = run(&["help", "exit-code"]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    assert!(ran.err.contains("did you mean exit-codes?"), "{ran:?}");
    assert_eq!(ran.err.lines().count(), 1, "{ran:?}");
}

#[test]
fn the_schema_is_one_and_every_kind_is_explained() {
    let text = prints(&["schema"]);
    let schema: Value = serde_json::from_str(&text).unwrap();
    jsonschema::meta::validate(&schema).unwrap();
    let help = prints(&["help", "json"]);
    for one in schema["oneOf"].as_array().unwrap() {
        let pointer = one["$ref"].as_str().unwrap().trim_start_matches('#');
        let definition = schema.pointer(pointer).unwrap();
        assert!(definition["description"].is_string(), "{pointer}");
    }
    let (mut kinds, mut fields) = (BTreeSet::new(), BTreeSet::new());
    collect(&schema, &mut kinds, &mut fields);
    assert!(kinds.len() > 8, "{kinds:?}");
    let begins = |word: &str| {
        let mut lines = help.lines().map(str::trim_start);
        lines.any(|line| line.starts_with(&format!("{word} ")))
    };
    for kind in kinds {
        assert!(begins(&kind), "{kind} is not explained");
    }
    for field in fields {
        assert!(help.contains(&field), "{field} is not explained");
    }
}

/// The kinds of documents and the names of fields that a schema speaks of.
fn collect(schema: &Value, kinds: &mut BTreeSet<String>, fields: &mut BTreeSet<String>) {
    if let Some(kind) = schema["properties"]["kind"]["const"].as_str() {
        kinds.insert(kind.to_owned());
    }
    if let Some(properties) = schema["properties"].as_object() {
        fields.extend(properties.keys().cloned());
    }
    match schema {
        Value::Object(parts) => parts.values().for_each(|part| collect(part, kinds, fields)),
        Value::Array(parts) => parts.iter().for_each(|part| collect(part, kinds, fields)),
        _ => (),
    }
}

#[test]
fn nothing_of_it_needs_a_configuration() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("config.toml");
    fs::write(&file, "this is = not a configuration").unwrap();
    for args in [
        &["schema"][..],
        &["completions", "zsh"],
        &["man"],
        &["help", "token"],
        &["help", "list"],
    ] {
        let mut command = program(args);
        command
            .env("SPRUCE_INBOX_INTERVAL", "never")
            .arg("--config")
            .arg(&file);
        let ran = Ran::of(command);
        assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{args:?}");
        assert!(!ran.out.is_empty(), "{args:?}");
    }
    // It is one that others stumble over.
    let mut command = program(&["count"]);
    command.arg("--config").arg(&file);
    assert_eq!(Ran::of(command).code, 2);
}

#[cfg(unix)]
#[test]
fn a_reader_that_has_gone_is_no_failure() {
    for args in [
        &["schema"][..],
        &["man"],
        &["completions", "bash"],
        &["help"],
        &["help", "json"],
    ] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let mut command = program(args);
        command.stdout(writer).stderr(Stdio::piped());
        let output = command.spawn().unwrap().wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{args:?}");
        assert_eq!(output.stderr, b"", "{args:?}");
    }
}
