//! HTTP by hand: what was asked, and answers down to the byte, broken ones above all.

use std::time::Duration;

use chrono::DateTime;
use serde_json::Value;
use spruce_inbox::model::time::Timestamp;
use url::Url;

/// Which endpoint was asked.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum What {
    Organization,
    Members,
    List,
    Conversation,
    Items,
}

/// A request.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    /// The endpoint.
    pub(crate) what: What,
    /// Which conversation, if one was named.
    pub(crate) conversation: Option<String>,
    /// Server time.
    pub(crate) at: Timestamp,
    query: Vec<(String, String)>,
}

impl Asked {
    /// Reads the head of a request. What the client cannot ask for fails the test.
    pub(crate) fn parse(head: &str, at: Timestamp) -> Self {
        let mut words = head.split(' ');
        assert_eq!(words.next(), Some("GET"), "reading is all it can do");
        let url = format!("http://localhost{}", words.next().unwrap());
        let url = Url::parse(&url).unwrap();
        let segments: Vec<_> = url.path_segments().unwrap().collect();
        let (what, conversation) = match segments[..] {
            ["v1", "organization"] => (What::Organization, None),
            ["v1", "organization", "members"] => (What::Members, None),
            ["v1", "conversations"] => (What::List, None),
            ["v1", "conversations", id] => (What::Conversation, Some(id)),
            ["v1", "conversations", id, "items"] => (What::Items, Some(id)),
            _ => panic!("{segments:?}"),
        };
        Self {
            what,
            conversation: conversation.map(str::to_owned),
            at,
            query: url.query_pairs().into_owned().collect(),
        }
    }

    /// A parameter of the query.
    pub(crate) fn query(&self, name: &str) -> Option<&str> {
        let mut pairs = self.query.iter();
        let (_, value) = pairs.find(|(key, _)| key == name)?;
        Some(value)
    }
}

/// What the server does on a connection, step by step. Behind the last one it waits for the next request.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Step {
    /// Sends this.
    Send(Vec<u8>),
    /// Sends this again and again until the client has had enough.
    Flood(Vec<u8>),
    /// Sends one byte of this at a time, and starts over at its end.
    Drip(Vec<u8>, Duration),
    /// Lets time pass.
    Pause(Duration),
    /// Does nothing more, and keeps the connection open.
    Hang,
    /// Closes the connection with a reset.
    Reset,
    /// Closes the connection in order.
    Close,
}

/// An answer in the making.
#[derive(Clone, Debug)]
pub(crate) struct Response {
    version: &'static str,
    status: u16,
    headers: Vec<(String, Vec<u8>)>,
    body: Vec<u8>,
}

impl Response {
    /// A healthy one: JSON, the server's time, and plenty left of the limits.
    pub(crate) fn new(status: u16, body: &Value, at: Timestamp) -> Self {
        let date = DateTime::from_timestamp_millis(at.as_millis()).unwrap();
        let response = Self {
            version: "HTTP/1.1",
            status,
            headers: Vec::new(),
            body: body.to_string().into_bytes(),
        };
        response
            .header("Content-Type", "application/json")
            .header("Date", date.format("%a, %d %b %Y %H:%M:%S GMT").to_string())
            .header("s-ratelimit-limit", "600")
            .header("s-ratelimit-remaining", "599")
    }

    /// With this header instead of any of that name.
    pub(crate) fn header(self, name: &str, value: impl Into<Vec<u8>>) -> Self {
        self.without(name).and_header(name, value)
    }

    /// With one more header.
    pub(crate) fn and_header(mut self, name: &str, value: impl Into<Vec<u8>>) -> Self {
        self.headers.push((name.to_owned(), value.into()));
        self
    }

    /// Without this header.
    pub(crate) fn without(mut self, name: &str) -> Self {
        self.headers
            .retain(|(known, _)| !known.eq_ignore_ascii_case(name));
        self
    }

    /// With this status.
    pub(crate) fn status(mut self, status: u16) -> Self {
        self.status = status;
        self
    }

    /// With this body.
    pub(crate) fn body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self
    }

    /// With the body changed.
    pub(crate) fn edit(self, change: impl FnOnce(&mut Value)) -> Self {
        let mut body = serde_json::from_slice(&self.body).unwrap();
        change(&mut body);
        self.body(body.to_string())
    }

    /// In the old protocol: the end of the connection is the end of the body.
    pub(crate) fn old(mut self) -> Self {
        self.version = "HTTP/1.0";
        self
    }

    /// The body.
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.body
    }

    /// Everything in front of the body, with this to say how long that is.
    pub(crate) fn head(&self, framing: &str) -> Vec<u8> {
        let mut out = format!("{} {} Whatever\r\n", self.version, self.status).into_bytes();
        for (name, value) in &self.headers {
            out.extend_from_slice(name.as_bytes());
            out.extend_from_slice(b": ");
            out.extend_from_slice(value);
            out.extend_from_slice(b"\r\n");
        }
        out.extend_from_slice(framing.as_bytes());
        out.extend_from_slice(b"\r\n");
        out
    }

    /// The head for a body of this length.
    pub(crate) fn head_for(&self, length: usize) -> Vec<u8> {
        self.head(&format!("Content-Length: {length}\r\n"))
    }

    /// As it should be sent.
    pub(crate) fn whole(&self) -> Vec<u8> {
        let mut out = self.head_for(self.body.len());
        out.extend_from_slice(&self.body);
        out
    }

    /// Sent, and the connection kept.
    pub(crate) fn sent(&self) -> Vec<Step> {
        vec![Step::Send(self.whole())]
    }
}
