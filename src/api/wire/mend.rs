//! Second chance for JSON that is almost right.
//!
//! Three things make a strict reader give up on a whole page although only one value is bad: half of
//! a surrogate pair (`\ud83d` alone, from text cut in the middle of an emoji), a bare control
//! character inside a string, and a number no `f64` can hold. Each is replaced in place, so that the
//! rest of the page is not lost over it. Used only after a first, failed reading.

/// Stands for what could not be read, as an escape.
const REPLACEMENT: &str = "\\ufffd";
/// Numbers beyond this are taken for out of range; a little less than `f64` holds.
const HUGE: f64 = 1e300;

/// The same JSON with unreadable values replaced. What is broken otherwise stays broken.
pub(super) fn mend(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    let mut rest = json;
    while let Some((outside, string)) = rest.split_once('"') {
        mend_numbers(outside, &mut out);
        out.push('"');
        rest = mend_string(string, &mut out);
    }
    mend_numbers(rest, &mut out);
    out
}

/// Copies what stands between strings, with `null` for numbers out of range (and for `NaN` and the
/// like, which some writers produce).
fn mend_numbers(outside: &str, out: &mut String) {
    for piece in outside.split_inclusive(|c: char| ",:[]{}".contains(c) || c.is_whitespace()) {
        let token = piece.trim_end_matches(|c: char| ",:[]{}".contains(c) || c.is_whitespace());
        match token.parse::<f64>() {
            Ok(number) if number.is_nan() || number.abs() >= HUGE => {
                out.push_str("null");
                out.extend(piece.strip_prefix(token));
            }
            _ => out.push_str(piece),
        }
    }
}

/// Copies a string up to and with its closing quote; returns what follows it.
fn mend_string<'j>(string: &'j str, out: &mut String) -> &'j str {
    let mut rest = string;
    loop {
        let plain = rest.find(['"', '\\']).unwrap_or(rest.len());
        let (text, special) = rest.split_at_checked(plain).unwrap_or((rest, ""));
        out.extend(
            text.chars()
                .map(|c| if c.is_ascii_control() { ' ' } else { c }),
        );
        if let Some(after) = special.strip_prefix('"') {
            out.push('"');
            return after;
        }
        if special.is_empty() {
            return "";
        }
        rest = mend_escape(special, out);
    }
}

/// Copies one escape, or a pair of them that belong together; returns what follows.
fn mend_escape<'j>(escape: &'j str, out: &mut String) -> &'j str {
    let length = match unit(escape) {
        Some(0xD800..=0xDBFF) => {
            let second = escape.get(6..).and_then(unit);
            if matches!(second, Some(0xDC00..=0xDFFF)) {
                12
            } else {
                out.push_str(REPLACEMENT);
                return escape.get(6..).unwrap_or_default();
            }
        }
        Some(0xDC00..=0xDFFF) => {
            out.push_str(REPLACEMENT);
            return escape.get(6..).unwrap_or_default();
        }
        Some(_) => 6,
        // A backslash and the character it escapes, whatever its width.
        None => escape.chars().take(2).map(char::len_utf8).sum(),
    };
    let (kept, after) = escape.split_at_checked(length).unwrap_or((escape, ""));
    out.push_str(kept);
    after
}

/// The code unit of a `\uXXXX` at the start.
fn unit(text: &str) -> Option<u16> {
    let digits = text.strip_prefix("\\u")?.get(..4)?;
    let hex = digits.bytes().all(|b| b.is_ascii_hexdigit());
    hex.then(|| u16::from_str_radix(digits, 16).ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_right_stays_as_it_is() {
        for json in [
            r#"{"a":"x\"y\\","b":[1,-2.5e3,null,true],"c":"\ud83d\ude00\u00e9\n"}"#,
            r#" { "a" : "\\ud83d" , "b" : 1 } "#,
            "",
        ] {
            assert_eq!(mend(json), json);
        }
    }

    #[test]
    fn only_the_unreadable_is_replaced() {
        for (broken, mended) in [
            (r#"["\ud83d"]"#, r#"["\ufffd"]"#),
            (r#"["\ude00 \ud83dx"]"#, r#"["\ufffd \ufffdx"]"#),
            (r#"["\ud83d\ud83d\ude00"]"#, r#"["\ufffd\ud83d\ude00"]"#),
            ("[\"a\u{1b}b\nc\"]", r#"["a b c"]"#),
            (r#"{"a":1e999,"b": -1e400 }"#, r#"{"a":null,"b": null }"#),
            ("[NaN,inf,2]", "[null,null,2]"),
        ] {
            assert_eq!(mend(broken), mended);
            assert!(serde_json::from_str::<serde_json::Value>(mended).is_ok());
        }
    }

    #[test]
    fn what_is_cut_off_stays_cut_off() {
        for json in [r#"{"a":"b"#, r#"{"a":"\"#, r#"["\ud8"#, r#"["\é"#] {
            assert_eq!(mend(json), json);
        }
    }
}
