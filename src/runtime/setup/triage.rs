//! From the configuration to how rows are judged, what is shown first, and when the user is called.

#[cfg(test)]
mod tests;

use chrono::NaiveTime;

use crate::app::{Start, alarms};
use crate::config::{self, Config, OpenSpans, Target, TimeOfDay};
use crate::model::zone::Zone;
use crate::runtime::notifier::By;
use crate::triage::hours::{Calendar, Day, MINUTES_A_DAY, Span};
use crate::triage::{Channel, Hours, Settings, Targets, ViewSpec, Views};

use super::SetupError;

/// How rows are judged.
pub(super) fn settings(config: &Config) -> Result<Settings, SetupError> {
    let zone = config
        .hours
        .as_ref()
        .map_or(Zone::Local, |hours| zone(hours.zone));
    Ok(Settings {
        targets: Targets {
            hours: config.hours.as_ref().map_or(Hours::Always, hours),
            by_channel: targets(&config.targets),
        },
        views: views(config, zone)?,
        me: config.me.clone(),
        zone,
        archived_is_handled: config.archived_counts_as_handled,
    })
}

/// What is shown first.
pub(super) fn start(config: &Config, views: &Views) -> Result<Start, SetupError> {
    if let Some(name) = &config.start.view
        && views.named(name).is_none()
    {
        let names: Vec<_> = views.iter().map(|(_, view)| view.name.as_str()).collect();
        return Err(SetupError::NoSuchView {
            name: name.clone(),
            hint: match views.nearest(name) {
                Some(near) => format!("did you mean {near:?}?"),
                None => format!("there are {}", names.join(", ")),
            },
        });
    }
    Ok(Start {
        view: config.start.view.clone(),
        wallboard: config.start.wallboard,
    })
}

/// When to call the user.
pub(super) fn alarms(config: &config::Alarms) -> alarms::Settings {
    let quiet = config.quiet.iter().map(|quiet| alarms::Quiet {
        from: time(quiet.from),
        to: time(quiet.to),
    });
    alarms::Settings {
        threshold: match config.threshold {
            config::Threshold::Any => alarms::Threshold::AnyInbound,
            config::Threshold::NeedsReply => alarms::Threshold::NeedsReply,
            config::Threshold::Overdue => alarms::Threshold::Overdue,
        },
        bell: config.bell,
        desktop_after: config.desktop_after.get(),
        // Where there is no hook, there is nothing to wait for.
        hook_after: config.hook.as_ref().and(config.hook_after.get()),
        quiet: quiet.collect(),
        title: config.title,
    }
}

/// How the terminal is asked to notify the desktop.
pub(super) const fn notify(by: config::NotifyBy) -> By {
    match by {
        config::NotifyBy::Auto => By::Auto,
        config::NotifyBy::Osc9 => By::Osc9,
        config::NotifyBy::Osc777 => By::Osc777,
        config::NotifyBy::Osc99 => By::Osc99,
        config::NotifyBy::Off => By::Off,
    }
}

fn views(config: &Config, zone: Zone) -> Result<Views, SetupError> {
    let spec = |view: &config::View| ViewSpec {
        name: view.name.clone(),
        query: view.query.clone(),
    };
    let own: Vec<_> = config.views.iter().map(spec).collect();
    Views::new(&own, zone).map_err(|(at, error)| {
        let file = config.file.as_ref().zip(config.views.get(at));
        SetupError::View {
            place: file.map_or_else(String::new, |(file, view)| {
                format!("{}, line {}: ", file.display(), view.line)
            }),
            error,
        }
    })
}

/// The usual targets, with what the user says of some of them.
fn targets(set: &config::Targets) -> std::collections::BTreeMap<Channel, std::time::Duration> {
    let mut by_channel = Targets::default().by_channel;
    let said = [
        (Channel::Phone, set.phone),
        (Channel::Secure, set.secure),
        (Channel::Email, set.email),
        (Channel::Fax, set.fax),
        (Channel::Team, set.team),
        (Channel::Note, set.note),
        (Channel::Other, set.other),
    ];
    for (channel, target) in said {
        match target {
            Some(Target::Within(within)) => {
                by_channel.insert(channel, within);
            }
            Some(Target::Off) => {
                by_channel.remove(&channel);
            }
            None => {}
        }
    }
    by_channel
}

fn hours(set: &config::Hours) -> Hours {
    let dates = set.dates.iter().map(|(date, open)| (*date, day(open)));
    Hours::Weekly(Calendar::new(
        zone(set.zone),
        set.week.each_ref().map(day),
        dates,
    ))
}

fn day(open: &OpenSpans) -> Day {
    Day::new(open.minutes().filter_map(Span::of))
}

fn zone(set: config::Zone) -> Zone {
    match set {
        config::Zone::Local => Zone::Local,
        config::Zone::Named(zone) => Zone::Named(zone),
    }
}

/// The end of a day is the beginning of the next.
fn time(of_day: TimeOfDay) -> NaiveTime {
    let minutes = u32::from(of_day.minutes() % MINUTES_A_DAY);
    NaiveTime::from_num_seconds_from_midnight_opt(minutes * 60, 0).unwrap_or_default()
}
