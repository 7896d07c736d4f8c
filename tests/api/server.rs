//! A server that answers every request with the same bytes and remembers what it was asked.

#![expect(
    clippy::unwrap_used,
    reason = "a broken test server should fail its test"
)]

use std::io::Write as _;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use spruce_inbox::api::{ApiRoot, Client, ClientOptions, Token};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

/// The token of all tests, unlike any other text in them.
pub(crate) const TOKEN: &str = "dGVzdDpzM2NyM3Qtc2VudGluZWw=";

/// What happens to the connection after the answer.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Then {
    /// It waits for the next request.
    Keep,
    /// It is closed.
    Close,
    /// It stays open and silent.
    Hang,
}

/// An answer, byte by byte.
#[derive(Clone)]
pub(crate) struct Reply {
    pub(crate) bytes: Vec<u8>,
    pub(crate) then: Then,
}

impl Reply {
    /// A complete answer: status, extra header lines, body.
    pub(crate) fn new(status: u16, headers: &[&str], body: impl AsRef<[u8]>) -> Self {
        let body = body.as_ref();
        let mut bytes = Vec::new();
        write!(bytes, "HTTP/1.1 {status} Whatever\r\n").unwrap();
        write!(bytes, "Content-Length: {}\r\n", body.len()).unwrap();
        for header in headers {
            write!(bytes, "{header}\r\n").unwrap();
        }
        bytes.extend_from_slice(b"\r\n");
        bytes.extend_from_slice(body);
        Self {
            bytes,
            then: Then::Keep,
        }
    }

    /// A success with a JSON body.
    pub(crate) fn json(body: &str) -> Self {
        Self::new(200, &["Content-Type: application/json"], body)
    }

    /// Bytes as they are.
    pub(crate) fn raw(bytes: impl Into<Vec<u8>>, then: Then) -> Self {
        let bytes = bytes.into();
        Self { bytes, then }
    }
}

/// A listening server; it ends with the test's runtime.
pub(crate) struct Server {
    port: u16,
    heads: Arc<Mutex<Vec<String>>>,
    connections: Arc<AtomicUsize>,
}

impl Server {
    pub(crate) async fn start(reply: Reply) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let server = Self {
            port: listener.local_addr().unwrap().port(),
            heads: Arc::default(),
            connections: Arc::default(),
        };
        let (heads, connections) = (server.heads.clone(), server.connections.clone());
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                connections.fetch_add(1, Ordering::SeqCst);
                tokio::spawn(serve(stream, reply.clone(), heads.clone()));
            }
        });
        server
    }

    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// The request heads so far, with the port masked.
    pub(crate) fn heads(&self) -> Vec<String> {
        let port = format!(":{}", self.port);
        let heads = self.heads.lock().unwrap();
        heads
            .iter()
            .map(|head| head.replace(&port, ":PORT"))
            .collect()
    }

    /// The first line of every request so far.
    pub(crate) fn request_lines(&self) -> Vec<String> {
        let first = |head: &String| head.lines().next().unwrap_or_default().to_owned();
        self.heads().iter().map(first).collect()
    }

    /// How many connections were made.
    pub(crate) fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }

    /// Options for this server. Times are generous, so that a slow machine fails no test.
    pub(crate) fn options(&self) -> ClientOptions {
        let root = ApiRoot::parse(&self.url()).unwrap();
        let mut options = ClientOptions::new(root, Token::parse(TOKEN).unwrap());
        options.timeouts.read = Duration::from_secs(60);
        options.timeouts.total = Duration::from_secs(60);
        options
    }

    pub(crate) fn client(&self) -> Client {
        Client::new(self.options()).unwrap()
    }
}

async fn serve(mut stream: TcpStream, reply: Reply, heads: Arc<Mutex<Vec<String>>>) {
    let mut received = Vec::new();
    loop {
        while !received.ends_with(b"\r\n\r\n") {
            match stream.read_u8().await {
                Ok(byte) => received.push(byte),
                Err(_closed) => return,
            }
        }
        let head = String::from_utf8(std::mem::take(&mut received)).unwrap();
        heads.lock().unwrap().push(head);
        // The client may have heard enough and gone.
        if stream.write_all(&reply.bytes).await.is_err() {
            return;
        }
        match reply.then {
            Then::Keep => {}
            Then::Close => return,
            Then::Hang => std::future::pending().await,
        }
    }
}
