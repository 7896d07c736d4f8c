//! Text that attacks the terminal comes out harmless: asserted on the bytes, not on the screen.

use std::collections::BTreeSet;

use crate::clinic::Clinic;
use crate::launch::{Home, Launch};
use crate::session::Fate;
use crate::view;

/// Every control sequence the program may write, parameters of colours and positions left out.
const ALLOWED: [&str; 17] = [
    "m", "H", "J", "K", "A", "C", // colours, the place to write at, erasing
    "?1049h", "?1049l", "?25h", "?25l", "?2004h", "?2004l", "?1004h", "?1004l", // modes
    "?2026h", "?2026l", // frames
    "t",      // the title of before is kept, and given back
];

/// Inside sequences that must vanish whole; unlike any other text.
const HIDDEN: [&str; 6] = [
    "ZQTITLEZQ",
    "ZQICONZQ",
    "WlFDTElQWlE=",
    "zqlink.example.com",
    "ZQDCSZQ",
    "owned",
];

const TITLE: &str = "Mallory\u{1b}]0;ZQTITLEZQ\u{7} Sample\u{1b}[2J\u{9b}31m-Shell\u{202e}\u{200b}";
const TEXT: &str = "begin \u{1b}]0;ZQTITLEZQ\u{1b}\\\u{1b}]1;ZQICONZQ\u{7}\u{1b}]52;c;WlFDTElQWlE=\u{7}\
    \u{1b}]8;;https://zqlink.example.com\u{1b}\\\u{1b}PZQDCSZQ\u{1b}\\\u{9d}2;ZQTITLEZQ\u{9c}\u{1b}[6n\u{1b}[c\
    \u{1b}[?1049l\u{1b}c\u{85}\u{8}\u{7}\u{202d}\u{2066}\u{feff}\u{2060}\u{ad}\u{e0041} endzq";

#[test]
fn no_text_from_outside_reaches_the_terminal_as_anything_but_text() {
    let (clinic, home) = (Clinic::open(), Home::new());
    let mut session = Launch::at(&clinic, &home).start();
    session.wait_until_live();
    // The clinic has an attacker of its own, with a hostile tag and attachment, too.
    session.send("/urgtne\r\r");
    session.wait_for("the attacker's head", |screen| {
        view::shows(screen, "not assigned · #urgtne")
    });
    for (keys, words) in [("gg", "colours:"), ("G", "unfinished:")] {
        session.send(keys);
        session.wait_for("an end of the thread", |screen| view::shows(screen, words));
    }
    // Back to the list, no search any more, nothing selected: what is new then shows at the top.
    session.send("hhh");
    clinic.patient(TITLE, TEXT);
    session.wait_for("the planted name", |screen| {
        view::shows(screen, "Mallory Sample")
    });
    session.send("/mallory sample\r\r");
    session.wait_for("the end of the planted text", |screen| {
        view::shows(screen, "endzq")
    });
    // The sizes where lists, heads and threads are laid out otherwise.
    for (columns, rows) in [(160, 50), (60, 20)] {
        let before = session.raw().len();
        session.resize(columns, rows);
        session.wait_for_frame_after(before);
    }
    assert_eq!(session.end_by("Q", |it| it.send("Q")), Fate::Exited(0));
    let raw = session.raw();
    let written = std::str::from_utf8(&raw).expect("everything written is UTF-8");
    for marker in HIDDEN {
        assert!(!written.contains(marker), "{marker} was written");
    }
    assert_eq!(unexpected(written), BTreeSet::new());
}

/// Everything in this stream that is neither text nor an allowed sequence, escaped.
fn unexpected(stream: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut rest = stream.chars();
    while let Some(c) = rest.next() {
        if c != '\u{1b}' {
            if is_harmful(c) {
                found.insert(c.escape_unicode().to_string());
            }
            continue;
        }
        let after = rest.as_str();
        if let Some(length) = own_title(after) {
            rest.nth(length - 1);
            continue;
        }
        let Some((params, end)) = control_sequence(after) else {
            found.insert(
                after
                    .chars()
                    .take(8)
                    .flat_map(char::escape_default)
                    .collect(),
            );
            continue;
        };
        let numbers = |text: &str| text.chars().all(|c| c.is_ascii_digit() || c == ';');
        let kind = if numbers(params) {
            end.to_string()
        } else {
            format!("{params}{end}")
        };
        if !ALLOWED.contains(&kind.as_str()) {
            found.insert(format!("CSI {params}{end}"));
        }
        rest = after.chars();
        rest.nth(params.len() + 1);
    }
    found
}

/// Characters of the title that begins here, behind its ESC, if it is one of ours: counts, and nothing else.
fn own_title(text: &str) -> Option<usize> {
    let (title, _) = text.strip_prefix("]2;")?.split_once("\u{1b}\\")?;
    let counts = title.strip_suffix("· spruce-inbox").unwrap_or(title);
    let known = |word: &str| {
        let number = word.trim_start_matches(['‼', '◀', '●', '≥', '✓', '◌']);
        ["muted", "stale"].contains(&word) || number.chars().all(|c| c.is_ascii_digit())
    };
    let length = "]2;".len() + title.chars().count() + "\u{1b}\\".len();
    counts.split_whitespace().all(known).then_some(length)
}

/// Parameters and last character of the CSI sequence that begins here, behind its ESC.
fn control_sequence(text: &str) -> Option<(&str, char)> {
    let text = text.strip_prefix('[')?;
    let length = text.find(|c: char| ('@'..='~').contains(&c))?;
    let (params, end) = text.split_at_checked(length)?;
    let parameter = |c: char| ('0'..='?').contains(&c);
    params
        .chars()
        .all(parameter)
        .then_some((params, end.chars().next()?))
}

/// Controls, and what reorders or hides text. A joiner is no harm between two pictures.
fn is_harmful(c: char) -> bool {
    (c.is_control() && !matches!(c, '\r' | '\n'))
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{200b}' | '\u{200c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'
            | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
            | '\u{e0000}'..='\u{e0fff}')
}

#[test]
fn the_scanner_finds_what_it_looks_for() {
    let good = "\u{1b}[?1049h\u{1b}[1;31mtext 👩\u{200d}⚕\u{fe0f}\r\n\u{1b}[2J\u{1b}[12;40Hä\
        \u{1b}[22;0t\u{1b}]2;stale ‼≥1 ◀≥7 · spruce-inbox\u{1b}\\\u{1b}]2;\u{1b}\\\u{1b}[23;0t";
    assert_eq!(unexpected(good), BTreeSet::new());
    for bad in [
        "\u{1b}]0;title\u{7}",
        "\u{1b}]2;Mallory · spruce-inbox\u{1b}\\",
        "\u{1b}]2;◀7\u{7}",
        "\u{1b}c",
        "\u{1b}[6n",
        "\u{1b}[?1000h",
        "\u{9b}31m",
        "\u{85}",
        "\u{7}",
        "a\u{202e}b",
        "\u{1b}[31",
    ] {
        assert_ne!(unexpected(bad), BTreeSet::new(), "{bad:?}");
    }
}
