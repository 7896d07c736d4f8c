//! What happens in the clinic while the demo runs.
//!
//! Most events are patients writing, answers are rarer, so the inbox never looks settled. Archive,
//! assignment and tag changes move no time, so no delta shows them: as in the real API.

use super::{OrderBy, Step, World, any_member};
use crate::demo::id::Id;
use crate::demo::item::{
    Attachment, Author, Body, Call, Outcome, Page, Transcription, Way, unanswered_since,
};
use crate::demo::people::{ACTIVE_STAFF, pick};
use crate::demo::script::{Kind, portion};

/// Live events pick among so many of the newest conversations.
const BUSY: usize = 90;

impl World {
    /// Puts the next live event on the agenda, an exponential time after `after_ms`.
    pub(super) fn plan_traffic(&mut self, after_ms: i64) {
        if self.rate_per_minute <= 0.0 {
            return;
        }
        let wait = -(1.0 - self.rng.f64()).ln() / self.rate_per_minute;
        self.schedule(after_ms + portion(60_000, wait).max(1), Step::Traffic);
    }

    /// One live event.
    pub(super) fn traffic(&mut self) {
        match self.rng.u32(0..100) {
            0..=47 => self.somebody_writes(),
            48..=49 => self.somebody_faxes(),
            50..=51 => self.somebody_talks(),
            52..=53 => self.somebody_sells(),
            54..=55 => self.staff_pages(),
            56..=58 => self.staff_comes(),
            59 => self.staff_takes_back(),
            60..=84 => self.staff_answers(),
            85..=88 => self.somebody_calls(),
            89..=91 => self.staff_notes(),
            92..=95 => self.desk_work(),
            _ => self.somebody_new(),
        }
    }

    /// The organisation answers by itself.
    pub(super) fn auto_reply(&mut self, number: usize) {
        let text = pick(&mut self.rng, &self.clinic.auto_replies)
            .cloned()
            .unwrap_or_default();
        self.post(number, Author::Organization, Body::Text(text));
    }

    fn somebody_writes(&mut self) {
        let wanted = |kind| matches!(kind, Kind::Sms | Kind::Secure | Kind::Email | Kind::Kiosk);
        let Some(number) = self.busy(wanted) else {
            return;
        };
        self.patient_says(number);
    }

    fn patient_says(&mut self, number: usize) {
        let text = self.patient_words(number);
        let body = if self.rng.u32(0..12) == 0 {
            Body::Attached {
                text,
                kind: Attachment::Photo,
            }
        } else {
            Body::Text(text)
        };
        self.post(number, Author::External, body);
        if self.rng.u32(0..5) == 0 {
            self.schedule(self.now_ms + 3_000, Step::AutoReply(number));
        }
    }

    /// A line in the language of this conversation.
    fn patient_words(&mut self, number: usize) -> String {
        let story = self.rows.get(number).map(|row| row.story);
        let topic = story.and_then(|story| self.clinic.topics.get(usize::from(story.topic)));
        let foreign = topic.filter(|topic| topic.language != "en");
        let Some(topic) = foreign else {
            return pick(&mut self.rng, &self.clinic.patient_lines)
                .cloned()
                .unwrap_or_default();
        };
        let lines: Vec<&str> = topic
            .lines
            .iter()
            .filter_map(|line| line.strip_prefix("p:"))
            .collect();
        pick(&mut self.rng, &lines).map_or_else(String::new, |line| String::from(*line))
    }

    /// Prefers somebody who waits.
    fn staff_answers(&mut self) {
        let wanted = |kind| matches!(kind, Kind::Sms | Kind::Secure | Kind::Email);
        for _ in 0..8 {
            let Some(number) = self.busy(wanted) else {
                return;
            };
            if unanswered_since(self.all_items(number).iter()).is_none() {
                continue;
            }
            let text = pick(&mut self.rng, &self.clinic.staff_lines)
                .cloned()
                .unwrap_or_default();
            let by = self.rng.usize(0..ACTIVE_STAFF);
            self.post(number, Author::Teammate(by), Body::Text(text));
            return;
        }
    }

    fn somebody_calls(&mut self) {
        let Some(number) = self.busy(|kind| matches!(kind, Kind::Sms | Kind::Calls)) else {
            return;
        };
        let (outcome, seconds) = match self.rng.u32(0..3) {
            0 => (Outcome::Voicemail(Transcription::Pending), 31),
            _ => (Outcome::Missed, 0),
        };
        self.post(
            number,
            Author::External,
            Body::Call(Call {
                way: Way::In,
                outcome,
                seconds,
            }),
        );
    }

    fn somebody_faxes(&mut self) {
        if let Some(number) = self.busy(|kind| kind == Kind::Fax) {
            let text = String::new();
            let kind = Attachment::Fax;
            self.post(number, Author::External, Body::Attached { text, kind });
        }
    }

    /// A call that is taken, from either side.
    fn somebody_talks(&mut self) {
        let Some(number) = self.busy(|kind| matches!(kind, Kind::Sms | Kind::Calls)) else {
            return;
        };
        let by = self.rng.usize(0..ACTIVE_STAFF);
        let (way, author) = if self.rng.bool() {
            (Way::In, Author::External)
        } else {
            (Way::Out, Author::Teammate(by))
        };
        let call = Call {
            way,
            outcome: Outcome::Answered(by),
            seconds: self.rng.u32(35..900),
        };
        self.post(number, author, Body::Call(call));
    }

    /// A call marked as spam.
    fn somebody_sells(&mut self) {
        let Some(number) = self.busy(|kind| kind == Kind::Calls) else {
            return;
        };
        let call = Call {
            way: Way::In,
            outcome: Outcome::Spam,
            seconds: 0,
        };
        self.post(number, Author::External, Body::Call(call));
    }

    /// A teammate calls for another one.
    fn staff_pages(&mut self) {
        let wanted = |kind| matches!(kind, Kind::Sms | Kind::Secure | Kind::Team);
        let Some(number) = self.busy(wanted) else {
            return;
        };
        let text = pick(&mut self.rng, &self.clinic.page_notes)
            .cloned()
            .unwrap_or_default();
        let by = self.rng.usize(0..ACTIVE_STAFF);
        let page = Some(Page {
            member: self.rng.usize(0..ACTIVE_STAFF),
            resolved_by: None,
        });
        self.post(number, Author::Teammate(by), Body::Note { text, page });
    }

    /// And that one comes: no time moves.
    fn staff_comes(&mut self) {
        let by = self.rng.usize(0..ACTIVE_STAFF);
        for _ in 0..8 {
            let number = self.busy(|_| true);
            if number.is_none_or(|number| self.resolve_page(number, by)) {
                return;
            }
        }
    }

    /// A message to the wrong person is deleted: no time moves.
    fn staff_takes_back(&mut self) {
        let wanted = |kind| matches!(kind, Kind::Sms | Kind::Secure | Kind::Email);
        for _ in 0..8 {
            let number = self.busy(wanted);
            if number.is_none_or(|number| self.take_back(number)) {
                return;
            }
        }
    }

    fn staff_notes(&mut self) {
        let Some(number) = self.busy(|_| true) else {
            return;
        };
        let text = pick(&mut self.rng, &self.clinic.notes)
            .cloned()
            .unwrap_or_default();
        let by = self.rng.usize(0..ACTIVE_STAFF);
        self.post(
            number,
            Author::Teammate(by),
            Body::Note { text, page: None },
        );
    }

    /// Archives, assigns or tags: no time moves.
    fn desk_work(&mut self) {
        let Some(number) = self.busy(|kind| !matches!(kind, Kind::Team | Kind::Note)) else {
            return;
        };
        let waits = unanswered_since(self.all_items(number).iter()).is_some();
        // Now and then what was said last needs no answer.
        let done = !waits || self.rng.u32(0..4) == 0;
        let (choice, member) = (self.rng.u32(0..3), any_member(&mut self.rng));
        let tag = 1_u16 << self.rng.usize(0..self.clinic.tags.len().clamp(1, 16));
        let due_ms = self.now_ms + self.draw_lag();
        let Some(row) = self.rows.get_mut(number) else {
            return;
        };
        row.real.version += 1;
        match choice {
            0 if done => {
                row.real.archived = true;
                row.real.assignee = None;
            }
            1 => row.real.tags ^= tag,
            _ => row.real.assignee = Some(member),
        }
        let state = row.real;
        self.schedule(due_ms, Step::Show(number, state));
    }

    fn somebody_new(&mut self) {
        let kind = if self.rng.u32(0..3) == 0 {
            Kind::Secure
        } else {
            Kind::Sms
        };
        if let Some(number) = self.create(kind, None) {
            self.patient_says(number);
        }
    }

    /// One of the newest conversations of a wanted kind, the newer the likelier.
    fn busy(&mut self, wanted: impl Fn(Kind) -> bool) -> Option<usize> {
        let number = |(_, id): &(i64, Id)| id.number();
        let newest = self
            .index(OrderBy::LastMessage)
            .iter()
            .rev()
            .take(BUSY)
            .map(number);
        let kind = |number: &usize| self.rows.get(*number).map(|row| row.story.kind);
        let choices: Vec<usize> = newest.filter(|it| kind(it).is_some_and(&wanted)).collect();
        let share = self.rng.usize(0..choices.len().max(1));
        let nearer = self.rng.usize(0..=share);
        choices.get(nearer).copied()
    }
}
