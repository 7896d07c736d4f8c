//! How long to wait before trying again: exponential, with full jitter.

use std::time::Duration;

/// The longest wait a server can ask for: limits are counted per day at most.
const ASKED_MAX: Duration = Duration::from_secs(24 * 3600);

/// The most that is added to a refusal's wait: enough to keep clients apart, even after a whole day.
const APART_MAX: Duration = Duration::from_secs(15 * 60);

/// Waiting times between attempts that fail one after another.
#[derive(Debug)]
pub(super) struct Backoff {
    base: Duration,
    cap: Duration,
    failures: u32,
    failed_at: Option<Duration>,
    until: Option<Duration>,
}

impl Backoff {
    /// For faults that pass: from a second to five minutes.
    pub(super) fn transient() -> Self {
        Self::new(Duration::from_secs(1), Duration::from_secs(300))
    }

    /// For exhausted limits, which are counted per minute and per day: from one minute to a quarter of an hour.
    pub(super) fn exhausted() -> Self {
        Self::new(Duration::from_secs(60), Duration::from_secs(900))
    }

    const fn new(base: Duration, cap: Duration) -> Self {
        Self {
            base,
            cap,
            failures: 0,
            failed_at: None,
            until: None,
        }
    }

    /// Notes a failure at `now`. The wait is drawn from zero to the step ("full jitter"), so that many
    /// clients do not come back in step; never under a quarter of a second.
    pub(super) fn fail(&mut self, now: Duration, rng: &mut fastrand::Rng) {
        let step = self.step();
        let wait = step.mul_f64(rng.f64()).max(Duration::from_millis(250));
        self.wait(now, wait);
    }

    /// Notes a refusal at `now`: the whole step, or what the server asked for, and up to half of it more, at
    /// most [`APART_MAX`]. A server that keeps asking for less than it means is given more time each time.
    pub(super) fn refuse(
        &mut self,
        now: Duration,
        asked: Option<Duration>,
        rng: &mut fastrand::Rng,
    ) {
        let least = Duration::from_secs(1 << self.failures.min(6));
        let step = asked.map_or(self.step(), |asked| asked.clamp(least, ASKED_MAX));
        let apart = (step / 2).min(APART_MAX);
        self.wait(now, step + apart.mul_f64(rng.f64()));
    }

    /// The server asked for this much time: the wait that a failure began is no shorter.
    pub(super) fn at_least(&mut self, now: Duration, asked: Duration) {
        self.until = self.until.max(Some(now + asked.min(ASKED_MAX)));
    }

    /// Notes a success: the next failure starts small again. Whether that changed anything.
    pub(super) fn clear(&mut self) -> bool {
        let was = self.failures > 0;
        self.failures = 0;
        self.failed_at = None;
        self.until = None;
        was
    }

    /// When the next attempt may be made, if it has to wait at all.
    pub(super) fn until(&self) -> Option<Duration> {
        self.until
    }

    /// Whether the last attempt failed.
    pub(super) fn failing(&self) -> bool {
        self.failures > 0
    }

    /// When the last attempt failed.
    pub(super) fn failed_at(&self) -> Option<Duration> {
        self.failed_at
    }

    fn step(&self) -> Duration {
        self.base
            .saturating_mul(1 << self.failures.min(16))
            .min(self.cap)
    }

    fn wait(&mut self, now: Duration, wait: Duration) {
        self.failures = self.failures.saturating_add(1);
        self.failed_at = Some(now);
        self.until = Some(now + wait);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_up_to_the_cap_and_start_small_after_a_success() {
        let mut rng = fastrand::Rng::with_seed(1);
        let mut backoff = Backoff::transient();
        let mut longest = Duration::ZERO;
        for _ in 0..200 {
            backoff.fail(Duration::ZERO, &mut rng);
            let wait = backoff.until().unwrap();
            assert!(wait <= Duration::from_secs(300) && wait >= Duration::from_millis(250));
            longest = longest.max(wait);
        }
        assert!(longest > Duration::from_secs(200), "{longest:?}");
        assert!(backoff.clear() && backoff.until().is_none() && !backoff.clear());
        backoff.fail(Duration::ZERO, &mut rng);
        assert!(backoff.until().unwrap() <= Duration::from_secs(1));
    }

    #[test]
    fn a_refusal_never_comes_back_before_the_server_said() {
        let mut rng = fastrand::Rng::with_seed(2);
        let mut backoff = Backoff::exhausted();
        backoff.refuse(Duration::ZERO, Some(Duration::from_secs(90)), &mut rng);
        assert!(backoff.until().unwrap() >= Duration::from_secs(90));
        backoff.clear();
        let (hours, years) = (Duration::from_secs(6 * 3600), Duration::from_secs(1 << 40));
        backoff.refuse(Duration::ZERO, Some(hours), &mut rng);
        assert!(backoff.until().unwrap() >= hours);
        backoff.clear();
        backoff.refuse(Duration::ZERO, Some(years), &mut rng);
        assert!(backoff.until().unwrap() <= ASKED_MAX + APART_MAX);
        backoff.clear();
        backoff.refuse(Duration::ZERO, None, &mut rng);
        assert!(backoff.until().unwrap() >= Duration::from_secs(60));
        backoff.clear();
        for least in [1, 2, 4, 8] {
            backoff.refuse(Duration::ZERO, Some(Duration::ZERO), &mut rng);
            assert!(backoff.until().unwrap() >= Duration::from_secs(least));
        }
    }
}
