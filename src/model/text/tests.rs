use proptest::prelude::*;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthChar;

use super::*;

fn line(raw: &str) -> String {
    CleanText::line(raw).as_str().to_owned()
}

fn block(raw: &str) -> String {
    CleanText::block(raw).as_str().to_owned()
}

/// Cleans as a block and as a line, which must agree.
#[track_caller]
fn both(raw: &str, expected: &str) {
    assert_eq!(block(raw), expected, "block of {raw:?}");
    assert_eq!(line(raw), expected, "line of {raw:?}");
}

/// Everything a reader may never be shown, checked without the code under test.
fn is_forbidden(c: char) -> bool {
    let code = u32::from(c);
    (c.is_control() && c != '\n')
        || matches!(
            code,
            0xad | 0x34f | 0x61c | 0x115f | 0x1160 | 0x17b4 | 0x17b5 | 0x3164
        )
        || matches!(code, 0x180b..=0x180f | 0x200b | 0x200c | 0x200e | 0x200f | 0x2028..=0x202e)
        || matches!(code, 0x2060..=0x206f | 0xfe00..=0xfe0d | 0xfeff | 0xffa0 | 0xfff9..=0xfffb)
        || matches!(code, 0x1d173..=0x1d17a | 0xe0000..=0xe0fff)
        || matches!(code, 0xe000..=0xf8ff | 0xfdd0..=0xfdef | 0xf0000..)
        || code & 0xfffe == 0xfffe
}

#[track_caller]
fn assert_clean(text: &str, cap: usize) {
    assert!(
        !text.contains(is_forbidden),
        "a forbidden character in {text:?}"
    );
    assert!(
        text.chars().count() <= cap,
        "longer than {cap}: {} characters",
        text.chars().count()
    );
    for cluster in text.graphemes(true) {
        assert!(
            cluster.chars().count() <= CLUSTER_MAX,
            "cluster {cluster:?}"
        );
    }
    let mut marks = MARKS_MAX;
    for c in text.chars() {
        let attached = matches!(c, '\u{fe0e}' | '\u{fe0f}' | '\u{200d}');
        if c.width() == Some(0) && !attached {
            assert!(marks < MARKS_MAX, "too many marks, or no base: {text:?}");
            marks += 1;
        } else if c.is_whitespace() {
            marks = MARKS_MAX;
        } else if !attached {
            marks = 0;
        }
    }
}

#[test]
fn plain_text_survives_unchanged() {
    for text in [
        "",
        "Casey Example",
        "(555) 555-0100",
        "Zoë Ångström-Łuk",
        "山田太郎",
        "Ольга",
        "שלום",
        "مرحبا",
        "สวัสดีครับ",
        "नमस्ते क्षत्रिय",
        "한국어 ㅋㅋ",
        "e\u{301}a\u{308}",
        "…",
    ] {
        both(text, text);
    }
}

#[test]
fn escape_sequences_go_with_their_tails() {
    both("\u{1b}[31mred\u{1b}[0m", "red");
    both("a\u{1b}]0;title\u{7}b", "ab");
    both("a\u{1b}]0;title\u{1b}\\b", "ab");
    both("a\u{1b}]0;title\u{9c}b", "ab");
    both(
        "a\u{1b}]8;;https://example.com\u{7}link\u{1b}]8;;\u{7}b",
        "alinkb",
    );
    both("a\u{1b}]52;c;cm0gLXJm\u{7}b", "ab");
    both("a\u{1b}P1$r0m\u{7}still\u{1b}\\b", "ab");
    both("a\u{1b}_Gi=1;AAAA\u{1b}\\b", "ab");
    both("a\u{1b}^private\u{1b}\\b\u{1b}Xsos\u{9c}c", "abc");
    both("a\u{1b}ktitle\u{1b}\\b", "ab");
    both("a\u{1b}(0b\u{1b}#8c\u{1b}cd\u{1b}7e", "abcde");
    both("a\u{1b}[?1049hb\u{1b}[38;2;1;2;3mc\u{1b}[1 qd", "abcd");
    both("a\u{1b}[3\u{0}1mb", "ab");
    both("a\u{1b}[31\u{18}b", "ab");
    both("a\u{1b}\u{1b}[31mb", "ab");
    both("a\u{1b}", "a");
    both("a\u{1b}[", "a");
    both("a\u{1b}é", "aé");
}

#[test]
fn eight_bit_sequences_go_with_their_tails() {
    both("a\u{9b}31mb", "ab");
    both("a\u{9d}0;title\u{7}b", "ab");
    both("a\u{90}q#0\u{9c}b", "ab");
    both("a\u{9f}Gi=1\u{1b}\\b\u{98}x\u{9c}c\u{9e}y\u{9c}d", "abcd");
    both("a\u{84}b\u{8d}c", "abc");
}

#[test]
fn an_unended_string_costs_its_line_and_not_the_message() {
    assert_eq!(block("a\u{1b}]0;title\nhelp me"), "a\nhelp me");
    assert_eq!(block("a\u{1b}Pdcs\r\nhelp me"), "a\nhelp me");
    assert_eq!(block("a\u{9d}0;title\u{2028}help me"), "a\nhelp me");
    assert_eq!(line("a\u{1b}]0;title\nhelp me"), "a help me");
    assert_eq!(block("a\u{1b}[3\nhelp"), "a\nhelp");
    both("a\u{1b}]0;t\u{1b}[31mhelp", "ahelp");
}

#[test]
fn text_decoded_twice_is_not_taken_for_a_sequence() {
    both(
        "she said â€œnoâ€\u{9d} and fell",
        "she said â€œnoâ€ and fell",
    );
    both("Ð\u{90}Ð½Ð½Ð°", "ÐÐ½Ð½Ð°");
}

#[test]
fn line_breaks_and_tabs() {
    assert_eq!(
        block("a\r\nb\rc\u{2028}d\u{2029}e\u{85}f\u{b}g\u{c}h"),
        "a\nb\nc\nd\ne\nf\ng\nh"
    );
    assert_eq!(block("a\tb\n\n  c \n"), "a    b\n\n  c");
    assert_eq!(line("a\tb\r\n\r\nc"), "a b c");
    assert_eq!(line("\n a \u{a0} \u{3000}b \n"), "a b");
    for spaced in ["a  b", " a b", "a b "] {
        assert_eq!(line(spaced), "a b");
    }
    assert_eq!(block(" a  b "), " a  b");
    assert_eq!(block("a\n"), "a");
    assert_eq!(line(" \t\n"), "");
    assert_eq!(block(" \t\n"), "");
}

#[test]
fn controls_and_invisible_characters_go() {
    both("a\0b\u{8}c\u{7f}d", "abcd");
    both(
        "a\u{202e}b\u{2066}c\u{2069}d\u{200e}e\u{200f}f\u{61c}g",
        "abcdefg",
    );
    both(
        "p\u{ad}a\u{200b}y\u{feff}p\u{2060}a\u{200c}l\u{e0041}!\u{e01ef}",
        "paypal!",
    );
    both(
        "a\u{e000}b\u{f8ff}\u{fdd0}c\u{ffff}\u{10fffe}",
        "a\u{fffd}b\u{fffd}\u{fffd}c\u{fffd}\u{fffd}",
    );
}

#[test]
fn joiners_and_selectors_stay_only_where_they_show() {
    for emoji in ["👨‍👩‍👧", "❤️‍🔥", "👩🏽‍⚕️", "🏳️‍🌈", "1️⃣", "☎️", "☎︎", "🇨🇦", "👍🏽"]
    {
        both(emoji, emoji);
    }
    both("a\u{200d}b👍\u{200d}c\u{200d}👍", "ab👍c👍");
    both("👍\u{200d}\u{200b}\u{200d}👍\u{200d}", "👍\u{200d}👍");
    both("a\u{fe0f}b👍\u{fe0f}\u{fe0f}", "ab👍\u{fe0f}");
    both("\u{fe0f}\u{200d}👍 \u{fe0f}x", "👍 x");
}

#[test]
fn marks_are_capped_and_need_a_base() {
    let zalgo = format!("H{}i", "\u{336}\u{35c}".repeat(500));
    both(&zalgo, "H\u{336}\u{35c}\u{336}\u{35c}i");
    both("\u{301}a \u{301}b", "a b");
    assert_eq!(block("a\n\u{301}b"), "a\nb");
}

#[test]
fn a_cluster_without_end_becomes_one_replacement() {
    let pictographs = vec!["👍"; 100].join("\u{200d}");
    let conjuncts = vec!["क"; 100].join("\u{94d}");
    for run in [&pictographs, &conjuncts] {
        both(&format!("a {run} b"), "a \u{fffd} b");
    }
    // Prefixed signs take the next character into their cluster, spacing marks the one before.
    both(&format!("a {}bc", "\u{600}".repeat(100)), "a \u{fffd}c");
    both(&format!("a {} c", "\u{903}".repeat(100)), "a\u{fffd} c");
}

#[test]
fn long_text_is_cut_between_clusters() {
    let cap = CleanText::LINE_MAX;
    let fits = "x".repeat(cap);
    assert_eq!(line(&fits), fits);
    assert_eq!(
        line(&"x".repeat(cap + 1)),
        format!("{}…", "x".repeat(cap - 1))
    );

    // The family of five characters would end exactly one character behind the room.
    let family = "👨\u{200d}👩\u{200d}👧";
    let text = format!("{}{family}more", "x".repeat(cap - 5));
    assert_eq!(line(&text), format!("{}…", "x".repeat(cap - 5)));

    // Nor does a cut separate a mark from its base or leave a space before the ellipsis.
    let text = format!("{} e\u{301}more", "x".repeat(cap - 3));
    assert_eq!(line(&text), format!("{}…", "x".repeat(cap - 3)));
    assert_clean(
        &block(&"é\n".repeat(CleanText::BLOCK_MAX)),
        CleanText::BLOCK_MAX,
    );
}

#[test]
fn debug_shows_no_text() {
    let debug = format!("{:?}", CleanText::line("Casey Example"));
    assert_eq!(debug, "CleanText(13 bytes)");
}

#[test]
fn a_large_hostile_text_comes_out_clean() {
    const SIZE: usize = 1 << 20;
    let units = [
        "\u{1b}",
        "\u{1b}[",
        "\u{1b}]0;",
        "\u{90}",
        "\u{90}a",
        "\u{9d}1",
        "\u{200d}",
        "\u{301}",
        "👍\u{200d}",
        "🇨",
        "क\u{94d}",
        "\u{600}",
        "\u{202e}\u{e0041}",
        "\t",
        "\r",
    ];
    for unit in units {
        let text = format!("start {} end", unit.repeat(SIZE / unit.len()));
        let (line, block) = (line(&text), block(&text));
        assert_clean(&line, CleanText::LINE_MAX);
        assert_clean(&block, CleanText::BLOCK_MAX);
        assert!(block.starts_with("start"), "{unit:?}");
    }
}

/// Text made of pieces that are dangerous alone or together.
fn hostile() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "\u{1b}",
        "[",
        "]",
        "\\",
        "P",
        "X",
        "^",
        "_",
        "k",
        "0;",
        "31",
        "m",
        "?",
        " ",
        "(",
        "#",
        "\u{7}",
        "\u{18}",
        "\u{1a}",
        "\u{90}",
        "\u{98}",
        "\u{9b}",
        "\u{9c}",
        "\u{9d}",
        "\u{9e}",
        "\u{9f}",
        "\u{85}",
        "\u{84}",
        "\0",
        "\u{7f}",
        "\r",
        "\n",
        "\t",
        "\u{2028}",
        "\u{202e}",
        "\u{2066}",
        "\u{200b}",
        "\u{200c}",
        "\u{200d}",
        "\u{200f}",
        "\u{61c}",
        "\u{feff}",
        "\u{fe0e}",
        "\u{fe0f}",
        "\u{fe00}",
        "\u{e0041}",
        "\u{e01ef}",
        "\u{e000}",
        "\u{ffff}",
        "\u{fdd0}",
        "\u{301}",
        "\u{20e3}",
        "\u{94d}",
        "\u{903}",
        "\u{600}",
        "\u{1161}",
        "\u{11a8}",
        "\u{1100}",
        "क",
        "👍",
        "👩",
        "⚕",
        "🏽",
        "🇨",
        "1",
        "#",
        "a",
        "é",
        "漢",
        "\u{a0}",
        "\u{3000}",
        "\u{ad}",
        "\u{34f}",
        "\u{3164}",
        "\u{2800}",
        "\u{fffd}",
        "…",
    ]);
    let long = (pieces.clone(), 1_usize..400).prop_map(|(piece, times)| piece.repeat(times));
    let piece = prop_oneof![20 => pieces.prop_map(str::to_owned), 1 => long, 2 => ".{0,8}"];
    prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn what_comes_out_is_clean(raw in hostile()) {
        let line = line(&raw);
        assert_clean(&line, CleanText::LINE_MAX);
        prop_assert!(!line.contains('\n') && line.trim() == line && !line.contains("  "));
        assert_clean(&block(&raw), CleanText::BLOCK_MAX);
    }

    #[test]
    fn cleaning_twice_changes_nothing(raw in hostile()) {
        let (once_line, once_block) = (line(&raw), block(&raw));
        prop_assert_eq!(line(&once_line), once_line);
        prop_assert_eq!(block(&once_block), once_block);
    }

    #[test]
    fn any_unicode_is_handled(raw in any::<String>()) {
        let text = block(&raw);
        assert_clean(&text, CleanText::BLOCK_MAX);
        prop_assert_eq!(block(&text), text);
    }

    #[test]
    fn words_survive_in_order(words in prop::collection::vec("[a-zA-Z0-9.,!?é漢я]{1,12}", 0..15)) {
        let text = words.join(" ");
        prop_assert_eq!(line(&text), text.clone());
        prop_assert_eq!(line(&words.join("\r\n\u{1b}[1m")), text.clone());
        prop_assert_eq!(block(&words.join("\n")), words.join("\n"));
    }
}
