//! How many requests there may be, and what a start takes of them.

use std::fmt::Write as _;

use crate::api::Error;
use crate::config::Config;
use crate::model::conversation::Conversation;
use crate::model::exchange::{Meta, Page, PageSize, RateLimits};
use crate::report::doctor::{Check, Name, Outcome};

use super::findings::Findings;
use super::refusal::{self, Refusal};

const NAME: Name = Name::Limits;
/// With fewer requests left than this, others need them more.
const FEW: u32 = 5;
/// What is taken for the limit of a minute where the server names none.
const ASSUMED_PER_MINUTE: u32 = 100;

/// Whether so few requests are left that none should be made just to see.
pub(super) fn are_few_left(limits: &RateLimits) -> bool {
    let left = [limits.minute_remaining, limits.day_remaining];
    left.into_iter().flatten().any(|left| left < FEW)
}

/// Looks at what the latest answer said of the limits. `window` is the first page of the list, where it was read;
/// `failed` why the latest request gave nothing.
pub(super) fn look(
    findings: &mut Findings,
    config: &Config,
    meta: Option<&Meta>,
    window: Option<&Page<Conversation>>,
    failed: Option<&Error>,
) {
    if let Some(error) = failed.filter(|error| Refusal::of(error) == Refusal::Limits) {
        return findings.add_failed(Refusal::Limits.means(), refusal::failed(NAME, error));
    }
    let Some(meta) = meta else {
        return findings.skip(NAME, "not known, without an answer");
    };
    let limits = meta.limits;
    let share = config.share.get();
    let ours = share * f64::from(limits.minute_limit.unwrap_or(ASSUMED_PER_MINUTE));
    let mut found = told(&limits);
    // Writing to a string cannot fail.
    let _ = write!(found, "; our share ({share}) is about {ours:.0} a minute");
    if let Some(cost) = window.map(start_costs) {
        let minutes = (f64::from(cost) / ours).ceil();
        let _ = write!(
            found,
            "; a start takes about {cost}, within {minutes:.0} min"
        );
    }
    let check = |outcome| Check::new(NAME, outcome, &found).by(meta.request_id.as_ref());
    let polls = 60.0 / config.interval.get().as_secs_f64();
    if is_nearly_used_up(&limits) {
        let advice = "other programs use nearly all of it; what can wait waits until they do not";
        findings.add(check(Outcome::Warn).advise(advice));
    } else if ours < polls * 2.0 {
        let advice = "that is hardly enough to look for news so often: raise share or interval";
        findings.add(check(Outcome::Warn).advise(advice));
    } else {
        findings.add(check(Outcome::Ok));
    }
}

/// Whether less than a tenth is left.
fn is_nearly_used_up(limits: &RateLimits) -> bool {
    let pairs = [
        (limits.minute_limit, limits.minute_remaining),
        (limits.day_limit, limits.day_remaining),
    ];
    let known = pairs
        .into_iter()
        .filter_map(|(limit, left)| limit.zip(left));
    known.into_iter().any(|(limit, left)| left < limit / 10)
}

/// What the server says, in words.
fn told(limits: &RateLimits) -> String {
    let spans = [
        ("minute", limits.minute_limit, limits.minute_remaining),
        ("day", limits.day_limit, limits.day_remaining),
    ];
    let told: Vec<String> = spans
        .into_iter()
        .filter_map(|(span, limit, left)| match (limit, left) {
            (Some(limit), Some(left)) => Some(format!("{left} of {limit} left this {span}")),
            (Some(limit), None) => Some(format!("{limit} a {span}")),
            (None, Some(left)) => Some(format!("{left} left this {span}")),
            (None, None) => None,
        })
        .collect();
    if told.is_empty() {
        return format!("the server names none; {ASSUMED_PER_MINUTE} a minute are assumed");
    }
    told.join("; ")
}

/// Pages of the window, a look into each of its conversations, the organization and its members.
fn start_costs(page: &Page<Conversation>) -> u32 {
    let conversations = in_window(page).0;
    let pages = conversations.div_ceil(u32::from(PageSize::MAX.get()));
    conversations.saturating_add(pages.max(1)).saturating_add(2)
}

/// How many conversations there are in the window, and how that is said.
pub(super) fn in_window(page: &Page<Conversation>) -> (u32, String) {
    let here = u32::try_from(page.rows.len()).unwrap_or(u32::MAX);
    let here = here.saturating_add(page.bad_rows);
    match page.total {
        _ if !page.has_more => (here, here.to_string()),
        Some(total) if total > here => (total, format!("≈{total}")),
        _ => (here, format!("more than {here}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_told_as_far_as_the_server_names_them() {
        let both = RateLimits {
            minute_limit: Some(100),
            minute_remaining: Some(94),
            day_limit: Some(10_000),
            day_remaining: None,
        };
        assert_eq!(told(&both), "94 of 100 left this minute; 10000 a day");
        assert!(told(&RateLimits::default()).starts_with("the server names none"));
        assert!(!is_nearly_used_up(&both) && !are_few_left(&both));
        let low = RateLimits {
            minute_remaining: Some(9),
            ..both
        };
        assert!(is_nearly_used_up(&low) && !are_few_left(&low));
        let few = RateLimits {
            day_remaining: Some(4),
            ..both
        };
        assert!(are_few_left(&few));
    }

    #[test]
    fn what_is_behind_the_first_page_counts_too() {
        let page = |total, has_more| Page {
            rows: Vec::new(),
            bad_rows: 3,
            has_more,
            next: None,
            total,
        };
        assert_eq!(in_window(&page(Some(700), false)), (3, "3".to_owned()));
        assert_eq!(in_window(&page(Some(700), true)), (700, "≈700".to_owned()));
        assert_eq!(in_window(&page(None, true)), (3, "more than 3".to_owned()));
        assert_eq!(start_costs(&page(Some(700), true)), 700 + 4 + 2);
        assert_eq!(start_costs(&page(None, false)), 3 + 1 + 2);
    }
}
