//! What the environment says of the terminal.

#[cfg(test)]
mod tests;

use crate::headless::Surroundings;
use crate::model::text::CleanText;
use crate::report::doctor::{Check, Name, Outcome};
use crate::runtime;

use super::findings::Findings;

/// The program can be used from this size on.
const LEAST: (u16, u16) = (40, 10);

/// Looks at it. `size` in columns and rows; `None` where there is no terminal.
pub(super) fn look(findings: &mut Findings, around: &Surroundings<'_>, size: Option<(u16, u16)>) {
    let text = |name: &str| {
        let value = (around.env)(name).unwrap_or_default();
        CleanText::line(&value.to_string_lossy()).to_string()
    };
    let set = |name: &str| !text(name).is_empty();
    terminal(findings, &text, size);
    let term = text("TERM");
    if set("NO_COLOR") {
        findings.ok(
            Name::Colours,
            "none, because NO_COLOR is set; nothing is said by colour alone",
        );
    } else if ["truecolor", "24bit"].contains(&text("COLORTERM").as_str()) {
        findings.ok(Name::Colours, "16 million, of which the usual 16 are used");
    } else if matches!(term.as_str(), "" | "dumb") {
        findings.ok(Name::Colours, "not known; nothing is said by colour alone");
    } else {
        findings.ok(Name::Colours, "the usual 16");
    }
    characters(findings, &text);
    notifications(findings, around);
    // Terminals do not tell whether they take it.
    let found = "by OSC 52, if the terminal allows it";
    if set("TMUX") {
        let advice = "in tmux it needs: set -g set-clipboard on";
        let check = Check::new(Name::Clipboard, Outcome::Ok, found);
        findings.add(check.advise(advice));
    } else if set("STY") {
        let advice = "screen does not let it through: use tmux, or no multiplexer";
        findings.warn(Name::Clipboard, "screen keeps it from the terminal", advice);
    } else {
        findings.ok(Name::Clipboard, found);
    }
}

fn terminal(findings: &mut Findings, text: &dyn Fn(&str) -> String, size: Option<(u16, u16)>) {
    let set = |name: &str| !text(name).is_empty();
    let term = text("TERM");
    let within: Vec<&str> = [
        ("TMUX", "tmux"),
        ("STY", "screen"),
        ("SSH_CONNECTION", "ssh"),
    ]
    .into_iter()
    .filter_map(|(name, what)| set(name).then_some(what))
    .collect();
    let within = if within.is_empty() {
        String::new()
    } else {
        format!(", in {}", within.join(" and "))
    };
    let Some((columns, rows)) = size else {
        return findings.skip(Name::Terminal, "there is none here");
    };
    let named = if term.is_empty() {
        "without a name"
    } else {
        &term
    };
    let found = format!("{named}, {columns} by {rows}{within}");
    if matches!(term.as_str(), "" | "dumb") {
        let advice = "the inbox needs a terminal that can place text: set TERM to what it is";
        findings.warn(Name::Terminal, &found, advice);
    } else if columns < LEAST.0 || rows < LEAST.1 {
        let advice = format!("the inbox needs {} by {}", LEAST.0, LEAST.1);
        findings.warn(Name::Terminal, &found, &advice);
    } else {
        findings.ok(Name::Terminal, &found);
    }
}

/// As the C library chooses: the first that is set counts.
fn characters(findings: &mut Findings, text: &dyn Fn(&str) -> String) {
    let found = ["LC_ALL", "LC_CTYPE", "LANG"]
        .into_iter()
        .map(|name| (name, text(name)))
        .find(|(_, value)| !value.is_empty());
    let Some((name, value)) = found else {
        let advice = "if names look odd, set LANG to a UTF-8 locale, such as C.UTF-8";
        return findings.warn(Name::Characters, "no locale is set", advice);
    };
    let lower = value.to_ascii_lowercase();
    let found = format!("{name}={value}");
    if lower.contains("utf-8") || lower.contains("utf8") {
        findings.ok(Name::Characters, &found);
    } else {
        let advice = "the inbox writes UTF-8: set LANG to a UTF-8 locale, such as C.UTF-8";
        findings.warn(Name::Characters, &found, advice);
    }
}

fn notifications(findings: &mut Findings, around: &Surroundings<'_>) {
    let Ok(config) = around.config else {
        return findings.skip(Name::Notifications, "it needs the configuration");
    };
    let notifier = runtime::notifier_of(config, around.env);
    let wanted = config.alarms.desktop_after.get().is_some();
    match (notifier.sequence(), wanted) {
        (Some(sequence), true) => findings.ok(Name::Notifications, &format!("by {sequence}")),
        (Some(sequence), false) => {
            let found = format!("none, as alarms.desktop_after is off; it would be by {sequence}");
            findings.ok(Name::Notifications, &found);
        }
        (None, false) => {
            findings.ok(Name::Notifications, "none, as alarms.desktop_after is off");
        }
        (None, true) => {
            let found = "alarms.desktop_after is set, but this terminal is not known to notify";
            let advice = "name the sequence it understands in alarms.notify, or use alarms.hook";
            findings.warn(Name::Notifications, found, advice);
        }
    }
}
