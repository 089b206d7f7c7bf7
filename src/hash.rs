//! Hashes that are the same on every machine: FNV-1a (draft-eastlake-fnv, sections 2 and 5). They tell things apart
//! and are no defense against forgery, for which there are SHA-256 (FIPS 180-4) and BLAKE3 (its paper).

use std::fmt::Write;
use std::io::{self, Read};

use sha2::{Digest, Sha256};

const BASIS_64: u64 = 0xcbf2_9ce4_8422_2325;
const PRIME_64: u64 = 0x0000_0100_0000_01b3;
const BASIS_128: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
const PRIME_128: u128 = 0x0000_0000_0100_0000_0000_0000_0000_013b;

/// 64 bits of a short text.
pub fn fnv64(text: &str) -> u64 {
    text.bytes().fold(BASIS_64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(PRIME_64))
}

/// SHA-256.
pub fn digest(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// SHA-256 in the hexadecimal digits that `sha256sum` prints.
pub fn sha256(bytes: &[u8]) -> String {
    hexadecimal(&digest(bytes))
}

/// BLAKE3 in hexadecimal digits: as hard to forge as SHA-256, in a quarter of the time.
pub fn blake3(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex().to_string()
}

/// The same of all that can be read, which need not be in memory.
pub fn blake3_of(reader: &mut impl Read) -> io::Result<String> {
    const PIECE: usize = 64 << 10;
    let mut hash = blake3::Hasher::new();
    let mut piece = vec![0; PIECE];
    loop {
        match reader.read(&mut piece) {
            Ok(0) => return Ok(hash.finalize().to_hex().to_string()),
            Ok(length) => {
                hash.update(&piece[..length]);
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut hex, byte| {
        // A string takes every text.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

/// 128 bits of what is added field by field.
pub struct Fnv128(u128);

impl Default for Fnv128 {
    fn default() -> Fnv128 {
        Fnv128(BASIS_128)
    }
}

impl Fnv128 {
    /// Adds a field of text; a byte that no UTF-8 holds ends it.
    pub fn field(&mut self, text: &str) {
        text.bytes().chain([0xff]).for_each(|byte| self.step(u64::from(byte)));
    }

    /// Adds whole files: by words of eight bytes, since it is an eighth of the work, and their length.
    pub fn bytes(&mut self, bytes: &[u8]) {
        for word in bytes.chunks(8) {
            let mut padded = [0; 8];
            padded[..word.len()].copy_from_slice(word);
            self.step(u64::from_le_bytes(padded));
        }
        self.step(bytes.len() as u64);
    }

    pub fn finish(&self) -> u128 {
        self.0
    }

    fn step(&mut self, word: u64) {
        self.0 = (self.0 ^ u128::from(word)).wrapping_mul(PRIME_128);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_draft_has_the_same() {
        // Appendix C of the draft: "", "a", "foobar".
        assert_eq!(fnv64(""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(fnv64("a"), 0xaf63_dc4c_8601_ec8c);
        assert_eq!(fnv64("foobar"), 0x8594_4171_f739_67e8);
    }

    #[test]
    fn sha_256_of_the_standards_example() {
        assert_eq!(sha256(b"abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    #[test]
    fn the_paper_has_the_same() {
        // The first of the test vectors of BLAKE3.
        assert_eq!(blake3(b""), "af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262");
        let long = vec![7; 200_000];
        assert_eq!(blake3_of(&mut long.as_slice()).expect("memory can be read"), blake3(&long));
    }

    #[test]
    fn fields_are_told_apart() {
        let of = |fields: &[&str]| {
            let mut hash = Fnv128::default();
            fields.iter().for_each(|field| hash.field(field));
            hash.finish()
        };
        assert_ne!(of(&["ab", "c"]), of(&["a", "bc"]));
    }
}
