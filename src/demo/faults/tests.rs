//! The language of faults and the choice.

use serde_json::json;

use super::*;

#[test]
fn every_rule_survives_a_round_trip() {
    let text = "slow:2s,drip:5s:0.5,500:0.1,503,429:every3,403:first2,retry-after:30s,html,\
                truncate,reset,badjson,nullpage,redirect,repeat-token,missing-token,dup-rows,\
                badrow,expire-tokens,huge,gzip-bomb,skew:1day,skew:-1m30s:0.25,503@items:first3,\
                slow@list:1s:0.5";
    let faults: Faults = text.parse().unwrap();
    assert_eq!(faults.rules.len(), 24);
    assert_eq!(faults.to_string(), text);
    assert_eq!("none".parse(), Ok(Faults::default()));
    assert_eq!(Faults::default().to_string(), "none");
    assert_eq!("drip".parse::<Faults>().unwrap().to_string(), "drip:2s");
    assert_eq!(
        "drip:0.5".parse::<Faults>().unwrap().to_string(),
        "drip:2s:0.5"
    );
}

#[test]
fn mistakes_are_explained() {
    for (text, reason) in [
        ("slow", "say how slow, such as `slow:2s`"),
        ("slow:fast", "not a duration such as `2s`"),
        ("200", "a status must be 400 to 599"),
        ("wobble", "no such fault"),
        (
            "500:2",
            "expected a probability 0 to 1, `every N` or `first N`",
        ),
        ("500:every0", "`every` needs a number from 1"),
        ("html:0.1:0.1", "too many parts"),
        ("skew:long", "not a duration such as `-90s`"),
    ] {
        let list = format!("html,{text}");
        let error = list.parse::<Faults>().unwrap_err();
        assert_eq!(error.to_string(), format!("fault rule `{text}`: {reason}"));
    }
}

#[test]
fn counted_rules_strike_exactly_and_chance_follows_the_seed() {
    let faults: Faults = "500:every3,html:first2,reset:0.5".parse().unwrap();
    let mut one = Chooser::new(faults.clone(), 9);
    let mut other = Chooser::new(faults, 9);
    let chosen: Vec<_> = (0..60).map(|_| one.choose(None)).collect();
    assert_eq!(
        chosen,
        (0..60).map(|_| other.choose(None)).collect::<Vec<_>>()
    );
    let count = |fault| chosen.iter().filter(|it| it.contains(&fault)).count();
    assert_eq!((count(Fault::Status(500)), count(Fault::Html)), (20, 2));
    assert!((15..=45).contains(&count(Fault::Reset)));
}

#[test]
fn a_place_is_counted_alone() {
    let mut chooser = Chooser::new("500@items:every2,html@list".parse().unwrap(), 1);
    assert_eq!(chooser.choose(Some(Place::Items)), []);
    assert_eq!(chooser.choose(Some(Place::List)), [Fault::Html]);
    assert_eq!(chooser.choose(Some(Place::Members)), []);
    assert_eq!(chooser.choose(Some(Place::Items)), [Fault::Status(500)]);
    assert_eq!(chooser.choose(None), []);
    let error = "500@nowhere".parse::<Faults>().unwrap_err();
    assert_eq!(
        error.to_string(),
        "fault rule `500@nowhere`: no such place after `@`"
    );
}

#[test]
fn distortions_change_pages_only_where_they_should() {
    let page = json!({ "rows": [1, 2, 3, 4], "hasMore": false, "totalCount": 4 });
    let distorted = |fault, sent| {
        let mut page = page.clone();
        distort(&mut page, &[fault], sent);
        page
    };
    assert_eq!(distorted(Fault::NullPage, None)["rows"], json!(null));
    assert_eq!(
        distorted(Fault::DupRows, None)["rows"],
        json!([1, 2, 3, 4, 1, 2])
    );
    assert_eq!(
        distorted(Fault::BadRow, None)["rows"]
            .as_array()
            .unwrap()
            .len(),
        5
    );
    assert_eq!(distorted(Fault::MissingToken, None)["hasMore"], json!(true));
    let repeated = distorted(Fault::RepeatToken, Some("x"));
    assert_eq!(
        (&repeated["paginationToken"], &repeated["hasMore"]),
        (&json!("x"), &json!(true))
    );
    let mut single = json!({ "organization": { "id": "entity_1" } });
    distort(&mut single, &[Fault::MissingToken], None);
    assert_eq!(single, json!({ "organization": { "id": "entity_1" } }));
}
