//! A disk without room. The limit on the size of files stands in for it: it works for root as well.

use std::path::Path;
use std::process::Command;

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use spruce_inbox::store::Store;

use crate::marks::{Deed, Marks, Place, lost, merge};

const FILE: &str = "LEDGER_ABUSE_ROOM";

/// Lets files of this process grow no further than this; `None`: as far as they like.
fn limit(bytes: Option<u64>) {
    let maximum = getrlimit(Resource::Fsize).maximum;
    let limit = Rlimit {
        current: bytes.or(maximum),
        maximum,
    };
    setrlimit(Resource::Fsize, limit).unwrap();
}

#[test]
fn without_room_old_marks_stay_and_with_room_the_new_ones_are_saved() {
    let place = Place::new();
    // The limit is for a whole process, and by default its signal kills.
    let output = Command::new("/bin/sh")
        .args(["-c", "trap '' XFSZ; exec \"$0\" \"$@\""])
        .arg(std::env::current_exe().unwrap())
        .args(["room::saves_with_more_and_less_room", "--exact"])
        .args(["--ignored", "--nocapture"])
        .env(FILE, place.path())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success() && said.contains("1 passed"),
        "{said}{errors}"
    );
    assert!(place.open().load().unwrap().len() > 10);
}

/// The other side of the test above: not a test, and nothing without its environment.
#[test]
#[ignore = "started by another test, as a process of its own"]
fn saves_with_more_and_less_room() {
    let Some(file) = std::env::var_os(FILE) else {
        return;
    };
    let file = Path::new(&file);
    let mut random = fastrand::Rng::with_seed(77);
    let mut store = Store::open(file).unwrap().store;
    let (mut known, mut refused) = (Marks::new(), 0);
    for round in 0..60 {
        // From nothing at all to more than is needed: some writes stop in the middle of a page.
        limit(Some(random.u64(..120_000)));
        let acknowledged = known.clone();
        for _ in 0..10 {
            let deed = Deed::any(&mut random);
            let mark = deed.done(known.get(&deed.hash()));
            merge(&mut known, [(deed.hash(), mark.clone())]);
            refused += usize::from(store.save(&[(deed.hash(), mark)]).is_err());
        }
        if random.bool() {
            // A start without room: what was kept is there all the same.
            drop(store);
            store = match Store::open(file) {
                Ok(opened) => opened.store,
                Err(_) => Store::adrift(file).unwrap(),
            };
            let found = store.load().unwrap();
            assert_eq!(lost(&acknowledged, &found), 0, "round {round}");
        }
        limit(None);
        if !store.is_home() {
            assert_eq!(store.go_home().unwrap(), None, "round {round}");
        }
        let list: Vec<_> = known.clone().into_iter().collect();
        store.save(&list).unwrap();
        assert_eq!(lost(&known, &store.load().unwrap()), 0, "round {round}");
    }
    assert!(refused > 20, "there was room all the time: {refused}");
}
