//! Under which licences the parts of the program are that others wrote: only such as it may be passed on with.
//!
//! Read from what is locked, without the network: what is built in on any system, and what builds it; not what only
//! tests need. Where the packages of other systems are not at hand, those of this one are looked at; with
//! `SPRUCE_LICENCES=all` that is a failure (`cargo fetch --locked` gets them).

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "helpers of tests fail by panicking"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::process::{Command, Output};

use spdx::{Expression, ParseMode};

/// What may be built in beside MIT and Apache-2.0, and why. One that nothing needs any more has to go.
const ALLOWED: &[(&str, &str)] = &[
    ("MIT", "ours"),
    ("Apache-2.0", "asks for its text and for notices"),
    ("BSD-3-Clause", "asks for its text; subtle"),
    (
        "ISC",
        "asks for its text; ring, rustls-webpki and untrusted",
    ),
    ("Zlib", "asks for nothing in binaries; foldhash"),
    ("Unicode-3.0", "asks for its text; tables of characters"),
    (
        "CDLA-Permissive-2.0",
        "data, not code: the roots that TLS trusts",
    ),
    (
        "MPL-2.0",
        "its own files stay open, ours need not be; nucleo-matcher, used as it is published",
    ),
];

#[test]
fn everything_built_in_is_under_a_licence_that_is_known() {
    let packages = built_in();
    assert!(packages.len() > 100, "only {} packages", packages.len());
    let mut wrong = Vec::new();
    let mut needed = BTreeSet::new();
    for (name, licence) in packages {
        match judge(licence.as_deref()) {
            Ok(found) => needed.extend(found),
            Err(why) => wrong.push(format!("{name}: {why}")),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let idle: Vec<_> = ALLOWED
        .iter()
        .filter(|(licence, _)| !needed.contains(*licence))
        .collect();
    assert!(idle.is_empty(), "nothing is under these: {idle:?}");
}

#[test]
fn what_is_not_allowed_is_found() {
    assert!(judge(Some("GPL-3.0-only")).is_err());
    assert!(judge(Some("MIT AND GPL-3.0-only")).is_err());
    assert!(judge(Some("Apache-2.0 WITH LLVM-exception")).is_err());
    assert!(judge(Some("as you like it")).is_err());
    assert!(judge(None).is_err());
    let found = judge(Some("(MIT OR GPL-3.0-only) AND Unicode-3.0")).unwrap();
    assert_eq!(found, ["MIT", "Unicode-3.0"]);
    assert_eq!(judge(Some("MIT/Apache-2.0")).unwrap().len(), 2);
}

#[test]
fn what_only_tests_need_is_left_out() {
    let packages = built_in();
    assert!(packages.contains_key("reqwest"));
    assert!(!packages.contains_key("insta"));
}

/// The licences of ours that an expression can be met with, or why it cannot be.
fn judge(licence: Option<&str>) -> Result<Vec<&'static str>, String> {
    let text = licence.ok_or("says nothing of its licence")?;
    let expression = Expression::parse_mode(text, ParseMode::LAX)
        .map_err(|error| format!("{text:?} cannot be read: {error}"))?;
    let allowed = |of: &spdx::LicenseReq| {
        let of = of.to_string();
        ALLOWED
            .iter()
            .map(|(name, _)| *name)
            .find(|name| *name == of)
    };
    if !expression.evaluate(|of| allowed(of).is_some()) {
        return Err(format!("{text} is not among those allowed"));
    }
    let requirements = expression.requirements();
    Ok(requirements.filter_map(|of| allowed(&of.req)).collect())
}

/// Name and licence of every package that ends up in the program, or makes it.
fn built_in() -> BTreeMap<String, Option<String>> {
    let all = cargo(&["--target", "all"]);
    let all_systems = std::env::var_os("SPRUCE_LICENCES").is_some_and(|what| what == "all");
    let output = if all.status.success() || all_systems {
        all
    } else {
        cargo(&[])
    };
    let words = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{words}");
    let lines = String::from_utf8(output.stdout).unwrap();
    let packages = lines.lines().map(|line| {
        let (name, licence) = line.trim_end_matches(" (*)").split_once('|').unwrap();
        let licence = (!licence.is_empty()).then(|| licence.to_owned());
        let name = name.split_whitespace().next().unwrap();
        (name.to_owned(), licence)
    });
    packages.collect()
}

/// Asks cargo for the packages, each in a line: name and version, a bar, its licence.
fn cargo(more: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO"));
    command
        .args(["tree", "--locked", "--offline", "--color", "never"])
        .args([
            "--edges",
            "normal,build",
            "--prefix",
            "none",
            "--format",
            "{p}|{l}",
        ])
        .args(more)
        .current_dir(env!("CARGO_MANIFEST_DIR"));
    command.output().unwrap()
}
