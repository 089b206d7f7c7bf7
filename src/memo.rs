//! Values that are made once for equal keys, the last used of them held in bounded memory.

use std::collections::HashMap;
use std::fmt;
use std::hash::Hash;
use std::mem;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// What a function without side effects gave for its keys. Values are cheap to clone, so shared or small.
pub struct Memo<K, V> {
    held: Mutex<Held<K, V>>,
    /// The sizes of all values held are no more than this, in the unit that they are given in.
    room: usize,
}

/// Two generations: when the younger has half of the room, it becomes the older, and what was not asked for in the
/// meantime is forgotten.
struct Held<K, V> {
    young: HashMap<K, Weighed<V>>,
    old: HashMap<K, Weighed<V>>,
    /// Of the values in `young`.
    size: usize,
}

struct Weighed<V> {
    value: V,
    size: usize,
}

impl<K: Eq + Hash, V: Clone> Memo<K, V> {
    pub fn new(room: usize) -> Memo<K, V> {
        Memo { held: Mutex::new(Held { young: HashMap::new(), old: HashMap::new(), size: 0 }), room }
    }

    /// The value of the key, made where none is held. Threads that ask at the same time may each make it.
    pub fn get_or_make(&self, key: K, size: impl FnOnce(&V) -> usize, make: impl FnOnce() -> V) -> V {
        if let Some(value) = self.get(&key) {
            return value;
        }
        let value = make();
        let size = size(&value);
        self.put(key, Weighed { value: value.clone(), size });
        value
    }

    fn get(&self, key: &K) -> Option<V> {
        let mut held = self.held();
        if let Some(known) = held.young.get(key) {
            return Some(known.value.clone());
        }
        let (key, known) = held.old.remove_entry(key)?;
        let value = known.value.clone();
        drop(held);
        self.put(key, known);
        Some(value)
    }

    fn put(&self, key: K, value: Weighed<V>) {
        let half = self.room / 2;
        if value.size > half {
            return;
        }
        let mut held = self.held();
        let forgotten = if held.size + value.size > half {
            held.size = 0;
            let young = mem::take(&mut held.young);
            mem::replace(&mut held.old, young)
        } else {
            HashMap::new()
        };
        held.size += value.size;
        if let Some(same) = held.young.insert(key, value) {
            held.size -= same.size;
        }
        drop(held);
        // Giving much memory back is slow; others need not wait for it.
        drop(forgotten);
    }

    fn held(&self) -> MutexGuard<'_, Held<K, V>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<K, V> fmt::Debug for Memo<K, V> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Memo").field("room", &self.room).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::Memo;

    /// Asks for keys one after the other. Out: those that were made.
    fn made(memo: &Memo<u32, u32>, keys: &[u32]) -> Vec<u32> {
        let mut made = Vec::new();
        for &key in keys {
            let value = memo.get_or_make(
                key,
                |_| 10,
                || {
                    made.push(key);
                    key * 2
                },
            );
            assert_eq!(value, key * 2);
        }
        made
    }

    #[test]
    fn equal_keys_are_made_once() {
        assert_eq!(made(&Memo::new(100), &[1, 2, 1, 2, 1]), [1, 2]);
    }

    #[test]
    fn what_is_asked_for_again_stays_and_the_rest_goes() {
        let memo = Memo::new(40);
        assert_eq!(made(&memo, &[1, 2, 3, 1, 4, 1, 5, 1]), [1, 2, 3, 4, 5]);
        assert_eq!(made(&memo, &[2]), [2]);
    }

    #[test]
    fn no_more_is_held_than_there_is_room_for() {
        let memo = Memo::new(40);
        made(&memo, &(0..100).collect::<Vec<_>>());
        let held = memo.held();
        assert!(held.young.len() + held.old.len() <= 4);
        assert_eq!(held.size, held.young.len() * 10);
    }

    #[test]
    fn what_is_larger_than_half_of_the_room_is_not_held() {
        assert_eq!(made(&Memo::new(19), &[1, 1]), [1, 1]);
    }
}
