//! From path and query to a JSON answer.

use serde_json::{Value, json};

use super::faults::{Fault, Place};
use super::id::{CONVERSATION, ITEM, Id};
use super::options::{ListDirection, Shape};
use super::query::{Params, Problem};
use super::walk::{ConversationWalk, ItemOrder, ItemWalk, Walk, Walks};
use super::wire::Wire;
use super::world::{OrderBy, World};

/// A known address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Route {
    Conversations,
    Conversation(String),
    Items(String),
    Item(String),
    Organization,
    Members,
}

impl Route {
    /// Reads a path, with or without `/v1`; `None` for unknown ones.
    pub(super) fn parse(path: &str) -> Option<Self> {
        let path = path
            .strip_prefix("/v1")
            .filter(|rest| rest.starts_with('/'))
            .unwrap_or(path);
        let parts: Vec<&str> = path.strip_prefix('/')?.split('/').collect();
        match parts.as_slice() {
            ["conversations"] => Some(Self::Conversations),
            ["conversations", id] => Some(Self::Conversation((*id).to_owned())),
            ["conversations", id, "items"] => Some(Self::Items((*id).to_owned())),
            ["conversationItems", id] => Some(Self::Item((*id).to_owned())),
            ["organization"] => Some(Self::Organization),
            ["organization", "members"] => Some(Self::Members),
            _ => None,
        }
    }
}

impl From<&Route> for Place {
    fn from(route: &Route) -> Self {
        match route {
            Route::Conversations => Self::List,
            Route::Conversation(_) => Self::Conversation,
            Route::Items(_) => Self::Items,
            Route::Item(_) => Self::Item,
            Route::Organization => Self::Organization,
            Route::Members => Self::Members,
        }
    }
}

/// The parts of the server an answer is made of.
pub(super) struct Desk<'a> {
    pub(super) world: &'a World,
    pub(super) walks: &'a mut Walks,
    pub(super) direction: ListDirection,
    pub(super) shape: Shape,
    pub(super) faults: &'a [Fault],
}

impl Desk<'_> {
    /// The body of the 200 answer.
    ///
    /// # Errors
    /// The refusal, for a wrong parameter or an unknown id.
    pub(super) fn answer(&mut self, route: &Route, params: &Params) -> Result<Value, Problem> {
        let wire = self.wire();
        match route {
            Route::Conversations => self.conversations(params),
            Route::Items(id) => self.items(id, params),
            Route::Members => self.members(params),
            Route::Organization => Ok(json!({ "organization": wire.organization() })),
            Route::Conversation(id) => {
                let seen = Id::parse(id, CONVERSATION).and_then(|id| self.world.real(id));
                let seen = seen.ok_or_else(|| Problem::missing("Conversation"))?;
                Ok(json!({ "conversation": wire.conversation(&seen) }))
            }
            Route::Item(id) => {
                let found = Id::parse(id, ITEM).and_then(|id| self.world.item(id));
                let (seen, item) = found.ok_or_else(|| Problem::missing("Conversation item"))?;
                Ok(json!({ "conversationItem": wire.item(&seen, &item) }))
            }
        }
    }

    fn wire(&self) -> Wire<'_> {
        Wire {
            clinic: &self.world.clinic,
            shape: self.shape,
        }
    }

    fn conversations(&mut self, params: &Params) -> Result<Value, Problem> {
        let orders = [
            ("created", OrderBy::Created),
            ("last_message", OrderBy::LastMessage),
        ];
        let order = params.one_of("orderBy", &orders)?;
        let order = order.ok_or_else(|| Problem::bad("orderBy is required"))?;
        let size = params.page_size(&(1..=200))?;
        let start_ms = params.start_from()?;
        let walk = match self.resumed(params)? {
            None => ConversationWalk::begin(self.world, order, start_ms, self.direction),
            Some(Walk::Conversations(walk)) if walk.order == order => walk,
            Some(_) => return Err(foreign_token()),
        };
        let (ids, rest) = walk.page(self.world, size);
        let wire = self.wire();
        let seen = ids.into_iter().filter_map(|id| self.world.shown(id));
        let rows: Vec<Value> = seen.map(|seen| wire.conversation(&seen)).collect();
        let rest = rest.map(Walk::Conversations);
        Ok(self.page("conversations", rows, rest, walk.total))
    }

    fn items(&mut self, id: &str, params: &Params) -> Result<Value, Problem> {
        let orders = [
            ("newest_first", ItemOrder::NewestFirst),
            ("oldest_first", ItemOrder::OldestFirst),
        ];
        let asked = params.one_of("order", &orders)?;
        let order = asked.unwrap_or(ItemOrder::NewestFirst);
        let size = params.page_size(&(1..=200))?;
        let start_ms = params.start_from()?;
        let missing = || Problem::missing("Conversation");
        let id = Id::parse(id, CONVERSATION).ok_or_else(missing)?;
        let items = self.world.items(id).ok_or_else(missing)?;
        let seen = self.world.real(id).ok_or_else(missing)?;
        let walk = match self.resumed(params)? {
            None => ItemWalk::begin(id, order, start_ms, &items),
            Some(Walk::Items(walk)) if walk.conversation == id && walk.order == order => walk,
            Some(_) => return Err(foreign_token()),
        };
        let (items, rest) = walk.page(items, size);
        let wire = self.wire();
        let rows: Vec<Value> = items.iter().map(|item| wire.item(&seen, item)).collect();
        Ok(self.page("conversationItems", rows, rest.map(Walk::Items), walk.total))
    }

    fn members(&mut self, params: &Params) -> Result<Value, Problem> {
        let size = params.page_size(&(2..=500))?;
        let given = match self.resumed(params)? {
            None => 0,
            Some(Walk::Members(given)) => given,
            Some(_) => return Err(foreign_token()),
        };
        let members = self.wire().members();
        let total = members.len();
        let rows: Vec<Value> = members.into_iter().skip(given).take(size).collect();
        let done = given + rows.len();
        let rest = (done < total).then_some(Walk::Members(done));
        Ok(self.page("members", rows, rest, total))
    }

    /// The walk a token stands for, if there is a token.
    fn resumed(&self, params: &Params) -> Result<Option<Walk>, Problem> {
        let Some(token) = params.get("paginationToken") else {
            return Ok(None);
        };
        if params.get("startFrom").is_some() {
            let text = "Only one of startFrom or paginationToken can be provided";
            return Err(Problem::bad(text));
        }
        let known = self
            .walks
            .find(token)
            .filter(|_| !self.faults.contains(&Fault::ExpireTokens));
        known
            .map(Some)
            .ok_or_else(|| Problem::bad("paginationToken is unknown or expired"))
    }

    fn page(&mut self, name: &str, rows: Vec<Value>, rest: Option<Walk>, total: usize) -> Value {
        let mut out = serde_json::Map::new();
        out.insert(String::from(name), Value::Array(rows));
        out.insert(String::from("hasMore"), json!(rest.is_some()));
        out.insert(String::from("totalCount"), json!(total));
        if let Some(rest) = rest {
            out.insert(
                String::from("paginationToken"),
                json!(self.walks.issue(rest)),
            );
        }
        Value::Object(out)
    }
}

fn foreign_token() -> Problem {
    Problem::bad("paginationToken belongs to another query")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_known_with_and_without_the_version() {
        let id = String::from("t_1");
        for prefix in ["", "/v1"] {
            let parse = |path: &str| Route::parse(&format!("{prefix}{path}"));
            assert_eq!(parse("/conversations"), Some(Route::Conversations));
            assert_eq!(
                parse("/conversations/t_1"),
                Some(Route::Conversation(id.clone()))
            );
            assert_eq!(
                parse("/conversations/t_1/items"),
                Some(Route::Items(id.clone()))
            );
            assert_eq!(
                parse("/conversationItems/ti_1"),
                Some(Route::Item(String::from("ti_1")))
            );
            assert_eq!(parse("/organization/members"), Some(Route::Members));
            for wrong in [
                "/",
                "/conversation",
                "/conversations/t_1/items/x",
                "/v1/organization/",
            ] {
                assert_eq!(parse(wrong), None, "{prefix}{wrong}");
            }
        }
        assert_eq!(Route::parse("/v1conversations"), None);
    }
}
