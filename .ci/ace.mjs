// ace.mjs FILE.epub ...: DAISY Ace over many files in one browser. Any violation of any impact counts.
// Exit status: 0 none, 1 some, 2 could not run. BINDERY_TOOLS names the folder that install.sh filled.
import { createRequire } from 'node:module';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

process.env.PUPPETEER_EXECUTABLE_PATH ??= '/usr/bin/chromium';
process.env.ACE_TIMEOUT_INITIAL ??= '60000';

const require = createRequire(join(process.env.BINDERY_TOOLS, 'npm', 'package.json'));
// Without a transport its logger warns of every line.
const winston = require('winston');
winston.add(new winston.transports.Console({ silent: true }));
const ace = require('@daisy/ace-core');
const browser = require('@daisy/ace-axe-runner-puppeteer');
// Ace starts and ends a browser for each book; here it lives for all of them.
const runner = { ...browser, launch: async () => {}, close: async () => {} };

let status = 0;
let violations = 0;
const files = process.argv.slice(2);
const out = mkdtempSync(join(tmpdir(), 'bindery-ace-'));
try {
  if (files.length === 0) throw new Error('no files');
  await browser.launch();
  for (const [index, file] of files.entries()) {
    const [, report] = await ace(resolve(file), { cwd: process.cwd(), outdir: join(out, String(index)), silent: true }, runner);
    if (!report?.['earl:result']) throw new Error(`${file}: Ace wrote no report`);
    for (const document of report.assertions) {
      for (const assertion of document.assertions) {
        if (assertion['earl:result']['earl:outcome'] !== 'fail') continue;
        violations += 1;
        const test = assertion['earl:test'];
        const place = assertion['earl:result']['earl:pointer']?.cfi ?? '';
        const text = String(assertion['earl:result']['dct:description'] ?? '').split('\n')[0];
        console.log(`Ace: ${file}: ${document['earl:testSubject'].url}: ${test['earl:impact']} ${test['dct:title']} ${place} ${text}`);
      }
    }
  }
  if (violations > 0) status = 1;
  console.log(`Ace: ${files.length} files, ${violations} violations`);
} catch (error) {
  console.log(`Ace could not run: ${error?.stack ?? error}`);
  status = 2;
} finally {
  await browser.close().catch(() => {});
  rmSync(out, { recursive: true, force: true });
}
process.exit(status);
