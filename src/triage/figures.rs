//! Figures of the day: how long people waited for a first answer, by channel, and how many got in touch, by hour.
//!
//! Counted from the turns of each conversation ([`crate::sync::Turn`]) and changed only where a row did: each row's share is
//! kept, so that it can be taken out again when the row says something else. Nothing here is more than what was read: of
//! how many conversations that is said goes with it ([`Coverage`]).
//!
//! Percentiles are by nearest rank: the smallest time that at least so many percent of the waits did not exceed. There
//! is no interpolation, so each is the time of a wait that really was.

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use chrono::{NaiveDate, NaiveDateTime};

use crate::model::time::Timestamp;
use crate::model::zone::Zone;
use crate::sync::{Digest, Picture, Row, Slot, Turn, TurnSide};

use super::channel::Channel;
use super::hours::Hours;
use super::settings::Settings;

/// Turns are looked at so many days back: as far as the digest keeps them whole.
const DAYS_BACK: i64 = 4;

/// A wait that an answer ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct AnsweredWait {
    /// Its first contact.
    pub since: Timestamp,
    /// The first answer after that.
    pub answered: Timestamp,
}

/// The waits among turns that an answer ended, oldest first. Whatever follows an answer until the next contact is part
/// of that answer.
pub fn answered_waits(turns: &[Turn]) -> impl Iterator<Item = AnsweredWait> {
    let waits = turns
        .iter()
        .scan(None, |since: &mut Option<Timestamp>, turn| {
            Some(match turn.side {
                TurnSide::Contact => {
                    since.get_or_insert(turn.at);
                    None
                }
                TurnSide::Answer(_) => since.take().map(|since| AnsweredWait {
                    since,
                    answered: turn.at,
                }),
            })
        });
    waits.flatten()
}

/// How long a wait was, as targets count it: in opening time.
fn waited(hours: &Hours, wait: AnsweredWait) -> Duration {
    hours.open_between(wait.since, wait.answered)
}

/// How the waits of one channel were answered today.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Answered {
    /// So many waits.
    pub count: usize,
    /// Half of them did not take longer.
    pub median: Duration,
    /// Nine of ten did not.
    pub ninetieth: Duration,
}

/// Of how many conversations the figures speak.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Coverage {
    /// Conversations known to have been active today.
    pub active: usize,
    /// Those of them of which everything that counts was read.
    pub read: usize,
}

/// The figures of one day.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Figures {
    today: Option<NaiveDate>,
    shares: HashMap<Slot, Share>,
    /// How long the waits were that were answered today, shortest first.
    answered: BTreeMap<Channel, Vec<Duration>>,
    arrivals: BTreeMap<i64, usize>,
    coverage: Coverage,
}

/// What one row adds.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Share {
    channel: Channel,
    waits: Vec<Duration>,
    arrivals: Vec<i64>,
    coverage: Coverage,
}

impl Figures {
    /// Counts anew if another day began. Called before anything else.
    pub fn begin_day(&mut self, picture: &Picture, settings: &Settings, now: Timestamp) {
        let today = settings.zone.civil(now).date();
        if self.today == Some(today) {
            return;
        }
        *self = Self {
            today: Some(today),
            ..Self::default()
        };
        for slot in picture.slots() {
            self.refresh(picture, settings, slot);
        }
    }

    /// Looks at a row again.
    pub fn refresh(&mut self, picture: &Picture, settings: &Settings, slot: Slot) {
        let share = self
            .today
            .zip(picture.row(slot))
            .and_then(|(today, row)| Share::of(row, settings, today));
        if self.shares.get(&slot) == share.as_ref() {
            return;
        }
        if let Some(old) = self.shares.remove(&slot) {
            self.take_out(&old);
        }
        if let Some(share) = share {
            self.add(&share);
            self.shares.insert(slot, share);
        }
    }

    /// How today's waits were answered, by channel; only channels in which any was.
    pub fn answered(&self) -> impl Iterator<Item = (Channel, Answered)> {
        self.answered
            .iter()
            .filter_map(|(channel, waits)| Some((*channel, Answered::of(waits)?)))
    }

    /// Of how many conversations the figures speak.
    #[must_use]
    pub fn coverage(&self) -> Coverage {
        self.coverage
    }

    /// How many times people got in touch in each of the last `hours` hours on the clinic's clock, the hour of `now` last. At
    /// most since midnight before today's. When clocks are set back, two hours count as one.
    #[must_use]
    pub fn arrivals(&self, now: Timestamp, zone: Zone, hours: u8) -> Vec<usize> {
        let last = hour_number(zone.civil(now));
        let numbers = (last - i64::from(hours) + 1)..=last;
        let count = |hour| self.arrivals.get(&hour).copied().unwrap_or(0);
        numbers.map(count).collect()
    }

    /// The rows that were active in the last days, in no order.
    pub fn active_lately(&self) -> impl Iterator<Item = Slot> {
        self.shares.keys().copied()
    }

    fn add(&mut self, share: &Share) {
        let known = self.answered.entry(share.channel).or_default();
        for wait in &share.waits {
            let place = known.partition_point(|known| known < wait);
            known.insert(place, *wait);
        }
        for hour in &share.arrivals {
            *self.arrivals.entry(*hour).or_default() += 1;
        }
        self.coverage.active += share.coverage.active;
        self.coverage.read += share.coverage.read;
        self.tidy();
    }

    fn take_out(&mut self, share: &Share) {
        let known = self.answered.entry(share.channel).or_default();
        for wait in &share.waits {
            if let Ok(place) = known.binary_search(wait) {
                known.remove(place);
            }
        }
        for hour in &share.arrivals {
            let count = self.arrivals.entry(*hour).or_default();
            *count = count.saturating_sub(1);
        }
        self.coverage.active -= share.coverage.active;
        self.coverage.read -= share.coverage.read;
        self.tidy();
    }

    /// What counts nothing is not there: equal figures are equal.
    fn tidy(&mut self) {
        self.answered.retain(|_, waits| !waits.is_empty());
        self.arrivals.retain(|_, count| *count > 0);
    }
}

impl Answered {
    /// `None` of no waits; `waits` are sorted.
    fn of(waits: &[Duration]) -> Option<Self> {
        Some(Self {
            count: waits.len(),
            median: nearest_rank(waits, 50)?,
            ninetieth: nearest_rank(waits, 90)?,
        })
    }
}

/// The smallest value that at least `percent` of the sorted values do not exceed; `None` of none.
fn nearest_rank(sorted: &[Duration], percent: usize) -> Option<Duration> {
    let rank = (sorted.len() * percent).div_ceil(100);
    sorted.get(rank.checked_sub(1)?).copied()
}

impl Share {
    /// What a row adds on a day; nothing unless it was active lately.
    fn of(row: &Row, settings: &Settings, today: NaiveDate) -> Option<Self> {
        if row.gone {
            return None;
        }
        let days_ago = |at: Timestamp| (today - settings.zone.civil(at).date()).num_days();
        let digest = row.digest.as_deref();
        let turns = digest.map_or(&[][..], Digest::turns);
        let turns = turns.iter().filter(|turn| days_ago(turn.at) <= DAYS_BACK);
        let last = turns
            .clone()
            .map(|turn| turn.at)
            .chain(row.conversation.last_message_at)
            .max()?;
        if days_ago(last) > DAYS_BACK {
            return None;
        }
        let of_today = |wait: &AnsweredWait| days_ago(wait.answered) == 0;
        let waits = answered_waits(digest.map_or(&[][..], Digest::turns)).filter(of_today);
        let hours = &settings.targets.hours;
        let contacts =
            turns.filter(|turn| turn.side == TurnSide::Contact && days_ago(turn.at) <= 1);
        let active = days_ago(last) <= 0;
        let read =
            active && !row.unchecked() && digest.is_some_and(|digest| is_whole(digest, days_ago));
        Some(Self {
            channel: Channel::from(&row.conversation.kind),
            waits: waits.map(|wait| waited(hours, wait)).collect(),
            arrivals: contacts
                .map(|turn| hour_number(settings.zone.civil(turn.at)))
                .collect(),
            coverage: Coverage {
                active: usize::from(active),
                read: usize::from(read),
            },
        })
    }
}

/// Whether the turns tell all of today: who got in touch, and for how long whoever was answered had waited.
fn is_whole(digest: &Digest, days_ago: impl Fn(Timestamp) -> i64) -> bool {
    let Some(since) = digest.turns_since() else {
        return false;
    };
    let is_answer = |turn: &&Turn| turn.side != TurnSide::Contact;
    let days: Vec<_> = digest
        .turns()
        .iter()
        .filter(is_answer)
        .map(|turn| days_ago(turn.at))
        .collect();
    // Behind an answer nothing is open; without one before today, a wait may be older than what was read.
    let closed = days.iter().any(|days| *days > 0) || !days.contains(&0);
    days_ago(since) >= DAYS_BACK || (days_ago(since) > 0 && closed)
}

/// Hours since the epoch on a wall clock.
fn hour_number(civil: NaiveDateTime) -> i64 {
    civil.and_utc().timestamp().div_euclid(3600)
}

#[cfg(test)]
mod tests;
