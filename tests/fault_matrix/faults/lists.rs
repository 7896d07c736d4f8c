//! What is wrong with lists although every answer is good JSON.

use serde_json::{Value, json};

use super::{Fault, Lies, answers, every, is_items, is_list};
use crate::http::Asked;

/// All of them.
pub(super) fn all() -> Vec<Fault> {
    [shapes(), rows(), walks()].concat()
}

fn shapes() -> Vec<Fault> {
    vec![
        answers("null", every, |_, good, _| good.body("null").sent()),
        answers("an object without the list", is_list, |_, good, _| {
            good.body("{}").sent()
        }),
        answers(
            "items in the place of conversations",
            is_list,
            |_, good, _| {
                good.body(r#"{"conversationItems":[],"hasMore":false}"#)
                    .sent()
            },
        ),
        answers(
            "conversations in the place of items",
            is_items,
            |_, good, _| good.body(r#"{"conversations":[],"hasMore":false}"#).sent(),
        ),
        answers("null in the place of the list", is_list, |_, good, _| {
            good.edit(|page| *page = json!({"conversations": null, "hasMore": false}))
                .sent()
        })
        .lie(Lies::AtFirst),
        answers("an empty list", is_list, |_, good, _| {
            good.edit(|page| *page = json!({"conversations": [], "hasMore": false}))
                .sent()
        })
        .lie(Lies::AtFirst),
    ]
}

fn rows() -> Vec<Fault> {
    vec![
        answers("every row null", is_list, |_, good, _| {
            good.edit(|page| each(page, "conversations", |row| *row = Value::Null))
                .sent()
        })
        .within(HOUR),
        answers("every item null", is_items, |_, good, _| {
            good.edit(|page| each(page, "conversationItems", |row| *row = Value::Null))
                .sent()
        })
        .within(HOUR),
        answers("every row twice", is_list, |_, good, _| {
            good.edit(|page| {
                let rows = page["conversations"].as_array_mut().unwrap();
                rows.extend(rows.clone());
            })
            .sent()
        })
        .harmless(),
        answers("rows without times", is_list, |_, good, _| {
            good.edit(|page| {
                each(page, "conversations", |row| {
                    row["lastMessageAt"] = Value::Null;
                    row["createdAt"] = json!("yesterday");
                });
            })
            .sent()
        })
        .lie(Lies::Always),
    ]
}

fn walks() -> Vec<Fault> {
    vec![
        answers(
            "a row of the last page on the next one, too",
            is_list,
            |_, good, _| {
                good.edit(|page| {
                    // The token names the last row of its page; one row earlier repeats that.
                    let rows = page["conversations"].as_array().unwrap();
                    if let (Some(before), true) = (rows.iter().rev().nth(1), has_more(page)) {
                        page["paginationToken"] = token_at(before);
                    }
                })
                .sent()
            },
        )
        .harmless(),
        answers("the same token for ever", is_list, |asked, good, _| {
            let token = asked.query("paginationToken").unwrap_or("0/t").to_owned();
            good.edit(|page| {
                page["hasMore"] = json!(true);
                page["paginationToken"] = json!(token);
            })
            .sent()
        }),
        answers("more, but no token", is_list, |_, good, _| {
            good.edit(|page| {
                page["hasMore"] = json!(true);
                page["paginationToken"] = json!("");
            })
            .sent()
        }),
        answers("an empty page in between", is_list, |asked, good, _| {
            if asked.query("paginationToken").is_some() {
                return good.sent();
            }
            good.edit(|page| {
                page["conversations"] = json!([]);
                page["hasMore"] = json!(true);
                page["paginationToken"] = json!("0/t");
            })
            .sent()
        })
        .harmless(),
        answers("empty pages without end", is_list, |asked, good, _| {
            let token = asked.query("paginationToken");
            let number = token.and_then(|token| token.split_once('/'));
            let number: u64 = number.map_or(0, |(number, _)| number.parse().unwrap_or(0));
            good.edit(|page| {
                page["conversations"] = json!([]);
                page["hasMore"] = json!(true);
                page["paginationToken"] = json!(format!("{}/t", number + 1));
            })
            .sent()
        }),
        answers("400 within every walk", within_a_walk, |_, good, _| {
            let body = json!({"statusCode": 400, "type": "BAD_PARAMETER", "message": "token"});
            good.status(400).body(body.to_string()).sent()
        }),
    ]
}

/// The window is read again once an hour, and with it what could not be read.
const HOUR: u64 = 3600 + 15;

fn within_a_walk(asked: &Asked) -> bool {
    is_list(asked) && asked.query("paginationToken").is_some()
}

fn has_more(page: &Value) -> bool {
    page["hasMore"] == json!(true)
}

/// A token that leads behind a row of the list by latest message.
fn token_at(row: &Value) -> Value {
    let time = |name: &str| {
        row[name]
            .as_str()
            .and_then(spruce_inbox::model::time::Timestamp::parse)
    };
    let at = time("lastMessageAt").unwrap().as_millis();
    json!(format!("{at}/{}", row["id"].as_str().unwrap()))
}

fn each(page: &mut Value, list: &str, change: impl Fn(&mut Value)) {
    page[list]
        .as_array_mut()
        .unwrap()
        .iter_mut()
        .for_each(change);
}
