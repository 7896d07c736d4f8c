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
    /// Some rows of each page cannot be read.
    BadRows,
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
            Self::BadRows => "bad rows",
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
    /// Looks at all there is in this row: it is seen.
    See(usize),
    /// The program is ended and started anew.
    Restart(Ledger),
    /// The machine sleeps this long; whoever wakes it opens a row.
    Sleep(Ms, usize),
    /// The wall clock is set, by so many milliseconds.
    SetClock(i64),
    /// An early wake-up that means nothing.
    Spurious,
}

/// What becomes of the seen marks when the program ends.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Ledger {
    Kept,
    Lost,
}

/// What a token of a list stands for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Tokens {
    /// The row to go on after.
    Row,
    /// The rest of a list made when the walk began.
    Snapshot,
    /// How many rows to pass over: rows shift between pages, and come twice or not at all.
    Offset,
}

/// The limit of a day, in requests of all clients together.
#[derive(Clone, Copy, Debug)]
pub(crate) struct DayLimit {
    /// Left of the first day when the program starts.
    pub(crate) left: u32,
    /// What other clients use per minute.
    pub(crate) others: u32,
    /// When a new day begins.
    pub(crate) new_day_at: Ms,
}

impl DayLimit {
    /// Requests of a whole day.
    pub(crate) const ALL: u32 = 50_000;
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
    /// Some updates move the time without being an item, a few of them into the future.
    pub(crate) phantoms: bool,
    /// Items are edited, deleted, and restored.
    pub(crate) changing_items: bool,

    pub(crate) newest_first: bool,
    /// Rows the server gives per page at most, whatever is asked for.
    pub(crate) list_cap: usize,
    pub(crate) items_cap: usize,
    /// Items take very long.
    pub(crate) slow_items: bool,
    pub(crate) tokens: Tokens,
    pub(crate) token_ttl: Ms,
    /// How far the replica that happens to answer may be behind.
    pub(crate) replica_lag: Ms,
    /// Conversations without any message are in the list by latest message, too.
    pub(crate) lists_silent: bool,
    /// `startFrom` of items leaves out items of exactly that time.
    pub(crate) items_after: bool,
    pub(crate) limit: Option<u32>,
    pub(crate) day: Option<DayLimit>,
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
    /// Whether the run goes on to its last moment although all is right long before.
    pub(crate) to_the_end: bool,
}

/// How long after the end of the faults something may still be wrong.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Patience {
    /// Until the longest wait for exhausted limits and faults is over, and the last day was read again.
    Usual,
    /// A time that no item has is looked into for an hour.
    Phantom,
    /// Only the hourly rereading of the whole window tells.
    Window,
}

impl Plan {
    pub(crate) fn new(seed: u64, rng: &mut Rng) -> Self {
        let small = rng.u8(..5) > 0;
        let last = if small { 18 * MINUTE } else { 40 * MINUTE };
        let quiet_at = START + rng.u64(6 * MINUTE..last);
        let limit = *pick(rng, &[None, Some(60), Some(100), Some(300)]);
        let any_time = |rng: &mut Rng| START + rng.u64(..quiet_at - START);
        let greedy = rng.bool().then(|| {
            let from = any_time(rng);
            (from, (from + rng.u64(MINUTE..4 * MINUTE)).min(quiet_at))
        });
        let tokens = *pick(
            rng,
            &[
                Tokens::Row,
                Tokens::Row,
                Tokens::Snapshot,
                Tokens::Snapshot,
                Tokens::Offset,
            ],
        );
        // Offsets into replicas that disagree lose items between pages, and nothing can tell.
        let replica_lag = match tokens {
            Tokens::Offset => 0,
            Tokens::Row | Tokens::Snapshot => *pick(rng, &[0, 0, 24 * SECOND]),
        };
        Self {
            settings: settings(seed, rng),
            conversations: rng.usize(if small { 1..12 } else { 3..50 }),
            live_events: rng.usize(if small { 3..45 } else { 5..120 }),
            ids_in_order: rng.bool(),
            late_rows: rng.u8(..3) == 0,
            phantoms: rng.u8(..4) == 0,
            changing_items: rng.u8(..3) == 0,
            newest_first: rng.u8(..3) == 0,
            list_cap: *pick(
                rng,
                if small {
                    &[2, 3, 7, 200]
                } else {
                    &[4, 7, 20, 200]
                },
            ),
            items_cap: *pick(rng, &[10, 10, 25, 200]),
            slow_items: rng.u8(..3) == 0,
            tokens,
            // Many small pages cannot all be read while the first of their tokens holds.
            token_ttl: *pick(
                rng,
                if small {
                    &[90 * SECOND, 100 * HOUR]
                } else {
                    &[3 * MINUTE, 100 * HOUR]
                },
            ),
            replica_lag,
            lists_silent: rng.bool(),
            items_after: rng.bool(),
            limit,
            day: day_limit(limit, quiet_at, rng),
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
            to_the_end: rng.u8(..8) == 0,
        }
    }

    /// When something of this kind must be right again.
    pub(crate) fn right_at(&self, patience: Patience) -> Ms {
        let minutes = match patience {
            Patience::Usual => 45,
            Patience::Phantom => 75,
            Patience::Window => 115,
        };
        // That nothing is left of a day is believed for a quarter of an hour.
        let probe = if self.day.is_some() { 15 } else { 0 };
        self.quiet_at + (minutes + probe) * MINUTE
    }

    /// When the last run ends.
    pub(crate) fn ends_at(&self) -> Ms {
        self.right_at(Patience::Window) + MINUTE
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

/// A day whose limits are told: ample, or so tight that it is used up before a new one begins.
fn day_limit(limit: Option<u32>, quiet_at: Ms, rng: &mut Rng) -> Option<DayLimit> {
    if limit.is_none() || rng.u8(..4) > 0 {
        return None;
    }
    let left = *pick(rng, &[0, 40, 400, DayLimit::ALL - 10_000]);
    Some(DayLimit {
        left,
        others: rng.u32(..10),
        new_day_at: rng.u64(START..quiet_at),
    })
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
        Fault::BadRows,
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
            let deed = match rng.u8(..24) {
                0..5 => Deed::Watch(rng.usize(..1000)),
                5..7 => Deed::Order(*pick(rng, &[OrderBy::Created, OrderBy::LastMessage])),
                7..9 => Deed::Refresh,
                9..11 => Deed::Older(rng.usize(..1000)),
                11..15 => Deed::See(rng.usize(..1000)),
                15 => Deed::Restart(*pick(rng, &[Ledger::Kept, Ledger::Kept, Ledger::Lost])),
                16..20 => Deed::Sleep(rng.u64(10 * SECOND..20 * MINUTE), rng.usize(..1000)),
                20 => Deed::SetClock(*pick(rng, &[-3_600_000, -8_000, 9_000, 3_600_000])),
                _ => Deed::Spurious,
            };
            (START + rng.u64(..quiet_at - START), deed)
        })
        .collect();
    deeds.sort_by_key(|(at, _)| *at);
    deeds
}
