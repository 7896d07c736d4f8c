//! Another copy, as a process of its own that can be killed: this test program, started again.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};

use spruce_inbox::store::{Error, Store};

use crate::marks::{Deed, Marks, lost, merge};

const FILE: &str = "LEDGER_ABUSE_FILE";
const SEED: &str = "LEDGER_ABUSE_SEED";
/// In front of everything a victim says; the test harness writes to the same pipe.
const SAYS: &str = "victim:";

/// A copy that marks as fast as it can, and says what was acknowledged.
pub(crate) struct Victim {
    process: Child,
    lines: BufReader<ChildStdout>,
}

impl Victim {
    pub(crate) fn start(file: &Path, seed: u64) -> Self {
        let mut process = Command::new(std::env::current_exe().unwrap())
            .args(["victim::marks_until_it_is_killed", "--exact", "--ignored"])
            .arg("--nocapture")
            .env(FILE, file)
            .env(SEED, seed.to_string())
            .stdin(Stdio::null())
            .stderr(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(process.stdout.take().unwrap());
        Self { process, lines }
    }

    /// The next mark that was acknowledged; `None` when it has ended.
    pub(crate) fn next(&mut self) -> Option<Deed> {
        loop {
            let mut line = String::new();
            // A line that is cut off was not said.
            if self.lines.read_line(&mut line).unwrap() == 0 || !line.ends_with('\n') {
                return None;
            }
            let Some((_, said)) = line.split_once(SAYS) else {
                continue;
            };
            let numbers: Vec<i64> = said
                .split_whitespace()
                .map_while(|word| word.parse().ok())
                .collect();
            let [conversation, item, second] = numbers[..] else {
                panic!("a copy complains: {said}");
            };
            return Some(Deed {
                conversation: u8::try_from(conversation).unwrap(),
                item: item.cast_unsigned(),
                second,
            });
        }
    }

    /// Kills it, and gives back what it still had acknowledged.
    pub(crate) fn kill(&mut self) -> Vec<Deed> {
        self.process.kill().unwrap();
        let rest = std::iter::from_fn(|| self.next()).collect();
        self.process.wait().unwrap();
        rest
    }
}

/// The other side of [`Victim`]: not a test, and nothing without its environment.
#[test]
#[ignore = "started by other tests, as a process of its own"]
fn marks_until_it_is_killed() {
    let (Some(file), Ok(seed)) = (std::env::var_os(FILE), std::env::var(SEED)) else {
        return;
    };
    let mut random = fastrand::Rng::with_seed(seed.parse().unwrap());
    if let Err(words) = mark_for_ever(Path::new(&file), &mut random) {
        say(&words);
    }
}

fn mark_for_ever(file: &Path, random: &mut fastrand::Rng) -> Result<(), String> {
    let opened = patiently(|| Store::open(file))?;
    if let Some(notice) = opened.notice {
        return Err(notice.to_string());
    }
    let mut store = opened.store;
    let mut known = patiently(|| store.load())?;
    loop {
        let deed = Deed::any(random);
        let mark = deed.done(known.get(&deed.hash()));
        merge(&mut known, [(deed.hash(), mark.clone())]);
        let marks = [(deed.hash(), mark)];
        let advanced = patiently(|| store.save(&marks))?;
        say(&format!(
            "{} {} {}",
            deed.conversation,
            deed.item.cast_signed(),
            deed.second
        ));
        merge(&mut known, advanced);
        if random.u8(..8) == 0 {
            look(&mut store, &mut known)?;
        }
    }
}

/// Copies that never pause can keep one of them waiting for longer than a call waits. The program tries again,
/// and so does this.
fn patiently<T>(mut call: impl FnMut() -> Result<T, Error>) -> Result<T, String> {
    loop {
        match call() {
            Err(error) if error.is_transient() => {}
            outcome => return outcome.map_err(|error| format!("{error:?}")),
        }
    }
}

/// What the program does every few seconds, and a check that nothing it knew is gone.
fn look(store: &mut Store, known: &mut Marks) -> Result<(), String> {
    let since = store.revision();
    let (_, marks) = patiently(|| store.changed_since(since))?;
    merge(known, marks);
    let all = patiently(|| store.load())?;
    match lost(known, &all) {
        0 => Ok(()),
        some => Err(format!("{some} marks turned unread")),
    }
}

fn say(words: &str) {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{SAYS}{words}").unwrap();
    out.flush().unwrap();
}
