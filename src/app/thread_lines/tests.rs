use std::time::Duration;

use proptest::prelude::*;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use super::*;
use crate::model::exchange::Cursor;
use crate::model::item::{Attachment, Call, Medium, PageCall, Transcription, Voicemail};
use crate::model::text::CleanText;
use crate::triage::testing::{at, fixed, message, organization};

/// Some day at noon, in seconds.
const NOON: i64 = 1_773_835_200;

fn call(direction: Direction) -> Call {
    Call {
        medium: Medium::Phone,
        direction,
        answered: false,
        failed: false,
        spam: false,
        duration: Duration::from_secs(65),
        voicemail: None,
        recordings: 0,
    }
}

fn with_call(number: usize, call: Call) -> Item {
    let mut item = message(number, NOON, call.direction, "");
    item.event = Some(Event::Call(call));
    item
}

fn page(resolved: bool) -> PageCall {
    PageCall {
        member: None,
        resolved,
    }
}

fn source<'a>(items: &'a [Item], organization: &'a EntityId) -> Source<'a> {
    Source {
        items,
        older: &Older::Beginning,
        organization,
        new_from: None,
        now: at(NOON + 3600),
        zone: Zone::Utc,
    }
}

/// What is shown at 60 columns, each line after its kind.
fn shown(items: &[Item], new_from: Option<&ItemId>) -> String {
    let organization = organization();
    let source = Source {
        new_from,
        ..source(items, &organization)
    };
    let line = |line: &ThreadLine| format!("{:?}|{}", line.kind, line.text.trim_end());
    let lines: Vec<_> = lay_out(&source, 60).iter().map(line).collect();
    lines.join("\n")
}

/// Like [`shown`], but only what an item says under its head.
fn words(item: Item) -> Vec<String> {
    let organization = organization();
    let items = [item];
    let lines = lay_out(&source(&items, &organization), 60);
    let says = |line: &&ThreadLine| matches!(line.kind, LineKind::Text(_) | LineKind::Extra(_));
    let text = |line: &ThreadLine| line.text.trim_start().to_owned();
    lines.iter().filter(says).map(text).collect()
}

#[test]
fn sides_are_told_apart_without_colour_and_days_and_news_have_their_lines() {
    let mut automated = message(3, NOON, Direction::Outbound, "We are closed.");
    automated.author.id = Some(organization());
    let mut note = message(4, NOON + 60, Direction::None, "Call her back?");
    note.internal_note = true;
    let mut system = message(5, NOON + 120, Direction::None, "Assigned to nobody");
    system.author.name = CleanText::default();
    let mut unnamed = message(6, NOON + 180, Direction::Inbound, "Hello?");
    unnamed.author.name = CleanText::default();
    let items = [
        message(
            1,
            NOON - 3 * 86_400,
            Direction::Inbound,
            "Does it hurt\n\nto ask?",
        ),
        message(2, NOON - 86_400, Direction::Outbound, "Never."),
        automated,
        note,
        system,
        unnamed,
    ];
    insta::assert_snapshot!(shown(&items, Some(&items[5].id)), @r"
    Edge|the conversation begins here
    Day|── Sunday 15 March ─────────────────────────────────────────
    Head(Inbound)|< Patient · 12:00
    Text(Inbound)|  Does it hurt
    Text(Inbound)|
    Text(Inbound)|  to ask?
    Blank|
    Day|── Yesterday ───────────────────────────────────────────────
    Head(Ours)|    ▶ Dana Desk · 12:00
    Text(Ours)|      Never.
    Blank|
    Day|── Today ───────────────────────────────────────────────────
    Head(Automated)|    » Dana Desk, automated · 12:00
    Text(Automated)|      We are closed.
    Blank|
    Head(Internal)|  ✎ Dana Desk, internal note · 12:01
    Text(Internal)|    Call her back?
    Blank|
    Head(Internal)|  ✎ system · 12:02
    Text(Internal)|    Assigned to nobody
    Blank|
    New|── new since you looked ────────────────────────────────────
    Head(Inbound)|< them · 12:03
    Text(Inbound)|  Hello?
    Blank|
    ");
}

#[test]
fn calls_say_how_they_went() {
    let says = |change: fn(&mut Call), direction| {
        let mut call = call(direction);
        change(&mut call);
        words(with_call(1, call)).join(" / ")
    };
    let voicemail = |transcription| Voicemail { transcription };
    let inbound = Direction::Inbound;
    assert_eq!(says(|_| {}, inbound), "Missed call");
    assert_eq!(says(|c| c.answered = true, inbound), "Answered call · 1:05");
    assert_eq!(says(|_| {}, Direction::Outbound), "Unanswered call");
    assert_eq!(
        says(|c| c.failed = true, Direction::Outbound),
        "Unanswered call · failed"
    );
    assert_eq!(
        says(|c| c.spam = true, inbound),
        "Missed call · marked as spam"
    );
    assert_eq!(
        says(|c| c.medium = Medium::Video, inbound),
        "Missed video call"
    );
    assert_eq!(
        says(
            |c| {
                c.answered = true;
                c.recordings = 2;
            },
            Direction::Outbound
        ),
        "Answered call · 1:05 · recorded"
    );
    for (state, said) in [
        (None, "Voicemail · 1:05"),
        (
            Some(Transcription::Completed),
            "Voicemail · 1:05 · transcribed, see the Spruce app",
        ),
        (
            Some(Transcription::Pending),
            "Voicemail · 1:05 · being transcribed",
        ),
        (
            Some(Transcription::Failed),
            "Voicemail · 1:05 · could not be transcribed",
        ),
        (
            Some(Transcription::NoSpeech),
            "Voicemail · 1:05 · nothing said",
        ),
        (Some(Transcription::Other), "Voicemail · 1:05"),
    ] {
        let mut call = call(inbound);
        // Whether a voicemail counts as answered is not documented: it says more than `answered`.
        call.answered = true;
        call.voicemail = Some(voicemail(state));
        assert_eq!(words(with_call(1, call)), [said]);
    }
    let mut unknown = message(1, NOON, inbound, "");
    unknown.event = Some(Event::Other(CleanText::line("carePlanAccepted")));
    assert_eq!(words(unknown), ["event: carePlanAccepted"]);
}

#[test]
fn an_answered_call_stays_on_the_side_it_came_from() {
    for (direction, side) in [
        (Direction::Inbound, Side::Inbound),
        (Direction::Outbound, Side::Ours),
        (Direction::None, Side::Internal),
    ] {
        let mut call = call(direction);
        call.answered = true;
        let organization = organization();
        let items = [with_call(1, call)];
        let lines = lay_out(&source(&items, &organization), 60);
        assert!(lines.iter().any(|line| line.kind == LineKind::Head(side)));
    }
}

#[test]
fn attachments_and_pages_are_listed() {
    let attachment = |title: &str, mimetype: Option<&str>| Attachment {
        title: CleanText::line(title),
        kind: CleanText::line("document"),
        mimetype: mimetype.map(CleanText::line),
    };
    let mut item = message(1, NOON, Direction::Inbound, "");
    item.attachments = Box::new([
        attachment("lab.pdf", Some("application/pdf")),
        attachment("", None),
    ]);
    assert_eq!(
        words(item),
        ["[1] lab.pdf · application/pdf", "[2] document"]
    );
    for (pages, said) in [
        (vec![page(false)], "PAGE, not taken care of yet"),
        (vec![page(true), page(true)], "page, taken care of"),
        (
            vec![page(true), page(false), page(false)],
            "3 pages, 2 not taken care of yet",
        ),
    ] {
        let mut item = message(1, NOON, Direction::None, "");
        item.pages = pages.into();
        assert_eq!(words(item), [said]);
    }
}

#[test]
fn what_lies_above_is_said_first() {
    let organization = organization();
    let items = [message(1, NOON, Direction::Inbound, "Hello")];
    let first = |older: &Older, items: &[Item]| {
        let source = Source {
            older,
            ..source(items, &organization)
        };
        let line = lay_out(&source, 60).swap_remove(0);
        (line.kind, line.item, line.text)
    };
    let edge = |item: Option<&Item>, text: &str| {
        let id = item.map(|item| item.id.clone());
        (LineKind::Edge, id, text.to_owned())
    };
    let more = Older::More(Cursor::new("token").unwrap());
    assert_eq!(first(&more, &items), edge(items.first(), "↑ more above"));
    assert_eq!(
        first(&Older::Capped, &items),
        edge(items.first(), "older items: see the Spruce app")
    );
    assert_eq!(
        first(&Older::Beginning, &[]),
        edge(None, "the conversation begins here")
    );
}

#[test]
fn spam_calls_in_a_row_are_one_line_a_day_and_hide_nothing_else() {
    let spam = |number: usize, second: i64| {
        let mut item = with_call(
            number,
            Call {
                spam: true,
                ..call(Direction::Inbound)
            },
        );
        item.created_at = at(NOON + second);
        item
    };
    let items = [
        spam(1, -86_400),
        spam(2, 0),
        spam(3, 60),
        spam(4, 4200),
        message(5, NOON + 4300, Direction::Inbound, "Hello?"),
        spam(6, 4400),
    ];
    insta::assert_snapshot!(shown(&items, None), @r"
    Edge|the conversation begins here
    Day|── Yesterday ───────────────────────────────────────────────
    Head(Internal)|  ✎ Patient · 12:00
    Extra(Internal)|    Missed call · marked as spam
    Blank|
    Day|── Today ───────────────────────────────────────────────────
    Folded|  3 spam calls · 12:00–13:10
    Blank|
    Head(Inbound)|< Patient · 13:11
    Text(Inbound)|  Hello?
    Blank|
    Head(Internal)|  ✎ Patient · 13:13
    Extra(Internal)|    Missed call · marked as spam
    Blank|
    ");
    let organization = organization();
    let lines = lay_out(&source(&items, &organization), 60);
    let of_third = lines.iter().find(|line| line.begins(&items[2].id));
    assert_eq!(of_third.map(|line| line.kind), Some(LineKind::Folded));
}

/// Texts that are wide, joined, stacked, long, or nothing at all.
fn text() -> impl Strategy<Value = String> {
    let word = prop::sample::select(vec![
        "word",
        "a",
        "Donaudampfschifffahrtsgesellschaft",
        "漢字かな",
        "❤\u{fe0f}",
        "1\u{fe0f}\u{20e3}",
        "👨\u{200d}👩\u{200d}👧\u{200d}👦",
        "🇨🇭",
        "👍🏽",
        "e\u{301}\u{302}",
        "\n",
        "\n\n",
        "    ",
        "ﷺ",
        "क\u{94d}ष\u{94d}म\u{94d}क\u{94d}ष\u{94d}म\u{94d}क\u{94d}ष\u{94d}म",
        "لالا",
        "한국어",
        "-",
        "https://example.com/a/b?c=d",
    ]);
    let space = prop::sample::select(vec!["", " ", "  "]);
    prop::collection::vec((word, space), 0..40).prop_map(|parts| {
        let parts = parts
            .into_iter()
            .map(|(word, space)| [word, space].concat());
        parts.collect()
    })
}

fn item() -> impl Strategy<Value = Item> {
    let direction = prop::sample::select(vec![
        Direction::Inbound,
        Direction::Outbound,
        Direction::None,
    ]);
    let made = (direction, text(), text(), 0_i64..400_000, 0_u8..8);
    made.prop_map(|(direction, words, name, second, kind)| {
        let mut item = message(0, NOON + second, direction, &words);
        item.author.name = CleanText::line(&name);
        match kind {
            0 => item.event = Some(Event::Call(call(direction))),
            1 => item.event = Some(Event::Other(CleanText::line(&name))),
            2 => item.pages = Box::new([page(false), page(true)]),
            3 => {
                item.attachments = Box::new([Attachment {
                    title: CleanText::line(&words),
                    kind: CleanText::line(&name),
                    mimetype: None,
                }]);
            }
            4 => item.internal_note = true,
            5 | 6 => {
                item.event = Some(Event::Call(Call {
                    spam: true,
                    ..call(direction)
                }));
            }
            _ => {}
        }
        item
    })
}

proptest! {
    #![proptest_config(fixed(512))]

    #[test]
    fn no_line_is_wider_than_the_screen_and_every_line_has_its_item(
        mut items in prop::collection::vec(item(), 1..6), width in 4_u16..200, new in 0_usize..6,
    ) {
        for (number, item) in items.iter_mut().enumerate() {
            item.id = ItemId::parse(&format!("ti_{number}")).unwrap();
        }
        items.sort_by_key(Item::key);
        let organization = organization();
        let new_from = items.get(new).map(|item| item.id.clone());
        let source = Source { new_from: new_from.as_ref(), ..source(&items, &organization) };
        let lines = lay_out(&source, width);
        for line in &lines {
            prop_assert!(line.text.width() <= usize::from(width), "{} > {width}: {line:?}", line.text.width());
            prop_assert!(!line.text.contains('\n'));
        }
        prop_assert_eq!(&lay_out(&source, width), &lines);

        // The items come in order, each with one head line or more, then what it says.
        let stands_for = |line: &ThreadLine| {
            let first = line.item.clone().expect("an item");
            std::iter::once(first).chain(line.folded.to_vec()).collect::<Vec<_>>()
        };
        // What is left of a folded line on a narrow screen stands for nothing more.
        let tells = |line: &&ThreadLine| match line.kind {
            LineKind::Blank => false,
            LineKind::Folded => !line.folded.is_empty(),
            _ => true,
        };
        let mut of: Vec<_> = lines.iter().filter(tells).flat_map(stands_for).collect();
        of.dedup();
        let ids: Vec<_> = items.iter().map(|item| item.id.clone()).collect();
        prop_assert_eq!(of, ids);
        let heads = |id: &ItemId| lines.iter().filter(|line| line.begins(id)).count();
        prop_assert!(items.iter().all(|item| heads(&item.id) >= 1));
        let news = lines.iter().filter(|line| line.kind == LineKind::New).count();
        prop_assert_eq!(news, usize::from(new_from.is_some()));
    }

    #[test]
    fn nothing_that_was_written_is_left_out_or_torn_apart(words in text(), width in 40_u16..200) {
        let item = message(1, NOON, Direction::Inbound, &words);
        let clusters = |text: &str| -> Vec<String> {
            let shown = text.graphemes(true).filter(|cluster| !cluster.trim().is_empty());
            shown.map(str::to_owned).collect()
        };
        let wanted = clusters(item.text.as_str());
        let items = [item];
        let organization = organization();
        let lines = lay_out(&source(&items, &organization), width);
        let said = lines.iter().filter(|line| matches!(line.kind, LineKind::Text(_)));
        let said: Vec<_> = said.flat_map(|line| clusters(&line.text)).collect();
        prop_assert_eq!(said, wanted);
    }
}
