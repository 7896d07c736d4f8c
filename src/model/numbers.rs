//! Numbers as people read them.

use std::fmt::Display;

/// A whole number in groups of three: `1,400`.
#[must_use]
pub fn thousands(number: impl Display) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.char_indices() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `1 change`, `1,400 changes`.
#[must_use]
pub fn counted<N>(number: N, one: &str, more: &str) -> String
where
    N: Display + PartialEq + From<u8>,
{
    let word = if number == N::from(1) { one } else { more };
    format!("{} {word}", thousands(number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped() {
        let texts = [0, 999, 1000, 1_234_567].map(thousands);
        assert_eq!(texts, ["0", "999", "1,000", "1,234,567"]);
        assert_eq!(counted(1_u32, "row", "rows"), "1 row");
    }
}
