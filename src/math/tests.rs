//! Formulas as they are read, written and said.

use super::{Macros, Symbols, parse, words, write_mathml};
use crate::document::dump_formula;

fn read(source: &str) -> String {
    match parse(source, true, Macros::default(), &Symbols::default()).formula {
        Ok(formula) => dump_formula(&formula.content),
        Err(error) => {
            let hint = error.hint.map(|hint| format!(" ({hint})")).unwrap_or_default();
            format!("{}..{}: {}{hint}", error.range.start, error.range.end, error.message)
        }
    }
}

fn assert_read(cases: &[(&str, &str)]) {
    let wrong: Vec<String> = cases
        .iter()
        .map(|(source, expected)| (source, expected, read(source)))
        .filter(|(_, expected, found)| **expected != found)
        .map(|(source, expected, found)| format!("{source}\n  expected {expected}\n  found    {found}"))
        .collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn signs_have_the_class_that_their_neighbors_give() {
    assert_read(&[
        ("a+b", "a bin:+ b"),
        ("-a", "ord:− a"),
        ("a=-b", "a rel:= ord:− b"),
        ("(+)", "open:( ord:+ close:)"),
        ("a+", "a ord:+"),
        ("a*b", "a bin:∗ b"),
        ("f(x),y", "f open:( x close:) punct:, y"),
        (r"\mathbin{=}", "ord:="),
        (r"a\mathbin{=}b", "a bin:= b"),
        (r"\sin x", "op:sin x"),
        ("3.14,2", "3.14 punct:, 2"),
        ("1.", "1 ord:."),
    ]);
}

#[test]
fn scripts_stand_where_tex_puts_them() {
    assert_read(&[
        ("x^2", "(scripts x ^ 2)"),
        ("x_i^2", "(scripts x _ i ^ 2)"),
        ("x^{2}_i", "(scripts x _ i ^ 2)"),
        ("f''", "(scripts f ^ ord:″)"),
        ("f'^2", "(scripts f ^ { ord:′ 2 })"),
        ("^2", "(scripts (ord) ^ 2)"),
        ("10^{-3}", "(scripts 10 ^ { ord:− 3 })"),
        (r"\sum_{i=1}^n i", "(movable op:∑ _ { i rel:= 1 } ^ n) i"),
        (r"\int_0^1", "(scripts op:∫ _ 0 ^ 1)"),
        (r"\int\limits_0^1", "(limits op:∫ _ 0 ^ 1)"),
        (r"\sum\nolimits_0", "(scripts op:∑ _ 0)"),
        (r"\lim_{x\to 0}", "(movable op:lim _ { x rel:→ 0 })"),
        (r"\underbrace{a+b}_{n}", "(limits (under U+23DF~ { a bin:+ b }) _ n)"),
        (r"{}_a^b X", "(scripts (ord) _ a ^ b) X"),
        (r"\sideset{_1^2}{_3^4}\prod_k", "(movable (op (scripts op:∏ _ 3 ^ 4 _before 1 ^before 2)) _ k)"),
    ]);
}

#[test]
fn commands_take_their_arguments() {
    assert_read(&[
        (r"\frac12", "(frac 1 2)"),
        (r"\frac{a}{b+c}", "(frac a { b bin:+ c })"),
        (r"\sqrt[3]{x}", "(root x 3)"),
        (r"\binom nk", "(inner open:(~ (stack n k) close:)~)"),
        (r"a \over b", "(frac a b)"),
        (r"{n \choose k}", "(inner open:(~ (stack n k) close:)~)"),
        (r"\hat x", "(over U+0302 x)"),
        (r"\overline{ab}", "(over U+00AF~ { a b })"),
        (r"\left(\frac12\right]", "(inner open:(~ (frac 1 2) close:]~)"),
        (r"\left.x\right|_0", "(scripts (inner x close:|~) _ 0)"),
        (r"\left\|x\right\|", "(inner open:‖~ x close:‖~)"),
        (r"\bigl( x \bigr)", "open:(@1.2 x close:)@1.2"),
        (r"\mathbb{R}^n", "(scripts ℝ ^ n)"),
        (r"\mathrm{d}x", "|d x"),
        (r"\mathrm{rot}", "rot"),
        (r"\mathbf{x}_1", "(scripts 𝐱 _ 1)"),
        (r"\boldsymbol\alpha", "𝜶"),
        (r"\text{if } x", "\"if\\u{a0}\" x"),
        (r"\text{for $x>0$}", "\"for\\u{a0}\" (ord x rel:> 0)"),
        (r"\operatorname{rank} A", "op:rank A"),
        (r"\operatorname*{arg\,max}_x", "(movable op:arg\u{2009}max _ x)"),
        (r"a \pmod n", "a (ord <1.000> open:( mod <0.333> n close:))"),
        (r"\not=", "rel:≠"),
        (r"\xrightarrow[b]{a}", "(limits rel:→~ _ b ^ a)"),
        (r"\overset{!}{=}", "(limits rel:= ^ close:!)"),
        (r"a\,b\quad c", "a <0.167> b <1.000> c"),
        (r"\displaystyle x", "(style Display x)"),
        (r"\textcolor{red}{x}", "(style #ff0000 x)"),
        (r"\boxed{x}", "(box x)"),
        (r"\phantom{x}", "(phantom x)"),
        (r"\substack{a\\b}", "(Stack c [ a ] [ b ])"),
        (r"a,\dots,b", "a punct:, inner:… punct:, b"),
        (r"a+\dots+b", "a bin:+ inner:⋯ bin:+ b"),
        (r"\Gamma\gamma\infty", "|Γ γ |∞"),
    ]);
}

#[test]
fn environments_are_tables() {
    assert_read(&[
        (r"\begin{pmatrix}a&b\\c&d\end{pmatrix}", "(inner open:(~ (Matrix cc [ a & b ] [ c & d ]) close:)~)"),
        (r"\begin{cases}a&b\\c&d\end{cases}", "(inner open:{~ (Cases ll [ a & b ] [ c & d ]))"),
        (r"\begin{array}{l|r}a&b\end{array}", "(Array l|r [ a & b ])"),
        (r"\begin{aligned}a&=b\\&=c\end{aligned}", "(Aligned rl [ a & (ord) rel:= b ] [ & (ord) rel:= c ])"),
        (r"\begin{aligned}a&+b\end{aligned}", "(Aligned rl [ a & (ord) bin:+ b ])"),
        (
            r"\begin{align}a&=b\\c&=d\nonumber\end{align}",
            "(Align rl [ a & (ord) rel:= b ] number \"\" [ c & (ord) rel:= d ])",
        ),
        (r"\begin{align*}a&=b\tag{*}\end{align*}", "(Align rl [ a & (ord) rel:= b ] number \"(*)\")"),
        (r"\begin{equation}a\end{equation}", "a"),
        (r"a\\b", "(Gathered c [ a ] [ b ])"),
        (r"\begin{matrix}a\\[2em]b\end{matrix}", "(Matrix c [ a ] [ b ])"),
        (r"\begin{matrix}\hline a\\ \hline\end{matrix}", "(Matrix c [ a ] [ ])"),
    ]);
}

#[test]
fn macros_hold_from_where_they_are_defined() {
    assert_read(&[
        (r"\newcommand{\R}{\mathbb{R}}\R^n", "(scripts ℝ ^ n)"),
        (r"\newcommand\abs[1]{\lvert#1\rvert}\abs x", "open:| x close:|"),
        (r"\newcommand{\e}[2][a]{#1_#2}\e b \e[c]d", "(scripts a _ b) (scripts c _ d)"),
        (r"\def\pair(#1,#2){\frac{#1}{#2}}\pair(a,b)", "(frac a b)"),
        (r"\DeclareMathOperator{\rank}{rank}\rank A", "op:rank A"),
        (r"\let\oldphi\phi \oldphi", "ϕ"),
        (
            r"\newcommand{\a}{\a\a}\a",
            "21..23: macros make more than 50000 signs of this formula (a macro may call itself without end)",
        ),
    ]);
    let symbols = Symbols::default();
    let first = parse(r"\newcommand{\R}{\mathbb R}", false, Macros::default(), &symbols);
    assert!(first.formula.is_ok_and(|formula| formula.content.is_empty()));
    let second = parse(r"\R", false, first.macros, &symbols);
    assert_eq!(second.formula.map(|formula| dump_formula(&formula.content)), Ok("ℝ".to_owned()));
}

#[test]
fn chemistry_and_units() {
    assert_read(&[
        (r"\ce{H2O}", "(scripts |H _ 2) |O"),
        (r"\ce{SO4^2-}", "|S (scripts |O _ 4 ^ { 2 ord:− })"),
        (
            r"\ce{2H2 + O2 -> 2H2O}",
            "2 <0.167> (scripts |H _ 2) bin:+ (scripts |O _ 2) rel:→~ 2 <0.167> (scripts |H _ 2) |O",
        ),
        (r"\ce{Na+}", "(scripts Na ^ ord:+)"),
        (r"\ce{^{14}_6C}", "(scripts |C _before 6 ^before 14)"),
        (r"\ce{A <=>[k] B}", "|A (limits rel:⇌~ ^ |k) |B"),
        (r"\qty{9.81}{\metre\per\second\squared}", "9.81 <0.167> |m <0.167> (scripts |s ^ { ord:− 2 })"),
        (r"\unit{kg.m/s^2}", "kg <0.167> |m <0.167> (scripts |s ^ { ord:− 2 })"),
        (r"\num{1.5e-3}", "1.5 bin:× (scripts 10 ^ { ord:− 3 })"),
        (r"\num{12345.67}", "12\u{2009}345.67"),
        (r"\SI{20}{\celsius}", "20 <0.167> °C"),
    ]);
}

#[test]
fn what_is_wrong_is_told_where_it_is() {
    assert_read(&[
        (r"a + \fraq{1}{2}", "4..9: unknown command `\\fraq` (did you mean `\\frac`?)"),
        (r"\frac{1", "5..6: a brace is opened and never closed (close it with `}`)"),
        ("a}", "1..2: a brace is closed that was never opened (write `\\}` for the sign, or take it out)"),
        ("x^2^3", "3..4: two superscripts beside one sign (put the first with its base into braces)"),
        (r"\left( x", "0..5: `\\left` without `\\right` (close it with `\\right.` where nothing is to be seen)"),
        (
            "a & b",
            "2..3: `&` stands where no columns are (write `\\&` for the sign, or put the lines into `\\begin{aligned} … \\end{aligned}`)",
        ),
        (r"\begin{algined}a\end{algined}", "0..15: unknown environment `algined` (did you mean `aligned`?)"),
        (r"\begin{matrix}a", "0..14: `\\begin{matrix}` has no end (close it with `\\end{matrix}`)"),
        (r"x^", "1..2: `^` needs something after it (write `^{…}`)"),
        (r"\left x\right)", "6..7: `x` is no delimiter (`\\left.` and `\\right.` show none; a brace is `\\{`)"),
    ]);
}

#[test]
fn hostile_formulas_are_bounded() {
    for source in [
        "{".repeat(50_000) + &"}".repeat(50_000),
        r"\frac".repeat(20_000),
        "x^".repeat(40_000),
        r"\left(".repeat(10_000),
        r"\begin{matrix}".repeat(5_000),
        r"\sqrt{".repeat(10_000),
        "a+".repeat(50_000),
        r"\text{$".repeat(10_000),
        r"\bf".repeat(30_000),
        r"\def\a{\b\b}\def\b{\c\c}\def\c{\d\d}\def\d{\a\a}\a".to_owned(),
        r"\newcommand{\x}[9]{#1#1#1#1}".to_owned() + &r"\x{".repeat(3_000),
        r"\ce{".repeat(10_000),
        "\\".to_owned(),
        r"\begin{".to_owned(),
        r"\newcommand".to_owned(),
        r"\hat\hat\hat\hat".to_owned(),
        "&".repeat(1000),
        r"\\".repeat(30_000),
        "'".repeat(50_000),
        "a".repeat(99_999),
    ] {
        let parsed = parse(&source, true, Macros::default(), &Symbols::default());
        if let Ok(formula) = parsed.formula {
            let mut out = String::new();
            write_mathml(&mut out, &formula);
            words(&formula);
        }
    }
}

#[test]
fn formulas_are_said_as_one_reads_them() {
    let say = |source: &str| {
        let parsed = parse(source, true, Macros::default(), &Symbols::default());
        words(&parsed.formula.unwrap_or_else(|error| panic!("{source}: {}", error.message)))
    };
    for (source, expected) in [
        (r"\frac{x^2}{2}", "x squared over 2"),
        ("a+b=c", "a plus b equals c"),
        ("-x", "minus x"),
        (r"\frac12", "one half"),
        (r"\frac{a+b}{c}", "the fraction a plus b over c, end fraction"),
        (r"\sum_{i=1}^n i^2", "the sum from i equals 1 to n of i squared"),
        (r"\int_a^b f(x)\,dx", "the integral from a to b of f open parenthesis x close parenthesis d x"),
        (r"\lim_{x\to 0}", "the limit as x to 0 of"),
        (r"\sqrt{2}", "the square root of 2"),
        (r"x_i", "x sub i"),
        (r"\alpha\in\mathbb{R}", "alpha in the real numbers"),
        (r"\binom{n}{k}", "n choose k"),
        (r"\begin{pmatrix}1&0\\0&1\end{pmatrix}", "the 2 by 2 matrix with rows 1, 0; 0, 1, end matrix"),
        (r"f'", "f prime"),
        (r"\mathbf{v}", "bold v"),
        (r"A", "capital A"),
        (r"e^{i\pi}", "e to the i pi, end power"),
    ] {
        assert_eq!(say(source), expected, "{source}");
    }
}

#[test]
fn markup_is_mathml_core() {
    let write = |source: &str| {
        let parsed = parse(source, true, Macros::default(), &Symbols::default());
        let mut out = String::new();
        write_mathml(&mut out, &parsed.formula.unwrap_or_else(|error| panic!("{source}: {}", error.message)));
        out
    };
    for (source, expected) in [
        ("x^2", "<msup><mi>x</mi><mn>2</mn></msup>"),
        ("a+b", "<mi>a</mi><mo>+</mo><mi>b</mi>"),
        ("a<b", "<mi>a</mi><mo>&lt;</mo><mi>b</mi>"),
        ("x_{i=1}", "<msub><mi>x</mi><mrow><mi>i</mi><mo lspace=\"0\" rspace=\"0\">=</mo><mn>1</mn></mrow></msub>"),
        (r"\frac12", "<mfrac><mn>1</mn><mn>2</mn></mfrac>"),
        (r"\Gamma", "<mi mathvariant=\"normal\">Γ</mi>"),
        (r"\hat x", "<mover accent=\"true\"><mi>x</mi><mo stretchy=\"false\">^</mo></mover>"),
        (r"\left(x\right)", "<mrow><mo>(</mo><mi>x</mi><mo>)</mo></mrow>"),
        ("(x)", "<mo stretchy=\"false\">(</mo><mi>x</mi><mo stretchy=\"false\">)</mo>"),
        (r"\sin x", "<mi>sin</mi><mo lspace=\"0\" rspace=\"0\">\u{2061}</mo><mspace width=\"0.167em\"/><mi>x</mi>"),
        (
            r"\sum_1^n",
            "<munderover><mo lspace=\"0\" rspace=\"0\" movablelimits=\"true\">∑</mo><mn>1</mn><mi>n</mi></munderover>",
        ),
    ] {
        assert_eq!(write(source), expected, "{source}");
    }
}
