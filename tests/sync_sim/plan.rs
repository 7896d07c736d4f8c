//! What one seed decides before anything happens: sizes, habits of the server, faults, settings.

use std::time::Duration;

use crate::model::exchange::OrderBy;
use crate::sync::{Call, History, Settings};
use fastrand::Rng;

use super::world::{HOUR, MINUTE, Ms, SECOND, START};

/// What goes wrong for a while.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Fault {
    /// Nothing gets through; the answer is a refused connection or a timeout.
    Down,
    /// Every other request is lost or cut off.
    Lossy,
    /// 500 or 503.
    ServerError(u16),
    /// Bodies that cannot be read.
    Garbage,
    /// The token is refused.
    Forbidden,
    /// Everything takes very long.
    Slow,
}

impl Fault {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Down => "down",
            Self::Lossy => "lost, cut off",
            Self::ServerError(_) => "5xx",
            Self::Garbage => "unreadable",
            Self::Forbidden => "token refused",
            Self::Slow => "slow",
        }
    }
}

/// Which requests a fault hits.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Scope {
    All,
    Lists,
    Items,
}

impl Scope {
    pub(crate) fn covers(self, call: &Call) -> bool {
        match self {
            Self::All => true,
            Self::Lists => matches!(call, Call::List(_)),
            Self::Items => matches!(call, Call::Items(_)),
        }
    }
}

/// A fault and its time.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Spell {
    pub(crate) from: Ms,
    pub(crate) until: Ms,
    pub(crate) fault: Fault,
    pub(crate) scope: Scope,
}

/// What the user or the machine does.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Deed {
    /// Opens the row with this number (modulo the rows), with some rows on screen.
    Watch(usize),
    Order(OrderBy),
    Refresh,
    Older(usize),
    /// The machine sleeps this long.
    Sleep(Ms),
    /// The wall clock is set, by so many milliseconds.
    SetClock(i64),
    /// An early wake-up that means nothing.
    Spurious,
}

/// How the server says that its limits are used up.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Exhaustion {
    TooMany,
    /// And nothing else: no header says anything about limits.
    TooManyBare,
    TooManyWithRetryAfter,
    Forbidden,
    Unavailable,
}

/// Everything a seed decides.
#[expect(
    clippy::struct_excessive_bools,
    reason = "habits that have nothing to do with each other"
)]
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    pub(crate) settings: Settings,
    pub(crate) conversations: usize,
    pub(crate) live_events: usize,
    pub(crate) ids_in_order: bool,
    /// Some rows show up later than the overlap reaches.
    pub(crate) late_rows: bool,
    /// Some updates move the time without being an item.
    pub(crate) phantoms: bool,

    pub(crate) newest_first: bool,
    /// Rows the server gives per page at most, whatever is asked for.
    pub(crate) list_cap: usize,
    pub(crate) items_cap: usize,
    /// Tokens name a row to go on from, or a list made when the walk began.
    pub(crate) keyset_tokens: bool,
    pub(crate) token_ttl: Ms,
    /// Conversations without any message are in the list by latest message, too.
    pub(crate) lists_silent: bool,
    /// `startFrom` of items leaves out items of exactly that time.
    pub(crate) items_after: bool,
    pub(crate) limit: Option<u32>,
    pub(crate) daily: bool,
    pub(crate) exhaustion: Exhaustion,
    /// What other clients use per minute; sometimes everything, before it gets quiet.
    pub(crate) others: u32,
    pub(crate) greedy: Option<(Ms, Ms)>,

    /// Our wall clock minus the server's at the start, in milliseconds.
    pub(crate) skew: i64,
    pub(crate) loss_percent: u8,
    pub(crate) spells: Vec<Spell>,
    pub(crate) deeds: Vec<(Ms, Deed)>,
    /// From here on nothing goes wrong and nothing happens.
    pub(crate) quiet_at: Ms,
    /// Whether the run lasts until the whole window was read again, not only the last day.
    pub(crate) long: bool,
}

impl Plan {
    pub(crate) fn new(seed: u64, rng: &mut Rng) -> Self {
        let quiet_at = START + rng.u64(8 * MINUTE..40 * MINUTE);
        let limit = *pick(rng, &[None, Some(60), Some(100), Some(300)]);
        let any_time = |rng: &mut Rng| START + rng.u64(..quiet_at - START);
        let greedy = rng.bool().then(|| {
            let from = any_time(rng);
            (from, (from + rng.u64(MINUTE..4 * MINUTE)).min(quiet_at))
        });
        let long = rng.u8(..5) == 0;
        Self {
            settings: settings(seed, rng),
            conversations: rng.usize(3..50),
            live_events: rng.usize(5..120),
            ids_in_order: rng.bool(),
            late_rows: rng.u8(..3) == 0,
            phantoms: rng.u8(..4) == 0,
            newest_first: rng.u8(..3) == 0,
            list_cap: *pick(rng, &[4, 7, 20, 200]),
            items_cap: *pick(rng, &[10, 25, 200]),
            keyset_tokens: rng.bool(),
            token_ttl: *pick(rng, &[45 * SECOND, 3 * MINUTE, 100 * HOUR]),
            lists_silent: rng.bool(),
            items_after: rng.bool(),
            limit,
            daily: rng.u8(..4) == 0,
            exhaustion: *pick(
                rng,
                &[
                    Exhaustion::TooMany,
                    Exhaustion::TooManyBare,
                    Exhaustion::TooManyWithRetryAfter,
                    Exhaustion::Forbidden,
                    Exhaustion::Unavailable,
                ],
            ),
            others: limit.map_or(0, |limit| rng.u32(..limit / 2)),
            greedy,
            skew: *pick(rng, &[0, 0, 1_500, -40_000, 7_200_000, -7_200_000]),
            loss_percent: *pick(rng, &[0, 0, 2, 10]),
            spells: spells(quiet_at, rng),
            deeds: deeds(quiet_at, rng),
            quiet_at,
            long,
        }
    }

    /// When everything must be known again: the longest waits for exhausted limits and faults, one
    /// rereading, and the hour for which a time that no item has is looked into.
    pub(crate) fn settled_at(&self) -> Ms {
        self.quiet_at + if self.long { 115 * MINUTE } else { 75 * MINUTE }
    }

    /// The fault a request meets.
    pub(crate) fn fault(&self, at: Ms, call: &Call) -> Option<Fault> {
        self.spells
            .iter()
            .find(|spell| (spell.from..spell.until).contains(&at) && spell.scope.covers(call))
            .map(|spell| spell.fault)
    }
}

pub(crate) fn pick<'a, T>(rng: &mut Rng, from: &'a [T]) -> &'a T {
    &from[rng.usize(..from.len())]
}

fn settings(seed: u64, rng: &mut Rng) -> Settings {
    let history = match rng.u8(..3) {
        0 => History::Off,
        1 => History::Since(Duration::from_hours(24 * 14)),
        _ => History::All,
    };
    Settings {
        interval: Duration::from_secs(*pick(rng, &[5, 15, 15, 30])),
        window: Duration::from_hours(*pick(rng, &[48, 168])),
        history,
        share: *pick(rng, &[0.25, 0.25, 0.6]),
        seed,
        ..Settings::default()
    }
}

fn spells(quiet_at: Ms, rng: &mut Rng) -> Vec<Spell> {
    let faults = [
        Fault::Down,
        Fault::Down,
        Fault::Lossy,
        Fault::ServerError(500),
        Fault::ServerError(503),
        Fault::Garbage,
        Fault::Forbidden,
        Fault::Slow,
    ];
    (0..rng.usize(..7))
        .map(|_| {
            let from = START + rng.u64(..quiet_at - START);
            let length = *pick(rng, &[5 * SECOND, MINUTE, 6 * MINUTE]);
            Spell {
                from,
                until: (from + rng.u64(SECOND..=length)).min(quiet_at),
                fault: *pick(rng, &faults),
                scope: *pick(rng, &[Scope::All, Scope::All, Scope::Lists, Scope::Items]),
            }
        })
        .collect()
}

fn deeds(quiet_at: Ms, rng: &mut Rng) -> Vec<(Ms, Deed)> {
    let mut deeds: Vec<_> = (0..rng.usize(..25))
        .map(|_| {
            let deed = match rng.u8(..20) {
                0..6 => Deed::Watch(rng.usize(..1000)),
                6..8 => Deed::Order(*pick(rng, &[OrderBy::Created, OrderBy::LastMessage])),
                8..10 => Deed::Refresh,
                10..13 => Deed::Older(rng.usize(..1000)),
                13..15 => Deed::Sleep(rng.u64(10 * SECOND..20 * MINUTE)),
                15 => Deed::SetClock(*pick(rng, &[-3_600_000, -8_000, 9_000, 3_600_000])),
                _ => Deed::Spurious,
            };
            (START + rng.u64(..quiet_at - START), deed)
        })
        .collect();
    deeds.sort_by_key(|(at, _)| *at);
    deeds
}
