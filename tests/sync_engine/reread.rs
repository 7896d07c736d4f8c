//! Reading the last day and the window again.

use spruce_inbox::model::exchange::Start;
use spruce_inbox::model::text::CleanText;
use spruce_inbox::sync::{Body, Call, FailureKind, Settings};

use super::desk::{Desk, last, row, settings, t};

const DAY: i64 = 24 * 3600;

/// Lets time pass up to the next rereading, and takes its request.
pub(super) fn reread(desk: &mut Desk, back: i64) -> spruce_inbox::sync::Request {
    let is =
        |call: &Call, from| matches!(call, Call::List(query) if query.start == Start::From(from));
    for _ in 0..400 {
        let at = desk.engine.next_deadline().expect("something to do");
        desk.until(at);
        let from = desk
            .now
            .wall
            .minus(std::time::Duration::from_secs(back.unsigned_abs()));
        if desk.waiting.iter().any(|request| is(&request.call, from)) {
            return desk.take(|call| is(call, from));
        }
        desk.answer_all();
    }
    panic!("no rereading");
}

#[test]
fn a_row_later_than_the_overlap_is_found_within_five_minutes() {
    let mut desk = Desk::ready(settings(), vec![row("t_1", -10)]);
    desk.rows.push(row("t_late", -300));
    desk.live(200);
    assert!(!desk.shows("t_late"), "behind the overlap");
    desk.live(110);
    assert!(desk.shows("t_late"));
}

#[test]
fn titles_and_archive_marks_move_no_time_and_are_found_all_the_same() {
    let mut desk = Desk::ready(settings(), vec![row("t_1", -5000), row("t_2", -10)]);
    let mut changed = row("t_1", -5000);
    changed.title = CleanText::line("Made-Up Newname");
    changed.archived = true;
    desk.put(changed.clone());
    desk.live(310);
    assert_eq!(desk.row("t_1").conversation, changed);
}

#[test]
fn a_row_missing_in_a_rereading_is_asked_for_and_gone_if_it_is_not_there() {
    let mut desk = Desk::ready(
        settings(),
        vec![row("t_1", -5000), row("t_2", -4000), row("t_3", -10)],
    );
    let request = reread(&mut desk, DAY);
    // t_2 was deleted, t_1 only left out.
    desk.rows.retain(|row| row.id.as_str() != "t_2");
    desk.reply(&request, Body::List(last(vec![row("t_3", -10)])));
    assert!(desk.shows("t_2"), "missing proves nothing yet");
    desk.answer_all();
    assert!(!desk.shows("t_2"));
    assert!(desk.shows("t_1") && desk.shows("t_3"));
    assert_eq!(desk.engine.picture().len(), 2);
}

#[test]
fn a_lookup_that_fails_does_not_keep_the_others_waiting() {
    let mut desk = Desk::ready(
        settings(),
        vec![row("t_1", -5000), row("t_2", -4000), row("t_3", -10)],
    );
    let request = reread(&mut desk, DAY);
    desk.rows.retain(|row| row.id.as_str() == "t_3");
    desk.reply(&request, Body::List(last(vec![row("t_3", -10)])));
    let first = desk.take(|call| matches!(call, Call::Conversation(_)));
    desk.fail(&first, FailureKind::Status(500));
    desk.live(60);
    assert_eq!(
        desk.engine.picture().len(),
        2,
        "the second is known to be gone"
    );
    desk.live(400);
    assert_eq!(
        desk.engine.picture().len(),
        1,
        "the first is asked for again"
    );
}

#[test]
fn a_rereading_of_the_window_that_fails_is_not_put_off_for_an_hour() {
    let window = Settings::default().window;
    let back = i64::try_from(window.as_secs()).unwrap();
    let mut desk = Desk::ready(settings(), vec![row("t_1", -3 * DAY)]);
    let request = reread(&mut desk, back);
    assert!(desk.now.wall >= t(3600));
    desk.fail(&request, FailureKind::Rejected);
    let failed_at = desk.now.mono;
    reread(&mut desk, back);
    assert!(desk.now.mono.saturating_sub(failed_at).as_secs() < 600);
}
