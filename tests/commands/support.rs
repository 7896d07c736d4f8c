//! A clinic, the program as a script runs it, and what came of it.

use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use spruce_inbox::demo::{self, Control, Demo, DemoOptions, Faults, Lag};
use spruce_inbox::report::SCHEMA_DOCUMENT;
use tempfile::TempDir;
use tokio::runtime::Runtime;

/// A running clinic, and a home folder of its own for whoever looks at it.
pub(crate) struct Clinic {
    pub(crate) demo: Demo,
    pub(crate) home: TempDir,
    _runtime: Runtime,
}

/// A clinic in which nothing happens by itself, nothing is late, and the limits are wide.
pub(crate) fn quiet(conversations: usize) -> DemoOptions {
    DemoOptions {
        conversations,
        rate_per_minute: 0.0,
        per_minute: Some(1_000_000),
        per_day: None,
        lag: Lag::NONE,
        ..DemoOptions::default()
    }
}

/// Faults as `demo --faults` takes them.
pub(crate) fn faults(spec: &str) -> Faults {
    spec.parse().unwrap()
}

impl Clinic {
    pub(crate) fn open(options: DemoOptions) -> Self {
        let runtime = Runtime::new().unwrap();
        let addr = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let demo = runtime.block_on(demo::spawn(addr, options)).unwrap();
        Self {
            demo,
            home: tempfile::tempdir().unwrap(),
            _runtime: runtime,
        }
    }

    pub(crate) fn control(&self) -> Control {
        self.demo.control()
    }

    /// The program, with the address and token of this clinic and nothing else from outside.
    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = program(args);
        command
            .env("HOME", self.home.path())
            .env("SPRUCE_API_BASE_URL", self.demo.base_url())
            .env("SPRUCE_API_TOKEN", self.demo.token())
            .env("SPRUCE_INBOX_SHARE", "1");
        command
    }

    /// Runs it to its end.
    pub(crate) fn run(&self, args: &[&str]) -> Ran {
        Ran::of(self.command(args))
    }
}

/// The program with an empty environment and no input.
pub(crate) fn program(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_spruce-inbox"));
    command
        .args(args)
        .env_clear()
        .env("TZ", "UTC")
        .stdin(Stdio::null());
    command
}

/// An address at which nobody listens.
pub(crate) fn nobody() -> String {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    format!("http://{}", listener.local_addr().unwrap())
}

/// What came of a run.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Ran {
    pub(crate) fn of(mut command: Command) -> Self {
        let Output {
            status,
            stdout,
            stderr,
        } = command.output().unwrap();
        Self {
            code: status.code().unwrap(),
            out: String::from_utf8(stdout).unwrap(),
            err: String::from_utf8(stderr).unwrap(),
        }
    }

    /// The one document it printed, which keeps to the schema.
    pub(crate) fn json(&self) -> Value {
        assert_eq!(self.out.lines().count(), 1, "{self:?}");
        valid(&self.out)
    }

    /// The documents it printed, one a line.
    pub(crate) fn lines(&self) -> Vec<Value> {
        self.out.lines().map(valid).collect()
    }
}

/// A document that keeps to the published schema.
pub(crate) fn valid(text: &str) -> Value {
    let value: Value = serde_json::from_str(text).unwrap();
    let schema: Value = serde_json::from_str(SCHEMA_DOCUMENT).unwrap();
    let schema = jsonschema::options()
        .should_validate_formats(true)
        .build(&schema)
        .unwrap();
    let errors: Vec<String> = schema
        .iter_errors(&value)
        .map(|error| format!("{error} at {}", error.instance_path()))
        .collect();
    assert!(errors.is_empty(), "{errors:#?}\n{value:#}");
    value
}
