//! A check as one line for people, and for monitors that show the first line they are given.

use std::time::Duration;

use crate::model::when::{clock, short, spoken};
use crate::model::zone::Zone;

use super::{Archived, Check, Verdict};

impl Check {
    /// One line: the verdict, the counts, how fresh and how complete it is; times of day on clocks of `zone`. Without the
    /// line's end.
    #[must_use]
    pub fn to_text(&self, zone: Zone) -> String {
        let verdict = match self.verdict {
            Verdict::Ok => "OK",
            Verdict::DueSoon => "DUE SOON",
            Verdict::Overdue => "OVERDUE",
            Verdict::TooManyUnread => "UNREAD",
            Verdict::Unknown => "UNKNOWN",
        };
        let least = if self.completeness.complete {
            ""
        } else {
            "at least "
        };
        let mut parts = vec![
            format!("{verdict} {least}{} overdue", self.overdue),
            format!("{} due soon", self.due_soon),
            format!("{} waiting", self.waiting),
        ];
        parts.extend(self.limits.max_unread.map(|most| match self.unread {
            Some(unread) => format!("{unread} unread (at most {most})"),
            None if self.verdict == Verdict::TooManyUnread => format!("more than {most} unread"),
            None => format!("unread not known (at most {most})"),
        }));
        if let Some((seconds, channel)) = self.longest_wait_seconds.zip(self.longest_wait_channel) {
            let least = if self.longest_wait_is_exact {
                ""
            } else {
                "at least "
            };
            let longest = spoken(Duration::from_secs(seconds));
            parts.push(format!("longest {least}{longest} ({channel})"));
        }
        format!("{}; {}", parts.join(", "), self.extent(zone))
    }

    /// What was looked at, how completely, and when.
    fn extent(&self, zone: Zone) -> String {
        let known = &self.completeness;
        let mut parts = vec![match &known.as_of {
            None => "incomplete: the list was not read to its end".to_owned(),
            Some(at) => {
                let clock = clock(at.0, zone);
                let how = if known.complete {
                    "complete"
                } else {
                    "incomplete"
                };
                if known.history == "all" {
                    format!("{how} as of {clock}")
                } else {
                    // Whoever waits since before then, and has been silent since, is not in it.
                    let from = short(known.window_start.0, self.generated_at.0, zone);
                    format!("{how} since {from}, as of {clock}")
                }
            }
        }];
        if known.unchecked > 0 {
            parts.push(format!("{} not looked into", known.unchecked));
        }
        if known.unreadable > 0 {
            parts.push(format!("{} unreadable", known.unreadable));
        }
        parts.extend(self.view.as_ref().map(|view| format!("view {view}")));
        if self.archived == Archived::LeftOut {
            parts.push("archived left out".to_owned());
        }
        parts.join(", ")
    }
}
