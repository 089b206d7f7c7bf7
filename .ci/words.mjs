// words.mjs FILE.pdf [FILE.epub]: the words of a PDF as pdf.js, poppler, MuPDF and pdfium extract them, page by page,
// and those of the EPUB made from the same texts. All are the same words; no soft hyphen and no mark of wrapped code
// is among them, and what stands in small capitals is as it was typed.
// Each fault is `file: page: fault`. Exit status: 0 none, 1 some, 2 could not run.
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { open, tools } from './epub.mjs';

const LONG = 20; // letters of a word that a line may not hold
const MOST = 12; // differing words of one page that are told

const run = (command, ...args) => execFileSync(command, args, { encoding: 'utf8', maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'ignore'] });
// Each ends a page with a form feed.
const pagesOf = (text) => text.replace(/\f\s*$/, '').split('\f');

async function pdfJs(path) {
  const modules = join(tools, 'readers', 'node_modules', 'pdfjs-dist');
  // Text alone is asked for: nothing is drawn, and the package that would draw is not there.
  for (const name of ['DOMMatrix', 'ImageData', 'Path2D']) globalThis[name] ??= class {};
  const { warn, log } = console;
  Object.assign(console, { warn() {}, log() {} });
  const { getDocument, VerbosityLevel } = await import(pathToFileURL(join(modules, 'legacy', 'build', 'pdf.mjs')));
  Object.assign(console, { warn, log });
  const loading = getDocument({
    data: new Uint8Array(readFileSync(path)), verbosity: VerbosityLevel.ERRORS,
    standardFontDataUrl: `${join(modules, 'standard_fonts')}/`, cMapUrl: `${join(modules, 'cmaps')}/`,
  });
  const document = await loading.promise;
  const pages = [];
  for (let number = 1; number <= document.numPages; number += 1) {
    const { items } = await (await document.getPage(number)).getTextContent();
    // Lines of drawings beside one another have no end of their own.
    let text = '';
    let before = null;
    for (const item of items) {
      if (before && item.height > 0 && Math.abs(item.transform[5] - before.transform[5]) > 0.7 * Math.max(item.height, before.height)) text += '\n';
      text += item.str + (item.hasEOL ? '\n' : '');
      if (item.height > 0) before = item;
    }
    pages.push(text);
  }
  await loading.destroy();
  return pages;
}

// MuPDF before 1.24 leaves text from right to left as it stands on the page: that is not asked of it.
const [, major, minor] = /(\d+)\.(\d+)/.exec(spawnSync('mutool', ['-v'], { encoding: 'utf8' }).stderr) ?? [];
const turns = Number(major) > 1 || Number(minor) >= 24;

const pdfium = (path) => pagesOf(run(join(tools, 'venv', 'bin', 'python'), '-c', `
import sys, pypdfium2
document = pypdfium2.PdfDocument(sys.argv[1])
sys.stdout.reconfigure(encoding="utf-8", errors="surrogatepass", newline="")
sys.stdout.write("".join(page.get_textpage().get_text_range().replace("\\f", " ") + "\\f" for page in document))
`, path));

// Words without what the extractors are free to set: spaces, hyphens (a word that goes on in the next line may end
// with one), marks, what is short, and figures beside letters, of which formulas and references are full. Characters
// of Chinese and Japanese are words.
const HYPHENS = '[-\\u00AD\\u2010\\u2011\\uFFFE\\u0002]';
const SPLIT = new RegExp(`${HYPHENS}[ \\t]*[\\r\\n]+\\s*`, 'g');
const HAN = '[\\p{sc=Han}\\p{sc=Hiragana}\\p{sc=Katakana}]';
// Marks of Hebrew and Arabic stand where each extractor puts them.
const RTL = '(?:(?!\\p{N})[\\p{sc=Arabic}\\p{sc=Hebrew}])';
const PIECES = new RegExp(`${HAN}|(?:${RTL}|\\p{M})+|(?:(?!${HAN}|${RTL})[\\p{L}\\p{M}_])+|\\p{N}+`, 'gu');
const IS_RTL = new RegExp(RTL, 'u');
const IS_HAN = new RegExp(`^${HAN}$`, 'u');
const tokens = (text) => text.normalize('NFKC')
  .replace(/[\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFEFF]/g, '')
  .replace(SPLIT, '').replace(new RegExp(HYPHENS, 'g'), '');
const pick = (text) => text.match(PIECES) ?? [];
const isWord = (word) => IS_HAN.test(word) || [...word].length > 2;
const bare = (word) => (IS_RTL.test(word) ? word.replace(/\p{M}/gu, '') : word);
// Long words are broken at the end of a line without a hyphen: where the book knows them whole, they are whole.
const words = (text, known) => {
  const lines = tokens(text).split(/[\r\n]+/).map((line) => line.trim()).filter(Boolean);
  const found = [];
  for (const line of lines) {
    const list = pick(line);
    const last = found.at(-1);
    if (known && last && list.length > 0 && /^[\p{L}\p{M}_]/u.test(line)) {
      const joined = last + list[0];
      const isPart = joined.length > LONG && [...known].some((word) => word.length > LONG && word.startsWith(joined));
      if (isPart && !known.has(last)) { found.pop(); list[0] = joined; }
    }
    for (const word of list) found.push(word);
  }
  return found.map(bare).filter(isWord);
};
const asked = (name, list) => (name === 'MuPDF' && !turns ? list.filter((word) => !IS_RTL.test(word)) : list);
const count = (list) => {
  const counts = new Map();
  for (const word of list) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
};
// What `a` has more of than `b`.
const surplus = (a, b) => {
  const [had, has] = [count(b), count(a)];
  return [...has].filter(([word, times]) => times > (had.get(word) ?? 0)).map(([word]) => word);
};
const told = (list) => list.slice(0, MOST).join(' ') + (list.length > MOST ? ` … (${list.length})` : '');

// Readers of the text see no more of a content document than what is not hidden, and of a formula nothing.
const textOf = (xhtml) => xhtml
  .replace(/^[\s\S]*?<body[^>]*>/, '')
  .replace(/<math[\s\S]*?<\/math>|<svg[\s\S]*?<\/svg>|<nav[^>]*(hidden|page-list|landmarks)[\s\S]*?<\/nav>/g, ' ')
  .replace(/<\/?(p|div|li|h[1-6]|td|th|tr|dt|dd|section|aside|blockquote|figcaption|caption|pre|br|hr|summary|rt|rp)\b[^>]*>/g, ' ')
  .replace(/<a [^>]*doc-backlink[^>]*>[^<]*<\/a>/g, ' ')
  .replace(/<[^>]*>/g, '')
  .replace(/&(lt|gt|amp|quot|apos|#160|nbsp);/g, (_, name) => ({ lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" })[name] ?? ' ')
  .replace(/\u00AD/g, '');

let status = 0;
try {
  const [pdf, epub] = process.argv.slice(2);
  if (!pdf) throw new Error('no file');
  const extractors = {
    'pdf.js': await pdfJs(pdf),
    poppler: pagesOf(run('pdftotext', '-enc', 'UTF-8', pdf, '-')),
    MuPDF: pagesOf(run('mutool', 'draw', '-q', '-F', 'txt', '-o', '-', pdf)),
    pdfium: pdfium(pdf),
  };
  let faults = 0;
  const fault = (place, text) => { faults += 1; console.log(`${basename(pdf)}: ${place}: ${text}`); };
  const names = Object.keys(extractors);
  const sizes = names.map((name) => extractors[name].length);
  if (new Set(sizes).size > 1) throw new Error(`pages: ${names.map((name, at) => `${name} ${sizes[at]}`).join(', ')}`);
  // The words of the EPUB, and with them those of its drawings.
  let wanted = [];
  let known = null;
  if (epub) {
    const { files, spine } = await open(epub);
    const text = spine.filter((item) => item.linear).map((item) => textOf(files.get(item.path).toString())).join('\n');
    const drawn = [...files].filter(([path]) => path.endsWith('.svg')).map(([, bytes]) => bytes.toString().replace(/<[^>]*>/g, ' ')).join('\n');
    wanted = words(text.replace(/[\r\n]+/g, ' '));
    known = new Set([...wanted, ...words(drawn)]);
  }
  let sum = 0;
  for (let page = 0; page < sizes[0]; page += 1) {
    const place = `page ${page + 1}`;
    const lists = names.map((name) => words(extractors[name][page], known));
    sum += lists[0].length;
    for (const [at, name] of names.entries()) {
      const text = extractors[name][page];
      const marks = [...new Set(text.match(/[↩↪⏎↵]/g) ?? [])];
      if (marks.length > 0) fault(place, `${name}: a mark of wrapped code: ${marks.join(' ')}`);
      const soft = text.match(/\S*\u00AD\s*\S*/g) ?? [];
      if (soft.length > 0) fault(place, `${name}: soft hyphens: ${told(soft.map((word) => JSON.stringify(word).replaceAll('\u00AD', '\\u00AD')))}`);
      const lost = text.match(/\S*[\uFFFD\uE000-\uF8FF]\S*/g) ?? [];
      if (lost.length > 0) fault(place, `${name}: characters without a meaning: ${told(lost)}`);
      if (at === 0) continue;
      const [own, others] = [asked(name, lists[at]), asked(name, lists[0])];
      const [more, less] = [surplus(own, others), surplus(others, own)];
      if (more.length + less.length > 0) fault(place, `${name} has: ${told(more)} | ${names[0]} has: ${told(less)}`);
    }
  }
  for (const name of epub ? names : []) {
    const found = extractors[name].flatMap((text) => words(text, known));
    const missing = surplus(asked(name, wanted), asked(name, found));
    if (missing.length > 0) fault('all pages', `${name} lacks words of the EPUB: ${told(missing)}`);
    // Folios and the numbers of lists and lines are no words.
    const strange = [...new Set(asked(name, found))].filter((word) => !known.has(word) && !/^[ivxlc]+$|^\p{N}+$/u.test(word));
    if (strange.length > 0) fault('all pages', `${name} has words that the EPUB has not: ${told(strange)}`);
  }
  console.log(`words: ${basename(pdf)}: ${sizes[0]} pages, ${sum} words, ${names.join(', ')}: ${faults} faults`);
  if (faults > 0) status = 1;
} catch (error) {
  console.log(`words could not be read: ${error?.stack ?? error}`);
  status = 2;
}
process.exit(status);
