//! One look at a text for what may stand in it: marks of other tools, and bare addresses.
//!
//! In: the text of a node. Out: whether it is worth looking for either. A table of bits costs less than a question for
//! each mark; most texts hold neither.

use memchr::{memchr_iter, memchr3_iter};

use super::foreign::is_mark;
use crate::source::bits;

/// What may stand in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Marks {
    foreign: bool,
    address: bool,
}

/// Bytes that are marks of other tools whatever follows them, but for a few cases.
const ALONE: u8 = 1;
/// Bytes of prose that are such marks before another one.
const PAIRED: u8 = 1 << 1;
/// `@`, and the colon of a scheme.
const ADDRESS: u8 = 1 << 2;

const TABLE: [u8; 256] = {
    let mut table = [0; 256];
    let alone = b"[\\]^{|}~$%<>@+*";
    let mut at = 0;
    while at < alone.len() {
        table[alone[at] as usize] = ALONE;
        at += 1;
    }
    table[b'@' as usize] |= ADDRESS;
    table[b':' as usize] = PAIRED | ADDRESS;
    table[b'!' as usize] = PAIRED;
    table[b'(' as usize] = PAIRED;
    table
};

impl Marks {
    /// Looks at a text.
    pub fn of(text: &str) -> Marks {
        let found = bits(text, &TABLE);
        let bytes = text.as_bytes();
        // `www.` is looked for by its period.
        let is_web = || memchr_iter(b'.', bytes).any(|at| at > 0 && bytes[at - 1].eq_ignore_ascii_case(&b'w'));
        Marks {
            foreign: found & ALONE != 0 || found & PAIRED != 0 && has_paired(bytes),
            address: found & ADDRESS != 0 || is_web(),
        }
    }

    /// Whether a mark of another tool may stand in it.
    pub fn may_be_foreign(self) -> bool {
        self.foreign
    }

    /// Whether an address may stand in it.
    pub fn may_be_address(self) -> bool {
        self.address
    }
}

/// Where the first byte stands that may begin a mark.
pub(super) fn first_in(bytes: &[u8]) -> Option<usize> {
    bytes.iter().position(|byte| TABLE[usize::from(*byte)] & (ALONE | PAIRED) != 0)
}

/// Whether one of the bytes of prose stands before another that makes a mark of it.
fn has_paired(text: &[u8]) -> bool {
    memchr3_iter(b':', b'!', b'(', text).any(|at| is_mark(text[at], text.get(at + 1).copied().unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_mark_is_passed_over() {
        for one in 0..128u8 {
            for two in 0..128u8 {
                let text = [one, two];
                let text = std::str::from_utf8(&text).unwrap();
                assert!(!is_mark(one, two) || Marks::of(text).may_be_foreign(), "{text:?}");
            }
            let text = [one];
            let text = std::str::from_utf8(&text).unwrap();
            assert!(!is_mark(one, 0) || Marks::of(text).may_be_foreign(), "{text:?}");
        }
    }

    #[test]
    fn prose_has_none() {
        let prose = Marks::of("He said, \"now\" (and then) it's 5 o'clock! Who; why?");
        assert!(!prose.may_be_foreign() && !prose.may_be_address());
        assert!(Marks::of("see www.a.org").may_be_address() && Marks::of("http://a").may_be_address());
        assert!(Marks::of("a@").may_be_address());
    }
}
