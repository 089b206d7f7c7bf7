// epub.mjs: what the tests with readers' eyes share: an EPUB unpacked in memory, its package document, a server for
// its files, and one browser. BINDERY_TOOLS names the folder that install.sh filled.
import { createRequire } from 'node:module';
import { createServer } from 'node:http';
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { extname, join, posix } from 'node:path';

export const tools = process.env.BINDERY_TOOLS
  ?? join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'bindery', 'tools');
// Ace brings puppeteer; the readers' own packages stand apart from its.
const ofAce = createRequire(join(tools, 'npm', 'package.json'));
export const ofReaders = createRequire(join(tools, 'readers', 'package.json'));

const MEDIA_TYPES = {
  '.xhtml': 'application/xhtml+xml', '.html': 'text/html', '.css': 'text/css', '.svg': 'image/svg+xml',
  '.png': 'image/png', '.jpg': 'image/jpeg', '.gif': 'image/gif', '.webp': 'image/webp', '.ncx': 'application/xml',
  '.opf': 'application/xml', '.xml': 'application/xml', '.js': 'text/javascript', '.mjs': 'text/javascript',
  '.cjs': 'text/javascript', '.json': 'application/json', '.epub': 'application/epub+zip', '.otf': 'font/otf',
  '.ttf': 'font/ttf', '.woff': 'font/woff', '.woff2': 'font/woff2', '.pdf': 'application/pdf',
};

// Elements and attributes of a package document as the program writes them; no parser is needed for that.
const attribute = (tag, name) => unescape(tag.match(new RegExp(`\\s${name}="([^"]*)"`))?.[1]);
const unescape = (text) => text?.replace(/&(amp|lt|gt|quot|apos);/g, (_, name) =>
  ({ amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" })[name]);

/// The files of an EPUB by path, its manifest, and its spine as paths in reading order.
export async function open(path) {
  const zip = await ofReaders('jszip').loadAsync(readFileSync(path));
  const files = new Map();
  for (const entry of Object.values(zip.files)) if (!entry.dir) files.set(entry.name, await entry.async('nodebuffer'));
  const container = files.get('META-INF/container.xml')?.toString();
  const opf = container && attribute(container.match(/<rootfile\s[^>]*>/)[0], 'full-path');
  if (!files.has(opf)) throw new Error(`${path}: no package document`);
  const text = files.get(opf).toString();
  const items = [...text.matchAll(/<item\s[^>]*>/g)].map(([tag]) => ({
    id: attribute(tag, 'id'),
    path: posix.join(posix.dirname(opf), decodeURIComponent(attribute(tag, 'href'))),
    type: attribute(tag, 'media-type'),
    properties: (attribute(tag, 'properties') ?? '').split(' '),
  }));
  const spine = [...text.matchAll(/<itemref\s[^>]*>/g)].map(([tag]) => ({
    ...items.find((item) => item.id === attribute(tag, 'idref')),
    linear: attribute(tag, 'linear') !== 'no',
  }));
  const direction = attribute(text.match(/<spine[^>]*>/)[0], 'page-progression-direction') ?? 'default';
  const one = (name) => unescape(text.match(new RegExp(`<${name}[^>]*>([^<]*)<`))?.[1]);
  return { files, opf, items, spine, direction, title: one('dc:title'), language: one('dc:language') };
}

/// Serves what `find(path)` gives (bytes, or nothing) on an address of this machine.
export async function serve(find) {
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url, 'http://localhost').pathname).slice(1);
    const bytes = find(path);
    response.writeHead(bytes ? 200 : 404, {
      'Content-Type': MEDIA_TYPES[extname(path)] ?? 'application/octet-stream', 'Cache-Control': 'no-store',
    });
    response.end(request.method === 'HEAD' ? undefined : bytes);
  });
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
  return { url: `http://127.0.0.1:${server.address().port}/`, close: () => server.close() };
}

/// Debian's Chromium. Scroll bars take no room, as on a phone; the machine's own settings play no part.
export function launch() {
  return ofAce('puppeteer').launch({
    executablePath: process.env.PUPPETEER_EXECUTABLE_PATH ?? '/usr/bin/chromium',
    protocolTimeout: 240000,
    args: ['--no-sandbox', '--disable-dev-shm-usage', '--hide-scrollbars', '--disable-gpu', '--force-color-profile=srgb'],
  });
}
