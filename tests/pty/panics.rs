//! A panic anywhere ends the program with the terminal in order and the report readable.
//!
//! The product has no switch for that. Instead this test program starts itself in the pseudo terminal, where it
//! runs the product beside or around something that panics when told to.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a broken harness should fail its test; panics are what is tested"
)]

use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::panic::{AssertUnwindSafe, catch_unwind};

use spruce_inbox::cli::ExitCode;
use spruce_inbox::config::{self, Overrides};
use spruce_inbox::program;
use spruce_inbox::runtime::{self, Origin};

use crate::clinic::Clinic;
use crate::endings::assert_in_order;
use crate::launch::{Home, Launch};
use crate::session::Fate;
use crate::view;

/// Where the one who is to panic waits for the word.
const WORD_FROM: &str = "SPRUCE_INBOX_TEST_WORD_FROM";
const REPORT: &str = "a panic made for a test";

#[test]
fn on_another_thread_it_is_reported_after_the_screen_was_left() {
    assert_reported("panics::the_product_beside_somebody_who_panics");
}

#[test]
fn on_the_thread_that_draws_it_is_reported_after_the_screen_was_left() {
    assert_reported("panics::the_loop_on_a_thread_that_panics");
}

/// Starts one of the tests below in a terminal, gives the word, and looks at what is left.
fn assert_reported(product: &str) {
    let (clinic, home) = (Clinic::open(), Home::new());
    let words = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let this = std::env::current_exe().unwrap();
    let mut session = Launch::of(&this, &clinic, &home)
        .arg("--exact")
        .arg(product)
        .arg("--ignored")
        .arg("--nocapture")
        .env(WORD_FROM, &words.local_addr().unwrap().to_string())
        .start();
    session.wait_until_live();
    let (mut word, _) = words.accept().unwrap();
    let fate = session.end_by("panic", |_| word.write_all(b"!").unwrap());
    assert_eq!(fate, Fate::Exited(1));
    assert_in_order(&session);
    let raw = session.raw();
    let written = String::from_utf8_lossy(&raw);
    let (left, told) = (written.rfind("\u{1b}[?1049l"), written.find(REPORT));
    assert!(
        told.is_some() && left < told,
        "reported on the wrong screen"
    );
    session.look(|screen| {
        let rows = view::rows(screen);
        let begins = |text| rows.iter().any(|row| row.starts_with(text));
        assert!(begins("The application panicked"), "{rows:#?}");
        assert!(rows.iter().any(|row| row.contains(REPORT)), "{rows:#?}");
    });
}

#[test]
#[ignore = "started by the tests above, in a terminal of its own"]
fn the_product_beside_somebody_who_panics() {
    let Ok(words) = std::env::var(WORD_FROM) else {
        return;
    };
    std::thread::spawn(move || panic_at_the_word(&words));
    let args = ["spruce-inbox", "--history=off"].map(Into::into);
    exit(program::run(args));
}

#[test]
#[ignore = "started by the tests above, in a terminal of its own"]
fn the_loop_on_a_thread_that_panics() {
    let Ok(words) = std::env::var(WORD_FROM) else {
        return;
    };
    runtime::panics::install().unwrap();
    let config = config::load(&Overrides::default(), &|name| std::env::var_os(name), None);
    let tokio = tokio::runtime::Runtime::new().unwrap();
    let both = async {
        let session = runtime::prepare(&config.unwrap(), Origin::Clinic, None).unwrap();
        let word = tokio::task::spawn_blocking(move || wait_for_the_word(&words));
        tokio::select! {
            _ = runtime::run(session) => {}
            _ = word => panic!("{REPORT}"),
        }
    };
    // Like the product's own thread: what unwinds through the loop ends in an exit code.
    let ended = catch_unwind(AssertUnwindSafe(|| tokio.block_on(both)));
    exit(ended.map_or(ExitCode::Failure, |()| ExitCode::Success));
}

fn panic_at_the_word(words: &str) {
    wait_for_the_word(words);
    panic!("{REPORT}");
}

fn wait_for_the_word(words: &str) {
    let mut word = [0];
    let mut from = TcpStream::connect(words).unwrap();
    from.read_exact(&mut word).unwrap();
}

#[expect(
    clippy::disallowed_methods,
    reason = "the test program must end as the product would"
)]
fn exit(code: ExitCode) {
    std::process::exit(i32::from(code.code()));
}
