//! Ids that look and sort like Spruce's: a prefix and 13 characters of base32hex.
//!
//! Observed: read as a number, the upper bits are milliseconds since 2014-05-28T22:41:24.8Z and the
//! lower 23 bits tell ids of one millisecond apart. The demo puts the *conversation number* into the
//! lower bits, of items too. So an id alone leads to its conversation, no table of ids is needed, and
//! ids are unique as long as one conversation never has two items in one millisecond.

/// Milliseconds from the Unix epoch to the first possible id.
const EPOCH_MS: i64 = 1_401_316_884_800;
/// Bits below the time.
const LOW_BITS: u32 = 23;
/// How many conversations fit: numbers are below this.
pub(super) const MAX_NUMBER: usize = 1 << LOW_BITS;
/// Characters after the prefix.
const CHARS: u32 = 13;
const DIGITS: &[u8; 32] = b"0123456789ABCDEFGHIJKLMNOPQRSTUV";

/// A time-ordered id, without its prefix.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Id(u64);

impl Id {
    /// Not above any id.
    pub(super) const MIN: Self = Self(0);

    /// The id of something made at `at_ms` (Unix milliseconds) in or for conversation `number`.
    pub(super) fn new(at_ms: i64, number: usize) -> Self {
        let time = u64::try_from(at_ms.saturating_sub(EPOCH_MS)).unwrap_or(0);
        let low = u64::try_from(number % MAX_NUMBER).unwrap_or(0);
        Self((time << LOW_BITS) | low)
    }

    /// The number of the conversation this id belongs to.
    pub(super) fn number(self) -> usize {
        usize::try_from(self.0 & (MAX_NUMBER as u64 - 1)).unwrap_or(0)
    }

    /// Reads `prefix` and 13 base32hex digits; `None` for anything else.
    pub(super) fn parse(text: &str, prefix: &str) -> Option<Self> {
        let digits = text.strip_prefix(prefix)?;
        if digits.len() != CHARS as usize {
            return None;
        }
        let mut value: u64 = 0;
        for byte in digits.bytes() {
            let digit = DIGITS.iter().position(|known| *known == byte)?;
            value = value
                .checked_mul(32)?
                .checked_add(u64::try_from(digit).ok()?)?;
        }
        Some(Self(value))
    }

    /// The id as it is sent, for example `t_0E5QDJJC03000`.
    pub(super) fn text(self, prefix: &str) -> String {
        let mut out = String::with_capacity(prefix.len() + CHARS as usize);
        out.push_str(prefix);
        for place in (0..CHARS).rev() {
            let digit = usize::try_from(self.0.checked_shr(place * 5).unwrap_or(0) & 31);
            let byte = digit.ok().and_then(|digit| DIGITS.get(digit)).copied();
            out.push(char::from(byte.unwrap_or(b'0')));
        }
        out
    }
}

/// Prefix of conversation ids.
pub(super) const CONVERSATION: &str = "t_";
/// Prefix of item ids.
pub(super) const ITEM: &str = "ti_";
/// Prefix of organisation, team, teammate and contact ids.
pub(super) const ENTITY: &str = "entity_";
/// Prefix of conversation tag ids.
pub(super) const TAG: &str = "tag_";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_example_has_the_documented_time() {
        let id = Id::parse("ti_2G39MC0D8CO00", ITEM).unwrap();
        let ms = i64::try_from(id.0 >> LOW_BITS).unwrap() + EPOCH_MS;
        let time = chrono::DateTime::from_timestamp_millis(ms).unwrap();
        assert_eq!(time.format("%H:%M:%S").to_string(), "21:33:23");
    }

    #[test]
    fn ids_round_trip_and_sort_by_time() {
        let early = Id::new(1_780_000_000_000, 239);
        let late = Id::new(1_780_000_000_001, 3);
        assert!(early.text(CONVERSATION) < late.text(CONVERSATION));
        assert_eq!(
            Id::parse(&early.text(CONVERSATION), CONVERSATION),
            Some(early)
        );
        assert_eq!(early.number(), 239);
    }

    #[test]
    fn other_texts_are_no_ids() {
        for text in [
            "",
            "t_",
            "t_0E5QDJJC0300",
            "t_0E5QDJJC0300W",
            "x_0E5QDJJC03000",
            "t_é5QDJJC03000",
        ] {
            assert_eq!(Id::parse(text, CONVERSATION), None, "{text}");
        }
        assert_eq!(
            Id::parse("t_VVVVVVVVVVVVV", CONVERSATION),
            None,
            "does not fit 64 bits"
        );
    }
}
