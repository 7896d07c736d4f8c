//! The order of events in one conversation, without times.
//!
//! The ending of a [`Story`] is kept whatever else is drawn: an answered conversation ends with a
//! human answer (only notes, system lines and automated messages may follow), a waiting one with a
//! contact nobody answered.

use fastrand::Rng;

use super::{Ending, Kind, LONG_THREAD, Length, Plot, Story};
use crate::demo::hostile;
use crate::demo::item::{Attachment, Author, Body, Call, Outcome, Page, Transcription, Video, Way};
use crate::demo::people::{ACTIVE_STAFF, Clinic, Topic, pick};

/// One event and how long after the one before it happened.
#[derive(Debug)]
pub(super) struct Beat {
    /// Seconds since the event before; `None`: any time later, a new exchange begins.
    pub(super) gap_s: Option<i64>,
    pub(super) author: Author,
    pub(super) body: Body,
}

/// Writes the whole history of a conversation that has one.
pub(super) fn write(clinic: &Clinic, rng: &mut Rng, story: &Story) -> Vec<Beat> {
    let mut writer = Writer {
        clinic,
        rng,
        story,
        beats: Vec::new(),
    };
    match (story.plot, story.kind) {
        (Plot::Hostile, _) => writer.hostile(),
        (Plot::LongText, _) => writer.long_text(),
        (Plot::Spam, _) => writer.spam(),
        (Plot::Video, _) => writer.video(),
        (Plot::OpenPage, _) => writer.open_page(),
        (_, Kind::Calls) => writer.calls(),
        (_, Kind::Fax) => writer.fax(),
        (_, Kind::Team | Kind::Note) => writer.internal(),
        _ if story.length == Length::Single => writer.single(),
        _ => writer.talk(),
    }
    writer.beats
}

struct Writer<'a> {
    clinic: &'a Clinic,
    rng: &'a mut Rng,
    story: &'a Story,
    beats: Vec<Beat>,
}

impl Writer<'_> {
    fn chance(&mut self, percent: u32) -> bool {
        self.rng.u32(0..100) < percent
    }

    fn add(&mut self, gap_s: Option<i64>, author: Author, body: Body) {
        self.beats.push(Beat {
            gap_s,
            author,
            body,
        });
    }

    fn staff(&mut self) -> usize {
        self.rng.usize(0..ACTIVE_STAFF)
    }

    fn text(&mut self, list: &[String]) -> String {
        pick(self.rng, list).cloned().unwrap_or_default()
    }

    fn waits(&self) -> bool {
        self.story.ending == Ending::Waiting
    }

    fn english(&self) -> bool {
        let topic = self.clinic.topics.get(usize::from(self.story.topic));
        topic.is_some_and(|topic| topic.language == "en")
    }

    /// One message: a question nobody answered, or something the clinic sent.
    fn single(&mut self) {
        if self.waits() {
            let topic = self.clinic.topics.get(usize::from(self.story.topic));
            let foreign = topic
                .filter(|_| !self.english())
                .and_then(|it| it.lines.first());
            let words = foreign
                .and_then(|line| line.strip_prefix("p:"))
                .map(String::from);
            let text = words.unwrap_or_else(|| self.text(&self.clinic.patient_lines));
            self.add(None, Author::External, Body::Text(text));
        } else if self.chance(50) {
            let text = String::from("Reminder: please bring your insurance card tomorrow.");
            self.add(None, Author::Organization, Body::Text(text));
        } else {
            let (by, text) = (self.staff(), self.text(&self.clinic.staff_lines));
            self.add(None, Author::Teammate(by), Body::Text(text));
        }
    }

    /// Exchanges about one topic after the other.
    fn talk(&mut self) {
        let long = self.story.plot == Plot::LongThread;
        let exchanges = if long {
            LONG_THREAD
        } else {
            self.rng.usize(1..6)
        };
        for index in 0..exchanges {
            let last = index + 1 == exchanges || self.beats.len() >= LONG_THREAD;
            self.exchange(index, last && self.waits());
            if last {
                break;
            }
            if self.chance(6) {
                let text = String::from("Assigned to Front Desk");
                self.add(Some(40), Author::System, Body::System(text));
            }
        }
        if self.waits() {
            self.afterthoughts();
        }
    }

    /// One topic; `open` leaves out the answer to its last question.
    fn exchange(&mut self, index: usize, open: bool) {
        let clinic = self.clinic;
        let Some(mut topic) = clinic.topics.get(usize::from(self.story.topic)) else {
            return;
        };
        if index > 0 {
            let language = topic.language.as_str();
            let same = |it: &&Topic| it.language == language;
            let count = clinic.topics.iter().filter(same).count();
            let other = self.rng.usize(0..count.max(1));
            topic = clinic
                .topics
                .iter()
                .filter(same)
                .nth(other)
                .unwrap_or(topic);
        }
        let questions = topic
            .lines
            .iter()
            .rposition(|line| line.starts_with("p:"))
            .unwrap_or(0);
        let length = if open {
            questions + 1
        } else {
            topic.lines.len()
        };
        let by = self.staff();
        for (place, line) in topic.lines.iter().take(length).enumerate() {
            let Some((side, text)) = line.split_once(':') else {
                continue;
            };
            let patient = side == "p";
            let gap = if patient {
                self.rng.i64(20..400)
            } else {
                self.rng.i64(60..2_400)
            };
            let gap = (place > 0).then_some(gap);
            let author = if patient {
                Author::External
            } else {
                Author::Teammate(by)
            };
            let body = self.dressed(text, patient);
            self.add(gap, author, body);
            let closes = place + 1 == length;
            if patient && !closes {
                self.interlude(by);
            }
        }
        if !open && self.chance(15) {
            let text = self.text(&clinic.notes);
            self.add(
                Some(90),
                Author::Teammate(by),
                Body::Note { text, page: None },
            );
        }
    }

    /// The text, sometimes with something attached.
    fn dressed(&mut self, text: &str, patient: bool) -> Body {
        let text = String::from(text);
        let kind = match (self.rng.u32(0..100), patient) {
            (0..=5, true) => Attachment::Photo,
            (0..=2, false) => Attachment::Document,
            (3, false) => Attachment::CarePlan,
            (4, false) => Attachment::Profile,
            (6, _) => Attachment::Unknown,
            _ => return Body::Text(text),
        };
        let text = if self.chance(30) { String::new() } else { text };
        Body::Attached { text, kind }
    }

    /// Something between a question and its answer.
    fn interlude(&mut self, by: usize) {
        match self.rng.u32(0..100) {
            0..=7 => {
                let text = self.text(&self.clinic.auto_replies);
                self.add(Some(3), Author::Organization, Body::Text(text));
            }
            8..=11 => {
                let text = self.text(&self.clinic.page_notes);
                let page = Page {
                    member: 0,
                    resolved_by: Some(by),
                };
                self.add(
                    Some(75),
                    Author::Teammate(by),
                    Body::Note {
                        text,
                        page: Some(page),
                    },
                );
            }
            12..=13 if matches!(self.story.kind, Kind::Sms | Kind::Secure) => {
                self.call(Some(130), Way::In, Outcome::Missed);
            }
            _ => {}
        }
    }

    /// What follows an unanswered question: more of it, an automated reply, a note.
    fn afterthoughts(&mut self) {
        if self.chance(30) && self.english() {
            let text = self.text(&self.clinic.patient_lines);
            self.add(Some(45), Author::External, Body::Text(text));
        }
        if self.story.plot == Plot::AfterHours || self.chance(15) {
            let text = self.text(&self.clinic.auto_replies);
            self.add(Some(3), Author::Organization, Body::Text(text));
        }
        if self.chance(15) {
            let (by, text) = (self.staff(), self.text(&self.clinic.notes));
            self.add(
                Some(50),
                Author::Teammate(by),
                Body::Note { text, page: None },
            );
        }
    }

    fn call(&mut self, gap_s: Option<i64>, way: Way, outcome: Outcome) {
        let seconds = match outcome {
            Outcome::Answered(_) => self.rng.u32(35..900),
            Outcome::Voicemail(_) => self.rng.u32(8..95),
            Outcome::Missed | Outcome::Spam => 0,
        };
        let author = match (way, outcome) {
            (Way::Out, Outcome::Answered(by)) => Author::Teammate(by),
            _ => Author::External,
        };
        self.add(
            gap_s,
            author,
            Body::Call(Call {
                way,
                outcome,
                seconds,
            }),
        );
    }

    fn voicemail(&mut self) -> Outcome {
        Outcome::Voicemail(match self.rng.u32(0..12) {
            0..=5 => Transcription::Completed,
            6..=7 => Transcription::Pending,
            8 => Transcription::NoSpeech,
            9 => Transcription::Failed,
            _ => Transcription::Absent,
        })
    }

    fn calls(&mut self) {
        let earlier = if self.story.length == Length::Single {
            0
        } else {
            self.rng.usize(0..4)
        };
        for _ in 0..earlier {
            let missed = if self.rng.bool() {
                Outcome::Missed
            } else {
                self.voicemail()
            };
            self.call(None, Way::In, missed);
            let by = self.staff();
            self.call(Some(900), Way::Out, Outcome::Answered(by));
        }
        let last = match self.story.ending {
            Ending::Answered => Outcome::Answered(self.staff()),
            Ending::Waiting if self.story.plot == Plot::Voicemail => {
                Outcome::Voicemail(Transcription::Completed)
            }
            Ending::Waiting if self.rng.bool() => self.voicemail(),
            Ending::Waiting => Outcome::Missed,
        };
        self.call(None, Way::In, last);
    }

    fn spam(&mut self) {
        let by = self.staff();
        self.call(None, Way::In, Outcome::Answered(by));
        self.call(None, Way::In, Outcome::Spam);
        for gap_s in [540, 1_900] {
            self.call(Some(gap_s), Way::In, Outcome::Spam);
        }
    }

    fn fax(&mut self) {
        let author = match self.story.ending {
            Ending::Waiting => Author::External,
            Ending::Answered => Author::Teammate(self.staff()),
        };
        self.add(
            None,
            author,
            Body::Attached {
                text: String::new(),
                kind: Attachment::Fax,
            },
        );
    }

    fn internal(&mut self) {
        let single = self.story.length == Length::Single;
        let count = if single { 1 } else { self.rng.usize(1..9) };
        for index in 0..count {
            let (by, text) = (self.staff(), self.text(&self.clinic.staff_notes));
            let asks = self.waits() && index + 1 == count;
            let page = asks.then_some(Page {
                member: 1,
                resolved_by: None,
            });
            let gap = (index % 3 != 0).then_some(600);
            self.add(gap, Author::Teammate(by), Body::Note { text, page });
        }
    }

    fn open_page(&mut self) {
        self.exchange(0, false);
        let text = self.text(&self.clinic.page_notes);
        let page = Some(Page {
            member: 0,
            resolved_by: None,
        });
        self.add(None, Author::Teammate(3), Body::Note { text, page });
    }

    fn video(&mut self) {
        self.exchange(0, false);
        let body = Body::Video(Video {
            by: 1,
            seconds: 1_260,
        });
        self.add(None, Author::Teammate(1), body);
    }

    fn hostile(&mut self) {
        for message in hostile::MESSAGES {
            self.add(
                Some(20),
                Author::External,
                Body::Text(String::from(message)),
            );
        }
        let text = String::from("see the file");
        let kind = Attachment::Photo;
        self.add(Some(20), Author::External, Body::Attached { text, kind });
    }

    fn long_text(&mut self) {
        self.exchange(0, false);
        let text = self.clinic.long_words.repeat(240);
        self.add(None, Author::External, Body::Text(text));
    }
}
