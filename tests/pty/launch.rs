//! How a program is started: a home of its own, and an environment with nothing in it but what is named here.

#![expect(clippy::unwrap_used, reason = "a broken harness should fail its test")]

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use portable_pty::{CommandBuilder, PtySize};
use tempfile::TempDir;

use crate::clinic::Clinic;
use crate::session::Session;

/// The program under test.
pub(crate) const PROGRAM: &str = env!("CARGO_BIN_EXE_spruce-inbox");

/// A user's home folder, empty at first and gone at the end.
pub(crate) struct Home(TempDir);

impl Home {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    /// Everything that was left in it, folders included.
    pub(crate) fn entries(&self) -> Vec<PathBuf> {
        let mut found = Vec::new();
        let mut folders = vec![self.path().to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path.clone());
                }
                found.push(path);
            }
        }
        found
    }

    /// The whole environment of a program of this user.
    pub(crate) fn env(&self) -> Vec<(&'static str, OsString)> {
        let below = |folder: &str| self.path().join(folder).into_os_string();
        vec![
            ("HOME", self.path().into()),
            ("XDG_CONFIG_HOME", below("config")),
            ("XDG_STATE_HOME", below("state")),
            ("XDG_DATA_HOME", below("data")),
            ("XDG_CACHE_HOME", below("cache")),
            ("TERM", "xterm-256color".into()),
            ("TZ", "UTC".into()),
        ]
    }
}

/// A program about to be started in a terminal.
pub(crate) struct Launch {
    pub(crate) command: CommandBuilder,
    pub(crate) size: PtySize,
}

impl Launch {
    /// The program under test, polling this clinic every second and reading no history, on a terminal that is wide
    /// enough for everything and shows list and conversation above each other.
    pub(crate) fn at(clinic: &Clinic, home: &Home) -> Self {
        Self::of(PROGRAM.as_ref(), clinic, home)
            .arg("--history=off")
            .env("SPRUCE_INBOX_INTERVAL", "1s")
    }

    /// Any program with the same environment.
    pub(crate) fn of(program: &Path, clinic: &Clinic, home: &Home) -> Self {
        let mut command = CommandBuilder::new(program);
        command.env_clear();
        command.cwd(home.path());
        for (name, value) in home.env() {
            command.env(name, value);
        }
        for (name, value) in clinic.env() {
            command.env(name, value);
        }
        let size = PtySize {
            rows: 40,
            cols: 110,
            ..PtySize::default()
        };
        Self { command, size }
    }

    pub(crate) fn arg(mut self, arg: &str) -> Self {
        self.command.arg(arg);
        self
    }

    pub(crate) fn env(mut self, name: &str, value: &str) -> Self {
        self.command.env(name, value);
        self
    }

    pub(crate) fn start(self) -> Session {
        Session::start(self)
    }
}
