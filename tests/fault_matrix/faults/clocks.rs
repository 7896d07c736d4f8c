//! Clocks that disagree.

use chrono::DateTime;

use super::{At, Fault, answers, every, fault};
use crate::http::{Asked, Response, Step};

const DAY_MS: i64 = 24 * 3600 * 1000;

/// All of them.
pub(super) fn all() -> Vec<Fault> {
    vec![
        fault("our clock a day ahead", At::OurClock(DAY_MS)),
        fault("our clock a day behind", At::OurClock(-DAY_MS)),
        answers("Date a day ahead", every, |asked, good, _| {
            dated(asked, good, DAY_MS)
        })
        .harmless(),
        answers("Date a day behind", every, |asked, good, _| {
            dated(asked, good, -DAY_MS)
        }),
        answers("no Date", every, |_, good, _| good.without("Date").sent()).harmless(),
        answers("Date in prose", every, |_, good, _| {
            good.header("Date", "half past two").sent()
        })
        .harmless(),
    ]
}

fn dated(asked: &Asked, good: Response, off_ms: i64) -> Vec<Step> {
    let date = DateTime::from_timestamp_millis(asked.at.as_millis() + off_ms).unwrap();
    let date = date.format("%a, %d %b %Y %H:%M:%S GMT").to_string();
    good.header("Date", date).sent()
}
