//! Paging through one list, from a start to `hasMore=false`.
//!
//! `startFrom` goes with the first page only, the token with every later one; order and page size stay
//! the same. A walk that does not come to an end as the server defines it is broken, never "done":
//! what it did not reach is unknown.

use std::collections::HashSet;

use crate::model::conversation::Conversation;
use crate::model::exchange::{Cursor, ListQuery, OrderBy, Page, PageSize, Start};
use crate::model::id::RequestId;
use crate::model::time::{Now, Timestamp};

use super::mistakes::{Mistake, made};
use super::settings::{EMPTY_PAGES_MAX, OVERLAP, WALK_PAGES_MAX};

/// What to do after a page.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Step {
    /// Ask for the next page.
    Next,
    /// The end was reached.
    Done,
    /// The list does not end: the reason, for the user.
    Broken(&'static str),
}

/// One walk.
#[derive(Debug)]
pub(super) struct Walk {
    order: OrderBy,
    first: Start,
    next: Start,
    /// Pages received.
    pub(super) pages: u32,
    tokens: HashSet<Cursor>,
    /// Pages without any row since the last one with some.
    empty_pages: u32,
    /// The request for its first page.
    first_request: Option<RequestId>,
    /// Rows received, repeated ones included.
    pub(super) rows: u32,
    /// Rows that could not be read.
    pub(super) bad_rows: u32,
    /// The server's best-effort total.
    pub(super) total: Option<u32>,
    /// Latest time of the ordering field over all rows.
    pub(super) latest: Option<Timestamp>,
    /// When the walk began, by our clocks: nothing that happened later can be known complete.
    pub(super) began_at: Now,
    /// The same by the server's clock, as well as it was known.
    began: Timestamp,
    /// Whether every row so far stood where a list from the oldest has it.
    ascending: bool,
    /// Whether any row was later than the one before it: rows of one moment say nothing about the order.
    rises: bool,
    /// Time of the last row, since the walk was begun or resumed.
    last: Option<Timestamp>,
    /// Up to where it had come when it was resumed.
    resumed_at: Option<Timestamp>,
}

impl Walk {
    pub(super) fn new(order: OrderBy, first: Start, began_at: Now, began: Timestamp) -> Self {
        let next = first.clone();
        let tokens = HashSet::new();
        Self {
            order,
            first,
            next,
            pages: 0,
            tokens,
            empty_pages: 0,
            first_request: None,
            rows: 0,
            bad_rows: 0,
            total: None,
            latest: None,
            began_at,
            began,
            ascending: true,
            rises: false,
            last: None,
            resumed_at: None,
        }
    }

    /// By which time the list is ordered.
    pub(super) fn order(&self) -> OrderBy {
        self.order
    }

    /// The next page to ask for.
    pub(super) fn query(&self) -> ListQuery {
        ListQuery {
            order: self.order,
            start: self.next.clone(),
            size: PageSize::MAX,
        }
    }

    /// Whether the page asked for next goes by a token, which may have expired.
    pub(super) fn by_token(&self) -> bool {
        matches!(self.next, Start::After(_))
    }

    /// Notes the request a page was answered to, and says which one was the first: a row that no
    /// answer since then has shown was left out by the whole walk.
    pub(super) fn answered_to(&mut self, request: RequestId) -> RequestId {
        *self.first_request.get_or_insert(request)
    }

    /// Rows at or after this time are listed by the walk; `None` = all of them.
    pub(super) fn reaches_back_to(&self) -> Option<Timestamp> {
        match self.first {
            Start::From(from) => Some(from),
            Start::Beginning | Start::After(_) => None,
        }
    }

    /// The time a row is listed by.
    pub(super) fn key(&self, row: &Conversation) -> Option<Timestamp> {
        match self.order {
            OrderBy::Created => row.created_at,
            OrderBy::LastMessage => row.last_message_at,
        }
    }

    /// The same walk from its beginning.
    pub(super) fn again(&self, began_at: Now, began: Timestamp) -> Self {
        Self::new(self.order, self.first.clone(), began_at, began)
    }

    /// The same walk from a little before where it came to, if the server lists from the oldest and it came
    /// further than when it was last resumed. What was read stays read: a token may not live for as long as the
    /// budget takes to get to the next page. Only along the time of creation, which never changes: a row that
    /// moved since its list was made stands at its former place with its new time, and between the two lies
    /// what was not read.
    pub(super) fn resumed(&mut self) -> bool {
        let stays = self.order == OrderBy::Created;
        let further = stays && self.ascending && self.rises && self.latest > self.resumed_at;
        let Some(latest) = self.latest.filter(|_| further) else {
            return false;
        };
        self.next = Start::From(latest.minus(OVERLAP));
        self.tokens.clear();
        self.last = None;
        self.resumed_at = Some(latest);
        true
    }

    /// Takes in a page.
    pub(super) fn page(&mut self, page: &Page<Conversation>) -> Step {
        self.pages += 1;
        self.rows = self
            .rows
            .saturating_add(u32::try_from(page.rows.len()).unwrap_or(u32::MAX));
        self.bad_rows = self.bad_rows.saturating_add(page.bad_rows);
        self.total = page.total.or(self.total);
        for row in &page.rows {
            let key = self.key(row);
            self.ascending &= key.is_some() && key >= self.last;
            self.rises |= self.last.is_some() && key > self.last;
            self.last = key;
        }
        let latest = page.rows.iter().filter_map(|row| self.key(row)).max();
        self.latest = self.latest.max(latest);
        let empty = page.rows.is_empty() && page.bad_rows == 0;
        self.empty_pages = if empty { self.empty_pages + 1 } else { 0 };
        if made(Mistake::WatermarkOfLastRow) {
            self.latest = page.rows.last().and_then(|row| self.key(row));
        }
        if !page.has_more {
            return Step::Done;
        }
        let Some(token) = page.next.clone() else {
            return Step::Broken("the list says there is more, but not where");
        };
        if !self.tokens.insert(token.clone()) {
            return Step::Broken("the list goes round in circles");
        }
        if self.pages >= WALK_PAGES_MAX || self.empty_pages >= EMPTY_PAGES_MAX {
            return Step::Broken("the list does not end");
        }
        self.next = Start::After(token);
        Step::Next
    }

    /// The watermark a finished walk supports: the latest time seen, but nothing in the future of the
    /// server's clock when it began, or one row with a wrong date would hide all later ones. `began` is
    /// that moment as known by now: at the time the server's clock may not have been known yet.
    pub(super) fn watermark(&self, began: Timestamp) -> Option<Timestamp> {
        if made(Mistake::FutureMovesWatermark) {
            return self.latest;
        }
        self.latest.map(|latest| latest.min(self.began).min(began))
    }
}

#[cfg(test)]
mod tests;
