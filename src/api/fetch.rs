//! The one place that sends a request.
//!
//! `Fetcher::get` is the only function of the crate that touches the HTTP library's requests: it
//! takes path segments and a query, so neither another method nor another origin can be expressed.
//! Everything an answer may cost is bounded here: time to connect, time between bytes, time in total,
//! and bytes after decompression.

use std::fmt;
use std::sync::{PoisonError, RwLock};
use std::time::Duration;

use reqwest::header::{ACCEPT, AUTHORIZATION, HeaderValue};
use reqwest::{Response, StatusCode, redirect, retry};

use super::error::{ContentKind, Error};
use super::headers;
use super::origin::ApiRoot;
use super::token::Token;
use super::wire::{self, Complaint};
use crate::model::exchange::Meta;

/// Most bytes of an answer that are read, after decompression. A full page has about 300 KiB.
pub const BODY_LIMIT: usize = 32 << 20;
/// Most bytes of a refusal that are read; its envelope has about 100.
const COMPLAINT_LIMIT: usize = 64 << 10;
/// What we call ourselves.
const USER_AGENT: &str = concat!("spruce-inbox/", env!("CARGO_PKG_VERSION"));

/// How long to wait for what.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Timeouts {
    /// For a connection, encryption included.
    pub connect: Duration,
    /// For the next bytes of an answer, its head included.
    pub read: Duration,
    /// For a whole request, from connecting to the last byte.
    pub total: Duration,
}

impl Default for Timeouts {
    /// 5 s to connect, 15 s between bytes, 30 s in total.
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(5),
            read: Duration::from_secs(15),
            total: Duration::from_secs(30),
        }
    }
}

/// What a client is made of.
#[derive(Clone, Debug)]
pub struct ClientOptions {
    /// The API root.
    pub base_url: ApiRoot,
    /// The token.
    pub token: Token,
    /// The time limits.
    pub timeouts: Timeouts,
    /// Most bytes read of one answer, after decompression; [`BODY_LIMIT`] unless a test wants less.
    pub body_limit: usize,
}

impl ClientOptions {
    /// The default limits for this root and token.
    #[must_use]
    pub fn new(base_url: ApiRoot, token: Token) -> Self {
        Self {
            base_url,
            token,
            timeouts: Timeouts::default(),
            body_limit: BODY_LIMIT,
        }
    }
}

/// A successful answer, not yet understood.
pub(super) struct Body {
    pub(super) bytes: Vec<u8>,
    pub(super) content: ContentKind,
    pub(super) meta: Meta,
}

/// Sends GET requests below one root.
pub(super) struct Fetcher {
    options: ClientOptions,
    /// Replaced by [`Fetcher::set_token`].
    bearer: RwLock<HeaderValue>,
    /// Replaced as a whole by [`Fetcher::reset`]; held only to clone it, which is a counter.
    http: RwLock<reqwest::Client>,
}

impl Fetcher {
    pub(super) fn new(options: ClientOptions) -> Result<Self, Error> {
        // The HTTP library panics without a provider. An error means that there is one already.
        let _ = rustls::crypto::ring::default_provider().install_default();
        Ok(Self {
            bearer: RwLock::new(options.token.header()?),
            http: RwLock::new(build(&options)?),
            options,
        })
    }

    /// Forgets all pooled connections. Requests under way keep theirs.
    pub(super) fn reset(&self) -> Result<(), Error> {
        let fresh = build(&self.options)?;
        *self.http.write().unwrap_or_else(PoisonError::into_inner) = fresh;
        Ok(())
    }

    /// Uses another token from now on.
    pub(super) fn set_token(&self, token: &Token) -> Result<(), Error> {
        let bearer = token.header()?;
        *self.bearer.write().unwrap_or_else(PoisonError::into_inner) = bearer;
        Ok(())
    }

    fn bearer(&self) -> HeaderValue {
        let bearer = self.bearer.read();
        bearer.unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// GETs the resource named by `segments`, with `query`, and reads it within the limits.
    pub(super) async fn get(
        &self,
        segments: &[&str],
        query: &[(&str, &str)],
    ) -> Result<Body, Error> {
        let Some(mut url) = self.options.base_url.below(segments) else {
            // Not sent: such an id would name another resource.
            let meta = Box::default();
            return Err(Error::NotFound { meta });
        };
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        let mut response = self
            .http()
            .get(url)
            .header(AUTHORIZATION, self.bearer())
            .header(ACCEPT, "application/json")
            .send()
            .await
            .map_err(|e| Error::from_http(e, None))?;
        let meta = headers::meta(response.headers(), &self.options.token);
        if !response.status().is_success() {
            return Err(self.refusal(response, meta).await);
        }
        let content = headers::content_kind(response.headers());
        match read(&mut response, self.options.body_limit).await {
            Ok(bytes) => Ok(Body {
                bytes,
                content,
                meta,
            }),
            Err(ReadError::TooLarge(limit)) => Err(Error::TooLarge {
                limit,
                meta: Box::new(meta),
            }),
            Err(ReadError::Http(e)) => Err(Error::from_http(e, Some(meta))),
        }
    }

    fn http(&self) -> reqwest::Client {
        let http = self.http.read().unwrap_or_else(PoisonError::into_inner);
        http.clone()
    }

    /// Turns an answer that is not a success into its error.
    async fn refusal(&self, mut response: Response, meta: Meta) -> Error {
        let status = response.status();
        let retry_after = headers::retry_after(response.headers(), meta.server_time);
        let meta = Box::new(meta);
        match status {
            _ if status.is_redirection() => Error::Redirected {
                status: status.as_u16(),
                meta,
            },
            StatusCode::NOT_FOUND | StatusCode::GONE => Error::NotFound { meta },
            StatusCode::TOO_MANY_REQUESTS => Error::RateLimited { retry_after, meta },
            StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => Error::Auth {
                status: status.as_u16(),
                message: self.complaint(&mut response).await.message,
                retry_after,
                meta,
            },
            _ => {
                let Complaint { kind, message } = self.complaint(&mut response).await;
                Error::Status {
                    status: status.as_u16(),
                    kind,
                    message,
                    retry_after,
                    meta,
                }
            }
        }
    }

    /// What the server says about a refusal. The status already tells the essence, so a body that
    /// cannot be read is as good as none; one that repeats the token is not kept.
    async fn complaint(&self, response: &mut Response) -> Complaint {
        let Ok(bytes) = read(response, COMPLAINT_LIMIT).await else {
            return Complaint::default();
        };
        let complaint = wire::complaint(&bytes);
        let token = &self.options.token;
        if token.is_in(complaint.kind.as_str()) || token.is_in(complaint.message.as_str()) {
            return Complaint::default();
        }
        complaint
    }
}

impl fmt::Debug for Fetcher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.options.fmt(f)
    }
}

fn build(options: &ClientOptions) -> Result<reqwest::Client, Error> {
    let Timeouts {
        connect,
        read,
        total,
    } = options.timeouts;
    let root = &options.base_url;
    let mut builder = reqwest::Client::builder()
        .user_agent(USER_AGENT)
        .redirect(redirect::Policy::none())
        .referer(false)
        .retry(retry::never())
        .connect_timeout(connect)
        .read_timeout(read)
        .timeout(total)
        .https_only(root.is_https());
    if root.is_loopback() {
        builder = builder.no_proxy();
    }
    if !root.is_https() {
        // Nothing is encrypted, so the system's certificates need not be loaded.
        builder = builder.tls_certs_only([]);
    }
    builder.build().map_err(|e| Error::Setup {
        source: e.without_url(),
    })
}

enum ReadError {
    TooLarge(usize),
    Http(reqwest::Error),
}

/// Reads a body piece by piece and stops at `limit`. The pieces are already decompressed, so a small
/// answer that unfolds into a huge one is stopped, too.
async fn read(response: &mut Response, limit: usize) -> Result<Vec<u8>, ReadError> {
    let announced = response.content_length().unwrap_or(0);
    let announced = usize::try_from(announced).unwrap_or(usize::MAX);
    if announced > limit {
        return Err(ReadError::TooLarge(limit));
    }
    let mut bytes = Vec::with_capacity(announced);
    while let Some(piece) = response.chunk().await.map_err(ReadError::Http)? {
        if piece.len() > limit - bytes.len() {
            return Err(ReadError::TooLarge(limit));
        }
        bytes.extend_from_slice(&piece);
    }
    Ok(bytes)
}
