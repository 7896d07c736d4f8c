//! A panic anywhere ends the program with the terminal in order and the report readable.
//!
//! The product has no switch for that. Instead this test program starts itself in the pseudo terminal, where it
//! runs the whole product on one thread while another one panics when told to.

use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, TcpListener, TcpStream};

use crate::clinic::Clinic;
use crate::endings::assert_in_order;
use crate::launch::{Home, Launch};
use crate::session::Fate;
use crate::view;

/// Where the one who is to panic waits for the word.
const WORD_FROM: &str = "SPRUCE_INBOX_TEST_WORD_FROM";
const REPORT: &str = "a panic made for a test";

#[test]
fn in_another_thread_it_is_reported_after_the_screen_was_left() {
    let (clinic, home) = (Clinic::open(), Home::new());
    let words = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let this = std::env::current_exe().unwrap();
    let mut session = Launch::of(&this, &clinic, &home)
        .arg("--exact")
        .arg("panics::the_product_with_somebody_who_panics")
        .arg("--ignored")
        .arg("--nocapture")
        .env(WORD_FROM, &words.local_addr().unwrap().to_string())
        .start();
    let (mut word, _) = words.accept().unwrap();
    session.wait_until_live();
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
#[ignore = "started by the test above, in a terminal of its own"]
#[expect(
    clippy::disallowed_methods,
    reason = "the test program must end as the product would"
)]
fn the_product_with_somebody_who_panics() {
    let Ok(words) = std::env::var(WORD_FROM) else {
        return;
    };
    std::thread::spawn(move || {
        let mut word = [0];
        TcpStream::connect(words)
            .unwrap()
            .read_exact(&mut word)
            .unwrap();
        panic!("{REPORT}");
    });
    let args = ["spruce-inbox", "--history=off"].map(Into::into);
    let code = spruce_inbox::program::run(args);
    std::process::exit(i32::from(code.code()));
}
