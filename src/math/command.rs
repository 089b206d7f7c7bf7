//! Commands with arguments: fractions, roots, accents, styles, spaces, stacks.
//!
//! In: a command's name, the reader past it. Out: an atom, or nothing for what only says something of others. Meanings
//! are LaTeX's, amsmath's, mathtools' and those that MathJax and KaTeX give to others.

use super::alphabet::Alphabet;
use super::color::color_of;
use super::decoration::{accent, accented, circled, extensible_arrow, modulus, negated};
use super::parser::{Atom, Parser, Placement, WORD_SPACE, empty, fenced};
use super::token::{Token, TokenKind, shown, typed};
use super::{MathError, error, length};
use crate::color::Color;
use crate::diagnostic::nearest;
use crate::document::{
    AtomClass, Fraction, Limits, MathAlignment, MathNode, MathOperator, MathReference, MathSize, MathStyleChange,
    Notation, Padded, Scripts,
};

/// A mathematical unit in em (The TeXbook, page 168), and the space around relations.
const MU: f32 = 1.0 / 18.0;
const THICK: f32 = 5.0 * MU;

/// Names beside those of signs, for the nearest to a misspelt one.
const NAMES: &str = "colon iff implies impliedby frac dfrac tfrac cfrac binom dbinom tbinom genfrac sqrt root overline underline overbrace underbrace \
    overbracket underbracket overparen underparen overrightarrow overleftarrow overleftrightarrow underrightarrow \
    widehat widetilde widecheck hat check tilde acute grave dot ddot dddot ddddot breve bar vec mathring overset \
    underset stackrel text textbf textit textrm textsf texttt mathrm mathbf mathit mathsf mathtt mathbb mathcal mathscr \
    mathfrak boldsymbol operatorname left right middle big Big bigg Bigg bigl bigr Bigl Bigr biggl biggr begin end \
    phantom hphantom vphantom smash color textcolor boxed cancel bcancel xcancel sout not pmod bmod mod pod substack \
    sideset prescript tag label ref eqref nonumber notag displaystyle textstyle scriptstyle scriptscriptstyle limits \
    nolimits quad qquad hspace mspace kern mkern dots ldots cdots ddots newcommand renewcommand def xrightarrow \
    xleftarrow ce qty unit num SI si mathbin mathrel mathop mathord mathopen mathclose mathpunct mathinner rule \
    overarc mathstrut middle ensuremath intertext hline pmb bm bra ket braket abs norm";

impl Parser<'_> {
    /// A command that changes all that follows it in its group; `None` where it is another.
    pub(super) fn switch(&mut self, token: &Token) -> Result<Option<Vec<MathNode>>, MathError> {
        let Some(name) = token.command() else { return Ok(None) };
        let size = match name {
            "displaystyle" => Some(MathSize::Display),
            "textstyle" => Some(MathSize::Text),
            "scriptstyle" => Some(MathSize::Script),
            "scriptscriptstyle" => Some(MathSize::ScriptScript),
            _ => None,
        };
        let alphabet = match name {
            "rm" => Some(Alphabet::Upright),
            "bf" | "bfseries" => Some(Alphabet::Bold),
            "it" | "mit" => Some(Alphabet::Italic),
            "cal" => Some(Alphabet::Script),
            "sf" => Some(Alphabet::SansSerif),
            "tt" => Some(Alphabet::Monospace),
            "frak" => Some(Alphabet::Fraktur),
            "boldmath" => Some(self.alphabet.bold()),
            _ => None,
        };
        if let Some(alphabet) = alphabet {
            let outer = std::mem::replace(&mut self.alphabet, alphabet);
            let rest = self.list();
            self.alphabet = outer;
            return rest.map(Some);
        }
        let style = if size.is_some() {
            MathStyleChange { size, color: None }
        } else if name == "color" {
            MathStyleChange { size: None, color: Some(self.color(token)?) }
        } else {
            return Ok(None);
        };
        let content = self.list()?;
        if content.is_empty() {
            return Ok(Some(Vec::new()));
        }
        Ok(Some(vec![MathNode::Styled { style, content }]))
    }

    pub(super) fn command(&mut self, name: &str, token: &Token) -> Result<Option<Atom>, MathError> {
        if let Some(symbol) = self.symbols.get(name) {
            return Ok(Some(self.sign(symbol.character, symbol.kind)));
        }
        if let Some(has_limits) = self.symbols.function(name) {
            let text = match name {
                "limsup" => "lim\u{2009}sup",
                "liminf" => "lim\u{2009}inf",
                "injlim" => "inj\u{2009}lim",
                "projlim" => "proj\u{2009}lim",
                "argmax" => "arg\u{2009}max",
                "argmin" => "arg\u{2009}min",
                name => name,
            };
            return Ok(Some(function(text, has_limits)));
        }
        if let Some(width) = space(name) {
            return Ok(Some(MathNode::Space(width).into()));
        }
        if let Some((mark, is_stretchy, is_under)) = accent(name) {
            let base = self.argument(token)?;
            return Ok(Some(accented(base, mark, is_stretchy, is_under)));
        }
        if let Some(alphabet) = self.alphabet_of(name) {
            let outer = std::mem::replace(&mut self.alphabet, alphabet);
            let content = self.argument(token);
            self.alphabet = outer;
            return content.map(|content| Some(word(content).into()));
        }
        if let Some(class) = class(name) {
            let content = self.argument(token)?;
            return Ok(Some(of_class(content, class)));
        }
        if let Some(atom) = self.stack(name, token)? {
            return Ok(Some(atom));
        }
        if let Some(atom) = self.delimited(name, token)? {
            return Ok(Some(atom));
        }
        if let Some(made) = self.text_command(name, token)? {
            return Ok(Some(MathNode::group(made).into()));
        }
        if let Some(made) = self.unit_command(name, token)? {
            return Ok(Some(made));
        }
        if self.definition(name, token)? {
            return Ok(None);
        }
        self.other(name, token)
    }

    /// Fractions, roots, and what stands above or below something.
    fn stack(&mut self, name: &str, token: &Token) -> Result<Option<Atom>, MathError> {
        Ok(Some(match name {
            "frac" => self.fraction(token, None)?,
            "dfrac" => self.fraction(token, Some(MathSize::Display))?,
            "tfrac" => self.fraction(token, Some(MathSize::Text))?,
            "cfrac" => {
                self.reader.optional()?;
                let (numerator, denominator) = (self.argument(token)?, self.argument(token)?);
                let fraction = Fraction { numerator, denominator, has_bar: true, is_continued: true };
                sized(vec![MathNode::Fraction(Box::new(fraction))], Some(MathSize::Display)).into()
            }
            "binom" => self.binomial(token, None)?,
            "dbinom" => self.binomial(token, Some(MathSize::Display))?,
            "tbinom" => self.binomial(token, Some(MathSize::Text))?,
            "genfrac" => self.general_fraction(token)?,
            "sqrt" => {
                let index = self.optional_argument()?.filter(|index| !index.is_empty());
                MathNode::Root { radicand: self.argument(token)?, index }.into()
            }
            "root" => self.plain_root(token)?,
            "overset" | "stackrel" | "stackbin" => {
                let over = self.argument(token)?;
                let base = self.argument(token)?;
                let class = match name {
                    "stackrel" => Some(AtomClass::Relation),
                    "stackbin" => Some(AtomClass::Binary),
                    _ => None,
                };
                stacked(base, Vec::new(), over, class)
            }
            "underset" => {
                let under = self.argument(token)?;
                let base = self.argument(token)?;
                stacked(base, under, Vec::new(), None)
            }
            "overunderset" => {
                let over = self.argument(token)?;
                let under = self.argument(token)?;
                let base = self.argument(token)?;
                stacked(base, under, over, None)
            }
            "sideset" => self.side_set(token)?,
            "prescript" => {
                let pre_sup = self.argument(token)?;
                let pre_sub = self.argument(token)?;
                let base = MathNode::group(self.argument(token)?);
                let scripts = Scripts { base, sub: Vec::new(), sup: Vec::new(), pre_sub, pre_sup };
                MathNode::Scripts(Box::new(scripts)).into()
            }
            _ => {
                let Some(arrow) = extensible_arrow(name) else { return Ok(None) };
                let under = self.optional_argument()?.unwrap_or_default();
                let over = self.argument(token)?;
                let base =
                    MathOperator { is_stretchy: true, ..MathOperator::new(arrow.to_string(), AtomClass::Relation) };
                stacked(vec![MathNode::Operator(base)], under, over, Some(AtomClass::Relation))
            }
        }))
    }

    fn fraction(&mut self, token: &Token, size: Option<MathSize>) -> Result<Atom, MathError> {
        let numerator = self.argument(token)?;
        let denominator = self.argument(token)?;
        let fraction = Fraction { numerator, denominator, has_bar: true, is_continued: false };
        Ok(sized(vec![MathNode::Fraction(Box::new(fraction))], size).into())
    }

    fn binomial(&mut self, token: &Token, size: Option<MathSize>) -> Result<Atom, MathError> {
        let numerator = self.argument(token)?;
        let denominator = self.argument(token)?;
        let fraction = Fraction { numerator, denominator, has_bar: false, is_continued: false };
        Ok(sized(vec![fenced("(", vec![MathNode::Fraction(Box::new(fraction))], ")")], size).into())
    }

    /// `\genfrac{(}{)}{0pt}{0}{a}{b}`.
    fn general_fraction(&mut self, token: &Token) -> Result<Atom, MathError> {
        let [open, close, thickness, size] = [
            typed(&self.reader.argument(token)?),
            typed(&self.reader.argument(token)?),
            typed(&self.reader.argument(token)?),
            typed(&self.reader.argument(token)?),
        ];
        let numerator = self.argument(token)?;
        let denominator = self.argument(token)?;
        let has_bar = thickness.is_empty() || length::parse(&thickness).is_none_or(|width| width > 0.0);
        let size = match size.as_str() {
            "0" => Some(MathSize::Display),
            "1" => Some(MathSize::Text),
            "2" => Some(MathSize::Script),
            "3" => Some(MathSize::ScriptScript),
            _ => None,
        };
        let fraction = Fraction { numerator, denominator, has_bar, is_continued: false };
        let fraction = vec![MathNode::Fraction(Box::new(fraction))];
        let sign = |text: &str| self.delimiter_of(text.trim_start_matches('\\')).unwrap_or_default();
        let (open, close) = (sign(&open), sign(&close));
        let node = if open.is_empty() && close.is_empty() {
            MathNode::group(fraction)
        } else {
            fenced(&open, fraction, &close)
        };
        Ok(sized(vec![node], size).into())
    }

    /// `\root 3 \of x`.
    fn plain_root(&mut self, token: &Token) -> Result<Atom, MathError> {
        let mut index = Vec::new();
        loop {
            match self.reader.next() {
                Some(token) if token.is_command("of") => break,
                Some(token) => index.push(token),
                None => return Err(error(token.range(), "`\\root` without `\\of`")),
            }
        }
        let index = self.nodes_of(&index)?;
        Ok(MathNode::Root { radicand: self.argument(token)?, index: Some(index) }.into())
    }

    /// `\sideset{_1^2}{_3^4}\sum`: scripts at the corners of an operator that has limits as well.
    fn side_set(&mut self, token: &Token) -> Result<Atom, MathError> {
        let (before, after) = (self.argument(token)?, self.argument(token)?);
        let base = self.argument(token)?;
        let scripts_of = |nodes: Vec<MathNode>| match nodes.into_iter().next() {
            Some(MathNode::Scripts(scripts)) => (scripts.sub, scripts.sup),
            _ => (Vec::new(), Vec::new()),
        };
        let ((pre_sub, pre_sup), (sub, sup)) = (scripts_of(before), scripts_of(after));
        let base = MathNode::group(base);
        let node = MathNode::Scripts(Box::new(Scripts { base, sub, sup, pre_sub, pre_sup }));
        let node = MathNode::Row { class: AtomClass::Operator, content: vec![node] };
        Ok(Atom { node, placement: Placement::Movable })
    }

    /// The alphabet that a command sets its argument in.
    fn alphabet_of(&self, name: &str) -> Option<Alphabet> {
        Some(match name {
            "mathrm" | "mathup" | "symup" | "mathnormal" | "symrm" if name != "mathnormal" => Alphabet::Upright,
            "mathnormal" => Alphabet::Normal,
            "mathit" | "symit" => Alphabet::Italic,
            "mathbf" | "symbf" | "mathbfup" => Alphabet::Bold,
            "boldsymbol" | "bm" | "pmb" | "mathbfit" | "symbfit" => self.alphabet.bold(),
            "mathsf" | "symsf" => Alphabet::SansSerif,
            "mathbfsf" | "mathsfbf" => Alphabet::SansSerifBold,
            "mathsfit" => Alphabet::SansSerifItalic,
            "mathtt" | "symtt" => Alphabet::Monospace,
            "mathbb" | "Bbb" | "symbb" => Alphabet::DoubleStruck,
            "mathds" | "mathbbm" => Alphabet::DoubleStruck,
            "mathcal" | "mathscr" | "symcal" | "symscr" => Alphabet::Script,
            "mathbfcal" | "mathbfscr" => Alphabet::BoldScript,
            "mathfrak" | "symfrak" => Alphabet::Fraktur,
            "mathbffrak" => Alphabet::BoldFraktur,
            _ => return None,
        })
    }

    /// What is left: padding, colors, references, numbers, and the finding for what nobody knows.
    fn other(&mut self, name: &str, token: &Token) -> Result<Option<Atom>, MathError> {
        let padded = |content, change: &dyn Fn(&mut Padded)| {
            let mut padded = Padded {
                content,
                is_hidden: false,
                lap: None,
                without_height: false,
                without_depth: false,
                without_width: false,
                raise: 0.0,
            };
            change(&mut padded);
            Some(MathNode::Padded(Box::new(padded)).into())
        };
        Ok(match name {
            "phantom" => padded(self.argument(token)?, &|padded| padded.is_hidden = true),
            "hphantom" => padded(self.argument(token)?, &|padded| {
                padded.is_hidden = true;
                padded.without_height = true;
                padded.without_depth = true;
            }),
            "vphantom" | "mathstrut" => {
                let paren = MathNode::Operator(MathOperator::new("(", AtomClass::Ordinary));
                let content = if name == "mathstrut" { vec![paren] } else { self.argument(token)? };
                padded(content, &|padded| {
                    padded.is_hidden = true;
                    padded.without_width = true;
                })
            }
            "smash" => {
                let which = self.reader.optional()?.map(|which| typed(&which)).unwrap_or_default();
                padded(self.argument(token)?, &|padded| {
                    padded.without_height = which != "b";
                    padded.without_depth = which != "t";
                })
            }
            "mathllap" | "llap" => padded(self.argument(token)?, &|padded| padded.lap = Some(MathAlignment::Left)),
            "mathrlap" | "rlap" => padded(self.argument(token)?, &|padded| padded.lap = Some(MathAlignment::Right)),
            "mathclap" | "clap" => padded(self.argument(token)?, &|padded| padded.lap = Some(MathAlignment::Center)),
            "raisebox" => {
                let raise = self.length_argument(token)?;
                padded(self.argument(token)?, &|padded| padded.raise = raise)
            }
            "boxed" | "fbox" | "framebox" => self.enclosed(token, Notation::Box)?,
            "cancel" => self.enclosed(token, Notation::UpDiagonal)?,
            "bcancel" => self.enclosed(token, Notation::DownDiagonal)?,
            "xcancel" => self.enclosed(token, Notation::Cross)?,
            "sout" => self.enclosed(token, Notation::Strike)?,
            "textcolor" => {
                let color = self.color(token)?;
                let content = self.argument(token)?;
                let style = MathStyleChange { size: None, color: Some(color) };
                Some(MathNode::Styled { style, content }.into())
            }
            "not" => Some(negated(self.argument(token)?).into()),
            "operatorname" | "operatorname*" => {
                let outer = std::mem::replace(&mut self.alphabet, Alphabet::Upright);
                let content = self.argument(token);
                self.alphabet = outer;
                Some(self.operator_name(content?, name.ends_with('*')))
            }
            // amsmath: as far apart in scripts as elsewhere.
            "bmod" => Some(apart(THICK, named("mod", AtomClass::Ordinary), THICK, AtomClass::Ordinary)),
            "pmod" | "mod" | "pod" => Some(modulus(name, self.argument(token)?, self.is_display).into()),
            "iff" | "implies" | "impliedby" => {
                let sign = match name {
                    "iff" => "⟺",
                    "implies" => "⟹",
                    _ => "⟸",
                };
                Some(apart(THICK, MathOperator::new(sign, AtomClass::Ordinary), THICK, AtomClass::Relation))
            }
            // `f\colon A \to B`: a sign of punctuation with more room behind it.
            "colon" => {
                Some(apart(2.0 * MU, MathOperator::new(":", AtomClass::Ordinary), 3.0 * MU, AtomClass::Punctuation))
            }
            "dots" | "dotso" => Some(self.dots()?),
            "ldots" | "dotsc" | "mathellipsis" | "textellipsis" => Some(inner("\u{2026}")),
            "cdots" | "dotsb" | "dotsm" | "dotsi" => Some(inner("\u{22ef}")),
            "ddots" => Some(inner("\u{22f1}")),
            "iddots" | "adots" => Some(inner("\u{22f0}")),
            "tag" | "tag*" => {
                let text = self.reader.argument(token)?;
                let text = super::text::plain(&text);
                let text = if name == "tag" { format!("({text})") } else { text };
                if let Some(tag) = &mut self.tag {
                    tag.written = Some(text.into());
                }
                None
            }
            "label" => {
                let label = typed(&self.reader.argument(token)?);
                if let Some(tag) = &mut self.tag {
                    tag.label = Some(label.into());
                }
                None
            }
            "nonumber" | "notag" => {
                if let Some(tag) = &mut self.tag {
                    tag.is_refused = true;
                }
                None
            }
            "ref" | "eqref" => {
                let label = typed(&self.reader.argument(token)?);
                let has_parentheses = name == "eqref";
                let text = if has_parentheses { format!("({label})") } else { label.clone() };
                let reference = MathReference { label: label.into(), has_parentheses, text: text.into() };
                Some(MathNode::Reference(reference).into())
            }
            "hspace" | "hspace*" | "mspace" => Some(MathNode::Space(self.length_argument(token)?).into()),
            "kern" | "mkern" | "hskip" | "mskip" => Some(MathNode::Space(self.bare_length(token)?).into()),
            "vspace" | "vspace*" | "vskip" | "allowbreak" | "nobreak" | "displaybreak" | "protect" | "relax"
            | "left." | "-" | "*" | "/" | "strut" | "noindent" | "centering" | "goodbreak" | "null" | "unskip"
            | "mathsurround" | "normalsize" | "small" | "large" | "Large" | "tiny" | "footnotesize" | "scriptsize"
            | "limits" | "nolimits" | "displaylimits" => {
                if name.starts_with("vspace") {
                    self.reader.argument(token)?;
                }
                None
            }
            "rule" => self.rule(token)?,
            "ensuremath" | "mathchoice" if name == "ensuremath" => Some(word(self.argument(token)?).into()),
            "mathchoice" => {
                let display = self.argument(token)?;
                for _ in 0..3 {
                    self.reader.argument(token)?;
                }
                Some(MathNode::group(display).into())
            }
            "textcircled" => Some(circled(&super::text::plain(&self.reader.argument(token)?)).into()),
            "char" | "unicode" => self.character_code(token)?,
            "href" | "url" => {
                self.reader.argument(token)?;
                if name == "href" { Some(MathNode::group(self.argument(token)?).into()) } else { None }
            }
            "class" | "cssId" | "style" | "htmlClass" | "htmlId" | "htmlStyle" => {
                self.reader.argument(token)?;
                Some(MathNode::group(self.argument(token)?).into())
            }
            "substack" => Some(self.substack(token)?),
            "begin" => return self.environment(token).map(Some),
            "bra" | "Bra" => Some(self.around(token, "\u{27e8}", "|")?),
            "ket" | "Ket" => Some(self.around(token, "|", "\u{27e9}")?),
            "braket" | "Braket" => Some(self.around(token, "\u{27e8}", "\u{27e9}")?),
            "abs" => Some(self.around(token, "|", "|")?),
            "norm" => Some(self.around(token, "\u{2016}", "\u{2016}")?),
            "set" | "Set" => Some(self.around(token, "{", "}")?),
            "hline" | "toprule" | "midrule" | "bottomrule" | "cline" => {
                let message = format!("`{}` stands within a row", shown(token));
                return Err(error(token.range(), message).hint("it stands at the beginning of a row, after `\\\\`"));
            }
            _ => return Err(self.unknown(name, token)),
        })
    }

    fn unknown(&self, name: &str, token: &Token) -> MathError {
        let error = error(token.range(), format!("unknown command `\\{name}`"));
        let of_book = nearest(name, self.reader.macros.names());
        match of_book.or_else(|| nearest(name, self.symbols.names().chain(NAMES.split_whitespace()))) {
            Some(near) => error.hint(format!("did you mean `\\{near}`?")),
            None => error.hint(format!("define it: `macros: {{ {name}: … }}` in the front matter, or `\\newcommand`")),
        }
    }

    fn around(&mut self, token: &Token, open: &str, close: &str) -> Result<Atom, MathError> {
        self.reader.take_character('*');
        Ok(fenced(open, self.argument(token)?, close).into())
    }

    fn enclosed(&mut self, token: &Token, notation: Notation) -> Result<Option<Atom>, MathError> {
        let content = self.argument(token)?;
        Ok(Some(MathNode::Enclosed { notation, content }.into()))
    }

    /// A name of a function: its letters run together.
    pub(super) fn operator_name(&self, content: Vec<MathNode>, has_limits: bool) -> Atom {
        let mut text = String::new();
        let is_plain = content.iter().all(|node| push_plain(node, &mut text));
        let mut atom = if is_plain { function(&text, has_limits) } else { of_class(content, AtomClass::Operator) };
        if has_limits {
            atom.placement = Placement::Movable;
        }
        atom
    }

    /// Dots as high as what stands after them asks (amsmath, `\dots`).
    fn dots(&mut self) -> Result<Atom, MathError> {
        let next = self.reader.peek()?;
        let is_centered = match next.as_ref().map(|token| &token.kind) {
            Some(TokenKind::Character(character)) => matches!(character, '+' | '-' | '*' | '=' | '<' | '>' | ':'),
            Some(TokenKind::Command(name)) => self.symbols.get(name).is_some_and(|symbol| {
                use super::symbol::SymbolKind;
                matches!(
                    symbol.kind,
                    SymbolKind::Sum | SymbolKind::Integral | SymbolKind::Atom(AtomClass::Binary | AtomClass::Relation)
                )
            }),
            Some(
                TokenKind::Open
                | TokenKind::Close
                | TokenKind::Superscript
                | TokenKind::Subscript
                | TokenKind::Ampersand
                | TokenKind::Space
                | TokenKind::Parameter(_),
            )
            | None => false,
        };
        Ok(inner(if is_centered { "\u{22ef}" } else { "\u{2026}" }))
    }

    /// `\rule{width}{height}`, of which a formula keeps the room.
    fn rule(&mut self, token: &Token) -> Result<Option<Atom>, MathError> {
        self.reader.optional()?;
        let width = self.length_argument(token)?;
        self.length_argument(token)?;
        Ok(Some(MathNode::Space(width).into()))
    }

    /// `\char"2A`, `\unicode{x2A}`.
    fn character_code(&mut self, token: &Token) -> Result<Option<Atom>, MathError> {
        let mut code = String::new();
        while let Some(next) = self.reader.next() {
            match next.kind {
                TokenKind::Character(character) if character.is_ascii_hexdigit() || "\"x".contains(character) => {
                    code.push(character);
                }
                TokenKind::Open if code.is_empty() => {
                    code = typed(&self.reader.until_close(&next)?);
                    break;
                }
                _ => {
                    self.reader.push(next);
                    break;
                }
            }
        }
        let number = match code.trim_start_matches(['"', 'x']) {
            hex if hex.len() < code.len() => u32::from_str_radix(hex, 16).ok(),
            decimal => decimal.parse().ok(),
        };
        match number.and_then(char::from_u32).filter(|character| !character.is_control()) {
            Some(character) => Ok(Some(self.letter(character).into())),
            None => Err(error(self.range_from(token), "no character has this number")),
        }
    }

    /// A length in braces.
    pub(super) fn length_argument(&mut self, token: &Token) -> Result<f32, MathError> {
        let argument = self.reader.argument(token)?;
        let text = typed(&argument);
        length::parse(&text).ok_or_else(|| {
            error(self.range_from(token), format!("`{text}` is no length"))
                .hint("lengths are such as `1em`, `3mu`, `2pt`")
        })
    }

    /// A length without braces.
    fn bare_length(&mut self, token: &Token) -> Result<f32, MathError> {
        let mut text = String::new();
        let mut letters = 0;
        while let Some(next) = self.reader.next() {
            match next.kind {
                TokenKind::Character(character)
                    if letters == 0 && (character.is_ascii_digit() || ".+-".contains(character)) =>
                {
                    text.push(character);
                }
                TokenKind::Character(character) if character.is_ascii_alphabetic() && letters < 2 => {
                    text.push(character);
                    letters += 1;
                }
                TokenKind::Space if letters < 2 => {}
                _ => {
                    self.reader.push(next);
                    break;
                }
            }
            if letters == 2 {
                break;
            }
        }
        length::parse(&text).ok_or_else(|| {
            error(self.range_from(token), format!("`{text}` is no length"))
                .hint("lengths are such as `1em`, `3mu`, `2pt`")
        })
    }

    fn color(&mut self, token: &Token) -> Result<Color, MathError> {
        let model = self.reader.optional()?.map(|model| typed(&model));
        let text = typed(&self.reader.argument(token)?);
        color_of(model.as_deref(), &text).ok_or_else(|| {
            error(self.range_from(token), format!("unknown color `{text}`")).hint("names such as `red`, or `#rrggbb`")
        })
    }
}

/// A sign with space on both sides that is part of it, in em.
fn apart(before: f32, operator: MathOperator, after: f32, class: AtomClass) -> Atom {
    let content = vec![MathNode::Space(before), MathNode::Operator(operator), MathNode::Space(after)];
    MathNode::Row { class, content }.into()
}

/// An operator in letters.
fn named(text: &str, class: AtomClass) -> MathOperator {
    MathOperator { is_name: true, ..MathOperator::new(text, class) }
}

pub(super) fn function(text: &str, has_limits: bool) -> Atom {
    let node = MathNode::Operator(named(text, AtomClass::Operator));
    Atom { node, placement: if has_limits { Placement::Movable } else { Placement::Beside } }
}

fn inner(text: &str) -> Atom {
    MathNode::Operator(MathOperator::new(text, AtomClass::Inner)).into()
}

/// Letters that stand for one word or name run together.
fn word(content: Vec<MathNode>) -> MathNode {
    let is_upright = |node: &MathNode| matches!(node, MathNode::Identifier { is_upright: true, .. });
    if content.len() > 1 && content.iter().all(is_upright) {
        let mut text = String::new();
        if content.iter().all(|node| push_plain(node, &mut text)) {
            return MathNode::Identifier { text: text.into(), is_upright: true };
        }
    }
    MathNode::group(content)
}

/// Writes the letters of a node; `false` where it is more than letters.
fn push_plain(node: &MathNode, into: &mut String) -> bool {
    match node {
        MathNode::Identifier { text, .. } | MathNode::Number(text) | MathNode::Text { text, .. } => into.push_str(text),
        MathNode::Operator(operator) => match &*operator.text {
            "\u{2212}" => into.push('-'),
            "\u{2217}" => into.push('*'),
            text => into.push_str(text),
        },
        MathNode::Space(width) if *width > 0.0 => into.push('\u{2009}'),
        MathNode::Space(_) => {}
        MathNode::Row { content, .. } => return content.iter().all(|node| push_plain(node, into)),
        MathNode::Fraction(_)
        | MathNode::Root { .. }
        | MathNode::Scripts(_)
        | MathNode::Limits(_)
        | MathNode::Accent(_)
        | MathNode::Table(_)
        | MathNode::Styled { .. }
        | MathNode::Padded(_)
        | MathNode::Enclosed { .. }
        | MathNode::Reference(_) => return false,
    }
    true
}

pub(super) fn sized(content: Vec<MathNode>, size: Option<MathSize>) -> MathNode {
    match size {
        None => MathNode::group(content),
        Some(_) => MathNode::Styled { style: MathStyleChange { size, color: None }, content },
    }
}

fn of_class(mut content: Vec<MathNode>, class: AtomClass) -> Atom {
    let placement = if class == AtomClass::Operator { Placement::Movable } else { Placement::Beside };
    let node = match content.as_mut_slice() {
        [MathNode::Operator(operator)] => {
            operator.class = class;
            content.remove(0)
        }
        _ => MathNode::Row { class, content },
    };
    Atom { node, placement }
}

fn stacked(base: Vec<MathNode>, under: Vec<MathNode>, over: Vec<MathNode>, class: Option<AtomClass>) -> Atom {
    let base = if base.is_empty() { empty() } else { MathNode::group(base) };
    MathNode::Limits(Box::new(Limits { base, under, over, is_movable: false, class })).into()
}

/// A space's width in em.
fn space(name: &str) -> Option<f32> {
    Some(match name {
        "," | "thinspace" => 3.0 * MU,
        ":" | ">" | "medspace" => 4.0 * MU,
        ";" | "thickspace" => 5.0 * MU,
        "!" | "negthinspace" => -3.0 * MU,
        "negmedspace" => -4.0 * MU,
        "negthickspace" => -5.0 * MU,
        "enspace" | "enskip" => 0.5,
        "quad" => 1.0,
        "qquad" => 2.0,
        " " | "space" | "nobreakspace" => WORD_SPACE,
        _ => return None,
    })
}

fn class(name: &str) -> Option<AtomClass> {
    Some(match name {
        "mathord" => AtomClass::Ordinary,
        "mathop" => AtomClass::Operator,
        "mathbin" => AtomClass::Binary,
        "mathrel" => AtomClass::Relation,
        "mathopen" => AtomClass::Opening,
        "mathclose" => AtomClass::Closing,
        "mathpunct" => AtomClass::Punctuation,
        "mathinner" => AtomClass::Inner,
        _ => return None,
    })
}
