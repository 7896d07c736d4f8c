use std::collections::HashMap;

use super::*;
use crate::model::conversation::Conversation;
use crate::model::id::EntityId;
use crate::model::item::{Direction, Item};
use crate::model::member::{Member, MemberKind};
use crate::model::read_marks::LedgerKey;
use crate::model::text::CleanText;
use crate::sync::Picture;
use crate::triage::testing::{at, conversation, message, organization};
use crate::triage::{Channel, Hours, Settings, Targets};

/// 2026-03-18T12:00:00Z, and so many seconds.
fn on(second: i64) -> i64 {
    1_773_835_200 + second
}

/// A clinic that answers within an hour.
struct Clinic {
    picture: Picture,
    members: HashMap<EntityId, Member>,
    attention: Attention,
    slots: Vec<Slot>,
}

impl Clinic {
    fn new() -> Self {
        let hour = std::time::Duration::from_secs(3600);
        let settings = Settings {
            targets: Targets {
                hours: Hours::Always,
                by_channel: [(Channel::Phone, hour)].into_iter().collect(),
            },
            ..Settings::default()
        };
        let key = LedgerKey::new([7; 32]);
        let id = EntityId::parse("entity_dana").unwrap();
        let dana = Member {
            id: id.clone(),
            kind: MemberKind::Teammate,
            name: CleanText::line("Dana Example"),
        };
        Self {
            picture: Picture::default(),
            members: HashMap::from([(id, dana)]),
            attention: Attention::new(key, HashMap::new(), settings),
            slots: Vec::new(),
        }
    }

    fn known(&self) -> Known<'_> {
        Known {
            picture: &self.picture,
            members: &self.members,
            now: at(on(0)),
        }
    }

    fn has(&mut self, conversation: Conversation, items: &[Item]) {
        let slot = self.picture.put(conversation);
        self.picture.put_items(slot, items, &organization());
        self.slots.push(slot);
        let known = Known {
            picture: &self.picture,
            members: &self.members,
            now: at(on(0)),
        };
        self.attention.refresh(&known, slot);
    }

    fn table(&self, looks: Looks) -> String {
        let table = Table::new(&self.known(), &self.attention, &self.slots, looks);
        let lines: Vec<_> = table.lines().collect();
        lines.join("\n")
    }
}

const LOOKS: Looks = Looks {
    sheet: Sheet::Terminal(80),
    ink: Ink::Plain,
    order: SortBy::LastMessage,
    zone: Zone::Utc,
    words: Words::LeftOut,
};

fn named(number: usize, last: i64, name: &str) -> Conversation {
    Conversation {
        title: CleanText::line(name),
        ..conversation(number, on(-90_000), last)
    }
}

/// One of everything.
fn clinic() -> Clinic {
    let mut clinic = Clinic::new();
    let inbound = |number, second| message(number, second, Direction::Inbound, "when can I come?");
    clinic.has(
        Conversation {
            tags: [CleanText::line("refill"), CleanText::line("urgent")].into(),
            assignee: EntityId::parse("entity_dana"),
            ..named(1, on(-4_000), "Ann Example")
        },
        &[inbound(1, on(-4_000))],
    );
    clinic.has(
        named(2, on(-2_800), "日本語 Example"),
        &[inbound(2, on(-2_800))],
    );
    let answered = message(3, on(-200_000), Direction::Outbound, "come at ten");
    clinic.has(named(3, on(-200_000), "Bo Example"), &[answered]);
    let long = "A name that is much longer than any table could bear to have in one of its columns";
    clinic.has(
        Conversation {
            archived: true,
            assignee: EntityId::parse("entity_gone"),
            ..named(4, on(-9_000_000), long)
        },
        &[inbound(4, on(-9_000_000))],
    );
    clinic
}

#[test]
fn it_fits_the_terminal_and_has_a_head() {
    let table = clinic().table(LOOKS);
    let lines: Vec<_> = table.lines().collect();
    assert_eq!(
        lines,
        [
            "   WAIT VIA NAME                         TAGS            ASSIGNEE           LAST",
            "●‼  ≥1h tel Ann Example                  #refill #urgent Dana Example      10:53",
            "●! ≥46m tel 日本語 Example                                                 11:13",
            "        tel Bo Example                                                       Mon",
            "        tel A name that is much longer … archived        assigned     2025-12-04",
        ]
    );
}

#[test]
fn elsewhere_nothing_is_cut_and_times_are_whole() {
    let looks = Looks {
        sheet: Sheet::Endless,
        words: Words::Included,
        ..LOOKS
    };
    let table = clinic().table(looks);
    let lines: Vec<_> = table.lines().collect();
    assert_eq!(
        lines,
        [
            "●‼  ≥1h tel Ann Example                              #refill #urgent Dana Example 2026-03-18 10:53 < when can I come?",
            "●! ≥46m tel 日本語 Example                                                        2026-03-18 11:13 < when can I come?",
            "        tel Bo Example                                                            2026-03-16 04:26 ▶ come at ten",
            "        tel A name that is much longer than any table could bear to have in one of its columns archived        assigned     2025-12-04 08:00 < when can I come?",
        ]
    );
}

#[test]
fn no_line_is_wider_than_the_terminal_as_long_as_it_can_be_helped() {
    let clinic = clinic();
    for room in 24..200 {
        let looks = Looks {
            sheet: Sheet::Terminal(room),
            words: Words::Included,
            ..LOOKS
        };
        for line in clinic.table(looks).lines() {
            assert!(columns::width(line) <= usize::from(room), "{room}: {line}");
            assert_eq!(line.trim_end(), line);
        }
    }
}

#[test]
fn colours_change_nothing_but_colours() {
    let clinic = clinic();
    let coloured = clinic.table(Looks {
        ink: Ink::Coloured,
        ..LOOKS
    });
    assert!(coloured.contains("\u{1b}[1;31m●‼\u{1b}[0m"), "{coloured:?}");
    let mut plain = coloured;
    for code in ["[0m", "[1m", "[2m", "[1;31m", "[33m"] {
        plain = plain.replace(&format!("\u{1b}{code}"), "");
    }
    assert_eq!(plain, clinic.table(LOOKS));
}

#[test]
fn the_time_is_the_one_it_is_sorted_by_and_no_rows_are_no_lines() {
    let created = Looks {
        order: SortBy::Created,
        ..LOOKS
    };
    let table = clinic().table(created);
    assert!(
        table.lines().next().unwrap().ends_with("CREATED"),
        "{table}"
    );
    assert!(table.lines().nth(1).unwrap().ends_with("Tue"), "{table}");
    assert_eq!(Clinic::new().table(LOOKS), "");
}
