//! A small stand-in for layout: one glyph for each character, lines filled greedily, nothing justified but
//! by a wide space. It makes every kind of fragment that `layout` makes.

use std::sync::Arc;

use bindery::color::Color;
use bindery::document::{BlockKind, Chapter, Document, InlineKind, Node, NodeId, NodeRef};
use bindery::font::{FontId, Fonts};
use bindery::geom::{Point, Pt, Rect, Sides, Size};
use bindery::layout::{
    Background, BoxFragment, Fragment, FragmentKind, Glyph, GlyphRun, ImageFragment, Page, Pages, Position, Source,
};
use bindery::style::{Border, BorderStyle, CounterStyle, PageSide, Pseudo};

const SIZE: Size = Size { width: Pt(432.0), height: Pt(648.0) };
const MARGIN: f32 = 72.0;
const LEADING: f32 = 14.0;

pub fn print(document: &Document, fonts: &Fonts) -> Pages {
    let mut press = Press {
        fonts,
        pages: Pages::default(),
        chapter: document.chapters[0].as_ref(),
        x: MARGIN,
        y: f32::MAX,
        size: 10.0,
        font: FontId(0),
        is_link: false,
    };
    for chapter in &document.chapters {
        press.chapter = chapter;
        press.new_page();
        press.node(Node::Html(chapter));
    }
    let count = press.pages.pages.len();
    for page in &mut press.pages.pages {
        page.numbering = if page.number == 1 && count > 1 { CounterStyle::LowerRoman } else { CounterStyle::Decimal };
    }
    press.pages
}

struct Press<'a> {
    fonts: &'a Fonts,
    pages: Pages,
    chapter: &'a Chapter,
    x: f32,
    y: f32,
    size: f32,
    font: FontId,
    is_link: bool,
}

impl Press<'_> {
    fn new_page(&mut self) {
        let number = self.pages.pages.len() as i32 + 1;
        self.pages.pages.push(Page {
            size: SIZE,
            area: Rect::new(Point::default(), SIZE),
            side: if number % 2 == 1 { PageSide::Recto } else { PageSide::Verso },
            number,
            numbering: CounterStyle::Decimal,
            fragments: Vec::new(),
        });
        self.x = SIZE.width.0 / 2.0;
        self.y = SIZE.height.0 - 36.0;
        let outer = std::mem::replace(&mut self.size, 10.0);
        self.word(&number.to_string(), Source::Pagination);
        self.size = outer;
        self.x = MARGIN;
        self.y = MARGIN;
    }

    fn push(&mut self, source: Source, kind: FragmentKind) {
        self.pages.pages.last_mut().expect("there is a page").fragments.push(Fragment { source, kind });
    }

    fn new_line(&mut self) {
        self.x = MARGIN;
        self.y += LEADING;
        if self.y > SIZE.height.0 - MARGIN {
            self.new_page();
        }
    }

    fn new_block(&mut self) {
        if self.x > MARGIN {
            self.new_line();
        }
    }

    fn place(&mut self, node: NodeId) {
        let page = self.pages.pages.len() as u32 - 1;
        let point = Point::new(Pt(self.x), Pt(self.y - self.size));
        let node = self.chapter.node_ref(node);
        self.pages.positions.entry(node).or_insert(Position { page, point });
    }

    fn node(&mut self, node: Node<'_>) {
        self.place(node.id());
        let (font, size, is_link) = (self.font, self.size, self.is_link);
        let node_ref = self.chapter.node_ref(node.id());
        match node {
            Node::Block(block) => {
                self.new_block();
                match &block.kind {
                    BlockKind::Heading { .. } => (self.font, self.size) = (FontId(2), 14.0),
                    BlockKind::ThematicBreak => {
                        let origin = Point::new(Pt(MARGIN), Pt(self.y));
                        let rect = Rect::new(origin, Size::new(Pt(100.0), Pt(0.5)));
                        let source = Source::Node { node: node_ref, range: 0..0 };
                        self.push(source, FragmentKind::Rule { rect, color: Color::BLACK });
                        self.new_line();
                    }
                    BlockKind::CodeBlock(_) => self.frame(node_ref),
                    BlockKind::Paragraph(_)
                    | BlockKind::Plain(_)
                    | BlockKind::BlockQuote(_)
                    | BlockKind::Alert(_)
                    | BlockKind::List(_)
                    | BlockKind::DefinitionList(_)
                    | BlockKind::Table(_)
                    | BlockKind::Figure { .. }
                    | BlockKind::Division { .. }
                    | BlockKind::Details(_)
                    | BlockKind::Math(_) => {}
                }
            }
            Node::ListItem(_) => {
                self.new_block();
                self.word("\u{2022} ", Source::Generated { node: node_ref, pseudo: Pseudo::Marker });
            }
            Node::CodeText(_) | Node::Formula(_) => self.font = FontId(8),
            Node::Inline(inline) => match &inline.kind {
                InlineKind::Code(_) => self.font = FontId(8),
                InlineKind::Strong(_) => self.font = FontId(2),
                InlineKind::Link { .. } | InlineKind::NoteReference { .. } | InlineKind::NoteBacklink { .. } => {
                    self.is_link = true;
                }
                InlineKind::Image(image) => {
                    if let bindery::document::ImageSource::Local(path) = &image.source {
                        let rect = Rect::new(Point::new(Pt(self.x), Pt(self.y)), Size::new(Pt(90.0), Pt(40.0)));
                        let source = Source::Node { node: node_ref, range: 0..0 };
                        self.push(source, FragmentKind::Image(ImageFragment { path: path.as_str().into(), rect }));
                        self.y += 40.0;
                        self.new_line();
                    }
                }
                InlineKind::Text(_)
                | InlineKind::Token { .. }
                | InlineKind::SoftBreak
                | InlineKind::HardBreak
                | InlineKind::Emphasis(_)
                | InlineKind::Strikethrough(_)
                | InlineKind::Superscript(_)
                | InlineKind::Subscript(_)
                | InlineKind::Keyboard(_)
                | InlineKind::Span(_)
                | InlineKind::Phrase { .. }
                | InlineKind::Ruby(_)
                | InlineKind::RubyText(_)
                | InlineKind::Math(_)
                | InlineKind::TaskMarker { .. }
                | InlineKind::Anchor => {}
            },
            Node::Html(_)
            | Node::Body(_)
            | Node::Section(_)
            | Node::Notes(_)
            | Node::Note(_)
            | Node::DefinitionTerm(_)
            | Node::DefinitionDetails(_)
            | Node::FigureCaption(_)
            | Node::TableCaption(_)
            | Node::RowGroup(_)
            | Node::Row(_)
            | Node::Cell(_)
            | Node::Summary(_) => {}
        }
        if let Some(text) = node.text() {
            self.text(text, Source::Node { node: node_ref, range: 0..text.len() as u32 });
        }
        node.for_each_child(&mut |child| self.node(child));
        if matches!(node, Node::Block(_) | Node::Cell(_) | Node::DefinitionTerm(_)) {
            self.new_block();
        }
        (self.font, self.size, self.is_link) = (font, size, is_link);
    }

    fn frame(&mut self, node: NodeRef) {
        let side = |width, style| Border { width: Pt(width), style, color: Color::rgb(200, 30, 30) };
        let border = Sides {
            block_start: side(1.0, BorderStyle::Dashed),
            inline_end: side(1.0, BorderStyle::Dotted),
            block_end: side(3.0, BorderStyle::Double),
            inline_start: side(2.0, BorderStyle::Solid),
        };
        let rect = Rect::new(Point::new(Pt(MARGIN), Pt(self.y - 10.0)), Size::new(Pt(288.0), Pt(3.0 * LEADING)));
        let color = Color { red: 230, green: 230, blue: 255, alpha: 128 };
        let background = Background { color, image: None };
        let source = Source::Node { node, range: 0..0 };
        self.push(
            source.clone(),
            FragmentKind::Box(BoxFragment { rect, background: background.clone(), border, radius: Pt::ZERO }),
        );
        let border = Sides::all(side(0.5, BorderStyle::Solid));
        self.push(source, FragmentKind::Box(BoxFragment { rect, background, border, radius: Pt(4.0) }));
    }

    fn text(&mut self, text: &str, source: Source) {
        for line in text.split_inclusive('\n') {
            for word in line.split_inclusive([' ', '\n']) {
                let width: f32 = word.trim_end().chars().map(|character| self.advance(character)).sum();
                if self.x + width > SIZE.width.0 - MARGIN {
                    self.hyphenated(word, &source);
                } else {
                    self.word(word, source.clone());
                }
            }
            if line.ends_with('\n') && self.font == FontId(8) {
                self.new_line();
            }
        }
    }

    /// Breaks a long word after its third letter.
    fn hyphenated(&mut self, word: &str, source: &Source) {
        let split = word.char_indices().nth(3).map_or(0, |(at, _)| at);
        if word.chars().all(|character| character.is_ascii_lowercase() || character == ' ') && word.len() > 6 {
            self.word(&format!("{}\u{ad}", &word[..split]), source.clone());
            self.new_line();
            self.word(&word[split..], source.clone());
        } else {
            self.new_line();
            self.word(word, source.clone());
        }
    }

    fn advance(&self, character: char) -> f32 {
        let face = self.fonts.face(self.font);
        let shown = if character == '\u{ad}' { '-' } else { character };
        face.glyph(shown).map_or(self.size, |glyph| face.advance(glyph) * self.size)
    }

    fn word(&mut self, word: &str, source: Source) {
        let face = self.fonts.face(self.font);
        let start = self.x;
        let mut glyphs = Vec::new();
        let mut missing = Vec::new();
        let mut skip = 0;
        for (at, character) in word.char_indices() {
            if skip > 0 {
                skip -= 1;
                continue;
            }
            let (shown, text) = match character {
                '\u{ad}' => ('-', 2),
                '\n' => (' ', 1),
                'f' if word[at..].starts_with("fi") && face.has('\u{fb01}') => {
                    skip = 1;
                    ('\u{fb01}', 2)
                }
                _ => (character, character.len_utf8()),
            };
            let Some(id) = face.glyph(shown) else {
                missing.push((self.x, character));
                self.x += self.size;
                continue;
            };
            let stretch = if shown == ' ' { 0.37 } else { 0.0 };
            let advance = face.advance(id) * self.size + stretch;
            let (text_start, text_end) = (at as u32, (at + text) as u32);
            glyphs.push(Glyph { id, advance, x_offset: 0.0, y_offset: 0.0, text_start, text_end });
            self.x += advance;
        }
        for (x, character) in missing {
            let rect = Rect::new(Point::new(Pt(x), Pt(self.y - self.size)), Size::new(Pt(self.size), Pt(self.size)));
            let kind =
                FragmentKind::MissingGlyph { rect, cluster: Arc::from(character.to_string()), color: Color::BLACK };
            self.push(source.clone(), kind);
        }
        let color = if self.is_link { Color::rgb(0, 0, 160) } else { Color::BLACK };
        let origin = Point::new(Pt(start), Pt(self.y));
        let run = GlyphRun {
            font: self.font,
            size: Pt(self.size),
            color,
            origin,
            text: Arc::from(word),
            glyphs: glyphs.into(),
            scale: 1.0,
            lang: None,
        };
        let width = run.width();
        self.push(source, FragmentKind::Glyphs(run));
        if self.is_link {
            let rect = Rect::new(Point::new(Pt(start), Pt(self.y + 1.0)), Size::new(width, Pt(0.4)));
            self.push(Source::Decoration, FragmentKind::Rule { rect, color });
        }
    }
}
