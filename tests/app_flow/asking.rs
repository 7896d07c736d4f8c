//! What the user asks for and what is said of it: reading everything again, the budget, marks that cannot be set.

use spruce_inbox::app::keymap::Context;
use spruce_inbox::app::{AuthProblem, Gauge, Overlay, Progress};
use spruce_inbox::model::exchange::Start;
use spruce_inbox::sync::{Call, FailureKind, History, NetworkProblem, Priority};
use spruce_inbox::triage::RowState;

use super::clinic::{Clinic, Who};
use super::desk::{ANSWER, Desk, ago, answered, seconds, setup};

fn items(asked: &[Call]) -> usize {
    let items = |call: &&Call| matches!(call, Call::Items(_));
    asked.iter().filter(items).count()
}

#[test]
fn reading_everything_again_asks_first_and_says_the_cost() {
    let mut desk = Desk::running(answered(5));
    desk.press("R");
    let Some(Overlay::ConfirmReread(cost)) = desk.app.overlay() else {
        panic!("{:?}", desk.app.overlay());
    };
    assert_eq!((cost.list_pages, cost.conversations, cost.items), (1, 5, 5));
    assert_eq!(desk.app.context(), Context::Confirm);
    assert_eq!(desk.take_asked(), [], "not before it is confirmed");
    for no in ["esc", "n", "q"] {
        assert_eq!(desk.press(no), []);
        assert_eq!(
            (desk.app.overlay(), desk.app.headline().rereading),
            (None, None)
        );
        desk.press("R");
    }
    desk.press("y");
    let progress = |loaded| {
        Some(Progress {
            loaded,
            total: Some(6),
        })
    };
    assert_eq!(desk.app.headline().rereading, progress(0));
    assert_eq!(desk.notice(), Some("reading everything again"));
    desk.run(ANSWER);
    assert!(desk.app.headline().rereading != progress(0), "it goes on");
    desk.run(seconds(3));
    let asked = desk.take_asked();
    assert_eq!(items(&asked), 5);
    let window = desk.app.headline().knowledge.window_start();
    assert!(asked.iter().any(|call| matches!(call, Call::List(query)
        if query.start == Start::From(window))));
    assert_eq!(desk.app.headline().rereading, None);
    assert_eq!(desk.notice(), Some("everything was read again"));
}

#[test]
fn it_works_from_the_conversation_too_and_changes_nothing_that_is_looked_at() {
    let mut desk = Desk::running(answered(9));
    desk.press("j j enter R");
    let before = (desk.rows(), desk.selected(), desk.thread());
    desk.press("enter");
    for _ in 0..40 {
        desk.run(ANSWER);
        assert_eq!((desk.rows(), desk.selected(), desk.thread()), before);
        assert!(desk.app.headline().knowledge.counts_are_exact());
    }
    assert_eq!(desk.app.headline().rereading, None);
}

#[test]
fn asking_twice_says_so_instead_of_asking_again() {
    let mut desk = Desk::running(answered(5));
    desk.press("R y");
    desk.take_asked();
    desk.press("R");
    assert_eq!(desk.app.overlay(), None);
    assert_eq!(
        desk.notice(),
        Some("already reading everything again, 0 of ≈6")
    );
    assert_eq!(desk.take_asked(), []);
}

#[test]
fn before_everything_was_read_once_there_is_nothing_to_read_again() {
    let mut desk = Desk::new(answered(5), setup(Vec::new()));
    desk.press("R");
    assert_eq!(desk.app.overlay(), None);
    assert_eq!(
        desk.notice(),
        Some("still reading everything for the first time")
    );
}

#[test]
fn with_a_refused_token_it_is_refused_and_without_a_network_it_waits() {
    let mut desk = Desk::running(answered(3));
    desk.clinic.fault = Some(FailureKind::Auth(AuthProblem::Forbidden));
    desk.run(seconds(20));
    desk.press("R");
    assert_eq!(desk.app.overlay(), None);
    assert!(desk.notice().unwrap().starts_with("the token is refused"));

    desk.clinic.fault = Some(FailureKind::Network(NetworkProblem::Connect));
    desk.press("r");
    desk.run(seconds(20));
    desk.press("R y");
    assert_eq!(desk.notice(), Some("begins once the server answers again"));
    desk.run(seconds(100));
    assert!(desk.app.headline().rereading.is_some());
    assert_eq!(desk.rows(), [3, 2, 1]);
    desk.clinic.fault = None;
    desk.run(seconds(600));
    assert_eq!(desk.app.headline().rereading, None);
}

#[test]
fn a_row_that_is_not_read_yet_cannot_be_marked_and_that_is_said() {
    let mut desk = Desk::running(answered(2));
    desk.clinic.items_fail = true;
    desk.write(1, Who::Patient);
    desk.run(seconds(16));
    assert_eq!(desk.state(1), RowState::Unknown);
    desk.press("g g m");
    assert_eq!(desk.selected(), Some(1));
    assert_eq!(desk.take_marks(), []);
    assert_eq!(
        desk.notice(),
        Some("its latest activity is not read yet: nothing to mark so far")
    );
    assert_eq!(desk.state(1), RowState::Unknown);
}

#[test]
fn of_a_row_that_is_read_in_part_the_part_is_marked() {
    let mut desk = Desk::running(answered(2));
    desk.write(1, Who::Patient);
    desk.run(seconds(20));
    desk.clinic.items_fail = true;
    desk.write(1, Who::Patient);
    desk.run(seconds(16));
    desk.press("g g m");
    assert_eq!(desk.take_marks().len(), 1);
    assert_eq!(
        desk.notice(),
        Some("what is known is marked; its latest activity is not read yet")
    );
    assert_eq!(desk.state(1), RowState::Unknown, "there may be more");
}

#[test]
fn a_row_behind_the_window_that_is_not_read_keeps_counts_from_being_exact_also_when_marked() {
    let mut setup = setup(Vec::new());
    setup.sync.history = History::All;
    let mut clinic = Clinic::default();
    clinic.write(1, ago(20 * 24 * 60), Who::Patient);
    clinic.items_fail = true;
    let mut desk = Desk::new(clinic, setup);
    desk.run(seconds(20));
    desk.press("g g u");
    assert_eq!(desk.state(1), RowState::New, "marked by hand");
    let headline = desk.app.headline();
    assert_eq!(headline.counts.unknown, 0);
    assert_eq!(headline.knowledge.gaps().unchecked, 1);
    assert!(headline.knowledge.window_is_known());
    assert!(
        !headline.knowledge.counts_are_exact(),
        "somebody waits there"
    );
}

#[test]
fn the_gauge_names_what_waits_and_rests_within_a_minute() {
    let mut setup = setup(Vec::new());
    setup.sync.share = 0.1;
    let mut desk = Desk::new(answered(60), setup);
    desk.run(seconds(20));
    let gauge = desk
        .app
        .headline()
        .gauge
        .expect("sixty to read, ten a minute");
    assert!(gauge.held.iter().all(|(kind, _)| *kind < Priority::Feed));
    assert!(gauge.until > desk.app.server_now());
    let mut shown = desk.app.headline();
    for _ in 0..120 {
        desk.run(seconds(1));
        let headline = desk.app.headline();
        let kinds = |gauge: &Option<Gauge>| gauge.as_ref().map(|gauge| gauge.held.clone());
        let same = kinds(&headline.gauge) == kinds(&shown.gauge);
        if same && headline.minute == shown.minute {
            assert_eq!(headline.gauge, shown.gauge);
        }
        shown = headline;
    }
    desk.run(seconds(1200));
    assert_eq!(desk.app.headline().gauge, None, "all is read");
}

#[test]
fn a_new_clinic_without_any_conversation_can_be_read_again_too() {
    let mut desk = Desk::running(Clinic::default());
    desk.press("R y");
    desk.run(seconds(5));
    assert_eq!(desk.notice(), Some("everything was read again"));
}
