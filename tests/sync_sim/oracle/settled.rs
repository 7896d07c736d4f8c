//! What must hold once nothing has gone wrong for long enough: the picture is the server's.

use std::time::Duration;

use crate::model::time::Now;
use crate::sync::{Engine, History, HistoryProgress, Link, Row, Stage};

use super::super::plan::{Patience, Tokens};
use super::super::server::member_ids;
use super::super::world::{Conv, DAY, MINUTE, Ms, WorldItem, stamp};
use super::{ITEMS_READ, Oracle, owed};

/// How long items of a row that is of the last day, or shows somebody waiting, may be wrong where no row
/// tells of it: one was deleted, or restored, or could not be read. `None`: until the next message; until then what could not be read is said to be unreadable.
const UNTOLD: Option<Patience> = Some(Patience::Window);

/// Something that is not as it is on the server, and how long that may be so.
type Wrong = (Patience, String);

impl Oracle<'_> {
    /// What is not as the server shows it at `at`.
    pub(crate) fn differences(&self, engine: &Engine, now: Now, at: Ms) -> Vec<Wrong> {
        let rows = self.world.conversations.iter();
        let rows = rows.filter_map(|conv| self.difference(engine, conv, at).err());
        rows.chain(self.at_rest(engine, now).err()).collect()
    }

    fn difference(&self, engine: &Engine, conv: &Conv, at: Ms) -> Result<(), Wrong> {
        let id = &conv.id;
        let slot = engine.picture().slot(id);
        let row = slot.and_then(|slot| engine.picture().row(slot));
        let row = row.filter(|row| !row.gone);
        let Some(truth) = conv.look(at) else {
            return match row.and_then(|row| self.is_reread(row, at)) {
                Some(patience) => Err((patience, format!("{id} is gone, but still shown"))),
                None => Ok(()),
            };
        };
        let lately = truth.moved.is_some_and(|moved| is_of_last_day(moved, at));
        let listed = self.is_listed_well(conv);
        let patience = if lately || listed {
            Patience::Usual
        } else {
            Patience::Window
        };
        let Some(row) = row else {
            return if self.is_expected(conv, at) {
                Err((patience, format!("{id} is missing")))
            } else {
                Ok(())
            };
        };
        if !self.in_window(conv, at) {
            return Ok(());
        }
        let reread = if lately {
            Patience::Usual
        } else {
            Patience::Window
        };
        // The window moves on: what lies near its edge has left it before it is read again.
        let stays = truth.moved.is_some_and(|moved| self.stays_in_window(moved));
        if !lately && !stays {
            return self.items_differ(conv, row, lately, at);
        }
        if row.conversation.last_message_at != truth.moved.map(stamp) {
            return Err((reread, format!("{id}: an old time")));
        }
        if !truth.is(&row.conversation) {
            let what = "an old title, archive mark, assignee or tag";
            return Err((reread, format!("{id}: {what}")));
        }
        self.items_differ(conv, row, lately, at)
    }

    /// What is said of a conversation's items.
    fn items_differ(&self, conv: &Conv, row: &Row, lately: bool, at: Ms) -> Result<(), Wrong> {
        let id = &conv.id;
        // A time of the future hides what is written until then, so the row stays unchecked: until it has come,
        // and was looked into once more.
        let ahead = row.conversation.last_message_at > Some(stamp(at.saturating_sub(10 * MINUTE)));
        if row.unchecked() && !(ahead && conv.is_phantom(at)) {
            let patience = if conv.is_phantom(at) {
                Patience::Phantom
            } else if lately || !conv.loses_items() {
                Patience::Usual
            } else {
                // That its time went back is known only since the window was read again.
                Patience::Window
            };
            return Err((patience, format!("{id} is unchecked")));
        }
        // How far back one reading goes is bounded.
        if conv.items.len() > ITEMS_READ {
            return Ok(());
        }
        let patience = if conv.loses_items() || self.garbled_items.contains(id) {
            let Some(patience) = UNTOLD.filter(|_| lately || !owed(row).is_empty()) else {
                return Ok(());
            };
            patience
        } else {
            Patience::Usual
        };
        let digest = row
            .digest
            .as_deref()
            .ok_or_else(|| (patience, format!("{id}: no digest")))?;
        let owed = conv.unanswered(at);
        let keys: Vec<_> = owed.iter().copied().map(WorldItem::key).collect();
        if digest.unanswered() != keys {
            let shown = digest.unanswered();
            return Err((patience, format!("{id}: {shown:?} instead of {keys:?}")));
        }
        if !digest.reached() {
            let what = "how long somebody waits is not known";
            return Err((patience, format!("{id}: {what}")));
        }
        let untold = |item: &&&WorldItem| !self.marks.knows(&item.id);
        if let Some(item) = owed.iter().find(untold).filter(|_| self.is_exact(conv)) {
            let item = &item.id;
            return Err((patience, format!("{id}: nobody was told of {item}")));
        }
        Ok(())
    }

    /// Whether a conversation must be listed. What the history showed too late, or not readably, or not
    /// at all because rows shifted, is not looked for again; nor is one without any message.
    fn is_expected(&self, conv: &Conv, at: Ms) -> bool {
        let all = self.plan.settings.history == History::All;
        let created = stamp(conv.born) >= self.window_from();
        self.in_window(conv, at) || (self.is_listed_well(conv) && (all || created))
    }

    /// Whether one walk surely shows it.
    fn is_listed_well(&self, conv: &Conv) -> bool {
        self.plan.tokens != Tokens::Offset && !self.garbled.contains(&conv.id)
    }

    /// Whether a row is among those that are read again, and how often. Behind that, and without any
    /// message, only its items tell that a conversation is gone.
    fn is_reread(&self, row: &Row, at: Ms) -> Option<Patience> {
        let last = row.conversation.last_message_at?;
        let within = |back: Duration| last >= stamp(at + 10 * MINUTE).minus(back);
        if within(Duration::from_hours(24)) {
            Some(Patience::Usual)
        } else {
            // The window moves on, so what lies near its edge may have left it.
            let margin = Duration::from_hours(3);
            within(self.plan.settings.window.saturating_sub(margin)).then_some(Patience::Window)
        }
    }

    fn stays_in_window(&self, moved: Ms) -> bool {
        let window = u64::try_from(self.plan.settings.window.as_millis()).unwrap_or(Ms::MAX);
        moved + window > self.plan.ends_at()
    }

    /// What must be said of a picture that is right.
    fn at_rest(&self, engine: &Engine, now: Now) -> Result<(), Wrong> {
        let status = engine.status();
        let usual = |what| Err((Patience::Usual, what));
        let known = engine.knowledge(now);
        let gaps = known.gaps();
        if known.stage() != Stage::Complete {
            return usual(format!("the window is {:?}", known.stage()));
        }
        if status.link != Link::Up {
            return usual(format!("the link is {:?}", status.link));
        }
        let history = match self.plan.settings.history {
            History::Off => HistoryProgress::Off,
            History::All | History::Since(_) => HistoryProgress::Done,
        };
        if gaps.history != history {
            // The least important of all work, so that a small share leaves little for it.
            let what = format!("history is {:?}", gaps.history);
            return Err((Patience::Window, what));
        }
        let unreadable = gaps.unreadable_in_window;
        if unreadable > 0 && !self.garbled_items.is_empty() {
            return Ok(());
        }
        if unreadable > 0 {
            return Err((Patience::Window, format!("{unreadable} rows unreadable")));
        }
        if !known.window_is_known() && gaps.unchecked_in_window == 0 {
            return usual(format!("not all is known: {status:?}"));
        }
        if let Some(member) = member_ids().find(|id| engine.member(id).is_none()) {
            return usual(format!("{member} is not known"));
        }
        Ok(())
    }
}

/// Whether a row of this time is read again with the last day.
fn is_of_last_day(moved: Ms, at: Ms) -> bool {
    moved + DAY > at + 10 * MINUTE
}
