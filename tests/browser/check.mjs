// What a browser makes of report.html: one page on A4 and on Letter, one request, no message, nothing cut off, no labels over each other, nothing that
// axe-core finds, and no figure that report.json does not hold.
// usage: node check.mjs MODULES CHROMIUM DIR...      DIR: a folder with report.html and report.json. Prints "ok NAME" or "FAIL NAME: why" lines.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join, resolve } from 'node:path';

const [modules, executablePath, ...dirs] = process.argv.slice(2);
const require = createRequire(join(resolve(modules), 'x.js'));
const { chromium } = require('playwright-core');
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

function say(name, what, problems) {
    console.log(problems.length ? `FAIL browser/${name}/${what}: ${problems.slice(0, 4).join('; ')}` : `ok browser/${name}/${what}`);
}

// In the page: sections whose content does not fit, and texts of one chart that lie over each other or outside of it.
function measure() {
    const cut = [], over = [], small = [];
    for (const e of document.querySelectorAll('header, section, footer, h2, td, p, .figures > div'))
        if (e.scrollHeight > e.clientHeight + 1 || (e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).textOverflow !== 'ellipsis'))
            cut.push(`${e.tagName} ${e.className} ${e.scrollWidth}x${e.scrollHeight} in ${e.clientWidth}x${e.clientHeight}: ${e.textContent.trim().slice(0, 40)}`);
    for (const svg of document.querySelectorAll('svg[role=img]')) {
        const frame = svg.getBoundingClientRect();
        const texts = [...svg.querySelectorAll('text')].map(t => ({ box: t.getBoundingClientRect(), words: t.firstChild ? t.firstChild.textContent : '' }));
        texts.forEach((a, i) => {
            if (a.box.left < frame.left - 1 || a.box.right > frame.right + 1 || a.box.top < frame.top - 1 || a.box.bottom > frame.bottom + 1)
                over.push(`"${a.words}" leaves its chart`);
            for (const b of texts.slice(0, i)) {
                const x = Math.min(a.box.right, b.box.right) - Math.max(a.box.left, b.box.left);
                const y = Math.min(a.box.bottom, b.box.bottom) - Math.max(a.box.top, b.box.top);
                if (x > 0.5 && y > 2) over.push(`"${a.words}" over "${b.words}"`); // line boxes of 11 px hold letters of 9
            }
        });
    }
    for (const e of document.querySelectorAll('p, li, td, th, dt, dd, code, text'))
        if (parseFloat(getComputedStyle(e).fontSize) * (e.ownerSVGElement ? Math.hypot(e.getScreenCTM().a, e.getScreenCTM().b) : 1) < 2.35 * 96 / 25.4) small.push(e.textContent.slice(0, 30));
    return { cut, over, small };
}

// In the page: its words without axis ticks, the command and the footer's identity.
function words() {
    const copy = document.querySelector('.page').cloneNode(true);
    for (const e of copy.querySelectorAll('.ticks, footer p + p, svg > title, svg > desc, text > title')) e.remove();
    return [...copy.querySelectorAll('*')].flatMap(e => [...e.childNodes].filter(n => n.nodeType === 3).map(n => n.textContent));
}

// Every number of the report, and every number written in one of its texts. The map and the table of k do not count: they hold a number for anything.
function figures(report) {
    const numbers = [], texts = [];
    const walk = (value, key) => {
        if (key === 'points' || key === 'k_table' || key === 'coefficients' || key === 'reliability') return;
        if (typeof value === 'number') numbers.push(value);
        else if (typeof value === 'string') texts.push(value);
        else if (value && typeof value === 'object') for (const [k, v] of Object.entries(value)) walk(v, k);
    };
    walk(report, '');
    for (const text of texts) for (const m of text.matchAll(/\d[\d,]*(?:\.\d+)?/g)) numbers.push(Number(m[0].replace(/,/g, '')));
    return numbers;
}

function unknownFigures(texts, numbers) {
    const unknown = [], scales = { '': 1, '%': 0.01, '\u00d7': 1, k: 1e3, M: 1e6, B: 1e9, T: 1e12 };
    let seen = 0;
    for (const text of texts)
        for (const m of text.matchAll(/(?<![\w.,])(\d[\d,]*)(\.\d+)?([%\u00d7kMBT]?)(?![A-Za-z])/g)) {
            const value = Number(m[1].replace(/,/g, '') + (m[2] ?? '')), half = 0.5000001 * 10 ** -((m[2] ?? '.').length - 1);
            // "48–58%": the first end of a range is a percentage too
            const wanted = m[3] ? [scales[m[3]]] : [1, 0.01];
            seen++;
            if (!wanted.some(s => numbers.some(x => Math.abs(Math.abs(x) / s - value) <= half))) unknown.push(`${m[0]} in "${text.trim().slice(0, 50)}"`);
        }
    return { unknown, seen };
}

async function pages(page, dir, format) {
    const path = join(dir, '..', `${basename(dir)}-${format}.pdf`);
    await page.pdf({ path, format, preferCSSPageSize: false, printBackground: true, margin: { top: '10mm', bottom: '10mm', left: '10mm', right: '10mm' } });
    const count = execFileSync('pdfinfo', [path], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).match(/^Pages:\s+(\d+)/m);
    const text = execFileSync('pdftotext', [path, '-'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    const problems = [];
    if (!count || count[1] !== '1') problems.push(`${count ? count[1] : 'no'} pages`);
    for (const part of ['Who to sell to next', 'What this page cannot tell', 'seed']) if (!text.includes(part)) problems.push(`"${part}" is not on it`);
    return problems;
}

async function check(browser, dir) {
    const name = basename(dir), requests = [], messages = [];
    const context = await browser.newContext({ viewport: { width: 900, height: 1200 } });
    const page = await context.newPage();
    page.on('request', r => requests.push(r.url()));
    page.on('console', m => messages.push(m.text()));
    page.on('pageerror', e => messages.push(String(e)));
    page.on('dialog', d => { messages.push(`dialog ${d.message()}`); d.dismiss(); });
    await page.goto('file://' + join(resolve(dir), 'report.html'));
    const found = await page.evaluate(measure), texts = await page.evaluate(words);
    const { unknown, seen } = unknownFigures(texts, figures(JSON.parse(readFileSync(join(dir, 'report.json'), 'utf8'))));
    say(name, 'nothing is cut off', found.cut);
    say(name, 'no labels overlap', found.over);
    say(name, 'no text is too small', found.small);
    say(name, 'figures are those of report.json', seen < 10 ? [`only ${seen} figures on the page`] : unknown);
    for (const format of ['A4', 'Letter']) say(name, `one page of ${format}`, await pages(page, dir, format));
    await page.evaluate(axe);
    const result = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
    say(name, 'axe', result.violations.map(v => `${v.id}: ${v.nodes[0].html.slice(0, 80)}`));
    say(name, 'one request, no message', [...(requests.length === 1 ? [] : requests), ...messages]);
    await context.close();
}

const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', '--disable-quic'] });
try {
    for (const dir of dirs) await check(browser, dir);
} finally {
    await browser.close();
}
