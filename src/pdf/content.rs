//! Pages as content streams: what was painted goes through printpdf and is compressed.
//!
//! In: pages and what painting needs. Out: for each page what was painted, without its operators, and its content stream,
//! compressed. Beside `paint` this is all that knows printpdf.

use printpdf::{PdfDocument, PdfPage, PdfSaveOptions};
use rayon::prelude::{ParallelIterator, ParallelSlice};

use super::foreign;
use super::object::LEVEL;
use super::paint::{self, Context, PaintedPage};
use crate::deflate::Deflater;
use crate::layout::Page;

/// Paints all pages and compresses their content streams, a batch on each thread at a time, so that no more
/// than some batches stand in memory as operators.
pub(super) fn streams(pages: &[Page], context: &Context<'_>) -> Vec<(PaintedPage, Vec<u8>)> {
    // Few, so that what is painted is still near when it is written.
    const BATCH: usize = 3;
    let paint = |deflater: &mut Deflater, batch: &[Page]| batch_streams(batch, deflater, context);
    pages
        .par_chunks(BATCH)
        .map_init(|| Deflater::new(LEVEL), |deflater, batch| paint(deflater, batch))
        .flatten_iter()
        .collect()
}

fn batch_streams(pages: &[Page], deflater: &mut Deflater, context: &Context<'_>) -> Vec<(PaintedPage, Vec<u8>)> {
    let mut painted: Vec<PaintedPage> = pages.iter().map(|page| paint::paint(page, context)).collect();
    let mut batch = PdfDocument::new("");
    for (page, source) in painted.iter_mut().zip(pages) {
        let (width, height) = (printpdf::Pt(source.size.width.0), printpdf::Pt(source.size.height.0));
        batch.pages.push(PdfPage::new(width.into(), height.into(), std::mem::take(&mut page.ops)));
    }
    // Fonts, images and states are named by the resources that all pages share, so printpdf needs none.
    let options = PdfSaveOptions { optimize: false, subset_fonts: false, secure: false, image_optimization: None };
    let converted = printpdf::serialize::to_lopdf_doc(&batch, &options, &mut Vec::new());
    painted
        .into_iter()
        .zip(foreign::contents(&converted))
        .map(|(page, content)| {
            let content = deflater.zlib(&content);
            (page, content)
        })
        .collect()
}
