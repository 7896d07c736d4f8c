//! What was told of one row, and its alarm.
//!
//! A wait is named by its first contact, as its clock is; it is still the same wait while any contact that was told as
//! the first of one is unanswered. So an older contact that is found later, or a replica that lags behind, tells of
//! nothing new; and a wait that begins after an answer does, even if the answer shows up late.

use crate::model::id::ItemId;
use crate::model::item::ItemKey;
use crate::model::time::Timestamp;
use crate::triage::Band;

use super::Threshold;
use super::ladder::Alarm;
use super::scene::Case;

/// Most contacts remembered of a row: more than a digest ever names.
const CONTACTS_MAX: usize = 256;
/// Most waits remembered of a row for each thing that is told of a wait. Nothing lags by so many answers.
const WAITS_MAX: usize = 8;

/// What was done with a contact.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Mark {
    /// It was told as this: a contact as having come in, the first one of a wait as waiting and as overdue.
    Told(Threshold),
    /// The user acknowledged the wait it begins.
    Acknowledged,
}

impl Mark {
    const fn most(self) -> usize {
        match self {
            Self::Told(Threshold::AnyInbound) => CONTACTS_MAX,
            Self::Told(Threshold::NeedsReply | Threshold::Overdue) | Self::Acknowledged => {
                WAITS_MAX
            }
        }
    }
}

/// What was told of one row. Kept for the whole run; small.
#[derive(Debug, Default)]
pub(super) struct Told {
    marks: Vec<(Mark, ItemId)>,
    /// The latest alarm, also while it is at rest.
    pub(super) alarm: Option<Box<Alarm>>,
}

impl Told {
    /// Notes every one of these contacts. The last that was not noted before.
    pub(super) fn each<'a>(&mut self, mark: Mark, contacts: &'a [ItemKey]) -> Option<&'a ItemKey> {
        let mut news = None;
        for contact in contacts {
            if !self.has(mark, std::slice::from_ref(contact)) {
                self.add(mark, &contact.id);
                news = Some(contact);
            }
        }
        news
    }

    /// Notes the wait that these contacts are, the oldest first. The first of them if that is another wait than
    /// those noted before.
    pub(super) fn wait<'a>(&mut self, mark: Mark, contacts: &'a [ItemKey]) -> Option<&'a ItemKey> {
        let first = contacts.first()?;
        let known = self.has(mark, contacts);
        if !self.has(mark, std::slice::from_ref(first)) {
            self.add(mark, &first.id);
        }
        (!known).then_some(first)
    }

    /// Whether any of these contacts is noted.
    pub(super) fn has(&self, mark: Mark, contacts: &[ItemKey]) -> bool {
        let noted = self.marks.iter().filter(|(noted, _)| *noted == mark);
        noted
            .into_iter()
            .any(|(_, id)| contacts.iter().any(|contact| contact.id == *id))
    }

    fn add(&mut self, mark: Mark, id: &ItemId) {
        let same = |(noted, _): &(Mark, ItemId)| *noted == mark;
        if self.marks.iter().filter(|noted| same(noted)).count() >= mark.most()
            && let Some(oldest) = self.marks.iter().position(same)
        {
            self.marks.remove(oldest);
        }
        self.marks.push((mark, id.clone()));
    }
}

/// Something that was not told before.
#[derive(Debug)]
pub(super) struct News {
    /// What it is.
    pub(super) step: Threshold,
    /// The contact it is about.
    pub(super) item: ItemId,
    /// When it happened, by the server's clock.
    pub(super) happened: Timestamp,
}

/// What is worth telling of a row and was not told; from now on it counts as told. The least important first.
pub(super) fn news(
    told: &mut Told,
    threshold: Threshold,
    case: &Case<'_>,
) -> impl Iterator<Item = News> + use<> {
    let contacts = case.contacts;
    let inbound = (threshold <= Threshold::AnyInbound).then(|| {
        let contact = told.each(Mark::Told(Threshold::AnyInbound), contacts)?;
        Some((Threshold::AnyInbound, contact, contact.at))
    });
    let waiting = (threshold <= Threshold::NeedsReply).then(|| {
        let first = told.wait(Mark::Told(Threshold::NeedsReply), contacts)?;
        Some((Threshold::NeedsReply, first, first.at))
    });
    let passed = case.wait.and_then(|wait| wait.deadlines.overdue);
    let is_overdue = case.band == Some(Band::Overdue);
    let overdue = passed.filter(|_| is_overdue).map(|at| {
        let first = told.wait(Mark::Told(Threshold::Overdue), contacts)?;
        Some((Threshold::Overdue, first, at))
    });
    let all = [inbound, waiting, overdue].map(Option::flatten);
    let news = all.map(|news| {
        news.map(|(step, contact, happened)| News {
            step,
            item: contact.id.clone(),
            happened,
        })
    });
    news.into_iter().flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    const WAITS: Mark = Mark::Told(Threshold::NeedsReply);

    fn keys(numbers: &[i64]) -> Vec<ItemKey> {
        let key = |number: &i64| ItemKey {
            at: Timestamp::from_millis(*number),
            id: ItemId::parse(&format!("ti_{number}")).unwrap(),
        };
        numbers.iter().map(key).collect()
    }

    #[test]
    fn a_wait_is_the_same_while_what_was_told_of_it_is_unanswered() {
        let mut told = Told::default();
        let mut news = |contacts: &[i64]| told.wait(WAITS, &keys(contacts)).is_some();
        assert!(news(&[5]));
        assert!(!news(&[5]), "read again");
        assert!(!news(&[5, 6]), "written again");
        assert!(!news(&[3, 5]), "an older contact is found");
        assert!(!news(&[3]), "which was told with it");
        assert!(news(&[6]), "an answer to both shows up late");
        assert!(!news(&[3, 5, 6]), "a replica lags");
        assert!(news(&[7]));
    }

    #[test]
    fn what_is_remembered_is_bounded_and_the_latest() {
        let mut told = Told::default();
        for number in 0..1000 {
            assert!(told.wait(WAITS, &keys(&[number])).is_some());
            let contacts: Vec<_> = (number..number + 200).collect();
            told.each(Mark::Told(Threshold::AnyInbound), &keys(&contacts));
        }
        assert_eq!(told.marks.len(), CONTACTS_MAX + WAITS_MAX);
        assert!(told.wait(WAITS, &keys(&[999])).is_none());
        let latest: Vec<_> = (999..1199).collect();
        let inbound = Mark::Told(Threshold::AnyInbound);
        assert_eq!(told.each(inbound, &keys(&latest)), None);
    }
}
