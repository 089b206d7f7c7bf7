//! A table in smaller type.
//!
//! In: a table's boxes and a factor. Out: the same boxes, every length of their styles multiplied. Styles that were
//! shared stay shared.

use std::collections::HashMap;
use std::sync::Arc;

use super::super::boxes::{BlockBox, BoxContent, TableBox};
use super::super::inline_content::{InlineContent, InlineObject};
use crate::style::ComputedStyle;

/// The table at a share of its size.
pub fn shrunk(table: &TableBox, factor: f32) -> TableBox {
    let mut shrink = Shrink { factor, styles: HashMap::new() };
    let mut table = table.clone();
    shrink.table(&mut table);
    table
}

struct Shrink {
    factor: f32,
    /// What was made of each style, by its address; the original is kept alive with it.
    styles: HashMap<usize, (Arc<ComputedStyle>, Arc<ComputedStyle>)>,
}

impl Shrink {
    fn style(&mut self, style: &mut Arc<ComputedStyle>) {
        let factor = self.factor;
        let (_, smaller) = self
            .styles
            .entry(Arc::as_ptr(style) as usize)
            .or_insert_with(|| (style.clone(), Arc::new(style.scaled(factor))));
        *style = smaller.clone();
    }

    fn table(&mut self, table: &mut TableBox) {
        for row in &mut table.rows {
            self.style(&mut row.style);
            row.cells.iter_mut().for_each(|cell| self.block(&mut cell.content));
        }
    }

    fn block(&mut self, block: &mut BlockBox) {
        self.style(&mut block.style);
        match &mut block.content {
            BoxContent::Blocks(blocks) => blocks.iter_mut().for_each(|block| self.block(block)),
            BoxContent::Inline(content) => self.inline(Arc::make_mut(content)),
            BoxContent::Table(table) => self.table(table),
            // It has the size of its block.
            BoxContent::Formula(..) => {}
        }
    }

    fn inline(&mut self, content: &mut InlineContent) {
        for span in &mut content.spans {
            self.style(&mut span.style);
            span.shift = span.shift * self.factor;
        }
        content.boxes.iter_mut().for_each(|inline| self.style(&mut inline.style));
        for (_, object) in &mut content.objects {
            match object {
                InlineObject::Image { style, .. } => self.style(style),
                InlineObject::Ruby(ruby) => {
                    self.style(&mut ruby.style);
                    self.style(&mut ruby.over_style);
                    self.inline(&mut ruby.base);
                    self.inline(&mut ruby.over);
                }
                InlineObject::Initial(initial) => {
                    self.style(&mut initial.style);
                    self.inline(&mut initial.content);
                }
                InlineObject::Formula(part) => self.style(&mut part.style),
                InlineObject::Leader { .. } => {}
            }
        }
    }
}
