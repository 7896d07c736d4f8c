//! The diagnostics of the real program reach the clipboard, and nobody is named in them.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use spruce_inbox::demo::DEMO_TOKEN;

use crate::clinic::Clinic;
use crate::launch::{Home, Launch};
use crate::session::{Fate, Session};
use crate::view;

const PATIENT: &str = "Robin Sample-Zqpatient";
const TEXT: &str = "Hello, zqtext?";
/// What puts text on the clipboard, up to the text.
const COPY: &str = "\u{1b}]52;c;";

/// What was copied last.
fn copied(session: &Session) -> Option<String> {
    let raw = session.raw();
    let written = String::from_utf8_lossy(&raw);
    let (_, text) = written.rsplit_once(COPY)?;
    let (text, _) = text.split_once(['\u{1b}', '\u{7}'])?;
    let bytes = STANDARD.decode(text).ok()?;
    String::from_utf8(bytes).ok()
}

#[test]
fn the_diagnostics_can_be_copied_and_name_nobody() {
    let (clinic, home) = (Clinic::open(), Home::new());
    let mut session = Launch::at(&clinic, &home).start();
    session.wait_until_live();
    let conversation = clinic.patient(PATIENT, TEXT);
    session.wait_for("a new row", |screen| view::is_new(screen, PATIENT));
    session.send("\r");
    session.wait_for("the opened row to be read", |screen| {
        !view::is_new(screen, PATIENT)
    });
    clinic.faults("html@list");
    session.wait_for("trouble", |screen| !view::is_live(screen));
    session.send("D");
    session.wait_for("that the mark was saved", |screen| {
        view::shows(screen, "on disk") && !view::shows(screen, "nothing yet")
    });
    session.wait_for("where it asks", |screen| {
        view::shows(screen, "on this computer")
    });
    assert!(!session.look(|screen| view::shows(screen, PATIENT)));
    session.send("y");
    session.wait_for("the copy", |screen| view::shows(screen, "copied at "));
    let text = copied(&session).unwrap_or_default();
    for said in [
        concat!("version        ", env!("CARGO_PKG_VERSION"), "\n"),
        "window, delta: answer not understood",
        "request id ",
    ] {
        assert!(text.contains(said), "it does not say {said:?}\n{text}");
    }
    let [(_, address), _] = clinic.env();
    let address = address.trim_start_matches("http://");
    let home = home.path().display().to_string();
    let secrets = [
        "Zqpatient",
        "zqtext",
        DEMO_TOKEN,
        conversation.as_str(),
        address,
        &home,
    ];
    for secret in secrets {
        assert!(!text.contains(secret), "{secret} is told\n{text}");
    }
    assert_eq!(session.end_by("Q", |it| it.send("Q")), Fate::Exited(0));
}
