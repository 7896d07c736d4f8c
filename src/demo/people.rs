//! The made-up clinic: who works there, and who the person behind a conversation is.
//!
//! The words and names are data (`assets/demo/clinic.json`). A person is not stored: seed and
//! conversation number always give the same one, so a million conversations need no name table.
//! Nobody here can be taken for a real person: surnames are plants or the word "example", numbers are
//! `555-01xx`, addresses are at `example.com`.

use fastrand::Rng;
use serde::Deserialize;

use super::id::{ENTITY, Id, TAG};
use super::script::{Kind, Plot, Story};

/// How many teammates write and answer: all but the last, who is suspended.
pub(super) const ACTIVE_STAFF: usize = 7;
/// A moment before every made-up conversation; ids of people and tags are made from it.
const FOUNDED_MS: i64 = 1_600_000_000_000;

/// The contents of `assets/demo/clinic.json`.
#[derive(Debug, Deserialize)]
pub(super) struct Clinic {
    pub(super) organization: String,
    pub(super) teammates: Vec<Teammate>,
    pub(super) teams: Vec<String>,
    pub(super) tags: Vec<String>,
    pub(super) lines: Vec<Line>,
    area_codes: Vec<String>,
    labels: Vec<String>,
    names: std::collections::BTreeMap<String, Names>,
    places: Vec<String>,
    staff_topics: Vec<String>,
    pub(super) topics: Vec<Topic>,
    pub(super) patient_lines: Vec<String>,
    pub(super) staff_lines: Vec<String>,
    pub(super) notes: Vec<String>,
    pub(super) staff_notes: Vec<String>,
    pub(super) page_notes: Vec<String>,
    pub(super) auto_replies: Vec<String>,
    pub(super) long_words: String,
}

/// Somebody who works at the clinic.
#[derive(Debug, Deserialize)]
pub(super) struct Teammate {
    pub(super) name: String,
    pub(super) admin: bool,
    #[serde(default)]
    pub(super) suspended: bool,
}

/// One of the clinic's own numbers, links or mail addresses.
#[derive(Debug, Deserialize)]
pub(super) struct Line {
    pub(super) channel: String,
    pub(super) label: String,
    pub(super) value: String,
    pub(super) display: String,
}

/// A short exchange; lines begin with `p:` (patient) or `s:` (staff).
#[derive(Debug, Deserialize)]
pub(super) struct Topic {
    pub(super) language: String,
    /// Index into [`Clinic::tags`].
    pub(super) tag: u8,
    pub(super) lines: Vec<String>,
}

#[derive(Debug, Deserialize)]
struct Names {
    order: NameOrder,
    given: Vec<String>,
    family: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum NameOrder {
    GivenFirst,
    FamilyFirst,
    FamilyFirstJoined,
}

impl Clinic {
    /// The clinic that is part of the program.
    pub(super) fn embedded() -> Self {
        #[expect(clippy::expect_used, reason = "an embedded file; a test parses it")]
        serde_json::from_str(include_str!("../../assets/demo/clinic.json"))
            .expect("the embedded clinic is valid")
    }

    /// Id of the organisation.
    pub(super) fn organization_id() -> String {
        Id::new(FOUNDED_MS, 0).text(ENTITY)
    }

    /// Id of the teammate at `index`.
    pub(super) fn teammate_id(index: usize) -> String {
        Id::new(FOUNDED_MS + 60_000, index).text(ENTITY)
    }

    /// Id of the team at `index`.
    pub(super) fn team_id(index: usize) -> String {
        Id::new(FOUNDED_MS + 120_000, index).text(ENTITY)
    }

    /// Id of whom a conversation is assigned to: teammates first, then teams.
    pub(super) fn member_id(&self, index: usize) -> String {
        let team = index.checked_sub(self.teammates.len());
        team.map_or_else(|| Self::teammate_id(index), Self::team_id)
    }

    /// Id of the conversation tag at `index`.
    pub(super) fn tag_id(index: usize) -> String {
        Id::new(FOUNDED_MS + 180_000, index).text(TAG)
    }

    /// The clinic's own end of a conversation of this kind.
    pub(super) fn line(&self, kind: Kind, number: usize) -> Option<&Line> {
        let channel = match kind {
            Kind::Sms | Kind::Calls | Kind::Kiosk => "phone",
            Kind::Secure => "secure",
            Kind::Email => "email",
            Kind::Fax => "fax",
            Kind::Team | Kind::Note | Kind::Other => return None,
        };
        let mut lines = self
            .lines
            .iter()
            .filter(|line| line.channel == channel)
            .cycle();
        lines.nth(number % 2)
    }
}

/// Who is at the other end of a conversation, and how it is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Person {
    /// Title of the conversation.
    pub(super) title: String,
    /// Name of the participant.
    pub(super) name: String,
    /// E.164 number.
    pub(super) phone: String,
    /// The number as people write it.
    pub(super) phone_display: String,
    /// Mail address.
    pub(super) email: String,
    /// Label of the endpoint, may be empty.
    pub(super) label: String,
    /// Contact id, if saved.
    pub(super) contact: Option<String>,
}

impl Person {
    /// The person behind conversation `number` of the world with this `seed`.
    pub(super) fn of(clinic: &Clinic, seed: u64, number: usize, story: &Story) -> Self {
        let mut rng = rng_for(seed, number, Stream::Person);
        let area = pick(&mut rng, &clinic.area_codes).map_or("206", String::as_str);
        let last = 100 + rng.u32(10..100);
        let phone = format!("+1{area}5550{last}");
        let phone_display = format!("({area}) 555-0{last}");
        let name = name_of(clinic, &mut rng, story);
        let saved = story.kind == Kind::Secure || rng.u32(0..100) < 80;
        let named = saved || matches!(story.kind, Kind::Fax | Kind::Kiosk | Kind::Other);
        let name = if named { name } else { phone_display.clone() };
        let label = if rng.u32(0..4) == 0 {
            pick(&mut rng, &clinic.labels)
        } else {
            None
        };
        Self {
            title: title_of(clinic, &mut rng, story, &name),
            name,
            phone,
            phone_display,
            email: format!("patient{number}@example.com"),
            label: label.cloned().unwrap_or_default(),
            contact: saved.then(|| Id::new(story.created_ms, number).text(ENTITY)),
        }
    }
}

fn name_of(clinic: &Clinic, rng: &mut Rng, story: &Story) -> String {
    match (story.plot, story.kind) {
        (Plot::Hostile, _) => {
            return String::from("Mallory \u{1b}[31mTestcase\u{202e}txt.exe\u{1b}[0m");
        }
        (Plot::LongName, _) => {
            return String::from(
                "Maximiliana Bartholomea Evangelina von und zu Brambleton-Cloverfield-Thistledown \
                 אבגדה-לדוגמה 张示例 (mother of Quinn, Perry & Zeke)",
            );
        }
        (_, Kind::Fax) => return pick(rng, &clinic.places).cloned().unwrap_or_default(),
        (_, Kind::Kiosk) => return String::from("Waiting room kiosk"),
        _ => {}
    }
    let language = clinic
        .topics
        .get(usize::from(story.topic))
        .map_or("en", |it| &it.language);
    let Some(names) = clinic.names.get(language) else {
        return String::from("Sample Person");
    };
    let given = pick(rng, &names.given).map_or("Sample", String::as_str);
    let family = pick(rng, &names.family).map_or("Person", String::as_str);
    match names.order {
        NameOrder::GivenFirst => format!("{given} {family}"),
        NameOrder::FamilyFirst => format!("{family} {given}"),
        NameOrder::FamilyFirstJoined => format!("{family}{given}"),
    }
}

fn title_of(clinic: &Clinic, rng: &mut Rng, story: &Story, name: &str) -> String {
    match story.kind {
        Kind::Team | Kind::Note => pick(rng, &clinic.staff_topics).cloned().unwrap_or_default(),
        _ => name.to_owned(),
    }
}

/// What a stream of random numbers is for, so that one use does not disturb another.
#[derive(Debug, Clone, Copy)]
pub(super) enum Stream {
    Story = 1,
    Person = 2,
    History = 3,
    Wire = 4,
}

/// Random numbers that depend on nothing but the arguments.
pub(super) fn rng_for(seed: u64, number: usize, stream: Stream) -> Rng {
    let number = u64::try_from(number).unwrap_or(u64::MAX);
    let mixed = seed
        .wrapping_mul(0x9E37_79B9_7F4A_7C15)
        .wrapping_add(number.wrapping_mul(0xD1B5_4A32_D192_ED03))
        .wrapping_add((stream as u64).wrapping_mul(0x8CB9_2BA7_2F3D_8DD7));
    Rng::with_seed(mixed ^ (mixed >> 29))
}

/// A random element, `None` of an empty list.
pub(super) fn pick<'a, T>(rng: &mut Rng, list: &'a [T]) -> Option<&'a T> {
    rng.choice(list)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_clinic_fits_its_indexes() {
        let clinic = Clinic::embedded();
        let active = clinic
            .teammates
            .iter()
            .take_while(|mate| !mate.suspended)
            .count();
        assert_eq!(
            (active, clinic.teammates.len()),
            (ACTIVE_STAFF, ACTIVE_STAFF + 1)
        );
        assert!(clinic.tags.len() <= 16, "tags are bits of a u16");
        for topic in &clinic.topics {
            assert!(usize::from(topic.tag) < clinic.tags.len());
            assert!(
                clinic.names.contains_key(&topic.language),
                "{}",
                topic.language
            );
            assert!(
                topic
                    .lines
                    .iter()
                    .all(|it| it.starts_with("p:") || it.starts_with("s:"))
            );
            assert!(
                topic.lines.last().unwrap().starts_with("s:"),
                "topics end answered"
            );
        }
    }

    #[test]
    fn people_are_plainly_made_up_and_stable() {
        let clinic = Clinic::embedded();
        for number in 0..200 {
            let story = Story::draw(&clinic, 7, number, 500, 1_780_000_000_000);
            let person = Person::of(&clinic, 7, number, &story);
            assert_eq!(person, Person::of(&clinic, 7, number, &story));
            assert!(person.phone.contains("55501"), "{}", person.phone);
            assert_eq!(person.phone.len(), 12);
            assert!(person.email.ends_with("@example.com"));
            assert!(!person.title.is_empty());
        }
    }
}
