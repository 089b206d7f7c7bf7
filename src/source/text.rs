//! Spliced text: a chapter after includes were expanded, each byte still knowing its file.

use super::{FileId, Files, Span};

/// A stretch of a [`Text`] that comes from one place in one file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Segment {
    /// Where the stretch begins in the spliced text, in bytes.
    pub at: u32,
    pub file: FileId,
    /// Where it begins in the file, in bytes.
    pub start: u32,
    /// For a stretch that stands in no file: where the place ends that brought it about.
    end: Option<u32>,
}

/// Text with a map back to the files it came from.
#[derive(Clone, Debug, Default)]
pub struct Text {
    content: String,
    segments: Vec<Segment>,
}

impl Text {
    /// A whole file from byte `start` on.
    pub fn from_file(files: &Files, file: FileId, start: u32) -> Text {
        let mut text = Text::default();
        text.push(&files.get(file).text[start as usize..], file, start);
        text
    }

    /// Appends a stretch of a file.
    pub fn push(&mut self, content: &str, file: FileId, start: u32) {
        // Even an empty text is from somewhere.
        if !content.is_empty() || self.segments.is_empty() {
            self.segments.push(Segment { at: self.content.len() as u32, file, start, end: None });
            self.content.push_str(content);
        }
    }

    /// Appends text that stands in no file, brought about by a place in one.
    pub fn push_generated(&mut self, content: &str, place: Span) {
        if !content.is_empty() {
            let Span { file, start, end } = place;
            self.segments.push(Segment { at: self.content.len() as u32, file, start, end: Some(end) });
            self.content.push_str(content);
        }
    }

    /// Appends a stretch of another text.
    pub fn append(&mut self, other: &Text, range: std::ops::Range<usize>) {
        let mut index = other.segments.partition_point(|segment| segment.at as usize <= range.start).saturating_sub(1);
        while let Some(segment) = other.segments.get(index) {
            let limit = other.segments.get(index + 1).map_or(other.content.len(), |next| next.at as usize);
            let start = range.start.max(segment.at as usize);
            let end = range.end.min(limit);
            if start < end {
                let at = self.content.len() as u32;
                // Within what stands in no file, every place is the same.
                let offset = if segment.end.is_some() { 0 } else { start as u32 - segment.at };
                self.segments.push(Segment { at, start: segment.start + offset, ..*segment });
                self.content.push_str(&other.content[start..end]);
            }
            if limit >= range.end {
                break;
            }
            index += 1;
        }
    }

    pub fn as_str(&self) -> &str {
        &self.content
    }

    /// The place in the files of a range of this text; a range over a seam is cut at the seam.
    pub fn span(&self, start: usize, end: usize) -> Span {
        let index = self.segments.partition_point(|segment| segment.at as usize <= start).saturating_sub(1);
        let Some(segment) = self.segments.get(index) else {
            return Span::default();
        };
        if let Some(end) = segment.end {
            return Span { file: segment.file, start: segment.start, end };
        }
        let limit = self.segments.get(index + 1).map_or(self.content.len(), |next| next.at as usize);
        let offset = start as u32 - segment.at;
        Span {
            file: segment.file,
            start: segment.start + offset,
            end: segment.start + end.clamp(start, limit.max(start)) as u32 - segment.at,
        }
    }
}
