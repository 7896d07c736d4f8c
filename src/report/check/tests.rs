use std::collections::HashMap;

use super::*;
use crate::model::conversation::{Conversation, ConversationKind};
use crate::model::exchange::{Meta, Page};
use crate::model::id::ConversationId;
use crate::model::item::{Direction, Item, PageCall};
use crate::model::member::Organization;
use crate::model::read_marks::LedgerKey;
use crate::model::text::CleanText;
use crate::model::time::Now;
use crate::model::zone::Zone;
use crate::report::Scope;
use crate::sync::{self, Body, Call, History, Input, Reply};
use crate::triage::testing::{at, conversation, message, organization};
use crate::triage::{Settings, Targets};

/// The moment of everything here, in seconds.
const NOW: i64 = 1_790_000_000;

/// What a server holds.
#[derive(Default)]
struct Server(Vec<(Conversation, Vec<Item>)>);

impl Server {
    /// A conversation in which a patient wrote so many minutes ago, last.
    fn waits(&mut self, minutes: i64) -> &mut (Conversation, Vec<Item>) {
        let (number, second) = (self.0.len(), NOW - minutes * 60);
        let item = message(number, second, Direction::Inbound, "made-up words");
        let row = conversation(number, second - 60, second);
        self.0.push((row, vec![item]));
        self.0.last_mut().unwrap()
    }

    fn answer(&self, call: &Call) -> Body {
        fn last<T>(rows: Vec<T>) -> Page<T> {
            Page {
                rows,
                bad_rows: 0,
                has_more: false,
                next: None,
                total: None,
            }
        }
        let row = |id: &ConversationId| self.0.iter().find(|(row, _)| row.id == *id).unwrap();
        match call {
            Call::Organization => Body::Organization(Organization {
                id: organization(),
                name: CleanText::line("Made-Up Clinic"),
            }),
            Call::Members(_) => Body::Members(last(Vec::new())),
            Call::List(_) => Body::List(last(self.0.iter().map(|(row, _)| row.clone()).collect())),
            Call::Conversation(id) => Body::Conversation(Box::new(row(id).0.clone())),
            Call::Items(query) => {
                let mut page = last(row(&query.conversation).1.clone());
                // The sign of a conversation whose beginning cannot be had: there is more, but no way to it.
                page.has_more = page.rows.iter().any(|item| item.modified_at.is_some());
                Body::Items(page)
            }
        }
    }
}

/// A desk that asked for all it wanted, of so many answers at most.
fn desk(server: &Server, scope: sync::Scope, answers: usize) -> Desk {
    let now = Now {
        mono: Duration::ZERO,
        wall: at(NOW),
    };
    let settings = sync::Settings {
        scope,
        history: History::Off,
        ..sync::Settings::default()
    };
    let judged = Settings {
        zone: Zone::Utc,
        ..Settings::default()
    };
    let mut desk = Desk::new(
        settings,
        LedgerKey::new([7; 32]),
        HashMap::new(),
        judged,
        now,
    );
    desk.handle(Input::Timeout, now);
    for _ in 0..answers {
        let Some(request) = desk.poll_request() else {
            break;
        };
        let reply = Reply {
            body: server.answer(&request.call),
            meta: Meta {
                server_time: Some(now.wall),
                ..Meta::default()
            },
        };
        desk.handle(Input::Reply(request.id, Ok(reply)), now);
    }
    while desk.poll_news().is_some() {}
    desk
}

const ASKED: Asked = Asked {
    view: None,
    archived: Archived::Judged,
    max_wait: None,
    max_unread: None,
};

fn of(desk: &Desk, asked: &Asked) -> Check {
    let knowledge = desk.engine().knowledge(desk.now());
    let known = Completeness::of(&knowledge, Scope::Window, None, 7);
    Check::of(desk, asked, &known)
}

fn check(server: &Server, asked: &Asked) -> Check {
    of(&desk(server, sync::Scope::All, 1000), asked)
}

const MINUTE: Duration = Duration::from_secs(60);

#[test]
fn targets_judge_and_the_clock_where_it_is_said_so() {
    let mut server = Server::default();
    let verdict = |server: &Server, asked| check(server, &asked).verdict;
    assert_eq!(verdict(&server, ASKED), Verdict::Ok);
    server.waits(22);
    assert_eq!(verdict(&server, ASKED), Verdict::Ok);
    server.waits(23);
    assert_eq!(verdict(&server, ASKED), Verdict::DueSoon);
    server.waits(31);
    assert_eq!(verdict(&server, ASKED), Verdict::Overdue);
    let within = |minutes: u32| Asked {
        max_wait: Some(MINUTE * minutes),
        ..ASKED
    };
    assert_eq!(verdict(&server, within(30)), Verdict::Overdue);
    assert_eq!(verdict(&server, within(32)), Verdict::DueSoon);
    assert_eq!(verdict(&server, within(60)), Verdict::Ok);
    // A channel without a target is in time for ever, unless the clock is to judge.
    let mut team = Server::default();
    team.waits(600).0.kind = ConversationKind::Team;
    assert!(!Targets::default().by_channel.contains_key(&Channel::Team));
    assert_eq!(verdict(&team, ASKED), Verdict::Ok);
    assert_eq!(verdict(&team, within(60)), Verdict::Overdue);
}

#[test]
fn unread_is_what_the_inbox_shows() {
    let mut server = Server::default();
    server.waits(1);
    server.waits(2);
    server.waits(3).0.archived = true;
    let most = |max_unread| Asked {
        max_unread: Some(max_unread),
        ..ASKED
    };
    assert_eq!(check(&server, &most(2)).unread, Some(2));
    assert_eq!(check(&server, &most(2)).verdict, Verdict::Ok);
    assert_eq!(check(&server, &most(1)).verdict, Verdict::TooManyUnread);
    let left_out = Asked {
        archived: Archived::LeftOut,
        ..most(1)
    };
    let part = of(&desk(&server, sync::Scope::Unarchived, 1000), &left_out);
    assert_eq!(part.unread, Some(2), "of those everything is known");
    assert_eq!(part.verdict, Verdict::TooManyUnread);
}

#[test]
fn in_what_is_archived_only_an_open_page_waits_and_only_reading_it_tells() {
    let mut server = Server::default();
    server.waits(100).0.archived = true;
    assert_eq!(check(&server, &ASKED).waiting, 0, "it was put away");
    let page = PageCall {
        member: None,
        resolved: false,
    };
    let (row, items) = server.waits(100);
    row.archived = true;
    for item in items {
        item.direction = Direction::None;
        item.internal_note = true;
        item.author.id = message(0, 0, Direction::Outbound, "").author.id;
        item.pages = Box::new([page.clone()]);
    }
    let all = check(&server, &ASKED);
    assert_eq!((all.verdict, all.waiting), (Verdict::Overdue, 1));
    // What is not looked into is not claimed to be in order: it is said to be left out.
    let asked = Asked {
        archived: Archived::LeftOut,
        ..ASKED
    };
    let part = of(&desk(&server, sync::Scope::Unarchived, 1000), &asked);
    assert_eq!((part.verdict, part.waiting), (Verdict::Ok, 0));
    assert_eq!(
        part.to_text(Zone::Utc),
        "OK 0 overdue, 0 due soon, 0 waiting; complete since 14 Sep, as of 14:13, archived left out"
    );
    assert!(
        part.to_prometheus()
            .contains("spruce_inbox_archived_judged 0\n")
    );
    assert_eq!(
        of(&desk(&server, sync::Scope::All, 1000), &asked).waiting,
        0
    );
}

#[test]
fn nothing_is_in_order_while_something_is_missing() {
    let mut server = Server::default();
    for _ in 0..5 {
        server.waits(31);
    }
    let (mut seen, mut unknown) = (0, 0);
    for answers in 0..12 {
        let desk = desk(&server, sync::Scope::All, answers);
        let check = of(&desk, &ASKED);
        seen = seen.max(check.overdue);
        unknown += usize::from(check.verdict == Verdict::Unknown);
        let expected = if check.overdue > 0 {
            Verdict::Overdue
        } else {
            Verdict::Unknown
        };
        assert_eq!(check.verdict, expected, "{answers}");
        assert_eq!(Check::is_decided(&desk, &ASKED), check.overdue > 0);
        assert_eq!(check.unread.is_some(), check.completeness.complete);
        let least = check.to_text(Zone::Utc).contains("at least");
        assert_eq!(least, !check.completeness.complete);
        assert_eq!(check.to_tmux(Colours::Plain).ends_with('?'), least);
    }
    assert!(seen == 5 && unknown > 1, "{seen} {unknown}");
}

#[test]
fn who_may_have_waited_for_longer_than_is_known_is_not_taken_for_in_time() {
    let endless = |kind, max_wait| {
        let mut server = Server::default();
        let (row, items) = server.waits(5);
        row.kind = kind;
        items.last_mut().unwrap().modified_at = Some(at(1));
        check(&server, &Asked { max_wait, ..ASKED })
    };
    let phone = endless(ConversationKind::Phone, None);
    assert_eq!((phone.verdict, phone.unread), (Verdict::Unknown, None));
    assert!(!phone.longest_wait_is_exact && phone.waiting == 1);
    let late = endless(ConversationKind::Phone, Some(MINUTE));
    assert_eq!(late.verdict, Verdict::Overdue);
    // Where nobody is ever overdue, it only matters for the longest wait.
    let team = endless(ConversationKind::Team, None);
    assert_eq!(team.verdict, Verdict::Ok);
    assert!(team.completeness.complete && !team.longest_wait_is_exact);
}

#[test]
fn every_channel_has_its_figures_and_nobody_a_name() {
    let mut server = Server::default();
    server.waits(72).0.title = CleanText::line("Somebody Made-Up");
    server.waits(50).0.kind = ConversationKind::Secure;
    server.waits(10);
    let check = check(&server, &ASKED);
    let json = crate::report::to_json(&check);
    insta::assert_snapshot!("text", check.to_text(Zone::Utc));
    insta::assert_snapshot!("prometheus", check.to_prometheus());
    assert_eq!(check.to_tmux(Colours::Plain), "‼1 !1 ◀3 ·72m");
    insta::assert_snapshot!("tmux_coloured", check.to_tmux(Colours::Tmux));
    assert!(!format!("{json}{}", check.to_prometheus()).contains("Made-Up"));
    assert_eq!(check.by_channel.len(), 7);
}
