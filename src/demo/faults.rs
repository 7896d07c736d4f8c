//! What goes wrong on purpose: the language of `--faults` and the seeded choice per request.
//!
//! A list of rules separated by commas. Each rule is a fault, its value if it takes one, and when it
//! strikes, separated by colons:
//!
//! ```text
//! rules  = "none" | rule *( "," rule )
//! rule   = fault [ "@" place ] [ ":" value ] [ ":" when ]
//! place  = "list" | "conversation" | "items" | "item" | "organization" | "members"
//!                                                               (without: every request)
//! when   = probability 0..1 ("0.1") | "every" N | "first" N     (without: always)
//! ```
//!
//! | fault | what happens |
//! |---|---|
//! | `slow:2s` | the answer begins so much later |
//! | `drip` / `drip:5s` | the body trickles in over this time (2 s) |
//! | `500` `503` `429` `403` … | any status 400 to 599, with the error envelope |
//! | `retry-after:30s` | a 429 or 503 says when to come back |
//! | `html` | a web page with status 200 |
//! | `truncate` | a complete answer whose JSON stops in the middle |
//! | `reset` | the connection breaks in the middle of the body |
//! | `badjson` | something that is not JSON |
//! | `nullpage` | every array of the answer's first level is `null` |
//! | `redirect` | 307 to another address of this server |
//! | `repeat-token` | `hasMore` with the same token for ever |
//! | `missing-token` | `hasMore` without a token |
//! | `dup-rows` | the first half of a page comes twice |
//! | `badrow` | one malformed row in each page |
//! | `expire-tokens` | every `paginationToken` is refused with 400 |
//! | `skew:1d` / `skew:-90s` | the `Date` header is wrong by this much |
//! | `huge` | 40 MiB of blanks before the JSON |
//! | `gzip-bomb` | 64 MiB of blanks, compressed to less than half a MiB |
//!
//! Examples: `500:0.1,slow:300ms,expire-tokens:every5` and `503@items:first3,html@list:0.05`.
//! `every` and `first` count the requests to the place since the faults were set.

use std::time::Duration;

use fastrand::Rng;

mod distort;
mod text;

pub(super) use distort::distort;

/// One thing that goes wrong; the module documentation says what each does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(
    missing_docs,
    reason = "named and explained in the table of the module documentation"
)]
pub enum Fault {
    Slow(Duration),
    Drip(Duration),
    /// An HTTP status, 400 to 599.
    Status(u16),
    RetryAfter(Duration),
    Html,
    Truncate,
    Reset,
    BadJson,
    NullPage,
    Redirect,
    RepeatToken,
    MissingToken,
    DupRows,
    BadRow,
    ExpireTokens,
    /// Seconds the `Date` header is ahead (negative: behind).
    Skew(i64),
    Huge,
    GzipBomb,
}

/// Which requests a rule strikes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum When {
    /// Every request.
    Always,
    /// Each request with this probability (0 to 1), drawn from the seed.
    Chance(f64),
    /// Every N-th request (N >= 1).
    Every(u32),
    /// The first N requests since the faults were set.
    First(u32),
}

/// An endpoint a rule may be limited to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::EnumString, strum::Display)]
#[strum(serialize_all = "kebab-case")]
pub enum Place {
    /// `GET /conversations`
    List,
    /// `GET /conversations/{id}`
    Conversation,
    /// `GET /conversations/{id}/items`
    Items,
    /// `GET /conversationItems/{id}`
    Item,
    /// `GET /organization`
    Organization,
    /// `GET /organization/members`
    Members,
}

/// A fault, where and when it strikes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rule {
    /// What goes wrong.
    pub fault: Fault,
    /// At which endpoint; `None`: everywhere.
    pub place: Option<Place>,
    /// For which requests there.
    pub when: When,
}

/// A set of rules; by default nothing goes wrong.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Faults {
    /// Tried in this order; several may strike one request.
    pub rules: Vec<Rule>,
}

/// Why a `--faults` text was not understood.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("fault rule `{rule}`: {reason}")]
pub struct FaultsError {
    rule: String,
    reason: &'static str,
}

/// Chooses the faults of each request.
#[derive(Debug)]
pub(super) struct Chooser {
    /// Each rule and how many requests it has looked at.
    rules: Vec<(Rule, u32)>,
    rng: Rng,
}

impl Chooser {
    pub(super) fn new(faults: Faults, seed: u64) -> Self {
        let mut new = Self {
            rules: Vec::new(),
            rng: Rng::with_seed(seed ^ 0xFA17),
        };
        new.set(faults);
        new
    }

    /// Replaces the rules; counting begins again.
    pub(super) fn set(&mut self, faults: Faults) {
        self.rules = faults.rules.into_iter().map(|rule| (rule, 0)).collect();
    }

    /// What strikes the next request, which goes to this place (`None`: to an unknown one).
    pub(super) fn choose(&mut self, place: Option<Place>) -> Vec<Fault> {
        let mut struck = Vec::new();
        for (rule, count) in &mut self.rules {
            if rule.place.is_some() && rule.place != place {
                continue;
            }
            *count = count.saturating_add(1);
            let strikes = match rule.when {
                When::Always => true,
                When::Chance(chance) => self.rng.f64() < chance,
                When::Every(every) => count.is_multiple_of(every),
                When::First(first) => *count <= first,
            };
            struck.extend(strikes.then_some(rule.fault));
        }
        struck
    }
}

#[cfg(test)]
mod tests;
