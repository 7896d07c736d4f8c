//! The command `count`.

use spruce_inbox::demo::Faults;

use crate::support::{Clinic, Ran, nobody, quiet};

fn faults(spec: &str) -> Faults {
    spec.parse().unwrap()
}

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
