// eyes.mjs [--shots DIR] FILE.epub ...: every content document as a reader sees it on a phone and on a tablet, at
// 100 and 200 % text, by day, at night, in sepia and in forced colors, in one headless Chromium.
// The page never scrolls sideways, no text is cut or printed over; text has a contrast of 4.5, rules and drawings are
// seen; at 200 % everything is twice as large; headings are called what they say, links and images are called something.
// Each fault is `file: selector: fault (settings)`. Exit status: 0 none, 1 some, 2 could not run.
import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, join, posix } from 'node:path';
import { launch, open, serve } from './epub.mjs';

const SCREENS = { phone: { width: 390, height: 844 }, tablet: { width: 1024, height: 768 } };
// What readers do for larger text: epub.js sets the size of the body, Readium and others that of the root.
const SIZES = {
  '100 %': {},
  '200 %': { body: 'font-size: 200%' },
  '200 % of the root': { css: ':root { font-size: 200% !important }' },
};
// Colors as readers set them, in a page that is open already (what Blink does not compute anew then, it paints in the
// colors of before): epub.js on the body; Kobo and Readium over everything, grounds taken away. `scheme` is
// the machine's own, which a reader's page need not share.
const night = 'color: #d8d8d8; background-color: #121212';
const MODES = {
  light: { scheme: 'light' },
  night: { scheme: 'light', body: night },
  'night on a dark machine': { scheme: 'dark', body: night },
  'day on a dark machine': { scheme: 'dark', body: 'color: #1a1a1a; background-color: #ffffff' },
  sepia: { scheme: 'light', body: 'color: #5b4636; background-color: #f4ecd8' },
  dark: { scheme: 'dark' },
  'night without grounds': {
    scheme: 'light',
    css: ':root { color: #fefefe !important; background-color: #000 !important } ' +
      ':root *:not(a) { color: inherit !important; background-color: transparent !important; border-color: currentcolor !important } ' +
      ':root a:link, :root a:visited { color: #63caff !important }',
  },
  'forced colors': { scheme: 'light', forced: 'active' },
  'forced colors, dark': { scheme: 'dark', forced: 'active' },
};
const CONTRAST = 4.5; // WCAG 2.2, 1.4.3, without its lower measure for large text
const RULE_CONTRAST = 1.5; // A rule that has less is gone
const DRAWING_CONTRAST = 3; // WCAG 2.2, 1.4.11

/// What runs in the page. It keeps the sizes at 100 % to compare with.
function eyes() {
  const SMALLEST = 0.72; // code in a note or a table
  const root = document.documentElement;
  for (const details of document.querySelectorAll('details')) details.open = true;

  const canvas = Object.assign(document.createElementNS('http://www.w3.org/1999/xhtml', 'canvas'), { width: 1, height: 1 });

  const name = (element) => {
    const own = element.id ? `#${CSS.escape(element.id)}` : [...element.classList].map((word) => `.${CSS.escape(word)}`).join('');
    return element.localName + own;
  };
  const selector = (element) => {
    const path = [name(element)];
    let at = element;
    while (!at.id && at.parentElement && at.parentElement !== document.body && path.length < 4) {
      at = at.parentElement;
      path.unshift(name(at));
    }
    return path.join(' > ');
  };
  const isShown = (element) => element.checkVisibility({ visibilityProperty: true });
  const texts = () => {
    const found = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (node.data.trim() && isShown(node.parentElement)) found.push(node);
    }
    return found;
  };
  const excerpt = (text) => `"${text.trim().replace(/\s+/g, ' ').slice(0, 40)}"`;
  const scroller = (element) => {
    for (let at = element; at && at !== document.body; at = at.parentElement) {
      if (['auto', 'scroll'].includes(getComputedStyle(at).overflowX)) return at;
    }
    return null;
  };

  // Spaces at the end of a line of code hang out of it, and nobody sees them.
  const isSpaceBeyond = (node, width) => {
    const range = document.createRange();
    for (let at = 0; at < node.length; at += 1) {
      if (/\s/.test(node.data[at])) continue;
      range.setStart(node, at);
      range.setEnd(node, at + 1);
      const rect = range.getBoundingClientRect();
      if (rect.right > width + 1 || rect.left < -1) return false;
    }
    return true;
  };

  // Geometry

  const geometry = () => {
    const faults = [];
    const width = root.clientWidth;
    const page = document.scrollingElement;
    const rects = [];
    const lost = new Map();
    for (const node of texts()) {
      const range = document.createRange();
      range.selectNodeContents(node);
      const parent = node.parentElement;
      const inner = scroller(parent);
      for (const rect of range.getClientRects()) {
        if (rect.width < 1 || rect.height < 1) continue;
        if (!inner && (rect.right > width + 1 || rect.left < -1) && !isSpaceBeyond(node, width)) {
          const block = parent.closest('table, pre, math, figure, p, li, h1, h2, h3, h4, h5, h6') ?? parent;
          const by = Math.round(Math.max(rect.right - width, -rect.left));
          lost.set(block, Math.max(by, lost.get(block) ?? 0));
        }
        rects.push({ rect, node, parent });
      }
    }
    for (const [block, by] of lost) faults.push([selector(block), `text runs ${by} px off the screen`]);
    if (page.scrollWidth > width && lost.size === 0) {
      // A box without text, or one that pushes the page.
      const wide = [...document.body.querySelectorAll('*')].filter((element) => {
        const rect = element.getBoundingClientRect();
        return rect.width > 0 && (rect.right > width + 1 || rect.left < -1) && !scroller(element.parentElement);
      });
      const outermost = wide.filter((element) => !wide.includes(element.parentElement));
      for (const element of outermost) faults.push([selector(element), `is ${Math.round(element.getBoundingClientRect().right - width)} px wider than the screen`]);
      if (outermost.length === 0) faults.push(['html', `the page scrolls sideways: ${page.scrollWidth} px on a screen of ${width}`]);
    }
    for (const element of document.body.querySelectorAll('*')) {
      const style = getComputedStyle(element);
      if (!element.textContent.trim() || !isShown(element) || element.namespaceURI !== 'http://www.w3.org/1999/xhtml') continue;
      const cuts = (axis, whole, room) => ['hidden', 'clip'].includes(axis) && whole > room + 1;
      if (cuts(style.overflowX, element.scrollWidth, element.clientWidth) || cuts(style.overflowY, element.scrollHeight, element.clientHeight)) {
        faults.push([selector(element), `its text is cut: ${element.scrollWidth} × ${element.scrollHeight} px in ${element.clientWidth} × ${element.clientHeight}`]);
      }
    }
    // Readings, formulas and drawings stack their texts on purpose; there the line boxes touch, and not the letters.
    const flat = rects.filter(({ parent }) => !parent.closest('math, ruby, svg'));
    flat.sort((a, b) => a.rect.top - b.rect.top);
    const over = new Set();
    for (let i = 0; i < flat.length; i += 1) {
      const a = flat[i].rect;
      for (let j = i + 1; j < flat.length && flat[j].rect.top < a.bottom; j += 1) {
        if (flat[i].node === flat[j].node) continue;
        const b = flat[j].rect;
        const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
        const down = Math.min(a.bottom, b.bottom) - b.top;
        if (across > 2 && down > 0.45 * Math.min(a.height, b.height)) {
          const key = selector(flat[j].parent);
          if (!over.has(key)) faults.push([key, `${excerpt(flat[j].node.data)} is printed over ${excerpt(flat[i].node.data)}`]);
          over.add(key);
        }
      }
    }
    // The number of an item hangs out of its list: wide ones leave the page.
    const pen = canvas.getContext('2d');
    for (const list of document.querySelectorAll('ol')) {
      const items = [...list.children].filter((item) => item.localName === 'li' && isShown(item));
      const last = items.at(-1);
      if (!last || getComputedStyle(last).display !== 'list-item' || getComputedStyle(last).listStyleType !== 'decimal') continue;
      const style = getComputedStyle(last);
      pen.font = `${style.fontSize} ${style.fontFamily}`;
      const needs = pen.measureText(`${last.value || list.start + items.length - 1}. `).width;
      const box = last.getBoundingClientRect();
      const room = style.direction === 'rtl' ? width - box.right : box.left;
      if (needs > room + 1) faults.push([selector(list), `the numbers of its items are cut: ${Math.round(needs)} px in ${Math.round(room)}`]);
    }
    // Lines without hyphens, forced to one length, have rivers.
    for (const element of document.body.querySelectorAll('p, li, dd, td, blockquote')) {
      const style = getComputedStyle(element);
      if (style.textAlign === 'justify' && style.hyphens !== 'auto') faults.push([selector(element), 'is justified without hyphenation']);
    }
    // A font that is embedded for formulas and not loaded lost to another rule: roots and tall brackets are missing.
    const ofFormulas = [...document.fonts].filter((face) => /math/i.test(face.family));
    if (document.querySelector('msqrt, mroot') && ofFormulas.length > 0 && !ofFormulas.some((face) => face.status === 'loaded')) {
      faults.push(['math', 'its font is embedded and not used']);
    }
    // Browsers know no menclose; what strikes a term out is a ground of ours.
    for (const element of document.querySelectorAll('menclose')) {
      const isPainted = getComputedStyle(element).backgroundImage !== 'none';
      if (!isPainted && !matchMedia('(forced-colors: active)').matches) faults.push([selector(element), 'is struck out and does not look it']);
    }
    return faults;
  };

  // Sizes

  let base = null;
  const sizes = () => [document.body, ...document.body.querySelectorAll('*')].filter(isShown).map((element) => {
    const style = getComputedStyle(element);
    return { element, size: parseFloat(style.fontSize), line: parseFloat(style.lineHeight) };
  });
  // Browsers make `monospace` by itself a fifth smaller than the text around it; what is said is said large enough.
  const remember = () => {
    base = new Map(sizes().map((entry) => [entry.element, entry]));
    const whole = parseFloat(getComputedStyle(document.body).fontSize);
    const small = new Map();
    for (const element of new Set(texts().map((node) => node.parentElement))) {
      if (element.closest('sup, sub, rt, math, svg, .note-reference')) continue;
      const shareOf = (one) => parseFloat(getComputedStyle(one).fontSize) / whole;
      // Told of the outermost that is so small.
      let at = element;
      while (at.parentElement && shareOf(at.parentElement) < SMALLEST) at = at.parentElement;
      if (shareOf(element) < SMALLEST) small.set(selector(at), shareOf(at));
    }
    return [...small].map(([at, share]) => [at, `its letters have ${share.toFixed(2)} of the size of the text`]);
  };
  const enlarged = () => {
    const faults = [];
    const bad = new Set();
    for (const { element, size, line } of sizes()) {
      const before = base.get(element);
      // Its parent has told.
      if (!before || bad.has(element.parentElement)) { if (before && bad.has(element.parentElement)) bad.add(element); continue; }
      if (Math.abs(size / before.size - 2) > 0.02) {
        bad.add(element);
        faults.push([selector(element), `its size grows ${(size / before.size).toFixed(2)} times instead of twice`]);
      } else if (line > 0 && before.line > 0 && Math.abs(line / before.line - 2) > 0.02) {
        bad.add(element);
        faults.push([selector(element), `its line height grows ${(line / before.line).toFixed(2)} times instead of twice`]);
      }
    }
    return faults;
  };

  // Colors

  const pixel = canvas.getContext('2d', { willReadFrequently: true });
  const known = new Map();
  const color = (text) => {
    if (!known.has(text)) {
      const numbers = /^rgba?\(([^)]*)\)$/.exec(text)?.[1].split(/[ ,/]+/).map(Number);
      if (numbers) known.set(text, [numbers[0], numbers[1], numbers[2], numbers[3] ?? 1]);
      else {
        pixel.clearRect(0, 0, 1, 1);
        pixel.fillStyle = text;
        pixel.fillRect(0, 0, 1, 1);
        const [r, g, b, a] = pixel.getImageData(0, 0, 1, 1).data;
        known.set(text, [r, g, b, a / 255]);
      }
    }
    return known.get(text);
  };
  const over = ([r, g, b, a], [x, y, z]) => [r * a + x * (1 - a), g * a + y * (1 - a), b * a + z * (1 - a), 1];
  const light = ([r, g, b]) => {
    const linear = (value) => (value /= 255) <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
    return 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
  };
  const contrast = (a, b) => {
    const [low, high] = [light(a), light(b)].sort((x, y) => x - y);
    return (high + 0.05) / (low + 0.05);
  };
  const hex = ([r, g, b]) => `#${[r, g, b].map((value) => Math.round(value).toString(16).padStart(2, '0')).join('')}`;

  const colors = (forced, limits) => {
    const faults = [];
    const probe = document.body.appendChild(document.createElementNS('http://www.w3.org/1999/xhtml', 'div'));
    probe.setAttribute('style', 'background-color: Canvas; position: absolute');
    const isDark = matchMedia('(prefers-color-scheme: dark)').matches && getComputedStyle(root).colorScheme.includes('dark');
    const blank = forced || isDark ? color(getComputedStyle(probe).backgroundColor) : [255, 255, 255, 1];
    probe.remove();
    const grounds = new Map();
    const ground = (element) => {
      if (!element) return blank;
      if (!grounds.has(element)) {
        const below = ground(element.parentElement);
        grounds.set(element, over(color(getComputedStyle(element).backgroundColor), below));
      }
      return grounds.get(element);
    };
    // The body's ground is that of the page where the root has none.
    if (color(getComputedStyle(root).backgroundColor)[3] === 0) {
      grounds.set(root, over(color(getComputedStyle(document.body).backgroundColor), blank));
    }
    const judge = (element, style, what) => {
      const under = what ? over(color(style.backgroundColor), ground(element)) : ground(element);
      // Forced colors are those of `color`; Chromium then computes what letters are filled with from the author's.
      const fill = forced ? style.color : style.webkitTextFillColor;
      const paint = color(element.namespaceURI === 'http://www.w3.org/2000/svg' ? style.fill : fill);
      let alpha = paint[3];
      for (let at = element; at; at = at.parentElement) alpha *= Number(getComputedStyle(at).opacity);
      const front = over([paint[0], paint[1], paint[2], alpha], under);
      const ratio = contrast(front, under);
      if (ratio < limits.text) faults.push([selector(element), `contrast ${ratio.toFixed(2)}${what}: ${hex(front)} on ${hex(under)}`]);
    };
    for (const element of new Set(texts().map((node) => node.parentElement))) judge(element, getComputedStyle(element), '');
    for (const element of [root, ...document.body.querySelectorAll('*')]) {
      if (!isShown(element)) continue;
      for (const part of ['::before', '::after', '::marker']) {
        const style = getComputedStyle(element, part);
        const says = part === '::marker' ? getComputedStyle(element).display === 'list-item' : !['none', 'normal', '""', ''].includes(style.content);
        if (says) judge(element, style, ` of its ${part}`);
      }
      const style = getComputedStyle(element);
      for (const side of ['Top', 'Right', 'Bottom', 'Left']) {
        if (style[`border${side}Style`] === 'none' || parseFloat(style[`border${side}Width`]) === 0) continue;
        const below = ground(element.parentElement);
        const paint = over(color(style[`border${side}Color`]), below);
        if (color(style[`border${side}Color`])[3] === 0) continue;
        // A ground goes on below its rule.
        if (Math.max(contrast(paint, below), contrast(paint, ground(element))) < limits.rule) {
          faults.push([selector(element), `its rule cannot be seen: ${hex(paint)} on ${hex(below)}`]);
          break;
        }
      }
    }
    for (const image of document.images) {
      if (!image.complete || image.naturalWidth === 0) { faults.push([selector(image), `${image.getAttribute('src')} is not loaded`]); continue; }
      image.inked ??= inked(image);
      if (!image.inked) continue;
      const under = ground(image);
      const seen = (below) => image.inked.reduce((sum, [paint, share]) => sum + (contrast(over(paint, below), below) >= limits.drawing ? share : 0), 0);
      // Pale areas are part of many drawings; what is seen on white should be seen elsewhere as well.
      if (seen(under) < 0.5 * seen([255, 255, 255, 1])) faults.push([selector(image), `${image.getAttribute('src')} cannot be seen on ${hex(under)}`]);
    }
    return faults;
  };
  // The colors of a drawing on nothing and the share of each; nothing where it has a ground of its own.
  const inked = (image) => {
    const [width, height] = [120, Math.max(1, Math.round(120 * image.naturalHeight / image.naturalWidth))];
    const paper = Object.assign(document.createElementNS('http://www.w3.org/1999/xhtml', 'canvas'), { width, height });
    const pen = paper.getContext('2d');
    pen.drawImage(image, 0, 0, width, height);
    const { data } = pen.getImageData(0, 0, width, height);
    const shares = new Map();
    let clear = 0;
    let sum = 0;
    for (let i = 0; i < data.length; i += 4) {
      if (data[i + 3] < 16) clear += 1;
      if (data[i + 3] < 64) continue;
      const key = [data[i], data[i + 1], data[i + 2]].map((value) => Math.min(255, Math.round(value / 32) * 32)).join();
      shares.set(key, (shares.get(key) ?? 0) + 1);
      sum += 1;
    }
    if (clear < 0.1 * width * height || sum === 0) return false;
    return [...shares].map(([key, count]) => [[...key.split(',').map(Number), 1], count / sum]);
  };

  window.eyes = { geometry, remember, enlarged, colors, selector };
}

/// What the page's elements are called: the accessibility tree against the text that is seen.
async function names(session, page) {
  const { nodes } = await session.send('Accessibility.getFullAXTree');
  const faults = [];
  const WATCHED = ['heading', 'link', 'doc-noteref', 'doc-backlink', 'image', 'img', 'note'];
  for (const node of nodes) {
    const role = node.role?.value;
    if (node.ignored || !WATCHED.includes(role) || !node.backendDOMNodeId) continue;
    const said = (node.name?.value ?? '').replace(/\s+/g, ' ').trim();
    const { object } = await session.send('DOM.resolveNode', { backendNodeId: node.backendDOMNodeId });
    const { result } = await session.send('Runtime.callFunctionOn', {
      objectId: object.objectId,
      returnByValue: true,
      functionDeclaration: `function () {
        const copy = (node) => {
          if (node.nodeType === 3) return node.data;
          if (node.nodeType !== 1 || node.getAttribute('aria-hidden') === 'true') return '';
          if (node.localName === 'img') return node.alt;
          if (node.localName === 'rt' || node.localName === 'rp') return '';
          if (node.localName === 'math' || node.localName === 'svg') return '\\0';
          if (node.localName === 'br') return ' ';
          return [...node.childNodes].map(copy).join('');
        };
        return { selector: window.eyes.selector(this), text: copy(this),
          hasText: Boolean(this.textContent.trim() || this.querySelector?.('img')) };
      }`,
    });
    const { selector, text, hasText } = result.value;
    const seen = text.replace(/\s+/g, ' ').trim();
    const squeeze = (string) => string.replace(/\s+/g, '').toLowerCase();
    if (role === 'heading') {
      if (!said) faults.push([selector, 'a heading without a name']);
      // A formula is said in words, whichever; what stands around it as it is seen.
      else {
        const parts = squeeze(seen).split('\0').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
        if (!new RegExp(`^${parts.join('.+')}$`, 'u').test(squeeze(said))) {
          faults.push([selector, `called "${said}", and says "${seen.replaceAll('\0', '[formula]')}"`]);
        }
      }
    } else if (role === 'image' || role === 'img') {
      if (!said) faults.push([selector, 'an image without a name that is not decorative']);
    } else if (!said) {
      faults.push([selector, `${role === 'note' ? 'an aside' : 'a link'} (${role}) without a name${hasText ? '' : ' or text'}`]);
    } else if (role === 'doc-backlink' && !/\p{L}/u.test(said)) {
      faults.push([selector, `a link back that is called "${said}": it does not say where it leads`]);
    }
  }
  return faults;
}

const argv = process.argv.slice(2);
let shots = null;
if (argv[0] === '--shots') [, shots] = argv.splice(0, 2);
let status = 0;
let browser;
try {
  if (argv.length === 0) throw new Error('no files');
  browser = await launch();
  // A tab that has once had forced colors keeps their ground: they have a tab of their own.
  const tabs = [];
  for (let tab = 0; tab < 2; tab += 1) {
    const page = await browser.newPage();
    tabs.push({ page, session: await page.createCDPSession() });
  }
  let pages = 0;
  let count = 0;
  for (const file of argv) {
    const epub = await open(file);
    const server = await serve((path) => epub.files.get(path));
    for (const item of epub.spine) {
      pages += 1;
      const found = new Map();
      const setting = {};
      let { page, session } = tabs[0];
      const set = async (change) => {
        Object.assign(setting, change);
        const mode = MODES[setting.mode];
        const size = SIZES[setting.size];
        await session.send('Emulation.setEmulatedMedia', {
          features: [{ name: 'prefers-color-scheme', value: mode.scheme }, { name: 'forced-colors', value: mode.forced ?? 'none' }],
        });
        await session.send('Emulation.setDeviceMetricsOverride', { ...SCREENS[setting.screen], deviceScaleFactor: 1, mobile: false });
        await page.evaluate((body, css) => {
          document.body.setAttribute('style', body);
          document.querySelector('style.of-the-reader')?.remove();
          const style = document.createElementNS('http://www.w3.org/1999/xhtml', 'style');
          style.className = 'of-the-reader';
          style.textContent = css;
          document.head.append(style);
        }, [mode.body, size.body].filter(Boolean).join('; '), [mode.css, size.css].filter(Boolean).join(' '));
      };
      const note = (faults) => {
        for (const [selector, fault] of faults) {
          const key = `${selector}: ${fault}`;
          if (!found.has(key)) found.set(key, []);
          const said = [setting.screen, setting.size, setting.mode].join(', ');
          if (!found.get(key).includes(said)) found.get(key).push(said);
        }
      };
      const shoot = async () => {
        if (!shots) return;
        const folder = join(shots, basename(file, '.epub'));
        mkdirSync(folder, { recursive: true });
        const kind = [setting.screen, setting.size, setting.mode].join('-').replace(/[ ,%]+/g, '-');
        // The screen grows to the length of the page: `fullPage` would leave another screen behind.
        const screen = SCREENS[setting.screen];
        const height = Math.max(screen.height, await page.evaluate('document.scrollingElement.scrollHeight'));
        await session.send('Emulation.setDeviceMetricsOverride', { width: screen.width, height, deviceScaleFactor: 1, mobile: false });
        const { data } = await session.send('Page.captureScreenshot', { format: 'png' });
        writeFileSync(join(folder, `${posix.basename(item.path, '.xhtml')}-${kind}.png`), Buffer.from(data, 'base64'));
        await session.send('Emulation.setDeviceMetricsOverride', { ...screen, deviceScaleFactor: 1, mobile: false });
      };

      const turn = async (tab) => {
        ({ page, session } = tab);
        await page.bringToFront();
        await page.goto(server.url + item.path.split('/').map(encodeURIComponent).join('/'), { waitUntil: 'load' });
        await page.evaluate(eyes);
      };
      await turn(tabs[0]);
      // Sizes and places, by day.
      await set({ screen: 'phone', size: '100 %', mode: 'light' });
      note(await names(session, page));
      for (const screen of Object.keys(SCREENS)) {
        for (const size of Object.keys(SIZES)) {
          await set({ screen, size, mode: 'light' });
          note(await page.evaluate('window.eyes.geometry()'));
          if (screen === 'phone') note(await page.evaluate(size === '100 %' ? 'window.eyes.remember()' : 'window.eyes.enlarged()'));
          if (size === '200 %' || (screen === 'tablet' && size === '100 %')) await shoot();
        }
      }
      // Colors, at one size.
      for (const mode of Object.keys(MODES)) {
        if (MODES[mode].forced && page === tabs[0].page) await turn(tabs[1]);
        await set({ screen: 'phone', size: '100 %', mode });
        const limits = { text: CONTRAST, rule: RULE_CONTRAST, drawing: DRAWING_CONTRAST };
        note(await page.evaluate((forced, limits) => window.eyes.colors(forced, limits), Boolean(MODES[mode].forced), limits));
        await shoot();
      }
      for (const [fault, settings] of found) {
        count += 1;
        const told = settings.length > 3 ? `${settings.slice(0, 2).join('; ')}; ${settings.length - 2} more` : settings.join('; ');
        console.log(`${basename(file)}/${posix.basename(item.path)}: ${fault} (${told})`);
      }
    }
    server.close();
  }
  console.log(`eyes: ${argv.length} books, ${pages} documents, ${count} faults`);
  if (count > 0) status = 1;
} catch (error) {
  console.log(`eyes could not look: ${error?.stack ?? error}`);
  status = 2;
} finally {
  await browser?.close().catch(() => {});
}
process.exit(status);
