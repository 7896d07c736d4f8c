//! The made-up clinic of a test: a demo server in this process, where nothing happens by itself.

#![expect(clippy::unwrap_used, reason = "a broken harness should fail its test")]

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use spruce_inbox::demo::{self, Control, DEMO_TOKEN, Demo, DemoOptions, Lag};
use tokio::net::TcpSocket;
use tokio::runtime::Runtime;

use crate::session::PATIENCE;

/// How often the server is asked what it has seen.
const LOOK_EVERY: Duration = Duration::from_millis(20);

/// A clinic and the thread its server runs on.
pub(crate) struct Clinic {
    runtime: Runtime,
    server: Option<Demo>,
    addr: SocketAddr,
    /// Keeps the port ours while no server listens on it.
    reserved: Option<TcpSocket>,
}

impl Clinic {
    /// A clinic with a few conversations, whose server is up.
    pub(crate) fn open() -> Self {
        let mut clinic = Self::closed();
        clinic.start();
        clinic
    }

    /// A clinic whose server is down: connections to its address are refused.
    pub(crate) fn closed() -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        // Bound but not listening; the server can bind the same port on top of it.
        let socket = TcpSocket::new_v4().unwrap();
        socket.set_reuseaddr(true).unwrap();
        socket.bind((Ipv4Addr::LOCALHOST, 0).into()).unwrap();
        let addr = socket.local_addr().unwrap();
        Self {
            runtime,
            server: None,
            addr,
            reserved: Some(socket),
        }
    }

    /// Starts the server on the address of this clinic.
    pub(crate) fn start(&mut self) {
        let options = DemoOptions {
            conversations: 24,
            rate_per_minute: 0.0,
            // Tests poll every second and must never wait for a limit.
            per_minute: Some(100_000),
            per_day: Some(10_000_000),
            lag: Lag::NONE,
            ..DemoOptions::default()
        };
        let server = self.runtime.block_on(demo::spawn(self.addr, options));
        self.server = Some(server.unwrap());
        self.reserved = None;
    }

    /// Makes things happen and knows the truth.
    pub(crate) fn control(&self) -> Control {
        self.server.as_ref().unwrap().control()
    }

    /// What goes wrong from now on; `none` ends it.
    pub(crate) fn faults(&self, faults: &str) {
        self.control().set_faults(faults.parse().unwrap());
    }

    /// A new conversation in which the patient writes.
    pub(crate) fn patient(&self, name: &str, text: &str) -> String {
        let id = self.control().create(name);
        self.control().patient_writes(&id, text).unwrap();
        id
    }

    /// A new conversation in which only the staff writes.
    pub(crate) fn staff(&self, name: &str, text: &str) -> String {
        let id = self.control().create(name);
        self.control().staff_writes(&id, text).unwrap();
        id
    }

    /// How many requests the server got.
    pub(crate) fn requests(&self) -> usize {
        self.control().requests().len()
    }

    /// Waits until the server got so many more requests than now.
    pub(crate) fn wait_for_requests(&self, more: usize) {
        let wanted = self.requests() + more;
        let enough = async {
            let mut look = tokio::time::interval(LOOK_EVERY);
            while self.requests() < wanted {
                look.tick().await;
            }
        };
        let came = self
            .runtime
            .block_on(async { tokio::time::timeout(PATIENCE, enough).await });
        assert!(came.is_ok(), "the program stopped asking");
    }

    /// Address and token for the program's environment.
    pub(crate) fn env(&self) -> [(&'static str, String); 2] {
        [
            ("SPRUCE_API_BASE_URL", format!("http://{}", self.addr)),
            ("SPRUCE_API_TOKEN", DEMO_TOKEN.to_owned()),
        ]
    }
}
