//! Runs seeds on all processors, and tells how it went.

use std::ops::Range;
use std::panic::catch_unwind;
use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;

use crate::simulation::{Figures, SEEDS, run};

const NAME: &str = "the_picture_becomes_the_servers_whatever_happens";
/// Broken seeds that a long run names.
const NAMED: usize = 20;
/// Options of the usual test program that are followed by a value, which means nothing here.
const WITH_VALUE: [&str; 6] = [
    "--test-threads",
    "--skip",
    "--format",
    "--color",
    "--logfile",
    "-Z",
];

/// What was asked for.
struct Wanted {
    seeds: Range<u64>,
    /// Goes on after a broken seed, and tells how far it is.
    long: bool,
    /// Asked for with other names: nothing to do.
    other: bool,
    list: bool,
}

impl Wanted {
    fn new(mut arguments: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut one = from_environment("SIM_SEED")?;
        let mut many = from_environment("SIM_SEEDS")?;
        let (mut from, mut list, mut names) = (0, false, Vec::new());
        while let Some(argument) = arguments.next() {
            let mut number = |name| number(name, &arguments.next().unwrap_or_default());
            match argument.as_str() {
                "--seed" => one = Some(number("--seed")?),
                "--seeds" => many = Some(number("--seeds")?),
                "--from" => from = number("--from")?,
                "--list" => list = true,
                option if WITH_VALUE.contains(&option) => drop(arguments.next()),
                option if option.starts_with('-') => {}
                _ => names.push(argument),
            }
        }
        let seeds = match one {
            Some(seed) => seed..seed + 1,
            None => from..from + many.unwrap_or(SEEDS),
        };
        Ok(Self {
            seeds,
            long: one.is_none() && many.is_some(),
            other: !names.is_empty() && !names.iter().any(|name| NAME.contains(name.as_str())),
            list,
        })
    }
}

fn from_environment(name: &str) -> Result<Option<u64>, String> {
    let value = std::env::var(name).ok();
    value.map(|value| number(name, &value)).transpose()
}

fn number(name: &str, value: &str) -> Result<u64, String> {
    let number = value
        .parse()
        .map_err(|_| format!("{name} needs a number, not {value:?}"));
    // So many that the end of the range can be told.
    number.map(|number: u64| number.min(u64::MAX / 2))
}

/// The test program.
#[expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test program tells how it went"
)]
pub(crate) fn main() -> ExitCode {
    let wanted = match Wanted::new(std::env::args().skip(1)) {
        Ok(wanted) => wanted,
        Err(why) => {
            eprintln!("{why}");
            return ExitCode::FAILURE;
        }
    };
    if wanted.list {
        println!("{NAME}: test");
        return ExitCode::SUCCESS;
    }
    if wanted.other {
        return ExitCode::SUCCESS;
    }
    let (figures, broken) = all(&wanted);
    eprintln!("{figures}\nviolations          {:>12}", broken.len());
    for (seed, why) in broken.iter().take(NAMED) {
        eprintln!("\nseed {seed}: {why}\nreplay: SIM_SEED={seed} cargo test --test sync_sim");
    }
    if broken.is_empty() {
        println!("\ntest {NAME} ... ok\n");
        ExitCode::SUCCESS
    } else {
        println!("\ntest {NAME} ... FAILED\n");
        ExitCode::FAILURE
    }
}

/// Runs share nothing, so each processor takes the next seed when it is done with one. Broken seeds come
/// in their order.
fn all(wanted: &Wanted) -> (Figures, Vec<(u64, String)>) {
    let next = AtomicU64::new(wanted.seeds.start);
    let stop = AtomicBool::new(false);
    let total = Mutex::new((Figures::default(), Vec::new()));
    let work = || {
        while !stop.load(Ordering::Relaxed) {
            let seed = next.fetch_add(1, Ordering::Relaxed);
            if seed >= wanted.seeds.end {
                break;
            }
            let result = catch_unwind(|| run(seed)).unwrap_or_else(|_| Err("a panic".into()));
            let mut total = total.lock().expect("nobody panics while holding it");
            match result {
                Ok(figures) => total.0.add(&figures),
                Err(why) => {
                    total.1.push((seed, why));
                    stop.store(!wanted.long, Ordering::Relaxed);
                }
            }
            if wanted.long {
                progress(wanted, &total.0, total.1.len());
            }
        }
    };
    let threads = thread::available_parallelism().map_or(2, usize::from);
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(work);
        }
    });
    let (figures, mut broken) = total.into_inner().expect("all are done");
    broken.sort_unstable();
    (figures, broken)
}

/// Says how far a long run is, twenty times.
#[expect(clippy::print_stderr, reason = "whoever waits wants to know")]
fn progress(wanted: &Wanted, figures: &Figures, broken: usize) {
    let all = wanted.seeds.end - wanted.seeds.start;
    let done = figures.seeds + broken as u64;
    if done.is_multiple_of((all / 20).max(1)) {
        eprintln!("{done} of {all}, {broken} broken");
    }
}
