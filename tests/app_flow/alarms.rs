//! From what happens at the clinic to bell, desktop, hook and title.

use spruce_inbox::app::alarms::{Cause, Settings, Silence, Threshold};
use spruce_inbox::app::command::Command;
use spruce_inbox::app::event::{Event, Focus};
use spruce_inbox::sync::{FailureKind, NetworkProblem};

use super::clinic::{Clinic, Who, id};
use super::desk::{Desk, ago, answered, seconds, setup};

const MINUTE: u64 = 60;

/// A running program with the whole ladder; what it did at the start is not taken.
fn open(clinic: Clinic, threshold: Threshold) -> Desk {
    let mut setup = setup(Vec::new());
    setup.alarms = Settings {
        threshold,
        desktop_after: Some(seconds(2 * MINUTE)),
        hook_after: Some(seconds(5 * MINUTE)),
        ..Settings::default()
    };
    let mut desk = Desk::new(clinic, setup);
    desk.run(seconds(5));
    desk
}

fn rings(did: &[Command]) -> usize {
    did.iter().filter(|did| **did == Command::Ring).count()
}

fn titles(did: &[Command]) -> Vec<String> {
    let title = |did: &Command| match did {
        Command::Title(title) => Some(title.to_string()),
        _ => None,
    };
    did.iter().filter_map(title).collect()
}

#[test]
fn the_first_load_is_summed_up_in_one_line() {
    let mut clinic = answered(3);
    clinic.write(4, ago(70), Who::Patient);
    clinic.write(5, ago(5), Who::Patient);
    let mut desk = open(clinic, Threshold::AnyInbound);
    let did = desk.take_did();
    assert_eq!(rings(&did), 0, "{did:?}");
    let summary = "1 overdue, 2 waiting, longest 1 h 10 min";
    assert_eq!(desk.notice(), Some(summary));
    let titles = titles(&did);
    assert_eq!(titles.first().map(String::as_str), Some("◌ · spruce-inbox"));
    assert_eq!(
        titles.last().map(String::as_str),
        Some("‼1 ◀2 ●2 · spruce-inbox")
    );
    desk.run(seconds(10 * MINUTE));
    assert_eq!(rings(&desk.take_did()), 0);
}

#[test]
fn a_new_wait_climbs_the_ladder_until_it_is_answered() {
    let mut desk = open(answered(3), Threshold::NeedsReply);
    desk.take_did();
    desk.write(2, Who::Patient);
    desk.write(3, Who::Patient);
    desk.write(1, Who::Staff);
    desk.run(seconds(MINUTE));
    assert_eq!(rings(&desk.take_did()), 1, "one bell for both");
    desk.run(seconds(2 * MINUTE));
    let did = desk.take_did();
    let notes: Vec<_> = did
        .iter()
        .filter_map(|did| match did {
            Command::Notify(note) => Some(note.to_string()),
            _ => None,
        })
        .collect();
    assert_eq!(notes, ["2 waiting, longest 2 min"]);
    desk.write(3, Who::Staff);
    desk.run(seconds(5 * MINUTE));
    let did = desk.take_did();
    let hooks: Vec<_> = did
        .iter()
        .filter_map(|did| match did {
            Command::Hook(hook) => Some((hook.cause(), hook.ids().to_vec())),
            _ => None,
        })
        .collect();
    assert_eq!(hooks, [(Cause::Waiting, vec![id(2)])], "3 was answered");
    assert_eq!(rings(&did), 0);
}

#[test]
fn reading_is_no_acknowledgement_and_the_key_is() {
    let mut desk = open(answered(2), Threshold::NeedsReply);
    desk.write(2, Who::Patient);
    desk.run(seconds(30));
    desk.take_did();
    desk.press("!");
    assert_eq!(
        desk.notice(),
        Some("select the conversation whose alarm it is first")
    );
    desk.press("j enter");
    desk.run(seconds(3 * MINUTE));
    let told = |did: &[Command]| did.iter().any(|did| matches!(did, Command::Notify(_)));
    assert!(told(&desk.take_did()));
    desk.press("!");
    assert_eq!(
        desk.notice(),
        Some("acknowledged: quiet until the next wait here")
    );
    desk.press("!");
    assert_eq!(desk.notice(), Some("no alarm here to acknowledge"));
    desk.run(seconds(100 * MINUTE));
    let did = desk.take_did();
    let calls =
        |did: &Command| matches!(did, Command::Ring | Command::Notify(_) | Command::Hook(_));
    assert!(!did.iter().any(calls), "{did:?}");
}

#[test]
fn muted_it_says_so_until_it_is_over() {
    let mut desk = open(answered(2), Threshold::NeedsReply);
    desk.take_did();
    desk.press("x");
    assert_eq!(desk.app.headline().silence, Some(Silence::Muted(15)));
    assert!(titles(&desk.take_did()).concat().contains("muted"));
    desk.write(2, Who::Patient);
    desk.run(seconds(61));
    assert_eq!(desk.app.headline().silence, Some(Silence::Muted(14)));
    assert_eq!(rings(&desk.take_did()), 0);
    desk.run(seconds(14 * MINUTE));
    assert_eq!(desk.app.headline().silence, None);
    assert_eq!(rings(&desk.take_did()), 1);
    desk.press("x x x x");
    assert_eq!(desk.app.headline().silence, None);
    assert_eq!(desk.notice(), Some("no longer muted"));
}

#[test]
fn a_night_asleep_and_a_network_that_hangs() {
    let mut desk = open(answered(3), Threshold::NeedsReply);
    desk.take_did();
    // The wall clock alone goes on.
    desk.now.wall = desk.now.wall.plus(seconds(9 * 3600));
    for number in 1..=3 {
        let at = desk
            .now
            .wall
            .minus(seconds(3600 * u64::try_from(number).unwrap()));
        desk.clinic.write(number, at, Who::Patient);
    }
    desk.run(seconds(3 * MINUTE));
    assert_eq!(
        rings(&desk.take_did()),
        1,
        "one call for what came in the night"
    );
    desk.clinic.fault = Some(FailureKind::Network(NetworkProblem::Timeout));
    desk.run(seconds(31 * MINUTE));
    let stale = desk.take_did();
    let said = titles(&stale);
    assert!(
        said.last().is_some_and(|title| title.starts_with("stale")),
        "{said:?}"
    );
    desk.run(seconds(6 * MINUTE));
    let did = [stale, desk.take_did()].concat();
    let about_data =
        |did: &Command| matches!(did, Command::Hook(hook) if hook.cause() == Cause::Stale);
    assert!(did.iter().any(about_data), "{did:?}");
}

#[test]
fn what_is_before_the_users_eyes_rings_no_bell() {
    let mut desk = open(answered(2), Threshold::AnyInbound);
    desk.event(Event::Focus(Focus::Gained));
    desk.take_did();
    desk.write(2, Who::Patient);
    desk.run(seconds(20 * MINUTE));
    assert_eq!(rings(&desk.take_did()), 0);
    desk.run(seconds(60 * MINUTE));
    assert_eq!(rings(&desk.take_did()), 1, "but what is overdue does");
    // The window still has the focus, and the user is at lunch.
    desk.write(1, Who::Patient);
    desk.run(seconds(MINUTE));
    assert_eq!(rings(&desk.take_did()), 1, "nobody sits there");
    // The first key tells what happened meanwhile, the second closes that.
    desk.press("k esc");
    desk.write(1, Who::Patient);
    desk.run(seconds(MINUTE));
    assert_eq!(rings(&desk.take_did()), 0, "now somebody does");
    desk.event(Event::Focus(Focus::Lost));
    desk.write(1, Who::Patient);
    desk.run(seconds(MINUTE));
    assert_eq!(rings(&desk.take_did()), 1);
}
