//! What must hold once nothing has gone wrong for long enough: the picture is the server's.

use std::time::Duration;

use crate::model::time::Now;
use crate::sync::{Coverage, Engine, History, HistoryProgress, Link, Row};

use super::super::server::member_ids;
use super::super::world::{Conv, DAY, MINUTE, Ms, START, What, WorldItem, stamp};
use super::{ITEMS_READ, Oracle};

impl Oracle<'_> {
    /// Where the picture is not what the server shows at `at`.
    pub(crate) fn differences(&self, engine: &Engine, at: Ms) -> impl Iterator<Item = String> {
        self.world
            .conversations
            .iter()
            .filter_map(move |conv| self.difference(engine, conv, at).err())
    }

    fn difference(&self, engine: &Engine, conv: &Conv, at: Ms) -> Result<(), String> {
        let id = &conv.id;
        let slot = engine.picture().slot(id);
        let row = slot.and_then(|slot| engine.picture().row(slot));
        let recent = conv.updates.iter().any(|update| match update.what {
            What::Moved(moved) => moved + DAY > at + 10 * MINUTE,
            _ => false,
        });
        let reread = recent || (self.plan.long && self.in_window_ever(conv));
        let Some(truth) = conv.look(at) else {
            return match row.filter(|row| !row.gone && self.is_reread(row, at)) {
                Some(_) => Err(format!("{id} is gone, but still shown")),
                None => Ok(()),
            };
        };
        let expected = self.plan.settings.history == History::All
            || self.in_window(conv, at)
            || conv.born >= START;
        let Some(row) = row.filter(|row| !row.gone) else {
            return if expected {
                Err(format!("{id} is missing"))
            } else {
                Ok(())
            };
        };
        // How far back one reading goes is bounded.
        if !self.in_window(conv, at) || conv.items.len() > ITEMS_READ {
            return Ok(());
        }
        let known = &row.conversation;
        if known.last_message_at != truth.moved.map(stamp) {
            return Err(format!("{id}: an old time"));
        }
        if reread && (known.title.as_str(), known.archived) != (&*truth.name(), truth.archived) {
            return Err(format!("{id}: an old title or archive mark"));
        }
        if row.unchecked() {
            return Err(format!("{id} is unchecked"));
        }
        let digest = row
            .digest
            .as_deref()
            .ok_or_else(|| format!("{id}: no digest"))?;
        let owed: Vec<_> = conv
            .unanswered(at)
            .into_iter()
            .map(WorldItem::key)
            .collect();
        if digest.unanswered() != owed {
            let shown = digest.unanswered();
            return Err(format!("{id}: {shown:?} instead of {owed:?}"));
        }
        if !digest.reached() {
            return Err(format!("{id}: how long somebody waits is not known"));
        }
        Ok(())
    }

    /// Whether a row is among those that are read again before the run ends. Behind that, and without
    /// any message, only its items tell that a conversation is gone.
    fn is_reread(&self, row: &Row, at: Ms) -> bool {
        let back = if self.plan.long {
            self.plan.settings.window
        } else {
            Duration::from_hours(24)
        };
        let from = stamp(at + 10 * MINUTE).minus(back);
        row.conversation
            .last_message_at
            .is_some_and(|last| last >= from)
    }

    fn in_window_ever(&self, conv: &Conv) -> bool {
        let window = u64::try_from(self.plan.settings.window.as_millis()).unwrap_or(Ms::MAX);
        conv.updates.iter().any(|update| match update.what {
            // The window moves on, so what lies near its edge may have left it.
            What::Moved(moved) => moved + window > self.plan.settled_at(),
            _ => false,
        })
    }

    /// What must be said of a picture that is right.
    pub(crate) fn at_rest(&self, engine: &Engine, now: Now) -> Result<(), String> {
        let status = engine.status();
        if status.coverage != Coverage::Complete {
            return Err(format!("coverage is {:?}", status.coverage));
        }
        if status.link != Link::Up {
            return Err(format!("the link is {:?}", status.link));
        }
        let history = match self.plan.settings.history {
            History::Off => HistoryProgress::Off,
            History::All | History::Since(_) => HistoryProgress::Done,
        };
        if status.history != history {
            return Err(format!("history is {:?}", status.history));
        }
        if !status.all_known(now) {
            return Err(format!("not all is known: {status:?}"));
        }
        if let Some(member) = member_ids().find(|id| engine.member(id).is_none()) {
            return Err(format!("{member} is not known"));
        }
        Ok(())
    }
}
