//! The requests, four at most, and what their answers tell.
//!
//! The server's own words are not printed but where they are its name or a request id; what people wrote is not looked at.

use std::time::Duration;

use crate::api::{Answer, ApiRoot, Client, ClientOptions, Error, Timeouts, Token};
use crate::config::Config;
use crate::headless::settings::chain;
use crate::model::conversation::Conversation;
use crate::model::exchange::{
    ItemsOrder, ItemsQuery, ListQuery, Meta, OrderBy, Page, PageSize, RateLimits, Start,
};
use crate::model::member::Organization;
use crate::model::text::CleanText;
use crate::model::time::{Now, Timestamp};
use crate::report::doctor::{Check, Name, Outcome};
use crate::runtime::Clock;

use super::findings::Findings;
use super::refusal::Refusal;

/// Each request may take so long, from connecting to the last byte.
const TIMEOUTS: Timeouts = Timeouts {
    connect: Duration::from_secs(5),
    read: Duration::from_secs(8),
    total: Duration::from_secs(10),
};
/// Clocks that differ by more than this are worth a word: waits are told by the server's, times by this one.
const SKEW: Duration = Duration::from_secs(60);
/// With fewer requests left than this, others need them more.
const FEW: u32 = 5;
/// What is taken for the limit of a minute where the server names none.
const ASSUMED_PER_MINUTE: u32 = 100;

/// What needs answers, in order.
const NAMES: [Name; 8] = [
    Name::Reachability,
    Name::Encryption,
    Name::Authorization,
    Name::Clock,
    Name::Limits,
    Name::List,
    Name::Items,
    Name::Members,
];

/// Nothing can be asked.
pub(super) fn leave_out(findings: &mut Findings, why: &str) -> u32 {
    for name in NAMES {
        findings.skip(name, why);
    }
    0
}

/// Asks, and says how many requests it took.
pub(super) async fn ask(
    findings: &mut Findings,
    config: &Config,
    root: ApiRoot,
    token: Token,
    clock: Clock,
) -> u32 {
    let is_https = root.is_https();
    let options = ClientOptions {
        timeouts: TIMEOUTS,
        ..ClientOptions::new(root, token)
    };
    let client = match Client::new(options) {
        Ok(client) => client,
        Err(error) => {
            let refusal = Refusal::of(&error);
            let name = match refusal {
                Refusal::Token => Name::Authorization,
                _ => Name::Encryption,
            };
            findings.fail(name, refusal.means(), &chain(&error), refusal.advice());
            for other in NAMES.into_iter().filter(|other| *other != name) {
                findings.skip(other, "nothing can be asked");
            }
            return 0;
        }
    };
    let before = clock.now();
    let organization = client.organization().await;
    let after = clock.now();
    let goes_on = connection(findings, &organization, is_https, after.mono - before.mono);
    authorization(findings, &organization);
    let meta = match &organization {
        Ok(answer) => Some(&answer.meta),
        Err(error) => error.meta(),
    };
    skew(findings, meta, before, after);
    let visit = Visit { client, config };
    if !goes_on {
        limits(findings, config, meta, None, organization.as_ref().err());
        for name in [Name::List, Name::Items, Name::Members] {
            findings.skip(name, "not asked for, as the first request failed");
        }
        return 1;
    }
    let few = |limits: &RateLimits| {
        let left = [limits.minute_remaining, limits.day_remaining];
        left.into_iter().flatten().any(|left| left < FEW)
    };
    if meta.is_some_and(|meta| few(&meta.limits)) {
        limits(findings, config, meta, None, None);
        for name in [Name::List, Name::Items, Name::Members] {
            findings.skip(
                name,
                "not asked for: the few requests that are left are for others",
            );
        }
        return 1;
    }
    let now = meta.and_then(|meta| meta.server_time).unwrap_or(after.wall);
    let page = visit.list(now).await;
    let refused = page
        .as_ref()
        .err()
        .filter(|error| Refusal::of(error) == Refusal::Limits);
    let read = page.as_ref().ok();
    let meta = read.map(|answer| &answer.meta).or(meta);
    limits(
        findings,
        config,
        meta,
        read.map(|answer| &answer.value),
        refused,
    );
    list(findings, &page);
    1 + 1
        + visit
            .details(findings, read.map(|answer| &answer.value))
            .await
}

/// Whether the server answers, and nobody can read along. Whether it is worth while to ask for more.
fn connection(
    findings: &mut Findings,
    answer: &Result<Answer<Organization>, Error>,
    is_https: bool,
    took: Duration,
) -> bool {
    let encrypted = if is_https {
        "by TLS, with a certificate that this computer trusts"
    } else {
        "none: it stays on this computer"
    };
    let answered = format!("answered within {} ms", took.as_millis());
    let error = match answer {
        Ok(answer) => {
            let check = Check::new(Name::Reachability, Outcome::Ok, &answered);
            findings.add(check.by(answer.meta.request_id.as_ref()));
            findings.ok(Name::Encryption, encrypted);
            return true;
        }
        Err(error) => error,
    };
    let refusal = Refusal::of(error);
    match refusal {
        Refusal::Token | Refusal::Limits | Refusal::Answer => {
            let check = Check::new(Name::Reachability, Outcome::Ok, &answered);
            findings.add(check.by(error.request_id()));
            findings.ok(Name::Encryption, encrypted);
        }
        Refusal::Certificate => {
            findings.skip(Name::Reachability, "not known, without encryption");
            findings.add_failed(refusal.means(), failed(Name::Encryption, error));
        }
        Refusal::Server | Refusal::Elsewhere => {
            findings.add_failed(refusal.means(), failed(Name::Reachability, error));
            if error.meta().is_some() {
                findings.ok(Name::Encryption, encrypted);
            } else {
                findings.skip(Name::Encryption, "not known, without an answer");
            }
        }
    }
    refusal == Refusal::Answer
}

fn failed(name: Name, error: &Error) -> Check {
    let refusal = Refusal::of(error);
    Check::new(name, Outcome::Fail, &chain(error))
        .advise(refusal.advice())
        .by(error.request_id())
}

fn authorization(findings: &mut Findings, answer: &Result<Answer<Organization>, Error>) {
    let name = Name::Authorization;
    match answer {
        Ok(answer) => {
            let found = format!("accepted, for {}", answer.value.name);
            let check = Check::new(name, Outcome::Ok, &found);
            findings.add(check.by(answer.meta.request_id.as_ref()));
        }
        Err(error) => match Refusal::of(error) {
            refusal @ (Refusal::Token | Refusal::Answer) => {
                findings.add_failed(refusal.means(), failed(name, error));
            }
            _ => findings.skip(name, "not known, as the request failed"),
        },
    }
}

/// The server's clock, which has whole seconds, may have been read at any time between.
fn skew(findings: &mut Findings, meta: Option<&Meta>, before: Now, after: Now) {
    let name = Name::Clock;
    let Some(theirs) = meta.and_then(|meta| meta.server_time) else {
        return findings.skip(name, "the server did not tell its time");
    };
    let earliest = before.wall.minus(Duration::from_secs(1));
    let (ahead, behind) = (earliest.since(theirs), theirs.since(after.wall));
    let apart = ahead.max(behind);
    if apart.is_zero() {
        return findings.ok(name, "as the server's, to the second");
    }
    let which = if ahead.is_zero() {
        "behind"
    } else {
        "ahead of"
    };
    let seconds = apart.as_secs().max(1);
    let found = format!("{seconds} s {which} the server's");
    if apart > SKEW {
        let advice = "set this computer's clock: times of day on the screen are by it, waits by the server's";
        findings.warn(name, &found, advice);
    } else {
        findings.ok(name, &found);
    }
}

/// How many requests there may be, and what a start needs of them.
fn limits(
    findings: &mut Findings,
    config: &Config,
    meta: Option<&Meta>,
    window: Option<&Page<Conversation>>,
    refused: Option<&Error>,
) {
    let name = Name::Limits;
    if let Some(error) = refused.filter(|error| Refusal::of(error) == Refusal::Limits) {
        return findings.add_failed(Refusal::Limits.means(), failed(name, error));
    }
    let Some(meta) = meta else {
        return findings.skip(name, "not known, without an answer");
    };
    let limits = meta.limits;
    let told = [
        ("minute", limits.minute_limit, limits.minute_remaining),
        ("day", limits.day_limit, limits.day_remaining),
    ]
    .map(|(span, limit, left)| told(span, limit, left));
    let share = config.share.get();
    let ours = share * f64::from(limits.minute_limit.unwrap_or(ASSUMED_PER_MINUTE));
    let mut found = told.into_iter().flatten().collect::<Vec<_>>().join("; ");
    if found.is_empty() {
        found = format!("the server names none; {ASSUMED_PER_MINUTE} a minute are assumed");
    }
    found += &format!("; our share ({share}) is about {ours:.0} a minute");
    if let Some(cost) = window.map(start_costs) {
        let minutes = (f64::from(cost) / ours).ceil();
        found += &format!("; a start takes about {cost}, within {minutes:.0} min");
    }
    let check = |outcome| Check::new(name, outcome, &found).by(meta.request_id.as_ref());
    let polls = 60.0 / config.interval.get().as_secs_f64();
    let low = |limit: Option<u32>, left: Option<u32>| {
        left.zip(limit)
            .is_some_and(|(left, limit)| left < limit / 10)
    };
    if low(limits.minute_limit, limits.minute_remaining)
        || low(limits.day_limit, limits.day_remaining)
    {
        let advice = "other programs use nearly all of it; what can wait waits until they do not";
        findings.add(check(Outcome::Warn).advise(advice));
    } else if ours < polls * 2.0 {
        let advice = "that is hardly enough to look for news so often: raise share or interval";
        findings.add(check(Outcome::Warn).advise(advice));
    } else {
        findings.add(check(Outcome::Ok));
    }
}

fn told(span: &str, limit: Option<u32>, left: Option<u32>) -> Option<String> {
    match (limit, left) {
        (Some(limit), Some(left)) => Some(format!("{left} of {limit} left this {span}")),
        (Some(limit), None) => Some(format!("{limit} a {span}")),
        (None, Some(left)) => Some(format!("{left} left this {span}")),
        (None, None) => None,
    }
}

/// Pages of the window, a look into each of its conversations, the organization and its members.
fn start_costs(page: &Page<Conversation>) -> u32 {
    let conversations = in_window(page).0;
    let pages = conversations
        .div_ceil(u32::from(PageSize::MAX.get()))
        .max(1);
    conversations.saturating_add(pages).saturating_add(2)
}

/// How many conversations there are in the window, and how that is said.
fn in_window(page: &Page<Conversation>) -> (u32, String) {
    let here = u32::try_from(page.rows.len()).unwrap_or(u32::MAX);
    let here = here.saturating_add(page.bad_rows);
    match page.total {
        _ if !page.has_more => (here, here.to_string()),
        Some(total) if total > here => (total, format!("≈{total}")),
        _ => (here, format!("more than {here}")),
    }
}

fn list(findings: &mut Findings, page: &Result<Answer<Page<Conversation>>, Error>) {
    let name = Name::List;
    let answer = match page {
        Ok(answer) => answer,
        Err(error) => {
            let means = Refusal::of(error).means();
            return findings.add_failed(means, failed(name, error));
        }
    };
    let page = &answer.value;
    let found = format!(
        "{} conversations in the window; {}",
        in_window(page).1,
        direction(page.rows.iter().filter_map(|row| row.last_message_at))
    );
    readable(findings, name, &found, page.bad_rows, &answer.meta);
}

/// A page of which some rows may be unreadable.
fn readable(findings: &mut Findings, name: Name, found: &str, bad_rows: u32, meta: &Meta) {
    let id: Option<&CleanText> = meta.request_id.as_ref();
    if bad_rows == 0 {
        return findings.add(Check::new(name, Outcome::Ok, found).by(id));
    }
    let found = format!("{found}; {bad_rows} could not be read");
    let advice =
        "what is not shown may be urgent: look into Spruce, and tell support the request's id";
    findings.add(
        Check::new(name, Outcome::Warn, &found)
            .advise(advice)
            .by(id),
    );
}

/// In which direction a page goes, as far as its times tell.
fn direction(times: impl Iterator<Item = Timestamp>) -> &'static str {
    let times: Vec<Timestamp> = times.collect();
    match (times.is_sorted(), times.iter().rev().is_sorted()) {
        (true, true) => "which way the list goes cannot be told from so few",
        (true, false) => "oldest first",
        (false, true) => "newest first",
        (false, false) => "in no order",
    }
}

struct Visit<'a> {
    client: Client,
    config: &'a Config,
}

impl Visit<'_> {
    /// The first page of the window.
    async fn list(&self, now: Timestamp) -> Result<Answer<Page<Conversation>>, Error> {
        let query = ListQuery {
            order: OrderBy::LastMessage,
            start: Start::From(now.minus(self.config.window.get())),
            size: PageSize::MAX,
        };
        self.client.conversations(&query).await
    }

    /// The items of one conversation, and the members; how many requests that took.
    async fn details(&self, findings: &mut Findings, page: Option<&Page<Conversation>>) -> u32 {
        let Some(page) = page else {
            for name in [Name::Items, Name::Members] {
                findings.skip(name, "not asked for, as the list cannot be read");
            }
            return 0;
        };
        let newest = page.rows.iter().max_by_key(|row| row.last_message_at);
        let asked = match newest {
            None => {
                findings.skip(Name::Items, "there is no conversation in the window");
                0
            }
            Some(row) => {
                let query = ItemsQuery {
                    conversation: row.id.clone(),
                    order: ItemsOrder::NewestFirst,
                    start: Start::Beginning,
                    size: PageSize::MAX,
                };
                let items = self.client.items(&query).await;
                let refused = items.as_ref().err().map(Refusal::of);
                rows(findings, Name::Items, "items", items);
                if refused == Some(Refusal::Limits) {
                    findings.skip(Name::Members, "not asked for: the limits are used up");
                    return 1;
                }
                1
            }
        };
        let members = self.client.members(None).await;
        rows(findings, Name::Members, "teammates and teams", members);
        asked + 1
    }
}

fn rows<T>(
    findings: &mut Findings,
    name: Name,
    what: &str,
    answer: Result<Answer<Page<T>>, Error>,
) {
    match answer {
        Ok(Answer { value, meta }) => {
            let more = if value.has_more { "more than " } else { "" };
            let found = format!("{more}{} {what}", value.rows.len());
            readable(findings, name, &found, value.bad_rows, &meta);
        }
        Err(error) => findings.add_failed(Refusal::of(&error).means(), failed(name, &error)),
    }
}
