//! Diagrams from text: Mermaid, DOT and PlantUML to drawings.
//!
//! In: the source of a diagram, the name of its language, and how wide characters are. Out: a [`Drawing`] in SVG with
//! its size and its words; or why there is none. Phases: a reader for each kind makes a graph or a sequence; graphs are
//! laid out in layers, sequences in a grid; both are painted by the same few shapes. Nothing is fetched or run, and all
//! is bounded.

mod class;
mod cursor;
mod dot;
mod entity;
mod flow;
mod graph;
mod layered;
mod look;
mod measure;
mod nested;
mod paint;
mod pie;
mod scene;
mod sequence;
mod shape;
mod state;

pub use cursor::Trouble;
pub use measure::Measure;

use cursor::Cursor;
use graph::{End, Graph, Stroke};
use layered::Spacing;

/// A language of diagrams.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Language {
    Mermaid,
    Dot,
    PlantUml,
    /// One that others draw.
    Other(&'static str),
}

/// Names of fences. What no part of this program draws has its name here as well: it is a diagram all the same.
const LANGUAGES: [(&str, Language); 28] = [
    ("actdiag", Language::Other("actdiag")),
    ("blockdiag", Language::Other("blockdiag")),
    ("bpmn", Language::Other("bpmn")),
    ("bytefield", Language::Other("bytefield")),
    ("c4plantuml", Language::Other("c4plantuml")),
    ("d2", Language::Other("d2")),
    ("dbml", Language::Other("dbml")),
    ("ditaa", Language::Other("ditaa")),
    ("dot", Language::Dot),
    ("erd", Language::Other("erd")),
    ("excalidraw", Language::Other("excalidraw")),
    ("graphviz", Language::Dot),
    ("gv", Language::Dot),
    ("mermaid", Language::Mermaid),
    ("mmd", Language::Mermaid),
    ("nomnoml", Language::Other("nomnoml")),
    ("nwdiag", Language::Other("nwdiag")),
    ("packetdiag", Language::Other("packetdiag")),
    ("pikchr", Language::Other("pikchr")),
    ("plantuml", Language::PlantUml),
    ("puml", Language::PlantUml),
    ("seqdiag", Language::Other("seqdiag")),
    ("structurizr", Language::Other("structurizr")),
    ("svgbob", Language::Other("svgbob")),
    ("uml", Language::PlantUml),
    ("vega", Language::Other("vega")),
    ("vega-lite", Language::Other("vega-lite")),
    ("wavedrom", Language::Other("wavedrom")),
];

/// The language of a fence's name, where it is one of diagrams.
pub fn language(name: &str) -> Option<Language> {
    LANGUAGES.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, language)| *language)
}

impl Language {
    /// The name that users know it by.
    pub fn name(self) -> &'static str {
        match self {
            Language::Mermaid => "mermaid",
            Language::Dot => "dot",
            Language::PlantUml => "plantuml",
            Language::Other(name) => name,
        }
    }
}

/// A diagram as a drawing.
#[derive(Clone, Debug, PartialEq)]
pub struct Drawing {
    pub svg: String,
    /// In CSS pixels.
    pub width: f32,
    pub height: f32,
    /// What it shows, in words.
    pub words: String,
    pub title: Option<String>,
    /// What of it has no effect.
    pub notes: Vec<Trouble>,
}

/// Why a diagram is not drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// A kind that is not drawn here, by its name.
    Kind(String),
    Unreadable(Trouble),
    TooLarge,
}

/// What a diagram says of itself.
#[derive(Clone, Debug, Default)]
struct Said {
    title: Option<String>,
    title_in_words: Option<String>,
    description: Option<String>,
    notes: Vec<Trouble>,
}

/// The longest source that is read: no page shows more.
const MOST_BYTES: usize = 200_000;
/// The most words of a drawing, in bytes: what a listener bears.
const MOST_WORDS: usize = 300;
const TOO_LARGE: &str = "the diagram is too large";

/// Draws a diagram.
pub fn draw(language: Language, source: &str, measure: &Measure) -> Result<Drawing, Refusal> {
    if source.len() > MOST_BYTES {
        return Err(Refusal::TooLarge);
    }
    match language {
        Language::Mermaid => draw_mermaid(source, measure),
        Language::Dot => {
            let (graph, said) = dot::read(source, measure).map_err(Refusal::Unreadable)?;
            draw_graph(graph, said, "Graph", Spacing::default())
        }
        Language::PlantUml => {
            let (sequence, said) = sequence::plantuml::read(source, measure)?;
            draw_sequence(&sequence, said, measure)
        }
        Language::Other(_) => Err(Refusal::Kind(language.name().to_owned())),
    }
}

/// Mermaid's kinds, by the first word behind front matter, directives and comments.
fn draw_mermaid(source: &str, measure: &Measure) -> Result<Drawing, Refusal> {
    let mut cursor = Cursor::new(source);
    let title = front_matter(&mut cursor);
    loop {
        cursor.skip_whitespace();
        if cursor.rest().starts_with("%%{") {
            cursor.until("}%%").ok_or_else(|| Refusal::Unreadable(cursor.trouble("`}%%` is missing")))?;
        } else if cursor.rest().starts_with("%%") {
            cursor.line();
        } else {
            break;
        }
    }
    let start = cursor.at;
    let kind = cursor.take_while(|character| character.is_ascii_alphanumeric() || character == '-');
    let kind = if kind.starts_with('-') { "" } else { kind };
    let mut drawing = match kind {
        "graph" | "flowchart" | "flowchart-elk" => {
            let (graph, said) = flow::read(cursor, measure).map_err(Refusal::Unreadable)?;
            draw_graph(graph, said, "Flowchart", Spacing::default())
        }
        "sequenceDiagram" => {
            let (sequence, said) = sequence::mermaid::read(cursor, measure).map_err(Refusal::Unreadable)?;
            draw_sequence(&sequence, said, measure)
        }
        "classDiagram" | "classDiagram-v2" => {
            let (graph, said) = class::read(cursor, measure).map_err(Refusal::Unreadable)?;
            draw_graph(graph, said, "Class diagram", Spacing { gap: 40.0, label_gap: 24.0, end_gap: 30.0 })
        }
        "stateDiagram" | "stateDiagram-v2" => {
            let (graph, said) = state::read(cursor, measure).map_err(Refusal::Unreadable)?;
            draw_graph(graph, said, "State diagram", Spacing::default())
        }
        "erDiagram" => {
            let (graph, said) = entity::read(cursor, measure).map_err(Refusal::Unreadable)?;
            draw_graph(graph, said, "Entities", Spacing { gap: 40.0, label_gap: 20.0, end_gap: 18.0 })
        }
        "pie" => {
            let (scene, said, words) = pie::draw(cursor, measure).map_err(Refusal::Unreadable)?;
            Ok(finish(scene, said, words))
        }
        "" => {
            cursor.at = start;
            let message = format!("the kind of diagram was expected, such as `flowchart`, not {}", cursor.shown());
            Err(Refusal::Unreadable(cursor.trouble(message)))
        }
        other => Err(Refusal::Kind(other.to_owned())),
    }?;
    drawing.title = drawing.title.or(title);
    Ok(drawing)
}

/// The title in Mermaid's front matter.
fn front_matter(cursor: &mut Cursor<'_>) -> Option<String> {
    let start = *cursor;
    cursor.skip_whitespace();
    if cursor.line().trim_end() != "---" {
        *cursor = start;
        return None;
    }
    let mut title = None;
    while !cursor.is_at_end() {
        let line = cursor.line();
        if line.trim_end() == "---" {
            return title;
        }
        if let Some(value) = line.strip_prefix("title:") {
            title = Some(cursor::unquoted(value).trim_matches('\'').to_owned());
        }
    }
    *cursor = start;
    None
}

fn draw_sequence(sequence: &sequence::Sequence, said: Said, measure: &Measure) -> Result<Drawing, Refusal> {
    if sequence.is_too_large() {
        return Err(Refusal::TooLarge);
    }
    if sequence.actors.is_empty() {
        return Err(Refusal::Unreadable(Trouble { at: 0, message: "the sequence has no messages".to_owned() }));
    }
    let kind_label = |kind: &str| measure::Label::styled(kind, f32::INFINITY, true, measure);
    Ok(finish(sequence::paint(sequence, &kind_label), said, sequence.words()))
}

fn draw_graph(graph: Graph, mut said: Said, kind: &str, spacing: Spacing) -> Result<Drawing, Refusal> {
    if graph.nodes.is_empty() && graph.groups.is_empty() {
        return Err(Refusal::Unreadable(Trouble { at: 0, message: "the diagram is empty".to_owned() }));
    }
    let placement = nested::place(&graph, spacing).map_err(|layered::TooLarge| Refusal::TooLarge)?;
    for (edge, way) in graph.edges.iter().zip(&placement.ways) {
        if way.points.is_empty() && edge.stroke != Stroke::Invisible {
            let name = |end: End| match end {
                End::Node(node) => &graph.nodes[node].name,
                End::Group(group) => &graph.groups[group].name,
            };
            let message =
                format!("the edge from `{}` to `{}` is not drawn: one holds the other", name(edge.from), name(edge.to));
            said.notes.push(Trouble { at: 0, message });
        }
    }
    let words = graph.words(kind);
    Ok(finish(paint::paint(&graph, &placement), said, words))
}

fn finish(scene: scene::Scene, said: Said, words: String) -> Drawing {
    let (svg, width, height) = scene.finish();
    let own = [said.title_in_words, said.description].into_iter().flatten().collect::<Vec<_>>().join(". ");
    let mut words = if own.is_empty() { words } else { own };
    if words.len() > MOST_WORDS {
        let end = words.floor_char_boundary(MOST_WORDS);
        let end = words[..end].rfind("; ").or_else(|| words[..end].rfind(' ')).unwrap_or(end);
        words.truncate(end);
        words.push('…');
    }
    Drawing { svg, width, height, words, title: said.title, notes: said.notes }
}
