//! How far it is, in words. Pure.
//!
//! Only what is known is said: totals are the server's, so they are about so many; without one there is none, and then
//! nobody knows how long it takes.

use std::time::Duration;

use crate::model::numbers::{counted, thousands};
use crate::model::time::Timestamp;
use crate::model::zone::Zone;
use crate::sync::{BudgetView, HeldBy, HistoryProgress, Link, Progress, Stage, Status};

/// Rows of a page of the list.
const PAGE_ROWS: u32 = 200;
/// Before this nobody can say how fast it goes.
const PACE_FROM: Duration = Duration::from_secs(3);
/// The same in requests that were answered.
const PACE_REQUESTS: u32 = 5;

/// All that the words are made of.
pub(super) struct Scene<'a> {
    /// What the engine says.
    pub(super) status: &'a Status,
    /// Conversations that are known.
    pub(super) rows: usize,
    /// Since the beginning of the command.
    pub(super) now: Duration,
    /// Now, by the server's clock.
    pub(super) server_now: Timestamp,
    /// Whose clock times of day are told by.
    pub(super) zone: Zone,
    /// Requests so far.
    pub(super) requests: u32,
}

/// One line; `None` if there is nothing to be waited for.
pub(super) fn text(scene: &Scene<'_>) -> Option<String> {
    let what = what(scene)?;
    let hold = hold(scene);
    let left = match hold {
        Some(_) => None,
        None => time_left(scene).map(about),
    };
    let requests = scene.requests;
    let requests = (requests > 0).then(|| counted(requests, "request", "requests"));
    let parts = [Some(what), hold, left, requests];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    Some(parts.join(" · "))
}

/// What is being done.
fn what(scene: &Scene<'_>) -> Option<String> {
    let status = scene.status;
    let gaps = status.knowledge.gaps();
    if let Stage::Loading(progress) = status.knowledge.stage() {
        let begun = status.link != Link::Connecting;
        return Some(if begun {
            reading("reading", progress)
        } else {
            "connecting".to_owned()
        });
    }
    if let HistoryProgress::Walking(progress) = gaps.history {
        return Some(reading("reading history", progress));
    }
    match gaps.unchecked {
        0 => None,
        left => Some(format!("checking who wrote: {} left", thousands(left))),
    }
}

fn reading(what: &str, progress: Progress) -> String {
    let loaded = thousands(progress.loaded);
    match progress.total.filter(|total| *total >= progress.loaded) {
        Some(total) => format!("{what} {loaded} of ≈{}", thousands(total)),
        None if progress.loaded == 0 => what.to_owned(),
        None => format!("{what}, {loaded} so far"),
    }
}

/// What keeps it from going on.
fn hold(scene: &Scene<'_>) -> Option<String> {
    let clock = |at: Duration| {
        let at = scene.server_now.plus(at.saturating_sub(scene.now));
        scene.zone.civil(at).format("%H:%M").to_string()
    };
    match &scene.status.link {
        Link::Trouble(problem) => Some(match problem.next_try.filter(|at| *at > scene.now) {
            Some(at) => {
                let seconds = at.saturating_sub(scene.now).as_secs() + 1;
                format!("{}, again in {seconds} s", problem.message)
            }
            None => problem.message.as_str().to_owned(),
        }),
        Link::Exhausted(problem) => Some(match problem.next_try {
            Some(at) => format!("waiting for the request limit until {}", clock(at)),
            None => "waiting for the request limit".to_owned(),
        }),
        _ => {
            let held = scene.status.budget.held.first()?;
            let what = match held.by {
                HeldBy::Share | HeldBy::Refused => "waiting for the request limit",
                HeldBy::Reserve => "leaving the rest of the request limit to others",
                HeldBy::Day => "spreading what is left of today's requests",
            };
            Some(format!("{what} until {}", clock(held.until)))
        }
    }
}

/// How long it still takes, at the pace so far and within the budget; `None` where that cannot be known.
fn time_left(scene: &Scene<'_>) -> Option<Duration> {
    let counters = &scene.status.counters;
    // What failed is no work that was done.
    let done = counters.requests.saturating_sub(counters.failures);
    let done = u32::try_from(done).unwrap_or(u32::MAX);
    if scene.now < PACE_FROM || done < PACE_REQUESTS {
        return None;
    }
    let left = requests_left(scene)?;
    let by_pace = scene.now.mul_f64(f64::from(left) / f64::from(done));
    Some(by_pace.max(by_budget(&scene.status.budget, left)))
}

/// What may go at once goes; the rest as many a minute as are allowed.
fn by_budget(budget: &BudgetView, requests: u32) -> Duration {
    let at_once = budget.allowed.saturating_sub(budget.used);
    let later = f64::from(requests.saturating_sub(at_once));
    Duration::from_secs(60).mul_f64(later / f64::from(budget.allowed.max(1)))
}

/// A page for each two hundred rows, and one look into each conversation.
fn requests_left(scene: &Scene<'_>) -> Option<u32> {
    let gaps = scene.status.knowledge.gaps();
    let lists = match (scene.status.knowledge.stage(), gaps.history) {
        (_, HistoryProgress::Walking(history)) => Some(history),
        (Stage::Loading(window), _) => Some(window),
        _ => None,
    };
    let count = |rows: usize| u32::try_from(rows).unwrap_or(u32::MAX);
    let unchecked = count(gaps.unchecked);
    let Some(progress) = lists else {
        return Some(unchecked);
    };
    let total = progress.total?;
    let pages = total.saturating_sub(progress.loaded).div_ceil(PAGE_ROWS);
    let unknown = total.saturating_sub(count(scene.rows));
    Some(pages.saturating_add(unchecked).saturating_add(unknown))
}

fn about(time: Duration) -> String {
    match time.as_secs() {
        seconds @ 0..60 => format!("about {} s left", (seconds / 5 + 1) * 5),
        seconds @ 60..5400 => format!("about {} min left", seconds.div_ceil(60)),
        seconds => format!("about {} h left", seconds.div_ceil(3600)),
    }
}

#[cfg(test)]
mod tests;
