//! What must hold for every body, not only for the ones we thought of.

use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use serde_json::{Map, Value, json};

use super::*;

/// Field names of all shapes, so that made-up objects hit the readers.
const KEYS: &[&str] = &[
    "conversations",
    "conversationItems",
    "members",
    "conversation",
    "conversationItem",
    "organization",
    "hasMore",
    "paginationToken",
    "totalCount",
    "id",
    "type",
    "title",
    "createdAt",
    "lastMessageAt",
    "archived",
    "tags",
    "value",
    "externalParticipants",
    "displayName",
    "endpoint",
    "internalEndpoint",
    "label",
    "displayValue",
    "rawValue",
    "author",
    "deviceInformation",
    "accessID",
    "text",
    "attachments",
    "pages",
    "memberId",
    "resolved",
    "event",
    "data",
    "duration",
    "voicemail",
    "transcription",
    "status",
    "recordings",
    "message",
];

/// The same cases in every run; proptest prints the smallest failing one.
fn fixed() -> ProptestConfig {
    ProptestConfig {
        rng_seed: RngSeed::Fixed(0x5EED),
        failure_persistence: None,
        ..ProptestConfig::with_cases(500)
    }
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        (-1e299..1e299).prop_map(Value::from),
        any::<String>().prop_map(Value::from),
        Just(json!("t_0E5QDJJC03000")),
        Just(json!("2020-04-01T00:00:00Z")),
        Just(json!("inboundCall")),
    ];
    leaf.prop_recursive(5, 64, 6, |inner| {
        let key = prop_oneof![
            8 => proptest::sample::select(KEYS).prop_map(str::to_owned),
            1 => any::<String>(),
        ];
        let pairs = prop::collection::vec((key, inner.clone()), 0..8);
        prop_oneof![
            prop::collection::vec(inner, 0..6).prop_map(Value::from),
            pairs.prop_map(|pairs| Value::from(pairs.into_iter().collect::<Map<_, _>>())),
        ]
    })
}

fn read_every_way(body: &[u8]) {
    let _ = conversations(body);
    let _ = conversation(body);
    let _ = items(body);
    let _ = item(body);
    let _ = members(body);
    let _ = organization(body);
    let _ = complaint(body);
}

proptest! {
    #![proptest_config(fixed())]

    #[test]
    fn any_bytes_are_survived(body in any::<Vec<u8>>()) {
        read_every_way(&body);
    }

    #[test]
    fn any_json_is_survived(value in any_json()) {
        read_every_way(value.to_string().as_bytes());
    }

    #[test]
    fn any_damage_is_survived(at in 0_usize..2_000, byte in any::<u8>(), cut in any::<bool>()) {
        let mut body = include_bytes!("../../../tests/fixtures/wire/items/complete.json").to_vec();
        let at = at % body.len();
        if cut {
            body.truncate(at);
        } else {
            body[at] = byte;
        }
        read_every_way(&body);
    }

    #[test]
    fn every_row_is_either_read_or_counted(rows in prop::collection::vec(any_json(), 0..20)) {
        let count = rows.len();
        let body = |list: &str| json!({ list: rows.clone(), "hasMore": false }).to_string();
        let page = conversations(body("conversations").as_bytes()).unwrap();
        prop_assert_eq!(page.rows.len() + page.bad_rows as usize, count);
        let page = items(body("conversationItems").as_bytes()).unwrap();
        prop_assert_eq!(page.rows.len() + page.bad_rows as usize, count);
        let page = members(body("members").as_bytes()).unwrap();
        prop_assert_eq!(page.rows.len() + page.bad_rows as usize, count);
    }

    #[test]
    fn a_bad_neighbour_changes_nothing(bad in any_json()) {
        let good = json!({ "id": "t_1", "title": "Robin Example" });
        let alone = json!({ "conversations": [good] }).to_string();
        let beside = json!({ "conversations": [bad, good] }).to_string();
        let alone = conversations(alone.as_bytes()).unwrap();
        let beside = conversations(beside.as_bytes()).unwrap();
        prop_assert_eq!(beside.rows.last(), alone.rows.last());
    }

    #[test]
    fn good_json_needs_no_mending(value in any_json()) {
        let json = value.to_string();
        prop_assert_eq!(mend(&json), json);
    }
}

#[test]
fn rows_and_elements_are_capped_and_rows_never_silently() {
    let rows = vec![json!({ "id": "t_1" }); MAX_ROWS + 3];
    let body = json!({ "conversations": rows }).to_string();
    let page = conversations(body.as_bytes()).unwrap();
    assert_eq!((page.rows.len(), page.bad_rows), (MAX_ROWS, 3));

    let tags = vec![json!({ "value": "x" }); 70];
    let body = json!({ "id": "t_1", "tags": tags, "title": "after" }).to_string();
    let one = conversation(body.as_bytes()).unwrap();
    assert_eq!(one.tags.len(), lenient::MAX_ELEMENTS);
    assert_eq!(one.title.as_str(), "after", "the rest of the row is read");
}

#[test]
fn deep_nesting_is_skipped_without_recursion() {
    let deep = format!("{}1{}", "[{\"a\":".repeat(100_000), "}]".repeat(100_000));
    for field in ["unknown", "title", "tags", "internalEndpoint", "archived"] {
        let body = format!(r#"{{"conversations":[{{"{field}":{deep},"id":"t_1"}}]}}"#);
        let page = conversations(body.as_bytes()).unwrap();
        assert_eq!(page.rows.len(), 1, "{field}");
    }
}
