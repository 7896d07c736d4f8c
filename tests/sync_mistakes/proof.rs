//! Makes each mistake, and says which seed caught it.
//!
//! What no mistake can be made of is not listed: `startFrom` beside a token cannot be said at all, as
//! [`crate::model::exchange::Start`] is the one or the other.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use strum::IntoEnumIterator;

use crate::simulation::{SEEDS, run};
use crate::sync::mistakes::{Mistake, with};

/// The first seed that a mistake does not get through, and what the oracle says of it.
fn caught(mistake: Mistake) -> Option<(u64, String)> {
    (0..SEEDS).find_map(|seed| {
        let run = || with(mistake, || run(seed));
        match catch_unwind(AssertUnwindSafe(run)) {
            Ok(Ok(_)) => None,
            Ok(Err(why)) => Some((seed, why)),
            Err(_) => Some((seed, "a panic".to_owned())),
        }
    })
}

/// What is caught is the mistake: without one, the same sources get through.
#[test]
fn nothing_is_caught_without_a_mistake() {
    for seed in 0..100 {
        if let Err(why) = run(seed) {
            panic!("seed {seed}: {why}");
        }
    }
}

/// Every mistake is caught within the seeds of a plain run.
#[test]
fn every_mistake_is_caught() {
    let mistakes: Vec<_> = Mistake::iter().collect();
    let next = AtomicUsize::new(0);
    let results = Mutex::new(Vec::new());
    let work = || {
        while let Some(mistake) = mistakes.get(next.fetch_add(1, Ordering::Relaxed)) {
            let result = (*mistake, caught(*mistake));
            results
                .lock()
                .expect("nobody panics holding it")
                .push(result);
        }
    };
    let threads = thread::available_parallelism().map_or(2, usize::from);
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(work);
        }
    });
    let mut results = results.into_inner().expect("all are done");
    results.sort_by_key(|(mistake, _)| *mistake as usize);
    tell(&results);
    let missed = results.iter().filter(|(_, caught)| caught.is_none());
    let missed: Vec<_> = missed.map(|(mistake, _)| mistake).collect();
    assert!(missed.is_empty(), "nothing catches {missed:?}");
}

#[expect(clippy::print_stderr, reason = "shown on request only")]
fn tell(results: &[(Mistake, Option<(u64, String)>)]) {
    for (mistake, caught) in results {
        let name = format!("{mistake:?}");
        match caught {
            Some((seed, why)) => {
                let why: String = why.chars().take(150).collect();
                eprintln!("{name:<24}{:>6} seeds  {why}", seed + 1);
            }
            None => eprintln!("{name:<24}  none"),
        }
    }
}

/// One seed with one mistake, for whoever wants to see how it goes wrong: `SIM_MISTAKE=NoOverlap
/// SIM_SEED=7 SIM_TRACE=1 cargo test --test sync_mistakes replay -- --nocapture`.
#[test]
fn replay() {
    let variable = |name| std::env::var(name).ok();
    let (Some(name), Some(seed)) = (variable("SIM_MISTAKE"), variable("SIM_SEED")) else {
        return;
    };
    let mut mistakes = Mistake::iter();
    let mistake = mistakes.find(|mistake| format!("{mistake:?}") == name);
    let seed = seed.parse().expect("a number");
    let mistake = mistake.expect("the name of a mistake");
    with(mistake, || run(seed)).expect("nothing wrong is noticed");
}
