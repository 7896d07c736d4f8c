//! The requests, four at most, and what their answers tell.
//!
//! The server's own words are not printed but where they are its name or a request id; what people wrote is not looked at.

use std::time::Duration;

use crate::api::{Answer, ApiRoot, Client, ClientOptions, Error, Timeouts, Token};
use crate::config::Config;
use crate::model::conversation::Conversation;
use crate::model::exchange::{
    ItemsOrder, ItemsQuery, ListQuery, Meta, OrderBy, Page, PageSize, Start,
};
use crate::model::member::Organization;
use crate::model::numbers::counted;
use crate::model::text::CleanText;
use crate::model::time::{Now, Timestamp};
use crate::report::doctor::{Check, Name, Outcome};
use crate::runtime::Clock;

use super::findings::Findings;
use super::limits;
use super::refusal::{self, Refusal};

/// Each request may take so long, from connecting to the last byte.
const TIMEOUTS: Timeouts = Timeouts {
    connect: Duration::from_secs(5),
    read: Duration::from_secs(8),
    total: Duration::from_secs(10),
};
/// Clocks that differ by more than this are worth a word: waits are told by the server's, times by this one.
const SKEW: Duration = Duration::from_secs(60);
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
    let Some(client) = client(findings, root, token) else {
        return 0;
    };
    let before = clock.now();
    let organization = client.organization().await;
    let after = clock.now();
    let took = after.mono.saturating_sub(before.mono);
    let goes_on = connection(findings, &organization, is_https, took);
    authorization(findings, &organization);
    let meta = match &organization {
        Ok(answer) => Some(&answer.meta),
        Err(error) => error.meta(),
    };
    skew(findings, meta, before, after);
    let why = if !goes_on {
        Some("not asked for, as the first request failed")
    } else if meta.is_some_and(|meta| limits::are_few_left(&meta.limits)) {
        Some("not asked for: the few requests that are left are for others")
    } else {
        None
    };
    if let Some(why) = why {
        let refused = organization.as_ref().err();
        limits::look(findings, config, meta, None, refused);
        for name in [Name::List, Name::Items, Name::Members] {
            findings.skip(name, why);
        }
        return 1;
    }
    let now = meta.and_then(|meta| meta.server_time);
    let page = window(&client, config, now.unwrap_or(after.wall)).await;
    let read = page.as_ref().ok();
    let rows = read.map(|answer| &answer.value);
    let meta = read.map(|answer| &answer.meta).or(meta);
    limits::look(findings, config, meta, rows, page.as_ref().err());
    list(findings, &page);
    2 + details(findings, &client, rows).await
}

/// A client with time limits of its own; `None` if there can be none, which is said.
fn client(findings: &mut Findings, root: ApiRoot, token: Token) -> Option<Client> {
    let options = ClientOptions {
        timeouts: TIMEOUTS,
        ..ClientOptions::new(root, token)
    };
    let error = match Client::new(options) {
        Ok(client) => return Some(client),
        Err(error) => error,
    };
    let refusal = Refusal::of(&error);
    let name = match refusal {
        Refusal::Token => Name::Authorization,
        _ => Name::Encryption,
    };
    for each in NAMES {
        if each == name {
            findings.add_failed(refusal.means(), refusal::failed(name, &error));
        } else {
            findings.skip(each, "nothing can be asked");
        }
    }
    None
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
            findings.add_failed(refusal.means(), refusal::failed(Name::Encryption, error));
        }
        Refusal::Server | Refusal::Elsewhere => {
            findings.add_failed(refusal.means(), refusal::failed(Name::Reachability, error));
            if error.meta().is_some() {
                findings.ok(Name::Encryption, encrypted);
            } else {
                findings.skip(Name::Encryption, "not known, without an answer");
            }
        }
    }
    refusal == Refusal::Answer
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
                findings.add_failed(refusal.means(), refusal::failed(name, error));
            }
            _ => findings.skip(name, "not known, as the request failed"),
        },
    }
}

/// The server's clock, which has whole seconds, may have been read at any time between.
fn skew(findings: &mut Findings, meta: Option<&Meta>, before: Now, after: Now) {
    let name = Name::Clock;
    let Some(meta) = meta else {
        return findings.skip(name, "not known, without an answer");
    };
    let Some(theirs) = meta.server_time else {
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

fn list(findings: &mut Findings, page: &Result<Answer<Page<Conversation>>, Error>) {
    let name = Name::List;
    let answer = match page {
        Ok(answer) => answer,
        Err(error) => {
            let means = Refusal::of(error).means();
            return findings.add_failed(means, refusal::failed(name, error));
        }
    };
    let page = &answer.value;
    let found = format!(
        "{} conversations in the window; {}",
        limits::in_window(page).1,
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

/// The first page of the window.
async fn window(
    client: &Client,
    config: &Config,
    now: Timestamp,
) -> Result<Answer<Page<Conversation>>, Error> {
    let query = ListQuery {
        order: OrderBy::LastMessage,
        start: Start::From(now.minus(config.window.get())),
        size: PageSize::MAX,
    };
    client.conversations(&query).await
}

/// The items of one conversation, and the members; how many requests that took.
async fn details(
    findings: &mut Findings,
    client: &Client,
    page: Option<&Page<Conversation>>,
) -> u32 {
    let Some(page) = page else {
        for name in [Name::Items, Name::Members] {
            findings.skip(name, "not asked for, as the list cannot be read");
        }
        return 0;
    };
    let newest = page.rows.iter().max_by_key(|row| row.last_message_at);
    if let Some(row) = newest {
        let query = ItemsQuery {
            conversation: row.id.clone(),
            order: ItemsOrder::NewestFirst,
            start: Start::Beginning,
            size: PageSize::MAX,
        };
        let items = client.items(&query).await;
        let refused = items.as_ref().err().map(Refusal::of);
        rows(findings, Name::Items, ("item", "items"), items);
        if refused == Some(Refusal::Limits) {
            findings.skip(Name::Members, "not asked for: the limits are used up");
            return 1;
        }
    } else {
        findings.skip(Name::Items, "there is no conversation in the window");
    }
    let members = client.members(None).await;
    rows(
        findings,
        Name::Members,
        ("teammate or team", "teammates and teams"),
        members,
    );
    1 + u32::from(newest.is_some())
}

fn rows<T>(
    findings: &mut Findings,
    name: Name,
    (one, many): (&str, &str),
    answer: Result<Answer<Page<T>>, Error>,
) {
    match answer {
        Ok(Answer { value, meta }) => {
            let more = if value.has_more { "more than " } else { "" };
            let found = format!("{more}{}", counted(value.rows.len(), one, many));
            readable(findings, name, &found, value.bad_rows, &meta);
        }
        Err(error) => {
            findings.add_failed(Refusal::of(&error).means(), refusal::failed(name, &error));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_direction_is_told_only_where_it_can_be_seen() {
        let direction =
            |times: &[i64]| direction(times.iter().map(|ms| Timestamp::from_millis(*ms)));
        assert_eq!(direction(&[1, 1, 2]), "oldest first");
        assert_eq!(direction(&[2, 1, 1]), "newest first");
        assert_eq!(direction(&[1, 3, 2]), "in no order");
        for few in [&[][..], &[1], &[1, 1]] {
            assert!(direction(few).contains("cannot be told"));
        }
    }
}
