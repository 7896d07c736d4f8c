//! What can be chosen when a demo server is started.

use std::time::Duration;

use super::faults::Faults;

/// The token a demo server expects unless told otherwise: `aid_demo:sk_demo` in base64, shaped like a
/// real one and worth nothing.
pub const DEMO_TOKEN: &str = "YWlkX2RlbW86c2tfZGVtbw==";

/// How the made-up clinic is built and how its server behaves.
#[derive(Debug, Clone)]
pub struct DemoOptions {
    /// How many conversations the clinic begins with (1 to 1,000,000; other values are clamped).
    pub conversations: usize,
    /// Live events per minute on average; 0 = nothing happens by itself. At most 60,000.
    pub rate_per_minute: f64,
    /// Everything made up follows from this number and the time.
    pub seed: u64,
    /// What goes wrong.
    pub faults: Faults,
    /// Requests allowed per 60 seconds; `None` = no limit and no `s-ratelimit-limit`/`-remaining`.
    pub per_minute: Option<u32>,
    /// Requests allowed per 24 hours; `None` = no limit and no `s-ratelimit-daily-*` headers.
    pub per_day: Option<u32>,
    /// How late changes become visible.
    pub lag: Lag,
    /// In which direction conversations are listed.
    pub direction: ListDirection,
    /// Whether answers keep strictly to the official document.
    pub shape: Shape,
    /// The credential a client must send as `Authorization: Bearer` (or `Basic`).
    pub token: String,
}

impl Default for DemoOptions {
    fn default() -> Self {
        Self {
            conversations: 240,
            rate_per_minute: 6.0,
            seed: 1,
            faults: Faults::default(),
            per_minute: Some(1_200),
            per_day: Some(200_000),
            lag: Lag::default(),
            direction: ListDirection::OldestFirst,
            shape: Shape::Wild,
            token: String::from(DEMO_TOKEN),
        }
    }
}

/// How long the "eventually consistent" listings need to show a change.
///
/// Each new item and each change of a conversation gets its own delay between the bounds, so changes
/// appear late and in another order than they happened. Reading one conversation or item by id is
/// not delayed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lag {
    /// Shortest delay.
    pub min: Duration,
    /// Longest delay; a value below `min` means `min`.
    pub max: Duration,
}

impl Lag {
    /// Everything is visible at once.
    pub const NONE: Self = Self {
        min: Duration::ZERO,
        max: Duration::ZERO,
    };
}

impl Default for Lag {
    /// Half a second to four seconds.
    fn default() -> Self {
        Self {
            min: Duration::from_millis(500),
            max: Duration::from_secs(4),
        }
    }
}

/// The direction in which `GET /conversations` walks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ListDirection {
    /// Ascending, as observed.
    #[default]
    OldestFirst,
    /// Descending: a client must be right here, too.
    NewestFirst,
}

/// How closely answers follow the official document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Shape {
    /// Every answer validates against the OpenAPI document.
    Strict,
    /// With the deviations real answers have: `null` arrays, empty strings for absent values,
    /// numbers as ids, types no document knows.
    #[default]
    Wild,
}
