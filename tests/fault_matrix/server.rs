//! A server on loopback that serves the clinic, or does what a fault says.
//!
//! It runs on the test's own thread, under the test's clock: while nothing lets that clock go on, no timeout
//! can pass, however slow the machine is. It tells when a connection will not get any further without time.

use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use spruce_inbox::model::time::Timestamp;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::clinic::Clinic;
use crate::faults::{At, Fault};
use crate::http::{Asked, Response, Step};

/// Most bytes of one head.
const HEAD_MAX: usize = 16 << 10;

/// What the server knows.
pub(crate) struct Inside {
    /// The data.
    pub(crate) clinic: Clinic,
    /// The server's clock.
    pub(crate) now: Timestamp,
    /// What is wrong at present.
    pub(crate) fault: Option<&'static Fault>,
    /// Where redirects lead.
    pub(crate) elsewhere: String,
    /// The most that was sent in one answer, in bytes.
    pub(crate) most_sent: usize,
}

/// The server.
pub(crate) struct Server {
    port: u16,
    /// Bound, but not listening: nobody else gets the port while the server is down.
    _reserved: TcpSocket,
    inside: Arc<Mutex<Inside>>,
    /// How many requests ever came to where only time helps.
    stalled: watch::Receiver<usize>,
    stall: Arc<watch::Sender<usize>>,
    /// Tells idle connections to close.
    close: watch::Sender<bool>,
    tasks: JoinSet<()>,
}

impl Server {
    /// Starts it.
    pub(crate) async fn start(inside: Inside) -> Self {
        let reserved = socket(0);
        let port = reserved.local_addr().unwrap().port();
        let (stall, stalled) = watch::channel(0);
        let mut server = Self {
            port,
            _reserved: reserved,
            inside: Arc::new(Mutex::new(inside)),
            stalled,
            stall: Arc::new(stall),
            close: watch::Sender::new(false),
            tasks: JoinSet::new(),
        };
        server.up().await;
        server
    }

    /// Its address.
    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// What it knows.
    pub(crate) fn inside(&self) -> MutexGuard<'_, Inside> {
        self.inside.lock().unwrap()
    }

    /// How many requests ever came to where only time helps.
    pub(crate) fn stalled(&self) -> usize {
        *self.stalled.borrow()
    }

    /// Waits until one more did.
    pub(crate) async fn next_stalled(&mut self) {
        self.stalled.changed().await.unwrap();
    }

    /// Something is wrong from now on, or nothing any more.
    pub(crate) async fn set_fault(&mut self, fault: Option<&'static Fault>) {
        let before = std::mem::replace(&mut self.inside().fault, fault);
        let matters = |fault: &Fault| matches!(fault.at, At::Refuse | At::CloseAccepted);
        if fault.is_some_and(matters) || before.is_some_and(matters) {
            self.down().await;
            if !fault.is_some_and(|fault| matches!(fault.at, At::Refuse)) {
                self.up().await;
            }
        }
    }

    /// Closes idle connections, waits until the client has done so as well, and stops listening.
    async fn down(&mut self) {
        self.close.send_replace(true);
        while let Some(ended) = self.tasks.join_next().await {
            ended.unwrap();
        }
        self.close.send_replace(false);
    }

    async fn up(&mut self) {
        let listener = socket(self.port).listen(64).unwrap();
        let (inside, stall) = (self.inside.clone(), self.stall.clone());
        let close = self.close.subscribe();
        self.tasks.spawn(listen(listener, inside, stall, close));
        tokio::task::yield_now().await;
    }
}

/// A bound socket that shares its port with others of ours.
fn socket(port: u16) -> TcpSocket {
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_reuseaddr(true).unwrap();
    socket.set_reuseport(true).unwrap();
    socket.bind(([127, 0, 0, 1], port).into()).unwrap();
    socket
}

async fn listen(
    listener: TcpListener,
    inside: Arc<Mutex<Inside>>,
    stall: Arc<watch::Sender<usize>>,
    mut close: watch::Receiver<bool>,
) {
    let mut connections = JoinSet::new();
    loop {
        let stream = tokio::select! {
            accepted = listener.accept() => accepted.unwrap().0,
            _ = close.wait_for(|close| *close) => break,
        };
        let fault = inside.lock().unwrap().fault;
        if !fault.is_some_and(|fault| matches!(fault.at, At::CloseAccepted)) {
            let connection = Connection {
                stream,
                inside: inside.clone(),
                stall: stall.clone(),
            };
            connections.spawn(connection.serve(close.clone()));
        }
    }
    drop(listener);
    connections.join_all().await;
}

/// What comes after a step.
enum After {
    Next,
    Closed,
}

struct Connection {
    stream: TcpStream,
    inside: Arc<Mutex<Inside>>,
    stall: Arc<watch::Sender<usize>>,
}

impl Connection {
    async fn serve(mut self, mut close: watch::Receiver<bool>) {
        self.stream.set_nodelay(true).unwrap();
        loop {
            let head = tokio::select! {
                head = self.head() => head,
                _ = close.wait_for(|close| *close) => None,
            };
            let Some(head) = head else {
                self.end().await;
                return;
            };
            for step in self.steps(&head) {
                match self.step(step).await {
                    After::Next => {}
                    After::Closed => return,
                }
            }
        }
    }

    /// The head of the next request; `None` when the client is gone.
    async fn head(&mut self) -> Option<String> {
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            assert!(head.len() < HEAD_MAX);
            head.push(self.stream.read_u8().await.ok()?);
        }
        Some(String::from_utf8(head).unwrap())
    }

    fn steps(&self, head: &str) -> Vec<Step> {
        let inside = self.inside.lock().unwrap();
        let asked = Asked::parse(head, inside.now);
        let (status, body) = inside.clinic.answer(&asked);
        let good = Response::new(status, &body, inside.now);
        match inside.fault.map(|fault| fault.at) {
            Some(At::Answers(hit, answer)) if hit(&asked) => {
                answer(&asked, good, &inside.elsewhere)
            }
            _ => good.sent(),
        }
    }

    async fn step(&mut self, step: Step) -> After {
        match step {
            // The client may have heard enough and gone.
            Step::Send(bytes) => match self.stream.write_all(&bytes).await {
                Ok(()) => After::Next,
                Err(_gone) => After::Closed,
            },
            Step::Flood(bytes) => {
                let mut sent = 0;
                while self.stream.write_all(&bytes).await.is_ok() {
                    sent += bytes.len();
                    let mut inside = self.inside.lock().unwrap();
                    inside.most_sent = inside.most_sent.max(sent);
                }
                After::Closed
            }
            Step::Drip(bytes, every) => {
                self.stalls();
                for byte in bytes.iter().cycle() {
                    if self.gone_within(every).await
                        || self.stream.write_all(&[*byte]).await.is_err()
                    {
                        break;
                    }
                }
                After::Closed
            }
            Step::Pause(time) => {
                self.stalls();
                if self.gone_within(time).await {
                    After::Closed
                } else {
                    After::Next
                }
            }
            Step::Hang => {
                self.stalls();
                self.drained().await;
                After::Closed
            }
            Step::Reset => {
                self.stream.set_zero_linger().unwrap();
                After::Closed
            }
            Step::Close => {
                self.end().await;
                After::Closed
            }
        }
    }

    /// From here on only time helps.
    fn stalls(&self) {
        self.stall.send_modify(|stalled| *stalled += 1);
    }

    /// Whether the client goes within this time.
    async fn gone_within(&mut self, time: Duration) -> bool {
        tokio::select! {
            () = tokio::time::sleep(time) => false,
            () = self.drained() => true,
        }
    }

    /// Closes this side, and waits for the other one to do the same.
    async fn end(&mut self) {
        let _ = self.stream.shutdown().await;
        self.drained().await;
    }

    /// Waits until the client is gone.
    async fn drained(&mut self) {
        let mut rest = [0; 256];
        while self.stream.read(&mut rest).await.is_ok_and(|read| read > 0) {}
    }
}
