//! A stand-in for the Spruce API on loopback, with a made-up clinic that lives.
//!
//! Serves `spruce-inbox demo` and the tests. It shares no code with the client (nothing of `model`
//! or `api`), so a mistake of the client cannot hide behind a shared structure.
//!
//! **Simulated** (by the OpenAPI document and by what was observed of the real API):
//! - the read endpoints the program uses, with and without `/v1`: `GET /conversations`,
//!   `/conversations/{id}`, `/conversations/{id}/items`, `/conversationItems/{id}`, `/organization`,
//!   `/organization/members`; error envelopes; 403 for a wrong credential; 405 for other methods;
//! - oldest-first listings ([`ListDirection`] turns them round), opaque tokens that carry the lower
//!   bound, inclusive `startFrom`, times in whole seconds, ids that sort by time;
//! - listings that show changes late and out of order ([`Lag`]); reading by id is not late;
//! - rate limits that count down and bite (429), request ids, the `Date` header;
//! - deviations of real answers ([`Shape::Wild`]) and, on demand, everything that can go wrong
//!   ([`Faults`]);
//! - a clinic with history and live traffic, the same for the same seed. It knows for itself who waits
//!   ([`Control::truth`]).
//!
//! **Not simulated**: anything that writes, webhooks, contacts, media, transcriptions,
//! visibility by teammate, office hours, and the real limits and exhaustion answer, which are not
//! published. A call, a note and a system line move `lastMessageAt`; archiving, assigning,
//! tagging, deleting an item and taking care of a page do not; nobody outside knows whether the real API agrees. `totalCount` counts everything in the
//! order asked for, whatever `startFrom` says.
//!
//! **Invariants**: the server binds to loopback only, because its token is known to everybody; the lock
//! around the world is never held across an `await`; every request first moves the world to now, so no
//! background task is needed; a page costs what is on it, not what is in the clinic.

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::serve::ListenerExt as _;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

mod body;
mod clock;
mod control;
mod faults;
mod hostile;
mod id;
mod item;
mod limits;
mod options;
mod people;
mod query;
mod routes;
mod script;
mod server;
mod walk;
mod wire;
mod world;

pub use clock::{Clock, ManualClock, SystemClock};
pub use control::Control;
pub use faults::{Fault, Faults, FaultsError, Place, Rule, When};
pub use options::{DEMO_TOKEN, DemoOptions, Lag, ListDirection, Shape};
pub use server::SeenRequest;
pub use world::{Contact, TruthRow};

use server::Shared;

/// A running demo server. Dropping it stops it.
#[derive(Debug)]
pub struct Demo {
    addr: SocketAddr,
    control: Control,
    task: JoinHandle<io::Result<()>>,
}

/// Starts a demo server on this machine's clock. Port 0 takes a free one.
///
/// # Errors
/// If `addr` is not a loopback address, or cannot be bound.
pub async fn spawn(addr: SocketAddr, options: DemoOptions) -> io::Result<Demo> {
    spawn_with_clock(addr, options, Arc::new(SystemClock)).await
}

/// Like [`spawn`], on another clock.
///
/// # Errors
/// If `addr` is not a loopback address, or cannot be bound.
pub async fn spawn_with_clock(
    addr: SocketAddr,
    options: DemoOptions,
    clock: Arc<dyn Clock>,
) -> io::Result<Demo> {
    if !addr.ip().is_loopback() {
        let text = format!("the demo server listens on loopback only, not on {addr}");
        return Err(io::Error::new(io::ErrorKind::InvalidInput, text));
    }
    let listener = TcpListener::bind(addr).await?;
    let addr = listener.local_addr()?;
    let shared = Arc::new(Shared::new(options, clock));
    let router = Router::new()
        .fallback(server::handle)
        .with_state(Arc::clone(&shared));
    // Small answers must not wait for the acknowledgement of the ones before.
    let listener = listener.tap_io(|stream| drop(stream.set_nodelay(true)));
    let task = tokio::spawn(async move { axum::serve(listener, router).await });
    Ok(Demo {
        addr,
        control: Control { shared },
        task,
    })
}

impl Demo {
    /// Id of a teammate, for somebody who tries it out to be.
    #[must_use]
    pub fn me(&self) -> String {
        people::Clinic::teammate_id(0)
    }

    /// `http://127.0.0.1:PORT`, without `/v1` (which may be added).
    #[must_use]
    pub fn base_url(&self) -> String {
        format!("http://{}", self.addr)
    }

    /// The credential the server expects.
    #[must_use]
    pub fn token(&self) -> &str {
        &self.control.shared.token
    }

    /// Where the server listens.
    #[must_use]
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// A handle for tests and scripted checks.
    #[must_use]
    pub fn control(&self) -> Control {
        self.control.clone()
    }

    /// Serves until `shutdown` is ready, then stops.
    pub async fn run_until(mut self, shutdown: impl Future) {
        tokio::select! {
            _ = shutdown => {}
            _ = &mut self.task => {}
        }
    }

    /// Stops accepting connections; open ones end with their current answer.
    pub fn stop(self) {
        drop(self);
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        self.task.abort();
    }
}
