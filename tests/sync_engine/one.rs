//! One conversation that is asked for by its id: with the lists, or without any of them.

use spruce_inbox::model::conversation::Conversation;
use spruce_inbox::model::id::EntityId;
use spruce_inbox::sync::{
    AuthProblem, Body, Call, Change, FailureKind, Input, Link, NetworkProblem, Notice, Older,
    Request, Scope, Settings, Stage, Watch,
};

use super::desk::{Desk, human, id, last, more, patient, row, settings};

const DAY: u64 = 24 * 3600;

fn one() -> Settings {
    Settings {
        scope: Scope::One,
        ..settings()
    }
}

/// A desk for one conversation, with the organization known.
fn asking(name: &str) -> Desk {
    let mut desk = Desk::new(one());
    desk.answer_all();
    desk.handle(Input::Find(id(name)));
    desk
}

fn is_lookup(call: &Call) -> bool {
    matches!(call, Call::Conversation(_))
}

fn take_lookup(desk: &mut Desk) -> Request {
    desk.take(is_lookup)
}

/// Time passes up to the next deadline.
fn go_on(desk: &mut Desk) {
    let at = desk.engine.next_deadline().expect("something to do");
    desk.until(at);
}

fn open(desk: &mut Desk, name: &str) {
    let open = Some(desk.slot(name));
    desk.handle(Input::Watch(Watch {
        open,
        visible: Vec::new(),
    }));
}

fn notices(desk: &Desk) -> usize {
    let not_found = Change::Notice(Notice::NotFound);
    let told = desk.changes.iter().filter(|change| **change == not_found);
    told.count()
}

/// Long ago, where no window reaches.
fn old(name: &str) -> Conversation {
    row(name, -400 * 24 * 3600)
}

#[test]
fn without_the_lists_none_is_ever_asked_for() {
    let mut desk = Desk::new(one());
    desk.happen("t_1", patient("ti_1", -50));
    desk.happen("t_2", patient("ti_2", -40));
    desk.handle(Input::Find(id("t_1")));
    let mut asked = Vec::new();
    let everything = [
        Input::Refresh,
        Input::Reread,
        Input::Order(spruce_inbox::model::exchange::OrderBy::Created),
    ];
    let mut inputs = everything.into_iter();
    while desk.now.mono.as_secs() < 3 * DAY {
        asked.extend(desk.waiting.iter().map(|request| request.call.clone()));
        desk.answer_all();
        if desk.now.mono.as_secs() > DAY
            && let Some(input) = inputs.next()
        {
            desk.handle(input);
        }
        if desk.shows("t_1") {
            open(&mut desk, "t_1");
        }
        // The machine sleeps for an hour in the middle: everything is hurried then.
        if (DAY * 2..DAY * 2 + 60).contains(&desk.now.mono.as_secs()) {
            desk.now.wall = desk.now.wall.plus(std::time::Duration::from_secs(3600));
        }
        go_on(&mut desk);
    }
    let lists = asked.iter().filter(|call| matches!(call, Call::List(_)));
    assert_eq!(lists.count(), 0);
    let lookups = asked.iter().filter(|call| is_lookup(call)).count();
    assert_eq!(lookups, 1, "it is there, and nothing says otherwise");
    let items = asked.iter().filter(|call| matches!(call, Call::Items(_)));
    assert!(items.count() > 1000, "what is open is read each minute");
    assert!(!desk.shows_slot("t_2"));
}

#[test]
fn it_becomes_a_row_like_any_other_and_its_items_are_read_as_far_up_as_wanted() {
    let mut desk = asking("t_1");
    desk.put(old("t_1"));
    let items: Vec<_> = (0..3)
        .map(|n| patient(&format!("ti_{n}"), -400 * 24 * 3600 - n))
        .collect();
    desk.answer_all_but_items();
    let slot = desk.slot("t_1");
    assert!(desk.changes.contains(&Change::Row(slot)));
    assert!(desk.row("t_1").unchecked());
    open(&mut desk, "t_1");
    let (first, _) = desk.take_items();
    desk.reply(&first, Body::Items(more(items[..1].to_vec(), "second")));
    // Nobody answered on the first page, so the next is read to find out since when they wait.
    let (second, _) = desk.take_items();
    let answered = vec![items[1].clone(), human("ti_a", -400 * 24 * 3600 - 9)];
    desk.reply(&second, Body::Items(more(answered, "third")));
    assert_eq!(desk.unanswered("t_1"), ["ti_1", "ti_0"]);
    assert!(!desk.row("t_1").unchecked());
    desk.handle(Input::Older(slot));
    let (third, _) = desk.take_items();
    desk.reply(
        &third,
        Body::Items(last(vec![patient("ti_z", -401 * 24 * 3600)])),
    );
    let thread = desk.engine.thread(slot).expect("open");
    assert_eq!(
        (thread.items().len(), thread.older()),
        (4, &Older::Beginning)
    );
    let stage = desk.engine.knowledge(desk.now).stage();
    assert!(
        matches!(stage, Stage::Loading(_)),
        "of the window nothing is known"
    );
}

#[test]
fn members_are_read_only_for_the_name_of_somebody_and_after_all_else() {
    let members = |desk: &Desk| {
        let mut waiting = desk.waiting.iter();
        waiting.any(|request| matches!(request.call, Call::Members(_)))
    };
    for assigned in [false, true] {
        let mut desk = Desk::new(one());
        desk.happen("t_1", patient("ti_1", -50));
        if assigned {
            let mut row = row("t_1", -50);
            row.assignee = EntityId::parse("entity_teammate");
            desk.put(row);
        }
        desk.handle(Input::Find(id("t_1")));
        assert!(!members(&desk), "the conversation first");
        desk.answer_all_but_items();
        assert!(!members(&desk), "its items first");
        let (items, _) = desk.take_items();
        desk.answer(&items);
        assert_eq!(members(&desk), assigned);
    }
}

#[test]
fn one_that_does_not_exist_is_told_once_and_not_asked_for_again() {
    let mut desk = asking("t_none");
    desk.answer_all();
    desk.live(2 * DAY);
    assert_eq!(notices(&desk), 1);
    assert_eq!(desk.engine.picture().slots().count(), 0);
    assert_eq!(desk.engine.link(), &Link::Up);
    desk.handle(Input::Find(id("t_none")));
    desk.answer_all();
    assert_eq!(notices(&desk), 2, "asked for again, it is told again");
}

#[test]
fn what_fails_is_tried_again_later_each_time_and_said_to_be_in_the_way() {
    let mut desk = asking("t_1");
    desk.happen("t_1", patient("ti_1", -50));
    let kinds = [
        FailureKind::Status(500),
        FailureKind::Unreadable,
        FailureKind::Rejected,
        FailureKind::Network(NetworkProblem::Broken),
        FailureKind::Status(502),
    ];
    for kind in kinds {
        let request = take_lookup(&mut desk);
        desk.fail(&request, kind);
        assert!(!desk.waiting.iter().any(|request| is_lookup(&request.call)));
        assert!(matches!(desk.engine.link(), Link::Trouble(_)), "{kind:?}");
        while !desk.waiting.iter().any(|request| is_lookup(&request.call)) {
            go_on(&mut desk);
        }
    }
    desk.answer_all();
    assert!(desk.shows("t_1") && !desk.row("t_1").unchecked());
    assert_eq!((desk.engine.link(), notices(&desk)), (&Link::Up, 0));
}

#[test]
fn items_that_cannot_be_read_are_in_the_way_of_one_conversation_and_not_of_an_inbox() {
    for (settings, in_the_way) in [(one(), true), (settings(), false)] {
        let mut desk = Desk::new(settings);
        desk.happen("t_1", patient("ti_1", -50));
        desk.handle(Input::Find(id("t_1")));
        desk.answer_all_but_items();
        let (request, _) = desk.take_items();
        desk.fail(&request, FailureKind::Status(500));
        let trouble = matches!(desk.engine.link(), Link::Trouble(_));
        assert_eq!(trouble, in_the_way);
        desk.live(60);
        assert_eq!(desk.engine.link(), &Link::Up);
        assert_eq!(desk.unanswered("t_1"), ["ti_1"]);
    }
}

#[test]
fn a_conversation_that_is_refused_while_the_token_is_good_is_not_there() {
    let mut desk = asking("t_1");
    let refused = FailureKind::Auth(AuthProblem::Forbidden);
    let request = take_lookup(&mut desk);
    desk.fail(&request, refused);
    let organization = desk.take(|call| *call == Call::Organization);
    for _ in 0..3 {
        while !desk.waiting.iter().any(|request| is_lookup(&request.call)) {
            go_on(&mut desk);
        }
        let request = take_lookup(&mut desk);
        desk.fail(&request, refused);
        assert_eq!(notices(&desk), 0, "it may be the token");
    }
    desk.answer(&organization);
    while !desk.waiting.iter().any(|request| is_lookup(&request.call)) {
        go_on(&mut desk);
    }
    let request = take_lookup(&mut desk);
    desk.fail(&request, refused);
    assert_eq!(notices(&desk), 1);
    desk.live(DAY);
    assert_eq!((desk.engine.link(), notices(&desk)), (&Link::Up, 1));
}

#[test]
fn a_refused_token_is_no_conversation_that_is_not_there() {
    let mut desk = asking("t_1");
    let refused = FailureKind::Auth(AuthProblem::Forbidden);
    let request = take_lookup(&mut desk);
    desk.fail(&request, refused);
    let organization = desk.take(|call| *call == Call::Organization);
    desk.fail(&organization, refused);
    assert!(matches!(desk.engine.link(), Link::Denied(..)));
    desk.pass(DAY);
    assert!(desk.waiting.is_empty());
    assert_eq!(notices(&desk), 0);
}

#[test]
fn beside_the_lists_it_finds_what_no_list_showed() {
    let mut desk = Desk::ready(settings(), vec![row("t_1", -50)]);
    desk.put(old("t_old"));
    desk.live(60);
    assert!(!desk.shows_slot("t_old"), "older than the window");
    desk.handle(Input::Find(id("t_old")));
    desk.answer_all();
    assert!(desk.shows("t_old") && desk.all_known());
    desk.changes.clear();
    desk.handle(Input::Find(id("t_1")));
    desk.answer_all();
    let slot = desk.slot("t_1");
    assert!(desk.changes.contains(&Change::Row(slot)), "known, and told");
}

#[test]
fn one_that_was_listed_and_is_not_there_any_more_is_gone() {
    let mut desk = Desk::ready(settings(), vec![row("t_1", -50), row("t_2", -40)]);
    desk.rows.retain(|row| row.id != id("t_1"));
    desk.handle(Input::Find(id("t_1")));
    desk.answer_all();
    assert!(!desk.shows("t_1") && desk.shows("t_2"));
    assert_eq!(notices(&desk), 1);
}
