//! What happened in a conversation before the demo began.
//!
//! A [`Story`] is the little that is kept per conversation; the items themselves are written again
//! from seed and number whenever they are asked for, so memory does not grow with the items. The
//! last item always lies exactly at [`Story::last_ms`].

use fastrand::Rng;

use super::id::Id;
use super::item::Item;
use super::people::{Clinic, Stream, rng_for};

mod beats;

pub(super) const MINUTE_MS: i64 = 60_000;
pub(super) const HOUR_MS: i64 = 60 * MINUTE_MS;
pub(super) const DAY_MS: i64 = 24 * HOUR_MS;
/// Items of the long thread.
const LONG_THREAD: usize = 640;

/// What kind of conversation it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Sms,
    Secure,
    /// A phone conversation that consists of calls.
    Calls,
    Email,
    Fax,
    Team,
    Note,
    Other,
    /// A type no document knows (sent as `other` by a strict server).
    Kiosk,
}

/// What is special about a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Plot {
    Usual,
    /// Created, but nobody wrote anything: no `lastMessageAt`.
    Empty,
    Hostile,
    LongThread,
    LongText,
    LongName,
    OpenPage,
    AfterHours,
    Voicemail,
    Video,
    Spam,
}

/// Whether the history ends with somebody waiting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ending {
    Waiting,
    Answered,
}

/// How much happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Length {
    /// One item, at the moment of creation.
    Single,
    Several,
}

/// All that is kept of the history of a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Story {
    pub(super) created_ms: i64,
    /// Time of the last item; `None` if there is none.
    pub(super) last_ms: Option<i64>,
    pub(super) kind: Kind,
    pub(super) plot: Plot,
    /// Index into the clinic's topics.
    pub(super) topic: u8,
    pub(super) ending: Ending,
    pub(super) length: Length,
}

/// Conversations every demo has: plot, kind, topic, age of the last item in minutes, ending.
const CAST: [(Plot, Kind, u8, i64, Ending); 17] = [
    (Plot::Usual, Kind::Sms, 0, 3, Ending::Waiting),
    (Plot::Hostile, Kind::Sms, 0, 26, Ending::Waiting),
    (Plot::LongThread, Kind::Secure, 7, 48, Ending::Answered),
    (Plot::LongText, Kind::Email, 4, 95, Ending::Waiting),
    (Plot::Usual, Kind::Kiosk, 3, 12, Ending::Waiting),
    (Plot::Usual, Kind::Sms, 10, 17, Ending::Waiting),
    (Plot::Usual, Kind::Secure, 11, 71, Ending::Answered),
    (Plot::Usual, Kind::Sms, 12, 34, Ending::Answered),
    (Plot::Usual, Kind::Secure, 13, 55, Ending::Waiting),
    (Plot::Usual, Kind::Sms, 14, 130, Ending::Answered),
    (Plot::Usual, Kind::Sms, 15, 42, Ending::Answered),
    (Plot::LongName, Kind::Secure, 1, 64, Ending::Answered),
    (Plot::OpenPage, Kind::Sms, 8, 22, Ending::Waiting),
    (Plot::AfterHours, Kind::Sms, 2, 320, Ending::Waiting),
    (Plot::Voicemail, Kind::Calls, 0, 8, Ending::Waiting),
    (Plot::Video, Kind::Secure, 7, 150, Ending::Answered),
    (Plot::Spam, Kind::Calls, 0, 81, Ending::Answered),
];

impl Story {
    /// The story of conversation `number` in a world of `total` that begins at `now_ms`.
    ///
    /// About 60 % of a small world are active in the last seven days (fewer of a large one), the
    /// more the nearer to now; the rest goes back 90 days, three years in a large world.
    pub(super) fn draw(
        clinic: &Clinic,
        seed: u64,
        number: usize,
        total: usize,
        now_ms: i64,
    ) -> Self {
        if let Some((plot, kind, topic, age_min, ending)) = CAST.get(number).copied() {
            let last_ms = now_ms - age_min * MINUTE_MS - 17_321;
            let days = if plot == Plot::LongThread { 400 } else { 9 };
            let created_ms = last_ms - days * DAY_MS;
            let length = Length::Several;
            return Self {
                created_ms,
                last_ms: Some(last_ms),
                kind,
                plot,
                topic,
                ending,
                length,
            };
        }
        let mut rng = rng_for(seed, number, Stream::Story);
        let recent = number < recent_of(total);
        let last_ms = now_ms - age_ms(&mut rng, recent, total);
        let kind = kind_of(rng.u32(0..100));
        let waiting = rng.u32(0..100) < if recent { 11 } else { 1 };
        let single = kind == Kind::Fax || rng.u32(0..100) < 40;
        let empty = kind == Kind::Secure && rng.u32(0..100) < 6;
        let span = if single {
            0
        } else {
            2 * HOUR_MS + portion(60 * DAY_MS, square(rng.f64()))
        };
        let topic = u8::try_from(rng.usize(0..clinic.topics.len().max(1))).unwrap_or(0);
        // Most people write English: draw again once if they do not.
        let topic = if topic >= 10 && rng.bool() {
            topic % 10
        } else {
            topic
        };
        Self {
            created_ms: last_ms - span,
            last_ms: (!empty).then_some(last_ms),
            kind,
            plot: if empty { Plot::Empty } else { Plot::Usual },
            topic,
            ending: if waiting {
                Ending::Waiting
            } else {
                Ending::Answered
            },
            length: if single {
                Length::Single
            } else {
                Length::Several
            },
        }
    }

    /// The story of a conversation that begins now, without any item.
    pub(super) fn begins(kind: Kind, topic: u8, now_ms: i64) -> Self {
        Self {
            created_ms: now_ms,
            last_ms: None,
            kind,
            plot: Plot::Empty,
            topic,
            ending: Ending::Answered,
            length: Length::Single,
        }
    }

    /// Everything that happened, oldest first.
    pub(super) fn items(&self, clinic: &Clinic, seed: u64, number: usize) -> Vec<Item> {
        let Some(last_ms) = self.last_ms else {
            return Vec::new();
        };
        let mut rng = rng_for(seed, number, Stream::History);
        let beats = beats::write(clinic, &mut rng, self);
        let times = times(&beats, &mut rng, last_ms, last_ms - self.created_ms);
        let stamped = beats.into_iter().zip(times).map(|(beat, at_ms)| Item {
            id: Id::new(at_ms, number),
            at_ms,
            visible_at_ms: at_ms,
            author: beat.author,
            body: beat.body,
        });
        stamped.collect()
    }
}

/// How many of `total` conversations were active in the last seven days.
fn recent_of(total: usize) -> usize {
    let small = total.min(240) * 3 / 5;
    small + total.saturating_sub(240) / 30
}

fn age_ms(rng: &mut Rng, recent: bool, total: usize) -> i64 {
    let chance = rng.f64();
    if recent {
        return 25_000 + portion(7 * DAY_MS, square(chance) * chance.sqrt());
    }
    let days = if total <= 2_000 { 83 } else { 3 * 365 };
    7 * DAY_MS + portion(days * DAY_MS, chance)
}

fn kind_of(percent: u32) -> Kind {
    match percent {
        0..=51 => Kind::Sms,
        52..=71 => Kind::Secure,
        72..=79 => Kind::Calls,
        80..=86 => Kind::Email,
        87..=92 => Kind::Fax,
        93..=94 => Kind::Team,
        95..=96 => Kind::Note,
        97..=98 => Kind::Other,
        _ => Kind::Kiosk,
    }
}

fn square(value: f64) -> f64 {
    value * value
}

/// `share` (0 to 1) of a duration.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    reason = "durations of years in milliseconds fit; the exact millisecond does not matter"
)]
pub(super) fn portion(whole_ms: i64, share: f64) -> i64 {
    (whole_ms as f64 * share) as i64
}

/// Times for the beats: the last at `last_ms`, strictly increasing, within `span_ms` where possible.
fn times(beats: &[beats::Beat], rng: &mut Rng, last_ms: i64, span_ms: i64) -> Vec<i64> {
    let fixed: i64 = beats
        .iter()
        .filter_map(|beat| beat.gap_s)
        .map(|gap| gap * 1_000)
        .sum();
    let sessions = beats
        .iter()
        .filter(|beat| beat.gap_s.is_none())
        .count()
        .max(1);
    let idle = (span_ms - fixed).max(0) / i64::try_from(sessions).unwrap_or(1);
    let mut offsets = Vec::with_capacity(beats.len());
    let mut offset = 0;
    for beat in beats.iter().rev() {
        offsets.push(offset);
        let between_ms = || portion(idle, 0.5 + rng.f64() / 2.0);
        offset += beat.gap_s.map_or_else(between_ms, |gap| gap * 1_000).max(1);
    }
    let longest = offsets.last().copied().unwrap_or(0);
    let squeeze = longest > span_ms && longest > 0;
    let mut times = Vec::with_capacity(offsets.len());
    let mut before = last_ms + 1;
    for offset in offsets {
        // i128: a year of milliseconds times a year of milliseconds.
        let scaled = i128::from(offset) * i128::from(span_ms) / i128::from(longest.max(1));
        let wanted = if squeeze {
            i64::try_from(scaled).unwrap_or(0)
        } else {
            offset
        };
        before = (last_ms - wanted).min(before - 1);
        times.push(before);
    }
    times.reverse();
    times
}

#[cfg(test)]
mod tests;
