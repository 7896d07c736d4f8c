//! Room in long vectors.

/// Least room that is added at once.
const LEAST: usize = 64;

/// Makes room for `len` elements, and for an eighth more at least when there is none: a vector that
/// doubles would leave up to half of what the rows of a long list take unused.
pub fn make<T>(vec: &mut Vec<T>, len: usize) {
    if len > vec.capacity() {
        let more = len.saturating_sub(vec.len());
        vec.reserve_exact(more.max(vec.len() / 8).max(LEAST));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_room_and_never_much_too_much() {
        let (mut vec, mut grown) = (Vec::new(), 0);
        for number in 0..100_000_usize {
            let before = vec.capacity();
            make(&mut vec, number + 1);
            grown += usize::from(vec.capacity() != before);
            vec.push(number);
            assert!(vec.capacity() <= number + number / 8 + LEAST);
        }
        assert!(grown < 100, "{grown} times");
        make(&mut vec, 300_000);
        assert!(vec.capacity() >= 300_000);
    }
}
