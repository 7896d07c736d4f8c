//! Faults that change what a JSON answer says.

use serde_json::{Map, Value, json};

use super::Fault;

/// Applies the faults that concern the content. `sent` is the token of the request, if any.
pub(in crate::demo) fn distort(body: &mut Value, faults: &[Fault], sent: Option<&str>) {
    let Some(fields) = body.as_object_mut() else {
        return;
    };
    let is_page = fields.contains_key("hasMore");
    for fault in faults {
        match fault {
            Fault::NullPage => null_arrays(fields),
            Fault::DupRows => each_array(fields, |rows| rows.extend_from_within(..rows.len() / 2)),
            Fault::BadRow => each_array(fields, |rows| rows.insert(rows.len() / 2, bad_row())),
            Fault::MissingToken if is_page => {
                fields.insert(String::from("hasMore"), json!(true));
                fields.remove("paginationToken");
            }
            Fault::RepeatToken if is_page => {
                if let Some(sent) = sent {
                    fields.insert(String::from("paginationToken"), json!(sent));
                    fields.insert(String::from("hasMore"), json!(true));
                }
            }
            _ => {}
        }
    }
}

fn null_arrays(fields: &mut Map<String, Value>) {
    for value in fields.values_mut().filter(|value| value.is_array()) {
        *value = Value::Null;
    }
}

fn each_array(fields: &mut Map<String, Value>, change: impl Fn(&mut Vec<Value>)) {
    fields
        .values_mut()
        .filter_map(Value::as_array_mut)
        .for_each(change);
}

/// Wrong types in every field a client could rely on.
fn bad_row() -> Value {
    json!({ "id": [17], "createdAt": "yesterday", "lastMessageAt": {}, "title": 3, "tags": "none",
            "author": [], "text": false, "direction": 1 })
}
