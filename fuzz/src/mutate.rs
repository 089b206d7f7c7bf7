//! Cases from seeds, the same on every machine: a case is made from its target's name and its number alone.

/// A generator of numbers (SplitMix64: Steele, Lea, Flood, Fast Splittable Pseudorandom Number Generators, 2014).
pub struct Numbers(u64);

impl Numbers {
    /// The numbers of a case.
    pub fn of(target: &str, case: u64) -> Numbers {
        // FNV-1a over the name.
        let name = target
            .bytes()
            .fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3));
        Numbers(name ^ case.wrapping_mul(0x9e37_79b9_7f4a_7c15))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut value = self.0;
        value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        value ^ (value >> 31)
    }

    /// A number below a bound, which is not zero.
    pub fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound as u64) as usize
    }

    fn pick<'l, T>(&mut self, list: &'l [T]) -> Option<&'l T> {
        (!list.is_empty()).then(|| &list[self.below(list.len())])
    }
}

/// The words of `dictionary.txt`, in libFuzzer's form: `name="word"`, with `\\`, `\"` and `\xAB`.
pub fn dictionary(text: &str) -> Vec<Vec<u8>> {
    let quoted = |line: &str| {
        let line = line.trim();
        let word = line.get(line.find('"')? + 1..line.rfind('"')?)?;
        (!line.starts_with('#')).then(|| unescaped(word))
    };
    text.lines().filter_map(quoted).collect()
}

fn unescaped(word: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = word.as_bytes();
    while let [first, after @ ..] = rest {
        rest = match (first, after) {
            (b'\\', [b'x', high, low, after @ ..]) => {
                let digit = |byte: &u8| char::from(*byte).to_digit(16).unwrap_or_default() as u8;
                bytes.push(digit(high) * 16 + digit(low));
                after
            }
            (b'\\', [byte, after @ ..]) | (byte, after) => {
                bytes.push(*byte);
                after
            }
        };
    }
    bytes
}

/// A case: a seed with some changes, the first few of the cases being the seeds as they are.
pub fn case(target: &str, number: u64, seeds: &[Vec<u8>], words: &[Vec<u8>], most_bytes: usize) -> Vec<u8> {
    let mut numbers = Numbers::of(target, number);
    let mut data = numbers.pick(seeds).cloned().unwrap_or_default();
    for _ in 0..numbers.below(6) {
        change(&mut data, seeds, words, &mut numbers);
        data.truncate(most_bytes);
    }
    data
}

fn change(data: &mut Vec<u8>, seeds: &[Vec<u8>], words: &[Vec<u8>], numbers: &mut Numbers) {
    let at = numbers.below(data.len() + 1);
    let length = numbers.below((data.len() - at).min(64) + 1);
    match numbers.below(8) {
        // Another byte, or one bit of it.
        0 => {
            if let Some(byte) = data.get_mut(at) {
                *byte = if numbers.below(2) == 0 { numbers.below(256) as u8 } else { *byte ^ (1 << numbers.below(8)) };
            }
        }
        1 => drop(data.drain(at..at + length)),
        2 | 3 => {
            if let Some(word) = numbers.pick(words) {
                data.splice(at..at, word.iter().copied());
            }
        }
        // A part of another seed in its place.
        4 => {
            if let Some(other) = numbers.pick(seeds).filter(|seed| !seed.is_empty()) {
                let from = numbers.below(other.len());
                let to = from + numbers.below((other.len() - from).min(512) + 1);
                data.splice(at..at + length, other[from..to].iter().copied());
            }
        }
        // A part many times over: what nests and what is quadratic shows.
        5 => {
            let part: Vec<u8> = data[at..at + length].to_vec();
            let times = 1 << numbers.below(7);
            data.splice(at..at, part.repeat(times));
        }
        // A word many times over.
        6 => {
            if let Some(word) = numbers.pick(words) {
                let times = 1 << numbers.below(8);
                data.splice(at..at, word.repeat(times));
            }
        }
        // The rest, begun at another place.
        _ => {
            let from = numbers.below(data.len() + 1);
            let rest = data[from..].to_vec();
            data.truncate(at);
            data.extend(rest);
        }
    }
}

/// The shortest input found that still fails: parts are left out, ever smaller ones, as long as it does. `most_runs` bounds
/// how often it is asked (after Zeller and Hildebrandt, Simplifying and Isolating Failure-Inducing Input, 2002).
pub fn minimized(data: Vec<u8>, most_runs: usize, fails: impl Fn(&[u8]) -> bool) -> Vec<u8> {
    let mut data = data;
    let mut runs = 0;
    let mut size = data.len().div_ceil(2);
    while size > 0 {
        let mut at = 0;
        let mut is_shorter = false;
        while at < data.len() && runs < most_runs {
            let mut less = data.clone();
            less.drain(at..(at + size).min(data.len()));
            runs += 1;
            if fails(&less) {
                data = less;
                is_shorter = true;
            } else {
                at += size;
            }
        }
        if runs >= most_runs || size == 1 && !is_shorter {
            break;
        }
        size = if is_shorter { size } else { size / 2 };
    }
    data
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_case_is_made_of_its_number() {
        let seeds = [b"# One\n\nText.".to_vec(), b"- item".to_vec()];
        let words = dictionary("# a comment\nlist=\"- \"\nbytes=\"\\x00\\\"\\\\\"\n");
        assert_eq!(words, [b"- ".to_vec(), b"\0\"\\".to_vec()]);
        let cases = |target| (0..50).map(|number| case(target, number, &seeds, &words, 100)).collect::<Vec<_>>();
        assert_eq!(cases("css"), cases("css"));
        assert_ne!(cases("css"), cases("html"));
        assert!(cases("css").iter().all(|case| case.len() <= 100));
    }

    #[test]
    fn a_find_is_cut_to_what_fails() {
        let fails = |data: &[u8]| data.contains(&b'x') && data.contains(&b'y');
        assert_eq!(minimized(b"some x and more of y, without end".to_vec(), 1000, fails), b"xy");
    }
}
