//! Which module may use which: the table of ARCHITECTURE.md, checked.
//!
//! A text scan, on purpose: it reads `use crate::…` and `crate::…::` paths as a reviewer would.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Module, the modules of ours it may use.
const MAY_USE: &[(&str, &[&str])] = &[
    ("model", &[]),
    ("api", &["model"]),
    ("sync", &["model"]),
    ("triage", &["model", "sync"]),
    ("app", &["model", "sync", "triage"]),
    ("ui", &["model", "app", "triage"]),
    ("report", &["model", "sync", "triage"]),
    (
        "headless",
        &[
            "model", "api", "sync", "triage", "report", "store", "config", "cli", "runtime",
        ],
    ),
    ("store", &["model"]),
    ("paths", &[]),
    ("config", &[]),
    ("cli", &["config"]),
    ("manual", &["triage", "report", "cli"]),
    ("demo", &[]),
    (
        "runtime",
        &[
            "model", "api", "sync", "triage", "app", "ui", "store", "config",
        ],
    ),
    (
        "program",
        &[
            "cli", "config", "paths", "demo", "headless", "manual", "runtime",
        ],
    ),
];

/// Library, the places that may name it.
const LIVES_IN: &[(&str, &[&str])] = &[
    ("reqwest", &["api/"]),
    ("axum", &["demo/"]),
    ("crossterm", &["runtime/"]),
    ("ratatui", &["ui/", "runtime/terminal.rs", "app/layout.rs"]),
    ("rusqlite", &["store.rs", "store/"]),
    (
        "tokio",
        &[
            "runtime/",
            "api/",
            "demo/",
            "headless/",
            "program.rs",
            "program/",
        ],
    ),
    ("clap", &["cli.rs", "cli/"]),
    ("clap_complete", &["cli/"]),
    ("clap_mangen", &["cli/"]),
    (
        "color_eyre",
        &["runtime/panics.rs", "program.rs", "program/"],
    ),
];

#[test]
fn modules_use_only_what_they_may() {
    let mut wrong = Vec::new();
    for (path, code) in sources() {
        let module = module_of(&path);
        let Some((_, allowed)) = MAY_USE.iter().find(|(name, _)| *name == module) else {
            assert!(
                ["lib", "main"].contains(&module.as_str()),
                "{path} is in no known module"
            );
            continue;
        };
        for used in ours(&code) {
            if used != module && !allowed.contains(&used.as_str()) {
                wrong.push(format!("{path}: {module} may not use {used}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn libraries_stay_where_they_belong() {
    let mut wrong = Vec::new();
    for (path, code) in sources() {
        for (library, places) in LIVES_IN {
            let named = code.contains(&format!("{library}::"));
            if named && !places.iter().any(|place| path.starts_with(place)) {
                wrong.push(format!(
                    "{path}: {library} belongs in {}",
                    places.join(", ")
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_http_layer_can_only_get() {
    for (path, code) in sources()
        .into_iter()
        .filter(|(path, _)| path.starts_with("api/"))
    {
        for method in [
            "post(",
            "put(",
            "patch(",
            "delete(",
            "Method::",
            ".execute(",
            ".request(",
        ] {
            assert!(!code.contains(method), "{path} names {method}");
        }
    }
}

#[test]
fn the_engine_and_the_state_machine_do_no_io() {
    for (path, code) in sources() {
        if !["sync", "triage", "report", "app", "model", "ui"].contains(&module_of(&path).as_str())
        {
            continue;
        }
        for outside in [
            "std::fs",
            "std::net",
            "std::env",
            "std::thread",
            "async fn",
            "Instant",
            "SystemTime",
        ] {
            assert!(!code.contains(outside), "{path} names {outside}");
        }
    }
}

#[test]
fn no_file_is_too_long_to_read() {
    for (path, code) in sources() {
        let lines = code.lines().count();
        assert!(lines <= 500, "{path} has {lines} lines");
    }
}

#[test]
fn the_written_table_is_this_table() {
    let text = fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    for (module, allowed) in MAY_USE {
        let row = if allowed.is_empty() {
            format!("| `{module}` | nothing |")
        } else {
            format!(
                "| `{module}` | {} |",
                allowed
                    .iter()
                    .map(|m| format!("`{m}`"))
                    .collect::<Vec<_>>()
                    .join(", ")
            )
        };
        assert!(text.contains(&row), "ARCHITECTURE.md lacks: {row}");
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every source file below `src` but tests: its path from there, and its text without comments.
fn sources() -> Vec<(String, String)> {
    let src = root().join("src");
    let mut files = Vec::new();
    collect(&src, &mut files);
    let found: Vec<_> = files
        .into_iter()
        .map(|path| {
            let name = path
                .strip_prefix(&src)
                .unwrap()
                .to_string_lossy()
                .replace('\\', "/");
            (name, code_of(&fs::read_to_string(&path).unwrap()))
        })
        .filter(|(name, _)| !name.ends_with("tests.rs") && !name.contains("tests/"))
        .collect();
    assert!(found.len() > 40, "only {} files were found", found.len());
    found
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

/// The text up to its test module, without comments.
fn code_of(text: &str) -> String {
    let lines = text
        .lines()
        .take_while(|line| !line.starts_with("mod tests {"));
    lines
        .filter(|line| !line.trim_start().starts_with("//"))
        .collect::<Vec<_>>()
        .join("\n")
}

fn module_of(path: &str) -> String {
    let first = path.split('/').next().unwrap();
    first.trim_end_matches(".rs").to_owned()
}

/// Modules of ours that a text names.
fn ours(code: &str) -> BTreeSet<String> {
    let after = code.split("crate::").skip(1);
    let name = |rest: &str| {
        rest.chars()
            .take_while(|c| c.is_alphanumeric() || *c == '_')
            .collect()
    };
    after
        .map(name)
        .filter(|name: &String| !name.is_empty())
        .collect()
}
