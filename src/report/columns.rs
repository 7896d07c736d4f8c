//! Columns of a table: how they share a line.

pub(super) use crate::model::text::clip::{clip, width};

/// At which side of its column a text stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Side {
    Left,
    Right,
}

/// What a column does where there is no room for all of them.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Gives {
    /// Nothing: it stays as wide as it is.
    Nothing,
    /// It is cut, but to no less than this.
    Down(usize),
}

/// How wide columns become that would be as wide as in `wanted`, one blank between two of them, in a line of `room`.
///
/// The widest of those that can give gives first, so that they become alike; where that is not enough, those in
/// `last` go altogether, one after the other. A column of no width is not there.
pub(super) fn fit(wanted: &[usize], gives: &[Gives], last: &[usize], room: usize) -> Vec<usize> {
    let mut widths = wanted.to_vec();
    while line(&widths) > room {
        let all = widths.iter_mut().zip(gives);
        let can = all.filter_map(|(width, gives)| match gives {
            Gives::Down(no_less) if *width > *no_less => Some(width),
            _ => None,
        });
        match can.max_by_key(|width| **width) {
            Some(widest) => *widest -= 1,
            None => break,
        }
    }
    for &column in last {
        if line(&widths) <= room {
            break;
        }
        if let Some(width) = widths.get_mut(column) {
            *width = 0;
        }
    }
    widths
}

/// Width of a line of such columns, with the blanks between them.
fn line(widths: &[usize]) -> usize {
    let there = widths.iter().filter(|width| **width > 0);
    let (sum, count) = there.fold((0, 0), |(sum, count), width| (sum + width, count + 1));
    sum + usize::saturating_sub(count, 1)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::triage::testing::fixed;

    #[test]
    fn the_widest_gives_first_and_the_least_important_goes_last() {
        let gives = [Gives::Nothing, Gives::Down(4), Gives::Down(4)];
        let fit = |room| fit(&[2, 20, 10], &gives, &[2, 1], room);
        assert_eq!(fit(34), [2, 20, 10]);
        assert_eq!(fit(30), [2, 16, 10]);
        assert_eq!(fit(20), [2, 8, 8]);
        assert_eq!(fit(12), [2, 4, 4]);
        assert_eq!(fit(11), [2, 4, 0]);
        assert_eq!(fit(5), [2, 0, 0]);
    }

    proptest! {
        #![proptest_config(fixed(256))]

        #[test]
        fn what_can_fit_does(
            wanted in prop::collection::vec(0_usize..60, 3..6),
            room in 0_usize..200,
        ) {
            let gives = vec![Gives::Down(6); wanted.len()];
            let all: Vec<_> = (0..wanted.len()).collect();
            let widths = fit(&wanted, &gives, &all, room);
            prop_assert!(line(&widths) <= room);
            prop_assert!(widths.iter().zip(&wanted).all(|(is, was)| is <= was));
            if line(&wanted) <= room {
                prop_assert_eq!(widths, wanted);
            }
        }
    }
}
