// Drives the demo page in a real browser:  node browser/demo.mjs http://127.0.0.1:8080 demo.png
// Leaves with 1 at the first thing that is not as it should be, an error on the console included.
import assert from 'node:assert/strict';
import { chromium } from 'playwright-core';

const [base, screenshot] = process.argv.slice(2);
assert.ok(base && screenshot, 'usage: demo.mjs <base URL> <screenshot.png>');

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: [
    '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
    '--disable-background-networking', '--disable-component-update', '--disable-sync',
  ],
});
const problems = [];
try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 1000 } });
  page.setDefaultTimeout(15_000);
  page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
  page.on('pageerror', (error) => problems.push(String(error)));
  await run(page);
  await page.screenshot({ path: screenshot, fullPage: true });
  assert.deepEqual(problems, [], 'errors on the console');
  console.log('ok: the demo works');
} finally {
  await browser.close();
}

async function run(page) {
  await page.goto(`${base.replace(/\/$/, '')}/demo/`);
  const [ann, bob] = ['ann', 'bob'].map((name) => page.locator(`[data-pane=${name}]`));
  await ann.locator('.status', { hasText: 'live' }).waitFor();
  await bob.locator('.status', { hasText: 'live' }).waitFor();
  assert.equal(await ann.locator('.access').textContent(), 'may write');
  assert.equal(await bob.locator('.access').textContent(), 'may read');

  const key = await annAdds(page, ann, bob);
  await annDrags(page, ann, bob, key);
  await bobTries(page, ann, bob, key);
  await rootRules(page, ann, bob);
  await noTokenInTheLog(page);
}

async function rootRules(page, ann, bob) {
  const act = (name) => page.locator(`.admin [data-act=${name}]`).click();
  const receipt = (text) => page.locator('.receipt', { hasText: text }).waitFor();
  const access = (text) => bob.locator('.access', { hasText: text }).waitFor();
  const status = (pane, text) => pane.locator('.status', { hasText: text }).waitFor();
  const joins = () => page.locator('#log .type', { hasText: /^joined$/ }).count();
  const before = await joins();

  await act('write');
  await access('may write');
  await receipt('"sequence"');
  await bob.locator('.add').click();
  const key = await bob.locator('.note:has(textarea:focus)').getAttribute('data-key');
  await ann.locator(`[data-key="${key}"]`).waitFor();
  await act('read');
  await access('may read');
  assert.equal(await joins(), before, 'nobody reconnected');

  await act('invalidate');
  await receipt('"matched":1');
  await page.locator('#log li', { hasText: 'authenticated' }).nth(2).waitFor();
  await status(bob, 'live');

  await act('block');
  await status(bob, 'needs a login');
  await act('lift');
  await status(bob, 'live');

  await act('close');
  await status(ann, 'disconnected');
  await status(bob, 'disconnected');
  await act('open');
  await status(ann, 'live');
  await status(bob, 'live');
}

async function annAdds(page, ann, bob) {
  const text = `Tea at four (${Date.now() % 1000})`;
  await ann.locator('.add').click();
  const note = ann.locator('.note:has(textarea:focus)');
  const key = await note.getAttribute('data-key');
  await note.locator('textarea').pressSequentially(text);
  const seen = bob.locator(`[data-key="${key}"] textarea`);
  await seen.waitFor();
  await page.waitForFunction(([name, words]) =>
    document.querySelector(`[data-pane=bob] [data-key="${name}"] textarea`)?.value === words, [key, text]);
  return key;
}

async function annDrags(page, ann, bob, key) {
  const handle = ann.locator(`[data-key="${key}"] .move`);
  const theirs = bob.locator(`[data-key="${key}"]`);
  const before = await theirs.boundingBox();
  const { x, y } = await handle.boundingBox();
  await page.mouse.move(x + 20, y + 10);
  await page.mouse.down();
  await page.mouse.move(x + 120, y + 110, { steps: 8 });
  await page.mouse.up();
  await bob.locator('.cursor', { hasText: 'ann' }).waitFor();
  await page.waitForFunction(([name, left]) => {
    const [mine, other] = ['ann', 'bob'].map((who) => {
      const note = document.querySelector(`[data-pane=${who}] [data-key="${name}"]`);
      return note.getBoundingClientRect().left - note.parentElement.getBoundingClientRect().left;
    });
    const pane = document.querySelector('[data-pane=bob] .board').getBoundingClientRect().left;
    return Math.abs(mine - other) < 1 && pane + other > left + 50;
  }, [key, before.x]);
}

async function bobTries(page, ann, bob, key) {
  const text = bob.locator(`[data-key="${key}"] textarea`);
  const before = await text.inputValue();
  // The whole life of the try, seen from inside the page: shown at once, taken back later.
  await page.evaluate((name) => {
    const area = document.querySelector(`[data-pane=bob] [data-key="${name}"] textarea`);
    area.value = 'bob was here';
    area.dispatchEvent(new Event('input', { bubbles: true }));
  }, key);
  const shown = await page.evaluate(() => {
    const board = document.querySelector('[data-pane=bob] .board');
    const count = board.querySelectorAll('.note').length;
    document.querySelector('[data-pane=bob] .add').click();
    return board.querySelectorAll('.note').length - count;
  });
  assert.equal(shown, 1, "bob's note is shown to him at once");
  await bob.locator('.toast.shown', { hasText: 'insufficient_permission' }).waitFor();
  const count = await ann.locator('.note').count();
  await page.waitForFunction((n) => document.querySelectorAll('[data-pane=bob] .note').length === n, count);
  await page.waitForFunction(([name, words]) =>
    document.querySelector(`[data-pane=bob] [data-key="${name}"] textarea`).value === words, [key, before]);
  assert.equal(await ann.locator(`[data-key="${key}"] textarea`).inputValue(), before, 'ann has not seen it');
}

async function noTokenInTheLog(page) {
  const log = await page.locator('#log').textContent();
  assert.match(log, /insufficient_permission/);
  assert.doesNotMatch(log, /eyJ[\w-]+\.[\w-]+\.[\w-]+/, 'a token is shown');
}
