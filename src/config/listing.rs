//! Every setting in force, as the file would say it, and who said so.
//!
//! Secrets are not in it: neither the token nor a command, since people put secrets into commands.

#[cfg(test)]
mod tests;

use std::time::Duration;

use toml::Value;

use super::hours::OpenSpans;
use super::origin::Origin;
use super::targets::USUAL;
use super::value::DAY;
use super::{
    After, Alarms, Config, History, Hours, LogLevel, NotifyBy, Order, Quiet, SeenAfter, Target,
    Targets, Threshold, TimeOfDay, TokenAbsent, TokenSource, Zone,
};

/// What is shown of a setting.
#[derive(Clone, PartialEq, Debug)]
pub enum Shown {
    /// Its value, as the file would say it.
    Value(Value),
    /// That it is set; its value is nobody's business.
    Hidden,
    /// That it is not set, and has no default.
    Unset,
}

/// One setting in force.
#[derive(Clone, PartialEq, Debug)]
pub struct Setting {
    /// Its name in the file, a dot between table and key.
    pub key: String,
    /// What may be shown of it.
    pub shown: Shown,
    /// Who said so.
    pub origin: Origin,
}

/// Every setting, whole tables after single values, and what is told of tables key by key last. The token stands for all ways to give one.
#[must_use]
pub fn settings(config: &Config) -> Vec<Setting> {
    let mut all = Vec::new();
    let mut add = |key: &str, shown| {
        let origin = config.origins.of(key);
        let key = key.to_owned();
        all.push(Setting { key, shown, origin });
    };
    add("base_url", url(config.base_url.as_deref()));
    add("token", token(config.token.as_ref()));
    add("interval", text(span(config.interval.get())));
    add("window", text(span(config.window.get())));
    add("history", text(history(config.history)));
    add("share", Shown::Value(Value::Float(config.share.get())));
    add("order", text(order(config.order)));
    add("ephemeral", yes_or_no(config.ephemeral));
    let log_file = config.log_file.as_ref();
    let path = log_file.map(|path| path.to_string_lossy().into_owned());
    add("log_file", perhaps(path));
    add("log_level", text(level(config.log_level)));
    add("seen_after", text(seen_after(config.seen_after)));
    let answered = config.automated_counts_as_reply;
    add("automated_counts_as_reply", yes_or_no(answered));
    let handled = config.archived_counts_as_handled;
    add("archived_counts_as_handled", yes_or_no(handled));
    add("me", perhaps(config.me.clone()));
    add("view", perhaps(config.start.view.clone()));
    add("wallboard", yes_or_no(config.start.wallboard));
    add("theme", text(&config.theme));
    match &config.hours {
        Some(set) => add("hours", Shown::Value(hours(set))),
        None => add("hours", Shown::Unset),
    }
    add("views", views(config));
    add("keys", keys(config));
    for (key, shown) in targets(&config.targets) {
        add(&key, shown);
    }
    for (key, shown) in alarms(&config.alarms) {
        add(&key, shown);
    }
    all
}

fn text(value: impl Into<String>) -> Shown {
    Shown::Value(Value::String(value.into()))
}

fn perhaps(value: Option<String>) -> Shown {
    value.map_or(Shown::Unset, text)
}

fn yes_or_no(value: bool) -> Shown {
    Shown::Value(Value::Boolean(value))
}

/// What stands behind a `?` or `#` has no place there, and may be anything.
fn url(value: Option<&str>) -> Shown {
    match value {
        Some(url) if url.contains(['?', '#']) => Shown::Hidden,
        url => perhaps(url.map(str::to_owned)),
    }
}

fn token(token: Result<&TokenSource, &TokenAbsent>) -> Shown {
    match token {
        Ok(_) | Err(TokenAbsent::HalfPair(_)) => Shown::Hidden,
        Err(TokenAbsent::NotSet) => Shown::Unset,
    }
}

/// A length in its largest whole unit: `90s`, `7d`.
fn span(length: Duration) -> String {
    if length >= DAY && length.as_secs().is_multiple_of(DAY.as_secs()) && whole(length) {
        return format!("{}d", length.as_secs() / DAY.as_secs());
    }
    hours_at_most(length)
}

/// The same without days: of a clinic that is open nine hours, nobody knows what a day is.
fn hours_at_most(length: Duration) -> String {
    let seconds = length.as_secs();
    if !whole(length) {
        return humantime::format_duration(length).to_string();
    }
    match seconds {
        1.. if seconds.is_multiple_of(3600) => format!("{}h", seconds / 3600),
        1.. if seconds.is_multiple_of(60) => format!("{}m", seconds / 60),
        _ => format!("{seconds}s"),
    }
}

fn whole(length: Duration) -> bool {
    length.subsec_nanos() == 0
}

fn history(set: History) -> String {
    match set {
        History::All => "all".to_owned(),
        History::Last(reach) => span(reach),
        History::Off => "off".to_owned(),
    }
}

const fn order(set: Order) -> &'static str {
    match set {
        Order::LastMessage => "last_message",
        Order::Created => "created",
        Order::Waiting => "waiting",
    }
}

const fn level(set: LogLevel) -> &'static str {
    match set {
        LogLevel::Off => "off",
        LogLevel::Error => "error",
        LogLevel::Warn => "warn",
        LogLevel::Info => "info",
        LogLevel::Debug => "debug",
        LogLevel::Trace => "trace",
    }
}

fn seen_after(set: SeenAfter) -> String {
    match set {
        SeenAfter::Resting(length) => span(length),
        SeenAfter::Off => "off".to_owned(),
    }
}

fn targets(set: &Targets) -> Vec<(String, Shown)> {
    let said = [
        set.phone, set.secure, set.email, set.fax, set.team, set.note, set.other,
    ];
    let shown = said.into_iter().zip(USUAL).map(|(said, (key, usual))| {
        let value = match said {
            Some(Target::Within(within)) => hours_at_most(within),
            Some(Target::Off) => "off".to_owned(),
            None => usual.to_owned(),
        };
        (format!("targets.{key}"), text(value))
    });
    shown.collect()
}

fn alarms(set: &Alarms) -> Vec<(String, Shown)> {
    let after = |after: After| after.get().map_or_else(|| "off".to_owned(), span);
    let quiet = set.quiet.iter().map(|quiet| Value::String(stretch(*quiet)));
    // Without a hook there is nothing to wait for, and the file refuses to say how long.
    let (hook, hook_after) = match set.hook {
        Some(_) => (Shown::Hidden, text(after(set.hook_after))),
        None => (Shown::Unset, Shown::Unset),
    };
    let threshold = match set.threshold {
        Threshold::Any => "any",
        Threshold::NeedsReply => "needs-reply",
        Threshold::Overdue => "overdue",
    };
    let notify = match set.notify {
        NotifyBy::Auto => "auto",
        NotifyBy::Osc9 => "osc9",
        NotifyBy::Osc777 => "osc777",
        NotifyBy::Osc99 => "osc99",
        NotifyBy::Off => "off",
    };
    let all = [
        ("threshold", text(threshold)),
        ("bell", yes_or_no(set.bell)),
        ("desktop_after", text(after(set.desktop_after))),
        ("hook", hook),
        ("hook_after", hook_after),
        ("quiet", Shown::Value(Value::Array(quiet.collect()))),
        ("title", yes_or_no(set.title)),
        ("notify", text(notify)),
    ];
    all.map(|(key, shown)| (format!("alarms.{key}"), shown))
        .into()
}

fn stretch(quiet: Quiet) -> String {
    let time = |time: TimeOfDay| clock(time.minutes());
    format!("{}-{}", time(quiet.from), time(quiet.to))
}

fn clock(minutes: u16) -> String {
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

/// The table as short as it can be read again: a line for each day, one for each date.
fn hours(set: &Hours) -> Value {
    let zone = match set.zone {
        Zone::Local => "local",
        Zone::Named(zone) => zone.name(),
    };
    let days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    let week = days.map(str::to_owned).into_iter().zip(&set.week);
    let dates = set
        .dates
        .iter()
        .map(|(date, open)| (date.to_string(), open));
    let lines = week
        .chain(dates)
        .map(|(day, open)| (day, Value::String(open_spans(open))));
    let zone = ("zone".to_owned(), Value::String(zone.to_owned()));
    Value::Table(std::iter::once(zone).chain(lines).collect())
}

fn open_spans(open: &OpenSpans) -> String {
    const DAY: u16 = 24 * 60;
    let end = |end: u16| clock(if end > DAY { end - DAY } else { end });
    let spans: Vec<String> = open
        .minutes()
        .map(|span| format!("{}-{}", clock(span.start), end(span.end)))
        .collect();
    if spans.is_empty() {
        return "closed".to_owned();
    }
    spans.join(", ")
}

fn views(config: &Config) -> Shown {
    let line = |key: &str, value: &str| (key.to_owned(), Value::String(value.to_owned()));
    let view = |view: &super::View| {
        let lines = [line("name", &view.name), line("query", &view.query)];
        Value::Table(lines.into_iter().collect())
    };
    Shown::Value(Value::Array(config.views.iter().map(view).collect()))
}

fn keys(config: &Config) -> Shown {
    let contexts = config.keys.iter().map(|(context, chords)| {
        let lines = chords
            .iter()
            .map(|(chord, action)| (chord.clone(), Value::String(action.clone())));
        (context.clone(), Value::Table(lines.collect()))
    });
    Shown::Value(Value::Table(contexts.collect()))
}
