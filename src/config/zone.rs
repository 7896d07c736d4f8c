//! The name of a time zone.

use std::str::FromStr;

use chrono_tz::{TZ_VARIANTS, Tz};
use serde::Deserialize;

use super::value::{Invalid, from_text};

from_text!(Zone);

/// How alike two names of cities must be for one to be offered for the other, from 0 to 1.
const ALIKE: f64 = 0.9;

/// Whose clock counts.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Deserialize)]
#[serde(try_from = "String")]
pub enum Zone {
    /// This machine's.
    #[default]
    Local,
    /// That of a place, by its name in the IANA database.
    Named(Tz),
}

impl FromStr for Zone {
    type Err = Invalid;

    /// Short names such as `EST` are refused: that one has no summer time, which few who write it expect.
    fn from_str(text: &str) -> Result<Self, Invalid> {
        if text == "local" {
            return Ok(Self::Local);
        }
        if let Some(zone) = places().find(|zone| zone.name() == text) {
            return Ok(Self::Named(zone));
        }
        let hint = meant(text).map_or_else(String::new, |zone| format!(": did you mean {zone}?"));
        Err(Invalid(format!(
            "{text:?} is not a time zone: write local, or a place such as Europe/Berlin{hint}"
        )))
    }
}

fn places() -> impl Iterator<Item = Tz> {
    let is_place = |zone: &Tz| zone.name().contains('/') || *zone == Tz::UTC;
    TZ_VARIANTS.into_iter().filter(is_place)
}

/// The zone whose city is most like what was written, if one is like it at all.
fn meant(text: &str) -> Option<&'static str> {
    match text.to_uppercase().as_str() {
        "ET" | "EST" | "EDT" | "EST5EDT" => return Some("America/New_York"),
        "CT" | "CST" | "CDT" | "CST6CDT" => return Some("America/Chicago"),
        "MT" | "MST" | "MDT" | "MST7MDT" => return Some("America/Denver"),
        "PT" | "PST" | "PDT" | "PST8PDT" => return Some("America/Los_Angeles"),
        _ => {}
    }
    let city = |name: &str| {
        let last = name.rsplit('/').next().unwrap_or_default();
        let letters = last.chars().filter(|c| c.is_alphanumeric());
        letters.collect::<String>().to_lowercase()
    };
    let written = city(text);
    places()
        .map(|zone| (strsim::jaro_winkler(&city(zone.name()), &written), zone))
        .filter(|(alike, _)| *alike >= ALIKE)
        .max_by(|(one, _), (other, _)| one.total_cmp(other))
        .map(|(_, zone)| zone.name())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_zone_is_a_place_or_this_machines() {
        assert_eq!("local".parse(), Ok(Zone::Local));
        assert_eq!("UTC".parse(), Ok(Zone::Named(Tz::UTC)));
        let berlin = Ok(Zone::Named(Tz::Europe__Berlin));
        assert_eq!("Europe/Berlin".parse(), berlin);
    }

    #[test]
    fn what_is_no_place_gets_a_hint() {
        let why = |text: &str| text.parse::<Zone>().unwrap_err().to_string();
        assert!(why("new york").ends_with("did you mean America/New_York?"));
        assert!(why("America/NewYork").ends_with("did you mean America/New_York?"));
        assert!(why("berlin").ends_with("did you mean Europe/Berlin?"));
        assert_eq!(
            why("EST"),
            "\"EST\" is not a time zone: write local, or a place such as Europe/Berlin: did you \
             mean America/New_York?"
        );
        assert!(why("").ends_with("such as Europe/Berlin"));
        assert!(why("nowhere").ends_with("such as Europe/Berlin"));
    }
}
