//! Performs requests: one task each, all of them dropped with the worker.
//!
//! Public so that the whole way of a request, from the engine over a real socket to the screen, can be
//! driven without a terminal.

use std::time::Duration;

use tokio::task::{JoinError, JoinSet};

use crate::api::{Answer, Client, Error, Token};
use crate::model::id::RequestId;
use crate::model::text::CleanText;
use crate::sync::{AuthProblem, Body, Call, Failure, FailureKind, NetworkProblem, Reply, Request};

use super::clock::Clock;

/// The outcome of a request: its number, and the answer or what went wrong.
pub type Outcome = (RequestId, Result<Reply, Failure>);

/// The requests under way. The engine keeps them few: one for each kind of work.
#[derive(Debug)]
pub struct Worker {
    client: Client,
    clock: Clock,
    tasks: JoinSet<Outcome>,
}

impl Worker {
    /// A worker with nothing to do. The clock is for the log only: how long requests took.
    #[must_use]
    pub fn new(client: Client, clock: Clock) -> Self {
        Self {
            client,
            clock,
            tasks: JoinSet::new(),
        }
    }

    /// Begins a request; must be called within a tokio runtime. Does not wait for anything.
    pub fn fetch(&mut self, request: Request) {
        let (client, clock) = (self.client.clone(), self.clock);
        self.tasks.spawn(async move {
            let begun = clock.now().mono;
            let outcome = perform(&client, &request.call).await;
            log(&request, &outcome, clock.now().mono.saturating_sub(begun));
            (request.id, outcome.map_err(|error| failure(&error)))
        });
    }

    /// The next outcome; waits for ever while nothing is under way. Safe to drop and call again.
    ///
    /// # Errors
    /// When the task that performed the request panicked.
    pub async fn next(&mut self) -> Result<Outcome, JoinError> {
        match self.tasks.join_next().await {
            Some(outcome) => outcome,
            None => std::future::pending().await,
        }
    }

    /// An outcome that is there already.
    ///
    /// The inner result is an error when the task that performed the request panicked.
    pub fn try_next(&mut self) -> Option<Result<Outcome, JoinError>> {
        self.tasks.try_join_next()
    }

    /// Whether nothing is under way.
    #[must_use]
    pub fn is_idle(&self) -> bool {
        self.tasks.is_empty()
    }

    /// Uses another token from now on.
    ///
    /// # Errors
    /// When it cannot be sent; the old one stays in use then.
    pub fn set_token(&self, token: &Token) -> Result<(), Error> {
        self.client.set_token(token)
    }

    /// Connections that were open are dead.
    pub fn reset_connections(&self) {
        if let Err(error) = self.client.reset_connections() {
            tracing::warn!(%error, "connections could not be reset");
        }
    }
}

async fn perform(client: &Client, call: &Call) -> Result<Reply, Error> {
    fn reply<T>(answer: Answer<T>, body: impl FnOnce(T) -> Body) -> Reply {
        Reply {
            body: body(answer.value),
            meta: answer.meta,
        }
    }
    Ok(match call {
        Call::Organization => reply(client.organization().await?, Body::Organization),
        Call::Members(after) => reply(client.members(after.as_ref()).await?, Body::Members),
        Call::List(query) => reply(client.conversations(query).await?, Body::List),
        Call::Items(query) => reply(client.items(query).await?, Body::Items),
        Call::Conversation(id) => reply(client.conversation(id).await?, |value| {
            Body::Conversation(Box::new(value))
        }),
    })
}

/// What the engine has to know of an error.
fn failure(error: &Error) -> Failure {
    let kind = match error {
        Error::Auth { status: 401, .. } | Error::Token { .. } => {
            FailureKind::Auth(AuthProblem::Unauthorized)
        }
        Error::Auth { .. } => FailureKind::Auth(AuthProblem::Forbidden),
        Error::RateLimited { retry_after, .. } => FailureKind::RateLimited(*retry_after),
        Error::NotFound { .. } => FailureKind::NotFound,
        Error::Status { status: 400, .. } => FailureKind::Rejected,
        Error::Status { status, .. } | Error::Redirected { status, .. } => {
            FailureKind::Status(*status)
        }
        Error::Timeout { .. } => FailureKind::Network(NetworkProblem::Timeout),
        Error::Connect { .. } => FailureKind::Network(NetworkProblem::Connect),
        Error::Transport { .. } | Error::Setup { .. } => {
            FailureKind::Network(NetworkProblem::Broken)
        }
        Error::TooLarge { .. } | Error::Decode { .. } => FailureKind::Unreadable,
    };
    Failure {
        kind,
        retry_after: error.retry_after(),
        meta: error.meta().cloned().unwrap_or_default(),
        message: CleanText::line(&error.to_string()),
    }
}

/// Kinds, counts, durations and request ids: nothing private.
fn log(request: &Request, outcome: &Result<Reply, Error>, took: Duration) {
    let (number, took) = (request.id.0, took.as_millis());
    let what = match &request.call {
        Call::Organization => "organization",
        Call::Members(_) => "members",
        Call::List(_) => "list",
        Call::Conversation(_) => "conversation",
        Call::Items(_) => "items",
    };
    match outcome {
        Ok(reply) => {
            let id = reply.meta.request_id.as_ref().map(CleanText::as_str);
            tracing::debug!(number, what, took, id, "answered");
        }
        Err(error) => {
            let id = error.request_id().map(CleanText::as_str);
            tracing::warn!(number, what, took, id, %error, "failed");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_the_server_asks_for_is_passed_on_whatever_the_status() {
        let wait = Some(Duration::from_secs(3600));
        let forbidden = Error::Auth {
            status: 403,
            message: CleanText::default(),
            retry_after: wait,
            meta: Box::default(),
        };
        let unavailable = Error::Status {
            status: 503,
            kind: CleanText::default(),
            message: CleanText::default(),
            retry_after: wait,
            meta: Box::default(),
        };
        for error in [forbidden, unavailable] {
            assert_eq!(failure(&error).retry_after, wait);
        }
    }
}
