//! The signs of TeX by name: LaTeX's, amsmath's, amssymb's and those of packages that books use.
//!
//! In: names of commands. Out: characters and classes (The TeXbook, appendix F; amsfonts, `amssymb.sty`). Commands that
//! take arguments are `command`'s.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use crate::document::AtomClass;

/// A sign: its character, and what it is to its neighbors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Symbol {
    pub character: char,
    pub kind: SymbolKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SymbolKind {
    /// A letter, slanted.
    Letter,
    /// A letter or sign that stands upright.
    Sign,
    Atom(AtomClass),
    /// A large operator with its limits above and below.
    Sum,
    /// A large operator with its limits beside it.
    Integral,
    /// A delimiter, which grows between `\left` and `\right`.
    Delimiter(AtomClass),
}

const LETTERS: &str = "alpha α beta β gamma γ delta δ epsilon ϵ varepsilon ε zeta ζ eta η theta θ vartheta ϑ iota ι \
    kappa κ varkappa ϰ lambda λ mu μ nu ν xi ξ omicron ο pi π varpi ϖ rho ρ varrho ϱ sigma σ varsigma ς tau τ upsilon υ \
    phi ϕ varphi φ chi χ psi ψ omega ω digamma ϝ imath ı jmath ȷ partial ∂";

const SIGNS: &str = "Gamma Γ Delta Δ Theta Θ Lambda Λ Xi Ξ Pi Π Sigma Σ Upsilon Υ Phi Φ Psi Ψ Omega Ω Alpha Α Beta Β \
    Epsilon Ε Zeta Ζ Eta Η Iota Ι Kappa Κ Mu Μ Nu Ν Omicron Ο Rho Ρ Tau Τ Chi Χ infty ∞ nabla ∇ hbar ℏ hslash ℏ ell ℓ \
    Re ℜ Im ℑ wp ℘ aleph ℵ beth ℶ gimel ℷ daleth ℸ emptyset ∅ varnothing ∅ diameter ⌀ forall ∀ exists ∃ nexists ∄ neg ¬ lnot ¬ \
    top ⊤ bot ⊥ angle ∠ measuredangle ∡ sphericalangle ∢ triangle △ square □ Box □ Diamond ◊ lozenge ◊ blacksquare ■ \
    blacktriangle ▲ blacktriangledown ▼ triangledown ▽ blacklozenge ⧫ bigstar ★ clubsuit ♣ diamondsuit ♢ heartsuit ♡ \
    spadesuit ♠ flat ♭ natural ♮ sharp ♯ complement ∁ mho ℧ eth ð Finv Ⅎ Game ⅁ Bbbk 𝕜 circledS Ⓢ circledR ® \
    checkmark ✓ maltese ✠ dag † ddag ‡ S § P ¶ copyright © pounds £ yen ¥ euro € degree ° surd √ prime ′ backprime ‵ \
    diagup ╱ diagdown ╲ % % # # $ $ & & _ _ AA Å angstrom Å ohm Ω textdegree ° cent ¢ vdots ⋮ qed □ Qed ■ ss ß \
    aa å ae æ o ø l ł AE Æ O Ø OE Œ oe œ N ℕ Z ℤ Q ℚ R ℝ C ℂ Complex ℂ Reals ℝ reals ℝ natnums ℕ cnums ℂ";

const BINARY: &str = "minus − pm ± mp ∓ times × div ÷ cdot ⋅ cdotp · ast ∗ star ⋆ circ ∘ bullet ∙ cap ∩ cup ∪ uplus ⊎ sqcap ⊓ \
    sqcup ⊔ vee ∨ lor ∨ wedge ∧ land ∧ setminus ∖ smallsetminus ∖ wr ≀ diamond ⋄ bigtriangleup △ bigtriangledown ▽ \
    triangleleft ◃ triangleright ▹ lhd ⊲ rhd ⊳ unlhd ⊴ unrhd ⊵ oplus ⊕ ominus ⊖ otimes ⊗ oslash ⊘ odot ⊙ bigcirc ◯ \
    dagger † ddagger ‡ amalg ⨿ dotplus ∔ ltimes ⋉ rtimes ⋊ leftthreetimes ⋋ rightthreetimes ⋌ curlywedge ⋏ curlyvee ⋎ \
    barwedge ⊼ doublebarwedge ⩞ veebar ⊻ boxplus ⊞ boxminus ⊟ boxtimes ⊠ boxdot ⊡ circledcirc ⊚ circledast ⊛ \
    circleddash ⊝ divideontimes ⋇ intercal ⊺ centerdot ⋅ Cap ⋒ Cup ⋓ doublecap ⋒ doublecup ⋓";

const RELATIONS: &str = "leq ≤ le ≤ geq ≥ ge ≥ neq ≠ ne ≠ equiv ≡ approx ≈ cong ≅ simeq ≃ sim ∼ propto ∝ varpropto ∝ \
    ll ≪ gg ≫ lll ⋘ ggg ⋙ llless ⋘ gggtr ⋙ prec ≺ succ ≻ preceq ⪯ succeq ⪰ preccurlyeq ≼ succcurlyeq ≽ asymp ≍ doteq ≐ \
    subset ⊂ supset ⊃ subseteq ⊆ supseteq ⊇ sqsubset ⊏ sqsupset ⊐ sqsubseteq ⊑ sqsupseteq ⊒ in ∈ ni ∋ owns ∋ notin ∉ \
    mid ∣ nmid ∤ parallel ∥ nparallel ∦ perp ⟂ vdash ⊢ dashv ⊣ models ⊨ vDash ⊨ Vdash ⊩ Vvdash ⊪ bowtie ⋈ Join ⋈ \
    smile ⌣ frown ⌢ leqq ≦ geqq ≧ leqslant ⩽ geqslant ⩾ lesssim ≲ gtrsim ≳ lessapprox ⪅ gtrapprox ⪆ lessgtr ≶ gtrless ≷ \
    lesseqgtr ⋚ gtreqless ⋛ lesseqqgtr ⪋ gtreqqless ⪌ nless ≮ ngtr ≯ nleq ≰ ngeq ≱ lneq ⪇ gneq ⪈ lneqq ≨ gneqq ≩ \
    lnsim ⋦ gnsim ⋧ lnapprox ⪉ gnapprox ⪊ nleqslant ⪇ ngeqslant ⪈ nprec ⊀ nsucc ⊁ precsim ≾ succsim ≿ precnsim ⋨ \
    succnsim ⋩ precapprox ⪷ succapprox ⪸ subseteqq ⫅ supseteqq ⫆ subsetneq ⊊ supsetneq ⊋ subsetneqq ⫋ supsetneqq ⫌ \
    varsubsetneq ⊊ varsupsetneq ⊋ nsubseteq ⊈ nsupseteq ⊉ Subset ⋐ Supset ⋑ ncong ≇ nsim ≁ approxeq ≊ thicksim ∼ \
    thickapprox ≈ backsim ∽ backsimeq ⋍ eqsim ≂ bumpeq ≏ Bumpeq ≎ doteqdot ≑ Doteq ≑ fallingdotseq ≒ risingdotseq ≓ \
    circeq ≗ eqcirc ≖ triangleq ≜ vartriangle △ trianglelefteq ⊴ trianglerighteq ⊵ ntriangleleft ⋪ ntriangleright ⋫ \
    ntrianglelefteq ⋬ ntrianglerighteq ⋭ vartriangleleft ⊲ vartriangleright ⊳ blacktriangleleft ◂ blacktriangleright ▸ \
    between ≬ pitchfork ⋔ shortmid ∣ shortparallel ∥ smallsmile ⌣ smallfrown ⌢ therefore ∴ because ∵ backepsilon ϶ \
    nvdash ⊬ nvDash ⊭ nVdash ⊮ nVDash ⊯ lessdot ⋖ gtrdot ⋗ eqslantless ⪕ eqslantgtr ⪖ curlyeqprec ⋞ curlyeqsucc ⋟ \
    coloneqq ≔ coloneq ≔ eqqcolon ≕ Coloneqq ⩴ vcentcolon ∶ ratio ∶ dblcolon ∷ ordinarycolon : \
    lt < gt > Vert ‖ eqcolon ≕ defeq ≔ \
    to → rightarrow → leftarrow ← gets ← leftrightarrow ↔ Rightarrow ⇒ Leftarrow ⇐ Leftrightarrow ⇔ mapsto ↦ \
    longrightarrow ⟶ longleftarrow ⟵ longleftrightarrow ⟷ Longrightarrow ⟹ Longleftarrow ⟸ Longleftrightarrow ⟺ \
    longmapsto ⟼ mapsfrom ↤ hookrightarrow ↪ hookleftarrow ↩ rightharpoonup ⇀ rightharpoondown ⇁ leftharpoonup ↼ \
    leftharpoondown ↽ rightleftharpoons ⇌ leftrightharpoons ⇋ nearrow ↗ searrow ↘ swarrow ↙ nwarrow ↖ leadsto ⇝ \
    rightsquigarrow ⇝ leftrightsquigarrow ↭ dashrightarrow ⇢ dashleftarrow ⇠ leftleftarrows ⇇ rightrightarrows ⇉ \
    leftrightarrows ⇆ rightleftarrows ⇄ upuparrows ⇈ downdownarrows ⇊ Lleftarrow ⇚ Rrightarrow ⇛ twoheadleftarrow ↞ \
    twoheadrightarrow ↠ leftarrowtail ↢ rightarrowtail ↣ looparrowleft ↫ looparrowright ↬ curvearrowleft ↶ \
    curvearrowright ↷ circlearrowleft ↺ circlearrowright ↻ Lsh ↰ Rsh ↱ upharpoonleft ↿ upharpoonright ↾ restriction ↾ \
    downharpoonleft ⇃ downharpoonright ⇂ multimap ⊸ nleftarrow ↚ nrightarrow ↛ nLeftarrow ⇍ nRightarrow ⇏ \
    nleftrightarrow ↮ nLeftrightarrow ⇎ rarr → larr ← harr ↔ rArr ⇒ lArr ⇐ hArr ⇔ longleftharpoons ⇋ \
    xlongequal = models ⊨ simneqq ≆ colonapprox ≈ trianglelefteqslant ⊴ lhook ⊂ relbar − Relbar =";

const SUMS: &str = "sum ∑ prod ∏ coprod ∐ bigcap ⋂ bigcup ⋃ biguplus ⨄ bigsqcup ⨆ bigsqcap ⨅ bigvee ⋁ bigwedge ⋀ \
    bigoplus ⨁ bigotimes ⨂ bigodot ⨀ bigtimes ⨉";

const INTEGRALS: &str = "int ∫ iint ∬ iiint ∭ iiiint ⨌ oint ∮ oiint ∯ oiiint ∰ smallint ∫ intop ∫ ointctrclockwise ∳ \
    varointclockwise ∲ fint ⨏ sqint ⨖";

const OPENING: &str = "langle ⟨ lbrace { { { lbrack [ lceil ⌈ lfloor ⌊ lvert | lVert ‖ lgroup ⟮ lmoustache ⎰ llbracket ⟦ \
    ulcorner ⌜ llcorner ⌞ lparen ( lang ⟨ lBrace ⦃ llangle ⟪ lAngle ⟪ lBrack ⟦ llparenthesis ⦇";

const CLOSING: &str = "rangle ⟩ rbrace } } } rbrack ] rceil ⌉ rfloor ⌋ rvert | rVert ‖ rgroup ⟯ rmoustache ⎱ rrbracket ⟧ \
    urcorner ⌝ lrcorner ⌟ rparen ) rang ⟩ rBrace ⦄ rrangle ⟫ rAngle ⟫ rBrack ⟧ rrparenthesis ⦈";

/// Delimiters that are the same on both sides.
const FENCES: &str = "vert | | ‖ Vert ‖ backslash \\ uparrow ↑ downarrow ↓ updownarrow ↕ Uparrow ⇑ Downarrow ⇓ \
    Updownarrow ⇕ arrowvert ⏐";

const PUNCTUATION: &str = "ldotp . comma ,";

/// Names of functions: those whose limits stand below them, and the others.
const LIMIT_NAMES: &str = "lim max min sup inf det gcd Pr limsup liminf injlim projlim argmax argmin plim";
const NAMES: &str = "sin cos tan cot sec csc arcsin arccos arctan sinh cosh tanh coth exp log ln lg arg deg dim hom ker \
    ctg tg arctg arcctg sh ch th cth cosec cotg";

/// The signs and the names of functions. The table is made at the first formula, and books without any do not pay for it.
#[derive(Default)]
pub struct Symbols {
    table: OnceLock<Table>,
}

struct Table {
    symbols: BTreeMap<&'static str, Symbol>,
    /// By character: what a sign is that was typed as itself.
    typed: BTreeMap<char, SymbolKind>,
    /// Names of functions, and whether their limits stand below them.
    names: BTreeMap<&'static str, bool>,
}

impl Table {
    fn new() -> Table {
        let mut symbols = BTreeMap::new();
        let mut typed = BTreeMap::new();
        let groups: [(&'static str, SymbolKind); 10] = [
            (LETTERS, SymbolKind::Letter),
            (SIGNS, SymbolKind::Sign),
            (BINARY, SymbolKind::Atom(AtomClass::Binary)),
            (RELATIONS, SymbolKind::Atom(AtomClass::Relation)),
            (SUMS, SymbolKind::Sum),
            (INTEGRALS, SymbolKind::Integral),
            (OPENING, SymbolKind::Delimiter(AtomClass::Opening)),
            (CLOSING, SymbolKind::Delimiter(AtomClass::Closing)),
            (FENCES, SymbolKind::Delimiter(AtomClass::Ordinary)),
            (PUNCTUATION, SymbolKind::Atom(AtomClass::Punctuation)),
        ];
        for (group, kind) in groups {
            let mut words = group.split_whitespace();
            while let (Some(name), Some(sign)) = (words.next(), words.next()) {
                let Some(character) = sign.chars().next() else { continue };
                symbols.insert(name, Symbol { character, kind });
                if !character.is_ascii() {
                    typed.entry(character).or_insert(kind);
                }
            }
        }
        let mut names = BTreeMap::new();
        for (group, has_limits) in [(NAMES, false), (LIMIT_NAMES, true)] {
            for name in group.split_whitespace() {
                names.insert(name, has_limits);
            }
        }
        Table { symbols, typed, names }
    }
}

impl Symbols {
    fn table(&self) -> &Table {
        self.table.get_or_init(Table::new)
    }

    pub fn get(&self, name: &str) -> Option<Symbol> {
        self.table().symbols.get(name).copied()
    }

    /// What a character is that was typed as itself.
    pub fn typed(&self, character: char) -> Option<SymbolKind> {
        self.table().typed.get(&character).copied()
    }

    /// Whether it is the name of a function, and whether limits stand below it.
    pub fn function(&self, name: &str) -> Option<bool> {
        self.table().names.get(name).copied()
    }

    /// All names, for the nearest to a misspelt one.
    pub fn names(&self) -> impl Iterator<Item = &'static str> {
        let Table { symbols, names, .. } = self.table();
        symbols.keys().copied().chain(names.keys().copied())
    }
}
