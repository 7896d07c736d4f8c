//! The matrix: every fault from the start and in the middle of a day, asserted and printed.

use std::fmt::Write as _;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::net::TcpListener;

use crate::clinic::OPEN;
use crate::desk::Desk;
use crate::faults::{FAULTS, Fault, Heals};

/// A fault lasts this long.
const LASTS: Duration = Duration::from_secs(120);
/// What is seen is noted so long after it began, and at its end.
const SOON: Duration = Duration::from_secs(20);
/// The program is up and everything is known within this time.
const STARTS_WITHIN: Duration = Duration::from_secs(60);
/// Keys are tried so often while an answer is awaited.
const TRIALS: usize = 3;
/// No answer may make the client take more than its limit of 32 MiB, and what sockets hold.
const TAKEN_MAX: usize = 48 << 20;

/// One run: what was seen, and how it ended.
struct Run {
    soon: String,
    late: String,
    said: Vec<String>,
    right_after: Duration,
    requests: usize,
}

/// Both runs.
struct Line {
    name: &'static str,
    from_start: Run,
    later: Run,
}

#[test]
fn every_fault_is_shown_and_passes() {
    let lines = all_lines();
    insta::with_settings!({ omit_expression => true }, {
        insta::assert_snapshot!("matrix", table(&lines));
    });
}

/// Runs the faults on two threads: each has its own runtime, server and clock.
fn all_lines() -> Vec<Line> {
    let next = AtomicUsize::new(0);
    let only = std::env::var("FAULT").ok();
    let chosen: Vec<&'static Fault> = FAULTS
        .iter()
        .filter(|fault| {
            only.as_ref()
                .is_none_or(|only| fault.name.contains(only.as_str()))
        })
        .collect();
    let lines = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while let Some(fault) = chosen.get(next.fetch_add(1, Ordering::SeqCst)) {
                    let Ok(line) = std::panic::catch_unwind(|| line(fault)) else {
                        println!("{}: FAILED", fault.name);
                        continue;
                    };
                    let place = FAULTS.iter().position(|known| std::ptr::eq(known, *fault));
                    lines.lock().unwrap().push((place, line));
                }
            });
        }
    });
    let mut lines = lines.into_inner().unwrap();
    lines.sort_by_key(|(place, _)| *place);
    lines.into_iter().map(|(_, line)| line).collect()
}

fn line(fault: &'static Fault) -> Line {
    let from_start = blocking(from_start(fault));
    let later = blocking(later(fault));
    Line {
        name: fault.name,
        from_start,
        later,
    }
}

/// Runs on a clock that stands still unless it is told to go on.
fn blocking<T>(run: impl Future<Output = T>) -> T {
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    let runtime = runtime.enable_all().start_paused(true).build().unwrap();
    runtime.block_on(run)
}

/// The fault is there when the program starts.
async fn from_start(fault: &'static Fault) -> Run {
    let (strangers, elsewhere) = elsewhere().await;
    let mut desk = Desk::open(elsewhere).await;
    desk.set_fault(Some(fault)).await;
    desk.trials = TRIALS;
    let run = during(fault, desk, Duration::ZERO).await;
    assert_eq!(strangers.load(Ordering::SeqCst), 0, "{}", fault.name);
    run
}

/// The fault comes to a program that knows everything.
async fn later(fault: &'static Fault) -> Run {
    let (strangers, elsewhere) = elsewhere().await;
    let mut desk = Desk::open(elsewhere).await;
    let started = desk.run_until(STARTS_WITHIN, Desk::is_right).await;
    assert!(started.is_some(), "{}", desk.text());
    desk.run(Duration::from_secs(5)).await;
    desk.keys("j enter h");
    desk.run(Duration::from_secs(5)).await;
    assert_eq!(desk.app.inbox().selected(), desk.slot(OPEN));
    let known = desk.app.picture().len();
    desk.set_fault(Some(fault)).await;
    desk.trials = TRIALS;
    desk.patient_writes();
    let run = during(fault, desk, Duration::from_secs(60)).await;
    let _ = known;
    assert_eq!(strangers.load(Ordering::SeqCst), 0, "{}", fault.name);
    run
}

/// Watches a fault from its first moment until everything is right again.
async fn during(fault: &'static Fault, mut desk: Desk, _grace: Duration) -> Run {
    let before = desk.requests;
    desk.said.clear();
    desk.run(SOON).await;
    let soon = desk.header();
    desk.run(LASTS - SOON).await;
    let late = desk.header();
    let requests = desk.requests - before;
    assert!(desk.keys_meanwhile > 0, "{}: keys were tried", fault.name);
    assert!(
        desk.server.inside().most_sent <= TAKEN_MAX,
        "{}",
        fault.name
    );
    desk.set_fault(None).await;
    let bound = match fault.heals {
        Heals::NotNeeded => Duration::ZERO,
        Heals::Within(bound) => bound,
        Heals::ByKey(bound) => {
            desk.run(Duration::from_secs(600)).await;
            assert!(!desk.is_right(), "{}: nothing is asked", fault.name);
            desk.keys("r");
            bound
        }
    };
    let right_after = desk.run_until(bound, Desk::is_right).await;
    let Some(right_after) = right_after else {
        panic!("{}: not right after {bound:?}\n{}", fault.name, desk.text());
    };
    let said = std::mem::take(&mut desk.said);
    Run {
        soon,
        late,
        said,
        right_after,
        requests,
    }
}

/// Another server, and how many connections it got.
async fn elsewhere() -> (Arc<AtomicUsize>, String) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let strangers = Arc::new(AtomicUsize::new(0));
    let count = strangers.clone();
    tokio::spawn(async move {
        while listener.accept().await.is_ok() {
            count.fetch_add(1, Ordering::SeqCst);
        }
    });
    (strangers, address)
}

fn table(lines: &[Line]) -> String {
    let mut out = String::new();
    for line in lines {
        let _ = writeln!(out, "## {}", line.name);
        for (when, run) in [("from the start", &line.from_start), ("later", &line.later)] {
            let right = run.right_after.as_secs();
            let _ = writeln!(
                out,
                "{when}, after 20 s: {}\n{when}, after 2 min: {}\n{when}: right after {right} s, {} requests",
                run.soon, run.late, run.requests
            );
            for said in &run.said {
                let _ = writeln!(out, "{when}, said: {said}");
            }
        }
    }
    out
}
