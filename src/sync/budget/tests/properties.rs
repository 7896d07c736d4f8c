//! What holds for any sequence of requests and reports. A poll that goes only because of the floor is the one
//! exception to all of it, and there is at most one in two minutes.

use fastrand::Rng;
use proptest::prelude::*;

use super::*;

/// A server that counts by the minute and by the day, and other integrations that use it as well.
struct Server {
    limit: u32,
    minute: u64,
    left: u32,
    day_left: u32,
}

impl Server {
    fn asked(&mut self, now: Duration) {
        self.turn(now);
        self.left = self.left.saturating_sub(1);
        self.day_left = self.day_left.saturating_sub(1);
    }

    fn turn(&mut self, now: Duration) {
        let minute = now.as_secs() / 60;
        if minute != self.minute {
            (self.minute, self.left) = (minute, self.limit);
        }
    }

    fn says(&mut self, now: Duration) -> RateLimits {
        self.turn(now);
        RateLimits {
            minute_limit: Some(self.limit),
            minute_remaining: Some(self.left),
            day_limit: Some(1_000_000),
            day_remaining: Some(self.day_left),
        }
    }
}

/// A budget in use: what was sent, and what the server thinks of it.
struct Run {
    budget: Budget,
    server: Server,
    now: Duration,
    /// When each request was sent, and whether only the floor let it go.
    sent: Vec<(Duration, Priority, bool)>,
    in_flight: u32,
}

impl Run {
    fn new(share: f64, limit: u32, day_left: u32) -> Self {
        Self {
            budget: Budget::new(share),
            server: Server {
                limit,
                minute: 0,
                left: limit,
                day_left,
            },
            now: Duration::ZERO,
            sent: Vec::new(),
            in_flight: 0,
        }
    }

    /// Whether a request of this kind went out.
    fn ask(&mut self, kind: Priority) -> bool {
        let now = self.now;
        if self.budget.ready_at(kind, now) > now {
            return false;
        }
        // Without the floor, would it have had to wait?
        let without = Budget {
            last_feed: Some(now),
            ..self.budget.copy()
        };
        let by_floor = without.ready_at(kind, now) > now;
        self.budget.sent(kind, now);
        self.server.asked(now);
        self.in_flight += 1;
        self.sent.push((now, kind, by_floor));
        true
    }

    fn answer(&mut self) {
        self.in_flight -= 1;
        self.budget.landed();
        let says = self.server.says(self.now);
        self.budget.told(says, self.now);
    }

    fn in_the_last(&self, span: Duration) -> usize {
        let recent = |at: &Duration| *at + span > self.now;
        let sent = self.sent.iter().rev().map(|(at, ..)| at);
        sent.take_while(|at| recent(at)).count()
    }
}

impl Budget {
    fn copy(&self) -> Self {
        Self {
            sent: self.sent.clone(),
            limits: self.limits,
            day: self.day.clone(),
            ..*self
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn no_minute_brings_more_than_the_share_and_the_reserve_is_left(seed in any::<u64>()) {
        let mut rng = Rng::with_seed(seed);
        let share = 0.05 + 0.95 * rng.f64();
        let limit = rng.u32(1..150);
        let mut run = Run::new(share, limit, 1_000_000);
        let allowed = (f64::from(limit) * share).max(1.0);
        let assumed = (100.0 * share).max(1.0);
        let reserve = f64::from(limit) * 0.1;
        for _ in 0..1500 {
            run.now += Duration::from_millis(rng.u64(..4000));
            // Others use the same limits, and so much that hardly anything is left now and then.
            if run.in_flight == 0 && rng.u8(..4) == 0 {
                run.server.turn(run.now);
                run.server.left -= rng.u32(..=run.server.left / 2);
                let says = run.server.says(run.now);
                run.budget.told(says, run.now);
            }
            while run.in_flight > 0 && rng.bool() {
                run.answer();
            }
            let kind = Priority::ALL[rng.usize(..6)];
            if run.in_flight < 8 && run.ask(kind) {
                let (_, _, by_floor) = run.sent[run.sent.len() - 1];
                if !by_floor {
                    let most = if run.budget.limits.minute_limit.is_some() { allowed } else { assumed };
                    let count = run.in_the_last(MINUTE);
                    prop_assert!(f64::from(u32::try_from(count).unwrap()) <= most, "{count} of {most}");
                    let told = run.budget.limits.minute_remaining.is_some();
                    let of_this_minute = run.budget.told_at.as_secs() / 60 == run.now.as_secs() / 60;
                    if told && of_this_minute {
                        prop_assert!(f64::from(run.server.left) >= reserve.floor(), "{}", run.server.left);
                    }
                }
            }
        }
        let floors: Vec<_> = run.sent.iter().filter(|(.., by_floor)| *by_floor).collect();
        for pair in floors.windows(2) {
            prop_assert!(pair[1].0 >= pair[0].0 + FLOOR);
        }
        prop_assert!(floors.iter().all(|(_, kind, _)| *kind == Priority::Feed));
    }

    #[test]
    fn no_day_brings_more_than_the_share_of_what_was_left_of_it(seed in any::<u64>()) {
        let mut rng = Rng::with_seed(seed);
        let share = 0.05 + 0.95 * rng.f64();
        let left = rng.u32(200..20_000);
        let mut run = Run::new(share, 6000, left);
        let says = run.server.says(run.now);
        run.budget.told(says, run.now);
        while run.now < Duration::from_secs(24 * 3600) {
            run.now += Duration::from_millis(rng.u64(1000..40_000));
            let others = rng.u32(..3);
            run.server.day_left = run.server.day_left.saturating_sub(others);
            let kind = Priority::ALL[rng.usize(..6)];
            while rng.u8(..8) > 0 && run.ask(kind) {
                run.answer();
            }
        }
        let paid = run.sent.iter().filter(|(.., by_floor)| !by_floor).count();
        // An hour's worth may go at once.
        let most = f64::from(left) * share * (1.0 + 1.0 / 24.0) + 1.0;
        prop_assert!(f64::from(u32::try_from(paid).unwrap()) <= most, "{paid} of {most}");
        prop_assert!(run.sent.len() - paid <= 721, "{} polls by the floor", run.sent.len() - paid);
    }
}

/// Everything wants to ask all the time; how often each kind may in so many seconds.
fn served(run: &mut Run, seconds: u64) -> [usize; 6] {
    let mut counts = [0; 6];
    let mut polled = run.now;
    for _ in 0..seconds {
        run.now += Duration::from_secs(1);
        loop {
            let ready = |kind: &Priority| run.budget.ready_at(*kind, run.now) <= run.now;
            // Polls are spaced by the engine.
            let polls = run.now >= polled + run.budget.poll_interval(1);
            let kinds = Priority::ALL.into_iter().rev();
            let ready: Vec<_> = kinds
                .filter(|kind| *kind != Priority::Feed || polls)
                .filter(ready)
                .collect();
            let first = ready.first().copied();
            let chosen = run
                .budget
                .out_of_turn(ready.into_iter(), run.now)
                .filter(|_| first != Some(Priority::Feed));
            let Some(kind) = chosen.or(first) else { break };
            assert!(run.ask(kind));
            run.answer();
            counts[kind as usize] += 1;
            if kind == Priority::Feed {
                polled = run.now;
            }
        }
    }
    counts
}

#[test]
fn every_kind_of_work_gets_its_turn_however_little_there_is() {
    for limit in [4, 8, 20, 40, 100, 400] {
        let mut run = Run::new(0.25, limit, 1_000_000);
        let counts = served(&mut run, 2 * 3600);
        println!("{limit} a minute: {counts:?}");
        assert!(
            counts.iter().all(|count| *count >= 2),
            "{limit}: {counts:?}"
        );
    }
}

#[test]
fn a_small_day_is_not_eaten_up_by_polls() {
    // A quarter of it is 250: far less than polls every two minutes.
    let mut run = Run::new(0.25, 100, 1000);
    let counts = served(&mut run, 12 * 3600);
    println!("{counts:?}");
    assert!(counts.iter().all(|count| *count >= 5), "{counts:?}");
    let others: usize = counts[..5].iter().sum();
    assert!((60..=140).contains(&others), "{counts:?}");
}
