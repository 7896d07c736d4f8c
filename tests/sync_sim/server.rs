//! The model server: answers what the API would, from the world as it is visible at that moment.

mod meter;

use std::collections::HashMap;
use std::mem;
use std::time::Duration;

use fastrand::Rng;

use crate::model::conversation::Conversation;
use crate::model::exchange::{
    Cursor, ItemsOrder, ItemsQuery, ListQuery, Meta, OrderBy, Page, PageSize, Start,
};
use crate::model::id::{ConversationId, EntityId};
use crate::model::item::Item;
use crate::model::member::{Member, MemberKind, Organization};
use crate::model::text::CleanText;
use crate::model::time::Timestamp;
use crate::sync::{Body, Call, Failure, FailureKind, Reply};

use super::plan::{Plan, Tokens};
use super::world::{Conv, Look, Ms, World, organization, stamp};
use meter::Meter;

const MEMBERS: usize = 9;

/// Place of a row in a list.
type Key<'a> = (Timestamp, &'a str);

/// What a token stands for.
#[derive(Clone, Debug)]
struct Token {
    made_at: Ms,
    walk: WalkKind,
    from: Option<Timestamp>,
    place: Place,
}

#[derive(Clone, PartialEq, Eq, Debug)]
enum WalkKind {
    List(OrderBy, PageSize),
    Items(String, ItemsOrder, PageSize),
    Members,
}

#[derive(Clone, Debug)]
enum Place {
    /// The rows after this one.
    After(Timestamp, String),
    /// These rows, made when the walk began.
    Rest(Vec<String>),
    Offset(usize),
}

/// The server.
pub(crate) struct Server<'a> {
    plan: &'a Plan,
    world: &'a World,
    rng: Rng,
    tokens: HashMap<String, Token>,
    pub(crate) meter: Meter<'a>,
    /// What it was asked that it must never be asked.
    pub(crate) complaint: Option<String>,
    pub(crate) stale_tokens: u32,
    /// Conversations whose row it garbled since this was last looked at.
    pub(crate) garbled: Vec<ConversationId>,
}

impl<'a> Server<'a> {
    pub(crate) fn new(plan: &'a Plan, world: &'a World, rng: Rng) -> Self {
        Self {
            plan,
            world,
            rng,
            tokens: HashMap::new(),
            meter: Meter::new(plan),
            complaint: None,
            stale_tokens: 0,
            garbled: Vec::new(),
        }
    }

    /// Answers a request that arrives at `at`.
    pub(crate) fn answer(&mut self, call: &Call, at: Ms) -> Result<Reply, Failure> {
        let (meta, refused) = self.meter.count(at);
        if refused {
            let (kind, meta) = self.meter.refusal(meta);
            return Err(failure(kind, meta));
        }
        // Lists come from whatever replica is next; what is asked for by its id is up to date.
        let view = if self.plan.replica_lag > 0 && self.rng.u8(..3) == 0 {
            at - self.rng.u64(..self.plan.replica_lag)
        } else {
            at
        };
        let body = match call {
            Call::Organization => Ok(Body::Organization(Organization {
                id: organization(),
                name: CleanText::line("Made-Up Clinic"),
            })),
            Call::Members(cursor) => self.members(cursor.as_ref(), at).map(Body::Members),
            Call::List(query) => self.list(query, at, view).map(Body::List),
            Call::Conversation(id) => self
                .world
                .conv(id)
                .filter(|conv| !conv.is_gone(at))
                .and_then(|conv| conv.row(at))
                .map(|row| Body::Conversation(Box::new(row)))
                .ok_or(FailureKind::NotFound),
            Call::Items(query) => self.items(query, at, view).map(Body::Items),
        };
        match body {
            Ok(body) => Ok(Reply { body, meta }),
            Err(kind) => Err(failure(kind, meta)),
        }
    }

    /// Makes some rows of an answer unreadable.
    pub(crate) fn garble(&mut self, answer: &mut Result<Reply, Failure>) {
        let rng = &mut self.rng;
        match answer.as_mut().map(|reply| &mut reply.body) {
            Ok(Body::List(page)) => {
                let gone = lose(page, rng);
                self.garbled.extend(gone.into_iter().map(|row| row.id));
            }
            Ok(Body::Items(page)) => drop(lose(page, rng)),
            _ => {}
        }
    }

    fn list(
        &mut self,
        query: &ListQuery,
        at: Ms,
        view: Ms,
    ) -> Result<Page<Conversation>, FailureKind> {
        let kind = WalkKind::List(query.order, query.size);
        let (from, place) = self.open(&query.start, &kind, at)?;
        let key = |conv: &'a Conv, look: Look| -> Option<Key<'a>> {
            let time = match query.order {
                OrderBy::Created => conv.born,
                OrderBy::LastMessage if self.plan.lists_silent => look.moved.unwrap_or(conv.born),
                OrderBy::LastMessage => look.moved?,
            };
            Some((stamp(time), conv.id.as_str()))
        };
        let rows: Vec<_> = self
            .world
            .conversations
            .iter()
            .filter_map(|conv| Some((key(conv, conv.look(view)?)?, conv)))
            .collect();
        let total = u32::try_from(rows.len()).ok();
        let down = self.plan.newest_first;
        let cap = self.plan.list_cap.min(usize::from(query.size.get()));
        let mut page = self.page(rows, (kind, from, place), (down, cap), at);
        page.total = total;
        let mut page = show(page, |conv| conv.row(view));
        if self.plan.tokens == Tokens::Offset && self.rng.u8(..8) == 0 {
            page.rows.extend(page.rows.first().cloned());
        }
        Ok(page)
    }

    fn items(&mut self, query: &ItemsQuery, at: Ms, view: Ms) -> Result<Page<Item>, FailureKind> {
        let id = query.conversation.to_string();
        let kind = WalkKind::Items(id, query.order, query.size);
        let (from, place) = self.open(&query.start, &kind, at)?;
        let conv = self.world.conv(&query.conversation);
        let conv = conv
            .filter(|conv| !conv.is_gone(at) && conv.row(at).is_some())
            .ok_or(FailureKind::NotFound)?;
        // "After which to query": whether the very time counts is not known.
        let from = from.map(|from| {
            if self.plan.items_after {
                from.plus(Duration::from_millis(1))
            } else {
                from
            }
        });
        let rows = conv
            .visible_items(view)
            .map(|item| ((stamp(item.at), item.id.as_str()), item))
            .collect();
        let down = query.order == ItemsOrder::NewestFirst;
        let cap = self.plan.items_cap.min(usize::from(query.size.get()));
        let page = self.page(rows, (kind, from, place), (down, cap), at);
        Ok(show(page, |item| Some(item.show(view))))
    }

    fn members(&mut self, cursor: Option<&Cursor>, at: Ms) -> Result<Page<Member>, FailureKind> {
        let start = cursor.map_or(Start::Beginning, |cursor| Start::After(cursor.clone()));
        let (_, place) = self.open(&start, &WalkKind::Members, at)?;
        let first = match place {
            Some(Place::Offset(offset)) => offset,
            _ => 0,
        };
        let last = (first + 4).min(MEMBERS);
        let member = |number| {
            Some(Member {
                id: member_id(number)?,
                kind: MemberKind::Teammate,
                name: CleanText::line("Teammate Made-Up"),
            })
        };
        let more = last < MEMBERS;
        Ok(Page {
            rows: (first..last).filter_map(member).collect(),
            bad_rows: 0,
            has_more: more,
            next: more
                .then(|| self.token((WalkKind::Members, None, Place::Offset(last)), at))
                .flatten(),
            total: None,
        })
    }

    /// Where a page starts. A token must belong to the walk it is used in, and may be too old.
    fn open(
        &mut self,
        start: &Start,
        kind: &WalkKind,
        at: Ms,
    ) -> Result<(Option<Timestamp>, Option<Place>), FailureKind> {
        let cursor = match start {
            Start::Beginning => return Ok((None, None)),
            Start::From(from) => return Ok((Some(*from), None)),
            Start::After(cursor) => cursor,
        };
        let Some(token) = self.tokens.get(cursor.as_str()) else {
            self.complaint = Some("a token that was never given".into());
            return Err(FailureKind::Rejected);
        };
        if token.walk != *kind {
            let was = &token.walk;
            self.complaint = Some(format!("a token of {was:?} was used for {kind:?}"));
        }
        if token.made_at + self.plan.token_ttl < at {
            self.stale_tokens += 1;
            return Err(FailureKind::Rejected);
        }
        Ok((token.from, Some(token.place.clone())))
    }

    fn token(
        &mut self,
        (walk, from, place): (WalkKind, Option<Timestamp>, Place),
        at: Ms,
    ) -> Option<Cursor> {
        let name = format!("token-{}", self.tokens.len());
        let token = Token {
            made_at: at,
            walk,
            from,
            place,
        };
        self.tokens.insert(name.clone(), token);
        Cursor::new(&name)
    }

    fn page<T>(
        &mut self,
        mut rows: Vec<(Key<'_>, T)>,
        (kind, from, place): (WalkKind, Option<Timestamp>, Option<Place>),
        (down, cap): (bool, usize),
        at: Ms,
    ) -> Page<T> {
        rows.sort_by(|(a, _), (b, _)| if down { b.cmp(a) } else { a.cmp(b) });
        let mut offset = 0;
        match &place {
            // A list made before: its rows, as they are now, whatever their time has become.
            Some(Place::Rest(ids)) => {
                let place_of = |id: &str| ids.iter().position(|known| known == id);
                rows.retain(|((_, id), _)| place_of(id).is_some());
                rows.sort_by_key(|((_, id), _)| place_of(id));
            }
            place => rows.retain(|(key, _)| {
                let after = match place {
                    Some(Place::After(time, id)) if down => *key < (*time, id.as_str()),
                    Some(Place::After(time, id)) => *key > (*time, id.as_str()),
                    _ => true,
                };
                after && from.is_none_or(|from| key.0 >= from)
            }),
        }
        if let Some(Place::Offset(over)) = place {
            offset = over;
            rows.drain(..over.min(rows.len()));
        }
        let rest = rows.split_off(cap.min(rows.len()));
        let next = rows.last().filter(|_| !rest.is_empty());
        let next = next.map(|((time, id), _)| match self.plan.tokens {
            Tokens::Row => Place::After(*time, (*id).to_owned()),
            Tokens::Offset => Place::Offset(offset + rows.len()),
            Tokens::Snapshot => {
                Place::Rest(rest.iter().map(|((_, id), _)| (*id).to_owned()).collect())
            }
        });
        let next = next.and_then(|place| self.token((kind, from, place), at));
        Page {
            rows: rows.into_iter().map(|(_, row)| row).collect(),
            bad_rows: 0,
            has_more: next.is_some(),
            next,
            total: None,
        }
    }
}

/// Takes some rows out of a page, and counts them as unreadable.
fn lose<T>(page: &mut Page<T>, rng: &mut Rng) -> Vec<T> {
    let (gone, left) = mem::take(&mut page.rows)
        .into_iter()
        .partition::<Vec<_>, _>(|_| rng.u8(..4) == 0);
    page.rows = left;
    page.bad_rows += u32::try_from(gone.len()).unwrap_or(0);
    gone
}

/// The page with its rows written out.
fn show<T, U>(page: Page<T>, show: impl Fn(T) -> Option<U>) -> Page<U> {
    Page {
        rows: page.rows.into_iter().filter_map(show).collect(),
        bad_rows: page.bad_rows,
        has_more: page.has_more,
        next: page.next,
        total: page.total,
    }
}

/// All members, for the end of the run.
pub(crate) fn member_ids() -> impl Iterator<Item = EntityId> {
    (0..MEMBERS).filter_map(member_id)
}

fn member_id(number: usize) -> Option<EntityId> {
    EntityId::parse(&format!("entity_{number}"))
}

pub(crate) fn failure(kind: FailureKind, meta: Meta) -> Failure {
    Failure {
        kind,
        retry_after: None,
        meta,
        message: CleanText::line("made-up failure"),
    }
}
