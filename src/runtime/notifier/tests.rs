use std::time::Duration;

use super::*;
use crate::app::alarms::{Cause, Figures, TitleState};

type Vars = [(&'static str, &'static str)];

fn notifier(by: By, vars: &Vars) -> Notifier {
    let env = |name: &str| {
        let found = vars.iter().find(|(set, _)| *set == name);
        found.map(|(_, value)| (*value).into())
    };
    Notifier::new(by, &env)
}

fn notification() -> Notification {
    Notification {
        cause: Cause::Overdue,
        figures: Figures {
            overdue: 2,
            waiting: 7,
            longest: Some(Duration::from_secs(72 * 60)),
            exact: true,
            ..Figures::default()
        },
        stale: None,
    }
}

fn text(notifier: Notifier) -> String {
    String::from_utf8(notifier.notification(&notification())).unwrap()
}

#[test]
fn the_sequence_is_the_one_that_the_terminal_understands() {
    let (osc9, osc777, osc99) = (
        Some(Dialect::Osc9),
        Some(Dialect::Osc777),
        Some(Dialect::Osc99),
    );
    let table: &[(&Vars, Option<Dialect>)] = &[
        (&[], None),
        (&[("TERM", "xterm-256color")], None),
        (&[("TERM", "linux")], None),
        (&[("TERM", "xterm-kitty")], osc99),
        (
            &[("TERM", "xterm-256color"), ("KITTY_WINDOW_ID", "1")],
            osc99,
        ),
        (&[("TERM_PROGRAM", "WezTerm")], osc777),
        (&[("WEZTERM_PANE", "0")], osc777),
        (&[("TERM_PROGRAM", "ghostty")], osc777),
        (&[("TERM", "foot")], osc777),
        (&[("TERM", "foot-direct")], osc777),
        (&[("TERM", "footprint")], None),
        (&[("TERM", "rxvt-unicode-256color")], osc777),
        (&[("VTE_VERSION", "7600")], osc777),
        (&[("TERM_PROGRAM", "iTerm.app")], osc9),
        (&[("LC_TERMINAL", "iTerm2"), ("TERM_PROGRAM", "tmux")], osc9),
        (&[("TERM_PROGRAM", "WarpTerminal")], osc9),
        (&[("TERM_PROGRAM", "Apple_Terminal")], None),
        (&[("TERM_PROGRAM", "vscode")], None),
        (&[("TERM_PROGRAM", "tmux"), ("TMUX", "/t,1,0")], None),
        (&[("ConEmuPID", "1"), ("KITTY_WINDOW_ID", "")], None),
        (&[("WT_SESSION", "x")], None),
        (&[("STY", "1.pts"), ("VTE_VERSION", "7600")], None),
    ];
    for (vars, wanted) in table {
        assert_eq!(notifier(By::Auto, vars).dialect, *wanted, "{vars:?}");
    }
}

#[test]
fn what_the_user_says_comes_before_what_is_guessed() {
    let kitty = [("TERM", "xterm-kitty")];
    assert_eq!(notifier(By::Osc9, &kitty).dialect, Some(Dialect::Osc9));
    assert_eq!(text(notifier(By::Off, &kitty)), "");
}

#[test]
fn each_sequence_is_whole_and_ends_with_st() {
    let words = "2 overdue, 7 waiting, longest 1 h 12 min";
    assert_eq!(
        text(notifier(By::Osc9, &[])),
        format!("\u{1b}]9;spruce-inbox: {words}\u{1b}\\")
    );
    assert_eq!(
        text(notifier(By::Osc777, &[])),
        format!("\u{1b}]777;notify;spruce-inbox;{words}\u{1b}\\")
    );
    assert_eq!(
        text(notifier(By::Osc99, &[])),
        format!(
            "\u{1b}]99;i=spruce-inbox:d=0;spruce-inbox\u{1b}\\\
             \u{1b}]99;i=spruce-inbox:d=1:p=body;{words}\u{1b}\\"
        )
    );
}

#[test]
fn inside_tmux_it_is_wrapped_and_the_title_is_not() {
    let tmux = notifier(
        By::Osc9,
        &[("TMUX", "/tmp/t,1,0"), ("TERM", "tmux-256color")],
    );
    assert_eq!(
        text(tmux),
        "\u{1b}Ptmux;\u{1b}\u{1b}]9;spruce-inbox: 2 overdue, 7 waiting, longest 1 h 12 min\
         \u{1b}\u{1b}\\\u{1b}\\"
    );
    let title = tmux.title(&title());
    assert_eq!(
        String::from_utf8(title).unwrap(),
        "\u{1b}]2;‼1 ◀7 · spruce-inbox\u{1b}\\"
    );
}

fn title() -> Title {
    Title {
        state: TitleState::Live,
        overdue: 1,
        waiting: 7,
        new: 0,
        exact: true,
        silent: false,
    }
}

#[test]
fn a_terminal_without_a_title_is_left_alone() {
    for term in ["linux", "dumb", ""] {
        assert_eq!(notifier(By::Auto, &[("TERM", term)]).title(&title()), b"");
    }
}

#[test]
fn no_control_character_gets_through_and_not_too_much() {
    assert_eq!(visible("a\u{1b}]0;b\u{7}\u{9c}\u{85}c\n"), "a]0bc");
    assert_eq!(visible(&"x".repeat(1000)).len(), LONGEST);
    let most = Notification {
        cause: Cause::Inbound,
        figures: Figures {
            overdue: usize::MAX,
            due_soon: usize::MAX,
            waiting: usize::MAX,
            new: usize::MAX,
            longest: Some(Duration::MAX),
            exact: false,
        },
        stale: Some(Duration::MAX),
    };
    let words = most.to_string();
    assert!(words.is_ascii() && !words.contains(';'));
    assert_eq!(visible(&words), words, "nothing is ever cut off");
}
