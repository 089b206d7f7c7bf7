// readers.mjs FILE.epub ...: the EPUB in two reading systems' own code, on a phone and in pages: epub.js, and
// Readium's toolkit for the web. What the contents and the page list name is shown; a note's link leads to the note,
// and the note's back; images are there; no text is cut or goes on to the next page, at 100 and at 200 %.
// Each fault is `file: reader: document: fault`. Exit status: 0 none, 1 some, 2 could not run.
import { readFileSync } from 'node:fs';
import { basename, join, posix } from 'node:path';
import { launch, open, serve, tools } from './epub.mjs';

const WIDTH = 390;
const HEIGHT = 700; // what a reader's own bars leave of 844

const modules = join(tools, 'readers', 'node_modules');
const OURS = {
  'reader/jszip.js': 'jszip/dist/jszip.min.js',
  'reader/epub.js': 'epubjs/dist/epub.min.js',
  'reader/shared.js': '@readium/shared/dist/index.js',
  'reader/navigator.js': '@readium/navigator/dist/index.js',
};
const frame = (head) => Buffer.from(`<!DOCTYPE html><html><head><meta charset="utf-8"><style>
html, body { margin: 0; height: 100% } #view { width: ${WIDTH}px; height: ${HEIGHT}px; overflow: hidden; position: relative }
.readium-navigator-iframe { width: 100%; height: 100%; border: 0; position: absolute }
</style>${head}</head><body><div id="view"></div></body></html>`);

/// What both readers' pages have: the navigation document, and eyes for a document in a frame.
function common() {
  const OPS = 'http://www.idpf.org/2007/ops';
  const wait = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));
  const join = (base, href) => decodeURIComponent(new URL(href, new URL(base, 'http://book/')).pathname.slice(1)) + (href.includes('#') ? href.slice(href.indexOf('#')) : '');
  // The lists of the navigation document: `toc`, `page-list`, and what else it has.
  const navigation = async (path) => {
    const text = await (await fetch(`/book/${path}`)).text();
    const nav = new DOMParser().parseFromString(text, 'application/xhtml+xml');
    const lists = {};
    for (const list of nav.getElementsByTagName('nav')) {
      lists[list.getAttributeNS(OPS, 'type')] = [...list.getElementsByTagName('a')].map((link) => ({
        href: join(path, link.getAttribute('href')), title: link.textContent.trim().replace(/\s+/g, ' '),
      }));
    }
    return lists;
  };
  // Of long lists as many as there is time for, from all parts of the book.
  const some = (list) => list.filter((_, at) => at % Math.ceil(list.length / 60) === 0);
  const until = async (holds, milliseconds = 5000) => {
    for (const start = performance.now(); performance.now() - start < milliseconds; await wait(15)) if (holds()) return true;
    return false;
  };
  const target = (document, href) => {
    const id = decodeURIComponent(href.split('#')[1] ?? '');
    return id ? document.getElementById(id) : document.body;
  };
  const scroller = (element) => {
    for (let at = element; at && at.localName !== 'body'; at = at.parentElement) {
      if (['auto', 'scroll'].includes(at.ownerDocument.defaultView.getComputedStyle(at).overflowX)) return at;
    }
    return null;
  };
  // Text that leaves its column, or the foot of the page. `page` is the width of a page, `from` where the first begins.
  const cut = (document, page, from, height) => {
    const faults = new Map();
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const parent = node.parentElement;
      if (!node.data.trim() || !parent.checkVisibility() || scroller(parent)) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      for (const rect of range.getClientRects()) {
        if (rect.width < 1) continue;
        const column = Math.floor((rect.left - from + 1) / page);
        const beyond = Math.round(rect.right - from - (column + 1) * page);
        const below = Math.round(rect.bottom - height);
        // Spaces at the end of a line of code hang out of it.
        if (beyond <= 1 && below <= 2) continue;
        if (beyond > 1 && beyond < 20 && getComputedStyle(parent).whiteSpace.startsWith('pre')) continue;
        const block = parent.closest('table, pre, math, figure, p, li, h1, h2, h3, h4, h5, h6') ?? parent;
        const what = beyond > 1 ? `text goes ${beyond} px on to the next page` : `text is cut ${below} px below the foot of the page`;
        const name = block.localName + (block.id ? `#${block.id}` : block.className ? `.${block.className}` : '');
        faults.set(name, `${name}: ${what}: "${node.data.trim().slice(0, 30)}"`);
      }
    }
    return [...faults.values()];
  };
  const images = (document) => [...document.images].filter((image) => image.complete && image.naturalWidth === 0)
    .map((image) => `${image.getAttribute('src')} is not loaded`);
  const noteLinks = (document) => [...document.getElementsByTagName('a')].filter((link) =>
    // epub.js has HTML's parser read what is XHTML.
    [link.getAttributeNS(OPS, 'type'), link.getAttribute('epub:type')].includes('noteref'));
  window.reading = { wait, some, navigation, until, target, cut, images, noteLinks };
}

/// A book in epub.js. `documents` are the paths of the spine, `nav` that of the navigation document.
async function inEpubJs({ documents, nav, width, height }) {
  const { navigation, until, target, cut, images, noteLinks, some, wait } = window.reading;
  const faults = [];
  const counts = { contents: 0, pages: 0, notes: 0 };
  const book = ePub('/book.epub');
  await book.ready;
  const rendition = book.renderTo('view', { width, height, flow: 'paginated', spread: 'none' });
  const root = book.packaging ? book.path.directory.slice(1) : '';
  const relative = (path) => (path.startsWith(root) ? path.slice(root.length) : path);
  const current = () => rendition.getContents()[0]?.document;
  const where = () => root + (rendition.getContents()[0] ? book.spine.get(rendition.getContents()[0].sectionIndex).href : '');
  // An element's place on the screen: the frame is as wide as all pages, and scrolled below the view.
  const place = (element) => {
    const outer = element.ownerDocument.defaultView.frameElement.getBoundingClientRect();
    const view = document.getElementById('view').getBoundingClientRect();
    // The first box of what goes on over pages.
    const rect = element.getClientRects()[0] ?? element.getBoundingClientRect();
    return outer.left + rect.left - view.left;
  };
  const isShown = (element) => element && place(element) >= -2 && place(element) < width;
  const look = async (path, what, href) => {
    const shown = await until(() => where() === href.split('#')[0] && isShown(target(current(), href)), 4000);
    if (shown) return true;
    const found = current() && where() === href.split('#')[0] ? target(current(), href) : null;
    faults.push(`${path}: ${what} leads to ${href}, which is ${found ? `not on the page that is shown (${Math.round(place(found))} px)` : `not there (shown is ${where()})`}`);
    return false;
  };
  const lists = await navigation(nav);
  for (const [kind, name] of [['contents', 'toc'], ['pages', 'page-list']]) {
    for (const { href, title } of some(lists[name] ?? [])) {
      counts[kind] += 1;
      await rendition.display(relative(href));
      await look(nav, `${name} "${title}"`, href);
    }
  }
  // The reader's own idea of both.
  const toc = (await book.loaded.navigation).toc;
  const flat = (items) => items.flatMap((item) => [item, ...flat(item.subitems ?? [])]);
  if (flat(toc).length !== (lists.toc ?? []).length) faults.push(`${nav}: contents have ${lists.toc?.length} entries, and the reader sees ${flat(toc).length}`);
  const pageList = book.pageList?.pageList ?? [];
  if (pageList.length !== (lists['page-list'] ?? []).length) faults.push(`${nav}: the page list has ${lists['page-list']?.length} entries, and the reader sees ${pageList.length}`);
  for (const size of ['100%', '200%']) {
    rendition.themes.fontSize(size);
    for (const path of documents) {
      await rendition.display(relative(path));
      if (!await until(() => where() === path)) { faults.push(`${path}: is not shown`); continue; }
      await wait(20);
      for (const fault of images(current())) faults.push(`${path}: ${fault}`);
      // Pages have no gap: column and margins are a page together.
      for (const fault of cut(current(), width, 0, height)) faults.push(`${path}: ${fault} (${size})`);
      if (size !== '100%') continue;
      for (const link of noteLinks(current()).slice(0, 5)) {
        counts.notes += 1;
        const id = link.id;
        const [file, fragment] = link.getAttribute('href').split('#');
        const note = `${file ? new URL(file, `http://book/${path}`).pathname.slice(1) : path}#${fragment}`;
        if (current()?.getElementById(id) !== link) { await rendition.display(`${relative(path)}#${id}`); await until(() => current()?.getElementById(id)); }
        current().getElementById(id).click();
        if (!await look(path, `note ${link.textContent}`, note)) continue;
        const back = [...target(current(), note).getElementsByTagName('a')].filter((one) => one.getAttribute('role') === 'doc-backlink');
        if (back.length === 0) { faults.push(`${path}: note #${fragment} has no link back`); continue; }
        const own = back.find((one) => one.getAttribute('href').endsWith(`#${id}`));
        if (!own) { faults.push(`${path}: note #${fragment} has no link back to #${id}`); continue; }
        own.click();
        await look(note, `the link back`, `${path}#${id}`);
      }
    }
  }
  return { faults, counts };
}

/// A book in Readium's navigator: the manifest is made from the package document.
async function inReadium({ documents, resources, nav, width, height, title, language, progression }) {
  const { Manifest, Publication, HttpFetcher, Link, Locator, LocatorLocations } = await import('/reader/shared.js');
  const { EpubNavigator, EpubPreferences } = await import('/reader/navigator.js');
  const { navigation, until, target, cut, images, noteLinks, some, wait } = window.reading;
  const faults = [];
  const counts = { contents: 0, pages: 0, notes: 0 };
  const lists = await navigation(nav);
  const base = new URL('/book/', location.href).href;
  const link = (path) => ({ href: path, type: 'application/xhtml+xml' });
  const manifest = Manifest.deserialize({
    '@context': 'https://readium.org/webpub-manifest/context.jsonld',
    metadata: { '@type': 'http://schema.org/Book', conformsTo: 'https://readium.org/webpub-manifest/profiles/epub', title, language, readingProgression: progression },
    links: [{ rel: 'self', href: `${base}manifest.json`, type: 'application/webpub+json' }],
    readingOrder: documents.map(link),
    resources,
    toc: (lists.toc ?? []).map(({ href, title }) => ({ ...link(href), title })),
    pageList: (lists['page-list'] ?? []).map(({ href, title }) => ({ ...link(href), title })),
  });
  manifest.setSelfLink(`${base}manifest.json`);
  const publication = new Publication({ manifest, fetcher: new HttpFetcher(undefined, base) });
  const positions = documents.map((href, index) => new Locator({
    href, type: 'application/xhtml+xml',
    locations: new LocatorLocations({ position: index + 1, progression: 0, totalProgression: index / documents.length }),
  }));
  const container = document.getElementById('view');
  const listeners = { handleLocator: () => true, tap: () => true, click: () => true };
  const navigator = new EpubNavigator(container, publication, listeners, positions, positions[0], { preferences: { columnCount: 1 }, defaults: {} });
  await navigator.load();
  const current = () => navigator._cframes?.[0]?.iframe?.contentDocument;
  const where = () => navigator.currentLocator?.href;
  // Readium scrolls the document within its frame.
  const place = (element) => (element.getClientRects()[0] ?? element.getBoundingClientRect()).left;
  const isShown = (element) => element && place(element) >= -2 && place(element) < width;
  const go = (href) => new Promise((done) => {
    const timer = setTimeout(() => done(false), 5000);
    navigator.goLink(new Link(link(href)), false, (ok) => { clearTimeout(timer); done(ok); });
  });
  const look = async (path, what, href) => {
    const [file] = href.split('#');
    if (await until(() => where()?.split('#')[0] === file && current() && isShown(target(current(), href)), 4000)) return true;
    const found = current() && target(current(), href);
    faults.push(`${path}: ${what} leads to ${href}, which is ${found ? `not on the page that is shown (${Math.round(place(found))} px)` : `not there (shown is ${where()})`}`);
    return false;
  };
  for (const [kind, name] of [['contents', 'toc'], ['pages', 'page-list']]) {
    for (const { href, title } of some(lists[name] ?? [])) {
      counts[kind] += 1;
      if (!await go(href)) faults.push(`${nav}: ${name} "${title}" cannot be gone to`);
      else await look(nav, `${name} "${title}"`, href);
    }
  }
  for (const size of [1, 2]) {
    await navigator.submitPreferences(new EpubPreferences({ fontSize: size }));
    for (const path of documents) {
      if (!await go(path) || !await until(() => where() === path && current()?.readyState === 'complete')) { faults.push(`${path}: is not shown`); continue; }
      await wait(30);
      for (const fault of images(current())) faults.push(`${path}: ${fault}`);
      const scrolled = current().scrollingElement.scrollLeft;
      for (const fault of cut(current(), width, -scrolled, height)) faults.push(`${path}: ${fault} (${size * 100}%)`);
      if (size !== 1) continue;
      for (const { id, text, href } of noteLinks(current()).slice(0, 5).map((one) => ({ id: one.id, text: one.textContent, href: one.getAttribute('href') }))) {
        counts.notes += 1;
        const [file, fragment] = href.split('#');
        const note = `${file ? new URL(file, `http://book/${path}`).pathname.slice(1) : path}#${fragment}`;
        const press = (element) => {
          const rect = element.getClientRects()[0];
          const options = { bubbles: true, cancelable: true, clientX: rect.left + 1, clientY: rect.top + 1, view: current().defaultView, pointerType: 'touch', isPrimary: true };
          for (const kind of ['pointerdown', 'pointerup', 'click']) element.dispatchEvent(new (kind === 'click' ? current().defaultView.MouseEvent : current().defaultView.PointerEvent)(kind, options));
        };
        await go(`${path}#${id}`);
        await look(path, 'the reference', `${path}#${id}`);
        press(current().getElementById(id));
        if (!await look(path, `note ${text}`, note)) continue;
        const back = [...target(current(), note).getElementsByTagName('a')].find((one) => one.getAttribute('href')?.endsWith(`#${id}`));
        if (!back) { faults.push(`${path}: note #${fragment} has no link back to #${id}`); continue; }
        press(back);
        await look(note, 'the link back', `${path}#${id}`);
      }
    }
  }
  return { faults, counts };
}

let status = 0;
let browser;
try {
  const argv = process.argv.slice(2);
  if (argv.length === 0) throw new Error('no files');
  browser = await launch();
  for (const file of argv) {
    const bytes = readFileSync(file);
    const epub = await open(file);
    const pages = {
      'epubjs.html': frame('<script src="/reader/jszip.js"></script><script src="/reader/epub.js"></script>'),
      'readium.html': frame(''),
    };
    const server = await serve((path) => {
      if (path === 'book.epub') return bytes;
      if (path.startsWith('book/')) return epub.files.get(path.slice(5));
      return OURS[path] ? readFileSync(join(modules, OURS[path])) : pages[path];
    });
    const documents = epub.spine.filter((item) => item.linear).map((item) => item.path);
    const facts = {
      documents, width: WIDTH, height: HEIGHT, title: epub.title, language: epub.language,
      nav: epub.items.find((item) => item.properties.includes('nav')).path,
      progression: epub.direction === 'default' ? undefined : epub.direction,
      resources: epub.items.filter((item) => !documents.includes(item.path)).map((item) => ({ href: item.path, type: item.type })),
    };
    for (const [reader, page, read] of [['epub.js', 'epubjs.html', inEpubJs], ['Readium', 'readium.html', inReadium]]) {
      const tab = await browser.newPage();
      tab.setDefaultTimeout(0);
      if (process.env.READERS_LOG) tab.on('console', (message) => console.log(reader, message.text()));
      await tab.setViewport({ width: WIDTH, height: HEIGHT });
      await tab.goto(server.url + page, { waitUntil: 'load' });
      await tab.evaluate(common);
      const { faults, counts } = await tab.evaluate(read, facts);
      for (const fault of faults) console.log(`${basename(file)}: ${reader}: ${fault}`);
      console.log(`${reader}: ${basename(file)}: ${counts.contents} contents, ${counts.pages} pages, ${counts.notes} notes, ${faults.length} faults`);
      if (faults.length > 0) status = 1;
      await tab.close();
    }
    server.close();
  }
} catch (error) {
  console.log(`readers could not read: ${error?.stack ?? error}`);
  status = 2;
} finally {
  await browser?.close().catch(() => {});
}
process.exit(status);
