//! The matrix: every fault from the start and in the middle of a day, asserted and printed.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::net::TcpListener;

use crate::clinic::OPEN;
use crate::desk::Desk;
use crate::faults::{FAULTS, Fault, Heals};
use crate::table::{Line, Run, table};

/// What is seen is noted so long after a fault began.
const SOON: Duration = Duration::from_secs(30);
/// It lasts this much longer; what is seen then is noted as well.
const LASTS: Duration = Duration::from_secs(90);
/// A healthy program knows everything within this time.
const STARTS_WITHIN: Duration = Duration::from_secs(60);
/// A refused token is left alone for this long.
const LEFT_ALONE: Duration = Duration::from_secs(600);
/// Keys are tried so often while an answer is awaited.
const TRIALS: usize = 3;
/// No answer makes the client take more than its limit of 32 MiB, and what sockets hold.
const TAKEN_MAX: usize = 48 << 20;
/// The share of the limits that may be spent while a fault lasts, whatever it is: 150 in any minute.
const REQUESTS_MAX: usize = 450;

#[test]
fn every_fault_is_shown_for_what_it_is_and_passes() {
    let (lines, failed) = run_all();
    assert!(failed.is_empty(), "see above: {failed:?}");
    insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!("fault_matrix", table(&lines));
    });
}

/// Whoever does not want to wait presses a key, and it is right again at once.
#[test]
fn the_key_to_try_again_ends_every_wait_but_the_one_for_the_limits() {
    let ends = [
        ("connection refused", true),
        ("no answer at all", true),
        ("not JSON", true),
        ("500", true),
        ("500 for items only", true),
        ("the same token for ever", true),
        ("429", false),
    ];
    for (name, ends) in ends {
        let fault = FAULTS.iter().find(|fault| fault.name == name).unwrap();
        let right = on_a_still_clock(async {
            let mut desk = Desk::open("http://127.0.0.1".to_owned()).await;
            desk.run(Duration::from_secs(20)).await;
            desk.set_fault(Some(fault)).await;
            desk.patient_writes();
            desk.run(Duration::from_secs(400)).await;
            desk.set_fault(None).await;
            assert!(!desk.is_right(), "{name}");
            desk.keys("r");
            let right = desk.run_until(Duration::from_secs(1), Desk::is_right).await;
            right.is_some()
        });
        assert_eq!(right, ends, "{name}");
    }
}

/// Runs all faults on two threads, each with its own runtime, servers and clock. Also those that failed.
fn run_all() -> (Vec<Line>, Vec<&'static str>) {
    let next = AtomicUsize::new(0);
    let done = Mutex::new(Vec::new());
    let work = || {
        loop {
            let place = next.fetch_add(1, Ordering::SeqCst);
            let Some(fault) = FAULTS.get(place) else {
                return;
            };
            let line = std::panic::catch_unwind(|| line(fault)).map_err(|_| fault.name);
            done.lock().unwrap().push((place, line));
        }
    };
    std::thread::scope(|scope| {
        scope.spawn(work);
        scope.spawn(work);
    });
    let mut done = done.into_inner().unwrap();
    done.sort_by_key(|(place, _)| *place);
    let (good, bad): (Vec<_>, Vec<_>) = done.into_iter().partition(|(_, line)| line.is_ok());
    let good = good.into_iter().filter_map(|(_, line)| line.ok());
    let bad = bad.into_iter().filter_map(|(_, line)| line.err());
    (good.collect(), bad.collect())
}

fn line(fault: &'static Fault) -> Line {
    Line {
        name: fault.name,
        from_start: on_a_still_clock(from_the_start(fault)),
        later: on_a_still_clock(later(fault)),
    }
}

/// Runs on a clock that stands still unless it is told to go on.
fn on_a_still_clock<T>(run: impl Future<Output = T>) -> T {
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    let runtime = runtime.enable_all().start_paused(true).build().unwrap();
    runtime.block_on(run)
}

/// The fault is there when the program starts.
async fn from_the_start(fault: &'static Fault) -> Run {
    let strangers = Strangers::listen().await;
    let desk = Desk::open(strangers.address.clone()).await;
    let run = Box::pin(watch(fault, desk)).await;
    strangers.assert_none();
    run
}

/// The fault comes to a program that knows everything, and a patient writes while it lasts.
async fn later(fault: &'static Fault) -> Run {
    let strangers = Strangers::listen().await;
    let mut desk = Desk::open(strangers.address.clone()).await;
    let started = desk.run_until(STARTS_WITHIN, Desk::is_right).await;
    assert!(started.is_some(), "{}", desk.text());
    desk.run(Duration::from_secs(5)).await;
    desk.keys("j enter h");
    desk.run(Duration::from_secs(5)).await;
    assert_eq!(desk.app.inbox().selected(), desk.slot(OPEN));
    desk.said.clear();
    desk.patient_writes();
    let run = Box::pin(watch(fault, desk)).await;
    strangers.assert_none();
    run
}

/// Watches a fault from its first moment until everything is right again.
async fn watch(fault: &'static Fault, mut desk: Desk) -> Run {
    let before = desk.requests;
    let shown: BTreeSet<_> = desk.titles().into_iter().collect();
    desk.trials = TRIALS;
    desk.set_fault(Some(fault)).await;
    desk.run(SOON).await;
    let soon = desk.header();
    desk.run(LASTS).await;
    let late = desk.header();
    let requests = desk.requests - before;
    let still_shown: BTreeSet<_> = desk.titles().into_iter().collect();
    assert!(still_shown.is_superset(&shown), "{}", desk.text());
    assert!(!desk.app.detail().is_empty() || shown.is_empty());
    assert!(desk.keys_meanwhile > 0, "keys were tried");
    assert!(desk.server.inside().most_sent <= TAKEN_MAX);
    assert!(requests <= REQUESTS_MAX, "{requests}");
    let said = std::mem::take(&mut desk.said);
    desk.set_fault(None).await;
    if fault.heals == Heals::NotNeeded {
        assert!(desk.is_right() && said.is_empty(), "{}", desk.text());
    }
    let right_after = until_right(fault, &mut desk).await;
    Run {
        soon,
        late,
        said,
        heals: fault.heals,
        right_after,
        requests,
    }
}

/// How long it takes after the fault has passed, or after the key was pressed.
async fn until_right(fault: &'static Fault, desk: &mut Desk) -> Duration {
    let bound = match fault.heals {
        Heals::NotNeeded => Duration::ZERO,
        Heals::Within(bound) => bound,
        Heals::ByKey(bound) => {
            let before = desk.requests;
            desk.run(LEFT_ALONE).await;
            assert_eq!(desk.requests, before, "nothing is asked");
            desk.keys("r");
            bound
        }
    };
    let right = desk.run_until(bound, Desk::is_right).await;
    right.unwrap_or_else(|| panic!("not right after {bound:?}\n{}", desk.text()))
}

/// Another server, to which nothing must be sent.
struct Strangers {
    address: String,
    met: Arc<AtomicUsize>,
}

impl Strangers {
    async fn listen() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let met = Arc::new(AtomicUsize::new(0));
        let count = met.clone();
        tokio::spawn(async move {
            while listener.accept().await.is_ok() {
                count.fetch_add(1, Ordering::SeqCst);
            }
        });
        Self { address, met }
    }

    fn assert_none(&self) {
        assert_eq!(self.met.load(Ordering::SeqCst), 0);
    }
}
