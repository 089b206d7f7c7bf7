//! The stores that sell books, by the names that options give them.

/// A store, or the door to many of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Store {
    /// Kindle Direct Publishing, Amazon's.
    Kdp,
    Apple,
    Kobo,
    Google,
    /// IngramSpark, which passes books on to others.
    Ingram,
}

impl Store {
    pub const ALL: [Store; 5] = [Store::Kdp, Store::Apple, Store::Kobo, Store::Google, Store::Ingram];

    /// The name that options have for it.
    pub fn id(self) -> &'static str {
        match self {
            Store::Kdp => "kdp",
            Store::Apple => "apple",
            Store::Kobo => "kobo",
            Store::Google => "google",
            Store::Ingram => "ingram",
        }
    }

    /// The name that people have for it.
    pub fn name(self) -> &'static str {
        match self {
            Store::Kdp => "KDP",
            Store::Apple => "Apple Books",
            Store::Kobo => "Kobo",
            Store::Google => "Google Play Books",
            Store::Ingram => "IngramSpark",
        }
    }

    /// The stores of a name; `all` is all of them.
    pub fn named(name: &str) -> Option<Vec<Store>> {
        if name == "all" {
            return Some(Store::ALL.to_vec());
        }
        Store::ALL.into_iter().find(|store| store.id() == name).map(|store| vec![store])
    }
}
