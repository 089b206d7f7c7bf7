use bindery::*;
fn main() {
    let fonts = font::Fonts::bundled();
    let c = |n: &str| document::Creator { name: n.into(), role: "aut", file_as: None };
    for (i, (t, s, a)) in [
        ("Moby-Dick; or, The Whale", None, vec!["Herman Melville"]),
        ("Dune", None, vec!["Frank Herbert"]),
        ("Announcing Rust 1.31 and Rust 2018", None, vec!["The Rust Core Team"]),
        ("Kaspersky Lab leaves the United States", Some("A government’s ban and a company’s retreat"), vec!["A. Author", "Second Writer"]),
        ("The Posthumous Papers of the Pickwick Club, Containing a Faithful Record of the Perambulations, Perils, Travels, Adventures and Sporting Transactions of the Corresponding Members", None, vec!["Charles Dickens"]),
        ("Donaudampfschifffahrtsgesellschaftskapitän", None, vec![]),
        ("Increasing the Apple platform versions", None, vec!["BlackHoleFox"]),
        ("Rust 1.0", None, vec!["x"]),
    ].into_iter().enumerate() {
        let m = document::Metadata { creators: a.into_iter().map(c).collect(), subtitle: s.map(String::from), ..Default::default() };
        let mut best = u128::MAX; let mut j = None;
        for _ in 0..3 { let t0 = std::time::Instant::now(); j = cover::draw(&m, t, &fonts); best = best.min(t0.elapsed().as_micros()); }
        let j = j.unwrap();
        println!("{t:.20} {} bytes {best} µs", j.len());
        std::fs::write(format!("/tmp/cover{i}.jpg"), j).unwrap();
    }
}
