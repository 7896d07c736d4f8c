//! Every deviation of the API that is known, one small file each; the file's name says which.
//! Files that start with `one-` are answers with a single object.

use std::fs;
use std::path::Path;

use spruce_inbox::api::wire;

use crate::show::{Show, chain, show};

/// Reads each file of a folder and compares what came out with its snapshot.
macro_rules! snapshots {
    ($folder:literal, $render:expr) => {
        insta::with_settings!({ snapshot_path => "../snapshots", prepend_module_to_snapshot => false }, {
            insta::glob!("../fixtures/wire", concat!($folder, "/*.json"), |path| {
                let body = fs::read(path).unwrap();
                let render: fn(&Path, &[u8]) -> String = $render;
                insta::assert_snapshot!(concat!("api__wire__", $folder), render(path, &body));
            });
        });
    };
}

fn is_single(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str());
    name.is_some_and(|name| name.starts_with("one-"))
}

#[test]
fn conversations() {
    snapshots!("conversations", |path, body| if is_single(path) {
        show(&wire::conversation(body))
    } else {
        show(&wire::conversations(body))
    });
}

#[test]
fn items() {
    snapshots!("items", |path, body| if is_single(path) {
        show(&wire::item(body))
    } else {
        show(&wire::items(body))
    });
}

#[test]
fn members() {
    snapshots!("members", |_, body| show(&wire::members(body)));
}

#[test]
fn organization() {
    snapshots!("organization", |_, body| show(&wire::organization(body)));
}

/// Bodies of refusals, read as such and as if they came with status 200.
#[test]
fn errors() {
    snapshots!("errors", |_, body| {
        let complaint = wire::complaint(body);
        let mut out = format!(
            "as a refusal: type {:?}, message {:?}\nas a page: ",
            complaint.kind.as_str(),
            complaint.message.as_str()
        );
        match wire::conversations(body) {
            Ok(page) => page.show(&mut out),
            Err(problem) => out.push_str(&chain(&problem)),
        }
        out
    });
}
