use std::collections::HashMap;

use proptest::prelude::*;
use strum::IntoEnumIterator;

use super::complete::Vocabulary;
use super::*;
use crate::model::conversation::{Conversation, ConversationKind, Participant};
use crate::model::id::EntityId;
use crate::model::item::{Attachment, Direction, Item};
use crate::model::member::{Member, MemberKind};
use crate::model::text::CleanText;
use crate::sync::Picture;
use crate::triage::channel::Channel;
use crate::triage::facts::Known;
use crate::triage::standing::{RowState, Standing, Wait};
use crate::triage::targets::Deadlines;
use crate::triage::testing::{at, conversation, fixed, message, organization};

/// One row, the clinic's members, and a time.
struct Desk {
    picture: Picture,
    members: HashMap<EntityId, Member>,
    standing: Standing,
    now: i64,
}

fn entity(name: &str) -> EntityId {
    EntityId::parse(&format!("entity_{name}")).unwrap()
}

impl Desk {
    fn new(conversation: Conversation, items: &[Item]) -> Self {
        let mut picture = Picture::default();
        let slot = picture.put(conversation);
        picture.put_items(slot, items, &organization());
        let member = |id: &str, kind, name: &str| {
            let (id, name) = (entity(id), CleanText::line(name));
            (id.clone(), Member { id, kind, name })
        };
        Self {
            picture,
            members: HashMap::from([
                member("dana", MemberKind::Teammate, "Dana Example"),
                member("nurses", MemberKind::Team, "Nurses"),
            ]),
            standing: Standing {
                state: RowState::Quiet,
                wait: None,
            },
            now: 1000,
        }
    }

    fn waits(mut self, since: i64, due_soon: i64, overdue: i64) -> Self {
        let deadlines = Deadlines {
            due_soon: Some(at(due_soon)),
            overdue: Some(at(overdue)),
        };
        let since = at(since);
        self.standing.wait = Some(Wait { since, deadlines });
        self
    }

    fn ask<T>(&self, now: Timestamp, of: impl FnOnce(&Facts<'_>) -> T) -> T {
        let known = Known {
            picture: &self.picture,
            members: &self.members,
            now,
        };
        let dana = |member: &&Member| member.name.as_str() == "Dana Example";
        let me = self.members.values().find(dana).map(|member| &member.id);
        let slot = self.picture.slots().next().unwrap();
        of(&known.facts(self.picture.row(slot).unwrap(), self.standing, None, me))
    }

    fn is(&self, query: &str) -> bool {
        let query = Query::parse(query, Zone::Utc).unwrap();
        self.ask(at(self.now), |facts| query.matches(facts))
    }
}

fn row() -> Conversation {
    let mut row = conversation(1, 0, 500);
    row.title = CleanText::line("Ada Ärmel");
    row.subtitle = Some(CleanText::line("Knee"));
    row.line = Some(CleanText::line("Front Desk (555) 555-0199"));
    row.tags = Box::new([CleanText::line("Refill"), CleanText::line("New patient")]);
    row.participants = Box::new([Participant {
        name: CleanText::line("Mother"),
        endpoint: Some(CleanText::line("(555) 555-0123")),
    }]);
    row
}

fn full() -> Desk {
    Desk::new(row(), &[message(1, 500, Direction::Inbound, "May I swim?")])
}

#[test]
fn every_part_of_a_row_that_can_be_seen_is_found() {
    let desk = full();
    for yes in [
        "",
        "  ",
        "ADA",
        "ärm",
        "arm",
        "knee",
        "\"front d\"",
        "refil",
        "mother",
        "555-0123",
        "5550123",
        "swim",
        "ada swim knee",
        "-karla",
        "\"may i\"",
        "-\"i may\"",
        "adarmel -karla",
        "\"\"",
    ] {
        assert!(desk.is(yes), "{yes}");
    }
    for no in [
        "adam",
        "t_00001",
        "ada karla",
        "-ada",
        "\"adarmel\"",
        "\"swim may\"",
        "-ada swim",
    ] {
        assert!(!desk.is(no), "{no}");
    }
}

#[test]
fn keys_ask_about_one_thing() {
    let desk = full();
    for yes in [
        "tag:refill",
        "tag:REFI",
        "tag:\"new p\"",
        "tag:karla,refill",
        "-tag:none",
        "ch:phone",
        "type:sms",
        "ch:fax,phone",
        "CH:Phone",
        "name:ada",
        "name:mother",
        "line:desk",
        "line:5550199",
        "by:none",
        "-is:assigned",
        "-by:me",
        "-by:dana",
        "before:today",
        "after:1970-01-01",
        "before:1970-01-02",
        "after:yesterday,today",
        "has:message",
        "has:call,message",
        "-has:call",
        "-is:mine,spam,read-only",
        "after:1d",
        "before:1m",
    ] {
        assert_eq!(desk.is(yes), !yes.starts_with("before:today"), "{yes}");
    }
    for no in [
        "tag:none",
        "tag:knee",
        "ch:fax",
        "name:knee",
        "line:ada",
        "by:me",
        "by:dana",
        "is:archived",
        "has:fax",
    ] {
        assert!(!desk.is(no), "{no}");
    }
    for channel in Channel::iter() {
        assert!(
            Query::parse(&format!("ch:{channel}"), Zone::Utc).is_ok(),
            "{channel}"
        );
    }
}

#[test]
fn states_are_those_of_the_row() {
    let mut desk = full().waits(500, 900, 1100);
    for (query, now, yes) in [
        ("is:waiting", 600, true),
        ("is:overdue,due-soon", 899, false),
        ("is:soon", 900, true),
        ("is:overdue", 1099, false),
        ("is:overdue -is:due-soon", 1100, true),
        ("wait:5m", 800, true),
        ("wait:>5m", 800, false),
        ("wait:<=5m", 800, true),
        ("wait:<5m", 800, false),
        ("wait:>=5m", 799, false),
        ("is:new", 800, false),
    ] {
        desk.now = now;
        assert_eq!(desk.is(query), yes, "{query} at {now}");
    }
    desk.standing.state = RowState::New;
    assert!(desk.is("is:new is:unread"));
    desk.standing.wait = None;
    assert!(!desk.is("wait:<5m") && !desk.is("is:overdue") && desk.is("-wait:>5m"));
}

#[test]
fn who_has_it_is_asked_by_name_or_id() {
    let mut row = row();
    row.assignee = Some(entity("dana"));
    row.archived = true;
    row.read_only = true;
    let mut desk = Desk::new(row, &[]);
    for yes in [
        "by:dana",
        "by:\"dana ex\"",
        "by:me",
        "is:mine",
        "by:ENTITY_dana",
        "is:assigned is:archived is:read-only",
    ] {
        assert!(desk.is(yes), "{yes}");
    }
    assert!(!desk.is("by:nurses") && !desk.is("by:none") && !desk.is("by:\"none\""));
    desk.members.clear();
    assert!(desk.is("by:entity_dana") && desk.is("is:assigned"));
    assert!(!desk.is("is:mine") && !desk.is("by:me") && !desk.is("by:dana"));
}

#[test]
fn in_a_conversation_by_fax_every_contact_is_one() {
    let mut row = row();
    row.kind = ConversationKind::Fax;
    let mut fax = message(1, 500, Direction::Inbound, "");
    fax.attachments = Box::new([Attachment {
        title: CleanText::line("scan.pdf"),
        kind: CleanText::line("document"),
        mimetype: None,
    }]);
    let desk = Desk::new(row.clone(), &[fax.clone()]);
    assert!(desk.is("has:fax has:attachment -has:message"));
    let answer = message(2, 600, Direction::Outbound, "Thank you");
    assert!(!Desk::new(row, &[fax, answer]).is("has:fax,attachment"));
}

#[test]
fn the_standard_views_are_written_in_this_language() {
    let views = crate::triage::Views::new(&[], Zone::Utc).unwrap();
    assert_eq!(views.iter().count(), 9);
    let same = Query::parse("  IS:waiting ", Zone::Utc).unwrap();
    let (_, view) = views.iter().nth(1).unwrap();
    assert_eq!(view.query, same);
    assert!(!view.query.is_everything());
}

/// What is wrong, marked in the text, and the words for it.
fn mistake(text: &str) -> String {
    let error = Query::parse(text, Zone::Utc).unwrap_err();
    let (start, end) = (error.at.start, error.at.end);
    format!(
        "{}[{}]{} {error}",
        text.get(..start).unwrap(),
        text.get(start..end).unwrap(),
        text.get(end..).unwrap()
    )
}

#[test]
fn mistakes_are_shown_at_the_word_with_what_to_write_instead() {
    let all = [
        "ann tga:refill",
        "colour:red",
        "is:waitin",
        "is:late ann",
        "ch:fax,phne",
        "has:voicmail",
        "wait:soon",
        "before:2026-02-30",
        "after:2026-1-1",
        "ann \"bob",
        "tag:\"new",
        "-",
        "is:",
        "by:",
        "-has:",
    ];
    insta::assert_snapshot!(all.map(mistake).join("\n"), @r#"
ann [tga:]refill did you mean tag:?
[colour:]red write one of is, wait, ch, tag, by, has, before, after, name, line before a colon, or quotes around the word
is:[waitin] did you mean waiting?
is:[late] ann write one of waiting, overdue, due-soon, unread, mine, assigned, unchecked, archived, spam, read-only
ch:fax,[phne] did you mean phone?
has:[voicmail] did you mean voicemail?
wait:[soon] write a time such as >30m, 2h, 1d or 1h30m
before:[2026-02-30] write a day such as 2026-01-31, today or yesterday, or 7d for seven days ago
after:[2026-1-1] write a day such as 2026-01-31, today or yesterday, or 7d for seven days ago
ann ["bob] this quote has no end: write " behind the last word of it
tag:["new] this quote has no end: write " behind the last word of it
[-] write a word behind the -
[is:] after is: write one of waiting, overdue, due-soon, unread, mine, assigned, unchecked, archived, spam, read-only
[by:] after by: write a name, me or none
[-has:] after has: write one of message, call, voicemail, page, fax, attachment
"#);
}

/// What is asked, and what is wrong, with the cursor at `|`.
fn typed(text: &str) -> (usize, Option<Range<usize>>) {
    let cursor = text.find('|').unwrap();
    let typed = Query::typed(&text.replace('|', ""), Zone::Utc, cursor);
    (typed.query.clauses.len(), typed.error.map(|error| error.at))
}

#[test]
fn what_is_not_finished_is_left_out_and_not_wrong() {
    for unfinished in [
        "is:|",
        "i|",
        "is:wait|",
        "-|",
        "ann is:|",
        "ch:ph|",
        "\"ann b|",
        "before:2026-|",
        "wait:>3|",
        "tag:\"x y|",
        "foo:|",
    ] {
        let (asked, error) = typed(unfinished);
        let plain = usize::from(unfinished.starts_with('a')) + usize::from(unfinished == "i|");
        assert_eq!((asked, error), (plain, None), "{unfinished}");
    }
    assert_eq!(typed("is:wait |"), (0, Some(3..7)));
    assert_eq!(typed("is:wait ann|"), (1, Some(3..7)));
    assert_eq!(typed("has:call,|"), (1, None));
    assert_eq!(typed("has:call,vo|"), (1, None));
    assert_eq!(typed("has:cal,voicemail|"), (0, None));
    assert_eq!(typed("has:cal,voicemail |"), (0, Some(4..7)));
    assert_eq!(typed("is:waiting| is:lat"), (1, Some(14..17)));
}

#[test]
fn queries_are_equal_when_they_ask_the_same() {
    let query = |text| Query::parse(text, Zone::Utc).unwrap();
    assert_eq!(query(" Ann   is:NEW"), query("is:new ann "));
    assert_ne!(query("jsmth"), query("\"jsmth\""));
    assert_ne!(query("ann"), query("-ann"));
    assert_eq!(query("\"\""), Query::default());
    let words = query("Ann -bob is:new name:cleo");
    assert_eq!(words.marks("Ann Bob Cleo"), [0..3, 8..12]);
    assert_eq!(query("jsmth smi").marks("John Smith"), [0..1, 5..10]);
}

#[test]
fn debug_shows_nothing_of_what_is_asked_for() {
    let typed = Query::typed("Karla foo:karla \"karla", Zone::Utc, 0);
    let offers = full().ask(at(0), |_| Vocabulary::default().offers("karla", 5));
    let printed = format!("{typed:?} {offers:?}").to_lowercase();
    assert!(typed.error.is_some());
    assert!(!printed.contains("karla"), "{printed}");
}

fn offered(text: &str) -> (String, Vec<String>) {
    let mut assigned = row();
    assigned.assignee = Some(entity("nurses"));
    let desk = Desk::new(assigned, &[]);
    let known = Known {
        picture: &desk.picture,
        members: &desk.members,
        now: at(0),
    };
    let offers = Vocabulary::of(&known).offers(text, text.len());
    let texts = offers.all.into_iter().map(|offer| offer.text);
    (text.get(offers.at).unwrap().to_owned(), texts.collect())
}

#[test]
fn what_could_be_written_next_is_offered() {
    let case = |text: &str, stands: &str, all: &[&str]| {
        let all = all.iter().map(|text| (*text).to_owned()).collect();
        assert_eq!(offered(text), (stands.to_owned(), all), "{text}");
    };
    case("t", "t", &["tag:"]);
    case("ann -b", "b", &["by:", "before:"]);
    case("is:un", "un", &["unread", "unchecked"]);
    case("is:unread", "unread", &[]);
    case("has:call,v", "v", &["voicemail"]);
    case("tag:", "", &["\"New patient\"", "Refill", "none"]);
    case("tag:pat", "pat", &["\"New patient\""]);
    case("tag:\"new", "\"new", &["\"New patient\""]);
    case("-by:", "", &["me", "none", "Nurses", "\"Dana Example\""]);
    case("line:0199", "0199", &["\"Front Desk (555) 555-0199\""]);
    case("wait:>1", ">1", &[">15m", ">1h", ">1d"]);
    case("after:y", "y", &["yesterday"]);
    case("\"t", "", &[]);
    case("ann ", "", &[]);
    case("zzz:", "", &[]);
    assert_eq!(offered("").1.len(), 10);
    assert!(
        offered("ch:")
            .1
            .iter()
            .all(|name| Query::parse(&format!("ch:{name}"), Zone::Utc).is_ok())
    );
}

fn words() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        "-?(is|has|ch|wait|tag|by|before|after|line|name|foo):?",
        "-?is:(waiting|overdue|due-soon|unread|archived)",
        "-?wait:(>|<|>=|<=)?[0-9]{1,3}[mhd]",
        "-?(before|after):(today|yesterday|[0-9]{1,2}d|2026-01-0[1-9])",
        "-?ch:(phone|fax)(,team)?",
        "[a-zé\"“,:-]{0,6}",
        "\\PC{0,4}",
    ];
    prop::collection::vec(word, 0..5).prop_map(|words| words.join(" "))
}

proptest! {
    #![proptest_config(fixed(1024))]

    #[test]
    fn whatever_is_typed_is_read_or_shown_where_it_is_wrong(text in words(), cursor in 0_usize..40) {
        match Query::parse(&text, Zone::Utc) {
            Ok(query) => {
                prop_assert_eq!(query.text(), &text);
                prop_assert_eq!(Query::parse(query.text(), Zone::Utc), Ok(query));
            }
            Err(error) => prop_assert!(text.get(error.at).is_some_and(|wrong| !wrong.is_empty())),
        }
        if let Some(error) = Query::typed(&text, Zone::Utc, cursor).error {
            prop_assert!(text.get(error.at.clone()).is_some());
            prop_assert!(cursor < error.at.start || error.at.end < cursor);
        }
        let offers = Vocabulary::default().offers(&text, cursor.min(text.len()));
        prop_assert!(text.get(offers.at).is_some());
    }

    #[test]
    fn until_it_changes_the_answer_is_the_same(
        text in words(), since in -2000_i64..200_000, due in 0_i64..4000, last in -300_000_i64..200_000,
        now in 0_i64..200_000, parts in prop::collection::vec(0.0..1.0, 4),
    ) {
        let start = 1_767_225_600; // 2026-01-01
        let Ok(query) = Query::parse(&text, Zone::Named(chrono_tz::America::New_York)) else {
            return Ok(());
        };
        let mut row = row();
        row.last_message_at = Some(at(start + last));
        let since = start + since;
        let desk = Desk::new(row, &[]).waits(since, since + due, since + due * 2);
        let now = at(start + now);
        let (answer, next) = desk.ask(now, |facts| (query.matches(facts), query.changes_at(facts)));
        let until = next.map_or(now.as_millis() + 400_000_000, |next| next.as_millis() - 1);
        prop_assert!(now.as_millis() <= until);
        for part in parts.into_iter().chain([0.0, 1.0]) {
            let width = f64::from(u32::try_from(until - now.as_millis()).unwrap_or(u32::MAX));
            #[expect(clippy::cast_possible_truncation, reason = "a moment of the interval")]
            let later = Timestamp::from_millis(now.as_millis() + (width * part) as i64);
            prop_assert_eq!(desk.ask(later, |facts| query.matches(facts)), answer);
        }
    }
}

#[test]
fn only_what_asks_who_wrote_needs_the_items() {
    let reads = |text: &str| Query::parse(text, Zone::Utc).unwrap().reads_standing();
    let lists = "is:archived -is:mine is:assigned is:read-only ch:phone by:none tag:none before:3d name:ann";
    for word in lists.split(' ') {
        assert!(!reads(word), "{word}");
    }
    for word in ["is:unread", "-is:spam", "wait:>30m", "has:call", "ann"] {
        assert!(reads(word), "{word}");
        assert!(reads(&format!("ch:phone {word}")), "{word}");
    }
    assert!(!reads(""));
}
