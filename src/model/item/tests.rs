use super::*;

fn organization() -> EntityId {
    EntityId::parse("entity_clinic").unwrap()
}

fn item(direction: Direction, author: Option<&str>) -> Item {
    Item {
        id: ItemId::parse("ti_1").unwrap(),
        created_at: Timestamp::from_millis(0),
        modified_at: None,
        direction,
        author: Author {
            name: CleanText::line("Somebody Made-Up"),
            id: author.and_then(EntityId::parse),
            by_api: false,
        },
        internal_note: false,
        text: CleanText::block("made-up words"),
        attachments: Box::default(),
        event: None,
        pages: Box::default(),
    }
}

fn note() -> Item {
    Item {
        internal_note: true,
        ..item(Direction::None, Some("entity_dana"))
    }
}

fn paged(item: Item, resolved: &[bool]) -> Item {
    let page = |resolved: &bool| PageCall {
        member: EntityId::parse("entity_dana"),
        resolved: *resolved,
    };
    Item {
        pages: resolved.iter().map(page).collect(),
        ..item
    }
}

fn call(direction: Direction, answered: bool) -> Call {
    Call {
        medium: Medium::Phone,
        direction,
        answered,
        failed: false,
        spam: false,
        duration: Duration::from_secs(7),
        voicemail: None,
        recordings: 0,
    }
}

fn called(call: Call) -> Item {
    let side = call.direction;
    Item {
        text: CleanText::default(),
        event: Some(Event::Call(call)),
        ..item(side, None)
    }
}

/// Role, whether it is a contact, and what it holds.
fn said(item: &Item) -> (Role, bool, Kinds) {
    let organization = organization();
    (
        item.role(&organization),
        item.is_contact(&organization),
        item.kinds(),
    )
}

fn kinds<const N: usize>(kinds: [Kind; N]) -> Kinds {
    kinds.into_iter().collect()
}

#[test]
fn messages() {
    let message = kinds([Kind::Message]);
    let inbound = item(Direction::Inbound, None);
    assert_eq!(said(&inbound), (Role::Inbound, true, message));
    let human = item(Direction::Outbound, Some("entity_dana"));
    assert_eq!(said(&human), (Role::HumanAnswer, false, message));
    for author in [None, Some("entity_clinic")] {
        let automated = item(Direction::Outbound, author);
        assert_eq!(said(&automated), (Role::Automated, false, message));
    }
    let mut by_credential = human;
    by_credential.author.by_api = true;
    assert_eq!(said(&by_credential), (Role::Automated, false, message));
    assert_eq!(said(&note()), (Role::Internal, false, Kinds::NONE));
    let system = item(Direction::None, None);
    assert_eq!(said(&system), (Role::Internal, false, Kinds::NONE));
}

#[test]
fn a_document_without_words_is_no_message() {
    let fax = Item {
        text: CleanText::default(),
        attachments: Box::new([Attachment {
            title: CleanText::line("made-up.pdf"),
            kind: CleanText::line("document"),
            mimetype: None,
        }]),
        ..item(Direction::Inbound, None)
    };
    let attachment = kinds([Kind::Attachment]);
    assert_eq!(said(&fax), (Role::Inbound, true, attachment));
}

#[test]
fn calls() {
    let (inbound, outbound) = (Direction::Inbound, Direction::Outbound);
    let a_call = kinds([Kind::Call]);
    let voicemail = |answered| Call {
        voicemail: Some(Voicemail {
            transcription: None,
        }),
        ..call(inbound, answered)
    };
    let spam = |call| Call { spam: true, ..call };
    let cases = [
        (call(inbound, false), (Role::Inbound, true, a_call)),
        (call(inbound, true), (Role::HumanAnswer, false, a_call)),
        (call(outbound, true), (Role::HumanAnswer, false, a_call)),
        (call(outbound, false), (Role::Internal, false, a_call)),
        (
            voicemail(false),
            (Role::Inbound, true, kinds([Kind::Voicemail])),
        ),
        (
            voicemail(true),
            (Role::Inbound, true, kinds([Kind::Voicemail])),
        ),
        (
            spam(call(inbound, false)),
            (Role::Internal, false, Kinds::NONE),
        ),
        (
            spam(call(inbound, true)),
            (Role::Internal, false, Kinds::NONE),
        ),
        (spam(voicemail(false)), (Role::Internal, false, Kinds::NONE)),
    ];
    for (call, expected) in cases {
        assert_eq!(said(&called(call.clone())), expected, "{call:?}");
    }
}

#[test]
fn an_open_page_asks_until_all_are_resolved() {
    let page = kinds([Kind::Page]);
    let system = item(Direction::None, None);
    for quiet in [note(), system, called(call(Direction::Outbound, false))] {
        let with_page = quiet.kinds().union(page);
        for open in [&[false][..], &[true, false], &[false, true, true]] {
            let asking = paged(quiet.clone(), open);
            assert_eq!(said(&asking), (Role::Inbound, true, with_page));
            assert_eq!(asking.writer(&organization()), Role::Internal);
        }
        let resolved = paged(quiet.clone(), &[true, true]);
        assert_eq!(said(&resolved), said(&quiet));
    }
}

#[test]
fn a_page_makes_no_answer_of_a_reply_and_no_reply_of_an_answer() {
    let both = kinds([Kind::Page, Kind::Message]);
    let cases = [
        (
            item(Direction::Outbound, Some("entity_dana")),
            Role::HumanAnswer,
        ),
        (
            item(Direction::Outbound, Some("entity_clinic")),
            Role::Automated,
        ),
        (item(Direction::Inbound, None), Role::Inbound),
    ];
    for (item, role) in cases {
        let open = paged(item.clone(), &[false]);
        assert_eq!(said(&open), (role, true, both));
        assert_eq!(said(&paged(item.clone(), &[true])), said(&item));
    }
}

#[test]
fn a_set_holds_what_was_put_in() {
    let all = [
        Kind::Message,
        Kind::Call,
        Kind::Voicemail,
        Kind::Fax,
        Kind::Page,
        Kind::Attachment,
    ];
    for kind in all {
        assert!(!Kinds::NONE.contains(kind));
        let alone = Kinds::NONE.with(kind);
        let held: Vec<_> = all.iter().filter(|one| alone.contains(**one)).collect();
        assert_eq!(held, [&kind]);
        assert!(Kinds::NONE.with(Kind::Page).union(alone).contains(kind));
    }
}
