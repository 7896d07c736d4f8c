//! The topic `json`: the contract, and every record as the schema has it.

use serde_json::Value;

use crate::cli::page::Part;
use crate::report::{SCHEMA, SCHEMA_DOCUMENT};

/// Its parts.
pub(super) fn parts() -> Vec<Part> {
    let schema: Value = serde_json::from_str(SCHEMA_DOCUMENT).unwrap_or_default();
    let mut parts = contract();
    let (records, shared): (Vec<_>, Vec<_>) =
        definitions(&schema).partition(|(_, of)| kind(of).is_some());
    parts.push(Part::heading("Documents and lines, by kind"));
    parts.push(Part::words(
        records
            .iter()
            .filter_map(|(_, of)| Some((kind(of)?, description(of)))),
    ));
    for (_, record) in &records {
        let kind = kind(record).unwrap_or_default();
        let shapes = shapes(record);
        let several = shapes.len() > 1;
        for shape in shapes {
            let which = if several {
                particular(shape)
            } else {
                String::new()
            };
            parts.push(Part::heading(&format!("Fields of kind {kind}{which}")));
            // What a kind of one shape is, the list of kinds says.
            parts.extend(several.then(|| Part::prose(description(shape))));
            parts.extend(fields(shape));
        }
    }
    for (name, record) in &shared {
        parts.push(Part::heading(&format!("Fields of {name}")));
        parts.extend(fields(record));
    }
    parts
}

/// What scripts may rely on.
fn contract() -> Vec<Part> {
    vec![
        Part::prose(
            "list, show, count, check, doctor, config show and version print JSON where their --format or \
             --json asks for it; watch always does. A document is one line; JSON lines are one document a \
             line. The text is UTF-8, whatever the other side sent.",
        ),
        Part::prose(&format!(
            "Every document says first which schema it keeps to, {SCHEMA:?}, and of which kind it is. \
             Within a version fields and kinds are only added: pass over those you do not know. What is \
             there is not taken away, and keeps its name, its type and its meaning. The words of an enum \
             may become more."
        )),
        Part::prose(
            "Fields are always there, null where nothing is known, but for those of --include-text. Names \
             are the API's own where it has one. Times are RFC 3339 in UTC. completeness says whether \
             something may be missing and as of when the answer is right.",
        ),
        Part::lines(["spruce-inbox schema > spruce-inbox.schema.json"]),
    ]
}

/// The definitions of the schema, by name.
fn definitions(schema: &Value) -> impl Iterator<Item = (&str, &Value)> {
    let all = schema.get("$defs").and_then(Value::as_object);
    all.into_iter()
        .flatten()
        .map(|(name, of)| (name.as_str(), of))
}

/// The shapes a record can have: one, unless the schema says "one of these".
fn shapes(record: &Value) -> Vec<&Value> {
    let several = record.get("oneOf").and_then(Value::as_array);
    several.map_or_else(|| vec![record], |shapes| shapes.iter().collect())
}

/// The kind of document this defines; `None` for a part of documents.
fn kind(record: &Value) -> Option<&str> {
    let shape = shapes(record).into_iter().next()?;
    shape.pointer("/properties/kind/const")?.as_str()
}

/// What tells one shape of a kind from the others: the fields that can only be one word.
fn particular(shape: &Value) -> String {
    let words = properties(shape).filter(|(name, _)| !is_head(name));
    let words = words.filter_map(|(name, field)| {
        let only = field.get("const")?.as_str()?;
        Some(format!(", {name} {only}"))
    });
    words.collect()
}

/// Fields of every document.
fn is_head(name: &str) -> bool {
    ["schema", "kind"].contains(&name)
}

fn properties(of: &Value) -> impl Iterator<Item = (&String, &Value)> {
    let properties = of.get("properties").and_then(Value::as_object);
    properties.into_iter().flatten()
}

fn description(of: &Value) -> &str {
    of.get("description")
        .and_then(Value::as_str)
        .unwrap_or_default()
}

/// The fields of a record, with what the schema says of them.
fn fields(record: &Value) -> Option<Part> {
    let mut words = Vec::new();
    collect(&mut words, "", record);
    (!words.is_empty()).then(|| Part::words(words))
}

/// Collects the fields of a record and of the records in it that have no name of their own.
fn collect(words: &mut Vec<(String, String)>, before: &str, record: &Value) {
    for (name, field) in properties(record).filter(|(name, _)| !is_head(name)) {
        let path = format!("{before}{name}");
        words.push((path.clone(), meaning(field)));
        collect(words, &format!("{path}."), field);
        if let Some(items) = field.get("items") {
            collect(words, &format!("{path}[]."), items);
        }
        let any = field.get("anyOf").and_then(Value::as_array);
        for inner in any.into_iter().flatten() {
            collect(words, &format!("{path}."), inner);
        }
    }
}

/// The type of a field and what it means.
fn meaning(field: &Value) -> String {
    let parts = [type_of(field), description(field).to_owned()];
    let parts: Vec<_> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join(". ")
}

/// The type of a field in words.
fn type_of(field: &Value) -> String {
    if let Some(target) = field.get("$ref").and_then(Value::as_str) {
        return target.rsplit('/').next().unwrap_or_default().to_owned();
    }
    if let Some(items) = field.get("items") {
        return format!("list of {}", type_of(items));
    }
    if let Some(words) = field.get("enum").and_then(Value::as_array) {
        return words.iter().map(word).collect::<Vec<_>>().join(" | ");
    }
    if let Some(any) = ["anyOf", "oneOf"]
        .iter()
        .find_map(|key| field.get(key)?.as_array())
    {
        return any.iter().map(type_of).collect::<Vec<_>>().join(" | ");
    }
    if let Some(only) = field.get("const") {
        return word(only);
    }
    let time = field.get("format").and_then(Value::as_str) == Some("date-time");
    let name = |name: &str| {
        if time && name == "string" {
            "time"
        } else {
            name
        }
        .to_owned()
    };
    match field.get("type") {
        Some(Value::Array(types)) => {
            let names = types.iter().filter_map(Value::as_str).map(name);
            names.collect::<Vec<_>>().join(" | ")
        }
        Some(Value::String(only)) => name(only),
        _ => String::new(),
    }
}

fn word(word: &Value) -> String {
    word.as_str()
        .map_or_else(|| word.to_string(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_said_in_words() {
        let said = |json: &str| type_of(&serde_json::from_str(json).unwrap());
        assert_eq!(
            said(r#"{"type": ["string", "null"], "format": "date-time"}"#),
            "time | null"
        );
        assert_eq!(
            said(r##"{"type": "array", "items": {"$ref": "#/$defs/item"}}"##),
            "list of item"
        );
        assert_eq!(said(r#"{"enum": ["a", null]}"#), "a | null");
        assert_eq!(
            said(r#"{"anyOf": [{"type": "integer"}, {"type": "null"}]}"#),
            "integer | null"
        );
        assert_eq!(said(r#"{"const": 1}"#), "1");
    }

    #[test]
    fn a_record_of_several_shapes_is_explained_shape_by_shape() {
        let record: Value = serde_json::from_str(
            r#"{"oneOf": [
                {"properties": {"kind": {"const": "event"}, "event": {"const": "ready"},
                                "counts": {"type": "object", "properties": {"unread": {"type": "integer"}}}}},
                {"properties": {"kind": {"const": "event"}, "event": {"const": "stale"}}}
            ]}"#,
        )
        .unwrap();
        assert_eq!(kind(&record), Some("event"));
        let shapes = shapes(&record);
        let titles: Vec<_> = shapes.iter().map(|shape| particular(shape)).collect();
        assert_eq!(titles, [", event ready", ", event stale"]);
        let Some(Part::Words(words)) = fields(shapes[0]) else {
            panic!("no fields");
        };
        let names: Vec<_> = words.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["counts", "counts.unread", "event"]);
    }
}
