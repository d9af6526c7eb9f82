// Drives the console in a real browser:  KEY=lk_... node browser/console.mjs http://127.0.0.1:8080 <folder for pictures>
// Leaves with 1 at the first thing that is not as it should be.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { chromium } from 'playwright-core';
import WebSocket from 'ws';

const [base, pictures] = process.argv.slice(2).map((argument) => argument.replace(/\/$/, ''));
const { KEY } = process.env;
assert.ok(base && pictures && KEY, 'usage: KEY=lk_... console.mjs <base URL> <folder>');

const EVIL = '<img src=x onerror="window.hit=1">';
const run = Date.now().toString(36);
// Wide letters: a page that holds this one holds any room's of its length.
const ROOM = `demo:console-mwmwmwmw-${run}`;
const axe = readFileSync(new URL(import.meta.resolve('axe-core/axe.min.js')), 'utf8');

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: [
    '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
    '--disable-background-networking', '--disable-component-update', '--disable-sync',
  ],
});
const sockets = [];
const [problems, urls] = [[], []];
try {
  // bypassCSP lets axe in; the first page, which has the policy, goes everywhere without it.
  const page = await open({});
  await signIn(page);
  await throughTheViews(page);
  const audited = await open({ bypassCSP: true });
  await accessible(audited);
  assert.deepEqual(problems, [], 'errors on the console');
  assert.deepEqual(urls.filter((url) => /lk_|eyJ/.test(url)), [], 'no credential in any URL');
  console.log('ok: the console works');
} finally {
  sockets.forEach((socket) => socket.terminate());
  await browser.close();
}

async function open(options) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, ...options });
  page.setDefaultTimeout(20_000);
  // Refused calls are on purpose here; the browser notes each one.
  page.on('console', (message) =>
    message.type() === 'error' && !/status of 4\d\d|WebSocket/.test(message.text()) && problems.push(message.text()));
  page.on('pageerror', (error) => problems.push(String(error)));
  page.on('request', (request) => urls.push(request.url()));
  page.on('websocket', (socket) => urls.push(socket.url()));
  return page;
}

async function rest(method, path, body) {
  const response = await fetch(`${base}/api/v1/${path}`, {
    method,
    headers: { Authorization: `Bearer ${KEY}`, ...(body && { 'Content-Type': 'application/json' }) },
    body: body && JSON.stringify(body),
  });
  const text = await response.text();
  assert.ok(response.ok, `${method} ${path}: ${text}`);
  return text && JSON.parse(text);
}

function set(key, value) {
  return rest('POST', `rooms/${ROOM}/mutations`, { name: 'set', args: { key, value } });
}

async function token(user, permission = 'write') {
  const resources = [{ object: 'room', reference: ROOM, permission }];
  return (await rest('POST', 'provision', { user: { id: user, name: EVIL }, resources })).token;
}

/** Somebody in the room, whose socket's end is a promise. */
async function member(user) {
  const credential = await token(user);
  const socket = new WebSocket(`${base.replace('http', 'ws')}/rooms/${ROOM}`, ['latchkey.v1', `latchkey.token.${credential}`]);
  sockets.push(socket);
  const closed = new Promise((resolve) => socket.on('close', resolve));
  await new Promise((resolve, reject) => {
    socket.on('error', reject);
    socket.on('message', (text) => /"joined"/.test(text) && resolve());
  });
  socket.send(JSON.stringify({ type: 'presence', data: { looksAt: EVIL } }));
  return { credential, closed };
}

async function go(page, title) {
  await page.locator('nav a', { hasText: title }).click();
  await page.locator('h2', { hasText: title }).waitFor();
}

function text(page, where, words) {
  return page.locator(where, { hasText: words }).first().waitFor();
}

async function signIn(page) {
  await page.goto(`${base}/console/`);
  const key = page.getByLabel('API key', { exact: true });
  await key.fill('lk_wrong');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await text(page, '.problem code', 'invalid_token');
  await page.getByLabel('Name', { exact: true }).fill('ann');
  await page.getByLabel('Password', { exact: true }).fill('ann');
  await page.keyboard.press('Enter');
  await text(page, '.problem code', 'forbidden');
  await page.getByLabel('API key', { exact: true }).fill(KEY);
  await page.keyboard.press('Enter');
  await text(page, 'h2', 'Overview');
  const kept = await page.evaluate(() => JSON.stringify([{ ...sessionStorage }, { ...localStorage }, document.cookie]));
  assert.ok(!kept.includes(KEY), 'the key is in memory only');
}

async function throughTheViews(page) {
  await rest('PUT', `rooms/${ROOM}`);
  await set(`note/${EVIL}`, { text: EVIL });
  await set('note/17', { text: 'Tea at four', by: { id: 'ann', seen: [1, 2, 3] } });
  await set('title', 'A board');
  const evil = await member(EVIL);
  const ann = await member('ann');
  await overviewIsLive(page);
  await roomsArePaged(page);
  await roomIsLive(page);
  await accessEnds(page, evil, ann);
  await roomCloses(page);
  await auditIsFiltered(page);
  await keysAreMade(page);
  await inspectorTells(page, evil.credential);
  await oneTab(page);
}

async function overviewIsLive(page) {
  await text(page, '.health li', 'database: up');
  await page.locator('.tile', { hasText: 'Versions' }).locator('svg').waitFor();
  await page.waitForFunction(() => document.querySelector('polyline').getAttribute('points').split(' ').length > 2);
  await text(page, '.tile h4', 'applied');
}

/** The server pages; the test asks it for small pages. */
async function roomsArePaged(page) {
  await rest('PUT', `rooms/${ROOM}-2`);
  await rest('PUT', `rooms/${ROOM}-3`);
  await page.route('**/api/v1/rooms?limit=50*', (route) =>
    route.continue({ url: route.request().url().replace('limit=50', 'limit=2') }));
  await go(page, 'Rooms');
  const first = await page.locator('tbody a').first().textContent();
  await page.getByRole('button', { name: 'Next' }).click();
  await page.waitForFunction((name) => document.querySelector('tbody a').textContent !== name, first);
  await page.getByRole('button', { name: 'Previous' }).click();
  await page.waitForFunction((name) => document.querySelector('tbody a').textContent === name, first);
  await page.unroute('**/api/v1/rooms?limit=50*');
  await page.getByLabel('Room', { exact: true }).fill(ROOM);
  await page.keyboard.press('Enter');
  await text(page, 'h2', ROOM);
}

async function roomIsLive(page) {
  await text(page, '.status', 'live');
  await text(page, '.members strong', EVIL);
  await text(page, '.members code', 'looksAt');
  const folder = page.locator('summary', { hasText: 'note/' });
  await folder.focus();
  await page.keyboard.press('Enter');
  await text(page, '.tree summary', EVIL);
  await page.locator('.tree summary', { hasText: '17' }).click();
  await text(page, '.tree code', 'Tea at four');
  await set('note/17', { text: 'Tea at five' });
  await text(page, '.tree code', 'Tea at five');
  await text(page, 'td strong', EVIL);
  assert.equal(await page.locator('img').count(), 0, 'a name is text');
  assert.equal(await page.evaluate(() => window.hit), undefined);
  await page.screenshot({ path: `${pictures}/console-room.png` });
}

async function accessEnds(page, evil, ann) {
  const row = page.locator('tbody tr', { hasText: EVIL });
  await row.getByRole('button', { name: `End user: ${EVIL}` }).click();
  const dialog = page.getByRole('dialog');
  assert.ok(await dialog.getByRole('button', { name: 'Apply' }).isDisabled(), 'no apply before a preview');
  await dialog.getByRole('button', { name: 'Preview' }).click();
  await dialog.locator('[data-matched="1"]').waitFor();
  await dialog.getByLabel('Reason', { exact: true }).fill(EVIL);
  assert.ok(await dialog.getByRole('button', { name: 'Apply' }).isDisabled(), 'another question, another preview');
  await dialog.getByRole('button', { name: 'Preview' }).click();
  await dialog.locator('[data-matched="1"]').waitFor();
  await dialog.getByRole('button', { name: 'Apply' }).click();
  await text(dialog, 'dd', '1 of 1 connection');
  assert.equal(await evil.closed, 4430);
  await page.keyboard.press('Escape');
  await row.waitFor({ state: 'detached' });
  await blockAndLift(page, ann);
}

async function blockAndLift(page, ann) {
  // The list begins with the oldest; other tests of this server may have made many.
  await page.route('**/api/v1/invalidations?limit=100*', (route) =>
    route.continue({ url: route.request().url().replace('limit=100', 'limit=1000') }));
  await go(page, 'End access');
  await page.getByLabel('User', { exact: true }).fill('ann');
  await page.getByLabel('Room', { exact: true }).fill(ROOM);
  await page.getByLabel('What', { exact: true }).selectOption('block');
  await page.getByRole('button', { name: 'Preview' }).click();
  await page.locator('[data-matched="1"]').waitFor();
  await page.getByRole('button', { name: 'Apply' }).click();
  await text(page, '.receipt dt', 'Receipt');
  assert.equal(await ann.closed, 4440);
  const lift = page.locator('tr', { hasText: ROOM }).getByRole('button', { name: 'Lift' });
  await lift.click();
  await lift.waitFor({ state: 'detached' });
  await page.getByLabel('User', { exact: true }).fill('');
  await page.getByLabel('Room', { exact: true }).fill('');
  await page.getByRole('button', { name: 'Preview' }).click();
  await text(page, '.problem code', 'invalid_request');
}

async function roomCloses(page) {
  await page.goto(`${base}/console/#/rooms/${encodeURIComponent(ROOM)}`);
  await text(page, '.status', 'live');
  await page.getByRole('button', { name: 'Close...' }).click();
  await text(page, 'dialog .receipt', 'Nothing has been changed');
  await page.getByRole('button', { name: 'Close the room' }).click();
  await text(page, 'dialog dt', 'Receipt');
  await page.keyboard.press('Escape');
  await text(page, '.problem code', 'room_closed');
  await page.getByRole('button', { name: 'Open...' }).click();
  await page.getByRole('button', { name: 'Open the room' }).click();
  await text(page, 'dialog dt', 'Receipt');
  await page.keyboard.press('Escape');
  await text(page, '.status', 'live');
}

async function auditIsFiltered(page) {
  await go(page, 'Audit');
  await page.getByLabel('Kind', { exact: true }).selectOption('invalidated');
  await page.getByLabel('Room', { exact: true }).fill(ROOM);
  await page.getByRole('button', { name: 'Filter' }).click();
  await text(page, 'td .pair', EVIL);
  await page.getByRole('button', { name: 'Newest' }).click();
  await page.waitForFunction(() => document.querySelector('[name=from]').value !== '');
  await page.getByLabel('After no.', { exact: true }).fill('');
  const kinds = await page.locator('tbody .tag').allTextContents();
  assert.deepEqual([...new Set(kinds)], ['invalidated']);
  await page.getByRole('button', { name: 'Verify the chain' }).click();
  await text(page, '.receipt', 'Unbroken from entry');
  await page.getByLabel('After no.', { exact: true }).fill('-1');
  await page.getByLabel('After no.', { exact: true }).evaluate((input) => input.removeAttribute('min'));
  await page.getByRole('button', { name: 'Filter' }).click();
  await text(page, '.problem code', 'invalid_request');
}

async function keysAreMade(page) {
  for (let i = 0; i < 30; i++) await rest('POST', 'keys', { name: `older ${i}`, scopes: ['metrics'] });
  await go(page, 'Keys');
  const name = `console ${run} ${EVIL}`;
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByRole('button', { name: 'Make a key' }).click();
  await text(page, '.problem code', 'invalid_request');
  await page.getByLabel('metrics', { exact: true }).check();
  await page.getByRole('button', { name: 'Make a key' }).click();
  const secret = await page.getByLabel('Secret', { exact: true }).inputValue();
  assert.match(secret, /^lk_/);
  await page.keyboard.press('Escape');
  await text(page, 'td strong', EVIL);
  const shown = await page.evaluate(() => document.documentElement.outerHTML);
  assert.ok(!shown.includes(secret), 'the secret is shown once');
  await page.getByRole('button', { name: `Withdraw ${name}` }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Withdraw' }).click();
  await page.locator('td strong', { hasText: run }).waitFor({ state: 'detached' });
  await text(page, 'td .tag', 'signing');
  await rotate(page);
}

/** The test's server has its secret from a setting: that it can't be rotated is told with its code. */
async function rotate(page) {
  const before = await page.locator('.tag').count();
  await page.getByRole('button', { name: 'Rotate...' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Rotate', exact: true }).click();
  if (process.env.ROTATES) {
    await page.waitForFunction((n) => document.querySelectorAll('.tag').length > n, before);
    return;
  }
  await text(page, 'dialog .problem code', 'conflict');
  await page.keyboard.press('Escape');
}

async function inspectorTells(page, revoked) {
  await go(page, 'Why refused?');
  const sent = [];
  page.on('request', (request) => sent.push([request.url(), request.postData()].join(' ')));
  await page.getByLabel('Token', { exact: true }).fill(revoked);
  await text(page, '.decoded', 'a signed token (JWS)');
  await text(page, '.decoded pre', '<img src=x');
  assert.deepEqual(sent.filter((request) => /introspect|explain/.test(request) || request.includes(revoked)), [], 'nothing is sent to decode');
  await page.getByLabel('Room', { exact: true }).fill(ROOM);
  await page.getByLabel('Action', { exact: true }).fill('mutate:set');
  await page.getByRole('button', { name: 'Ask the server' }).click();
  await text(page, '.verdict code', 'token_revoked');
  await page.getByLabel('Token', { exact: true }).fill(await token('bob', 'read'));
  await page.getByRole('button', { name: 'Ask the server' }).click();
  await text(page, '.verdict', 'Rooms aside, the server accepts it');
  await text(page, '.verdict code', 'insufficient_permission');
  await page.getByLabel('Action', { exact: true }).fill('room:read');
  await page.getByRole('button', { name: 'Ask the server' }).click();
  await text(page, '.verdict', 'bob may room:read');
  await page.getByLabel('Token', { exact: true }).fill('what is this');
  await text(page, '.decoded', 'no token');
  await page.getByRole('button', { name: 'Ask the server' }).click();
  await text(page, '.verdict', 'does not accept');
}

/** Kept for the tab only where that was ticked, and gone with signing out. */
async function oneTab(page) {
  await page.reload();
  await page.getByLabel('API key', { exact: true }).fill(KEY);
  await page.getByLabel('Keep it for this tab').check();
  await page.keyboard.press('Enter');
  await text(page, 'h2', 'Why refused?');
  await page.reload();
  await text(page, 'h2', 'Why refused?');
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByLabel('API key', { exact: true }).waitFor();
  assert.equal(await page.evaluate(() => sessionStorage.length), 0);
}

async function accessible(page) {
  await page.goto(`${base}/console/`);
  await page.getByLabel('API key', { exact: true }).waitFor();
  await look(page, 'sign in');
  await page.getByLabel('API key', { exact: true }).fill(KEY);
  await page.keyboard.press('Enter');
  await text(page, 'h2', 'Overview');
  await set('note/17', { text: 'Tea at four', by: { id: 'ann' } });
  await member('ann\u00a0b');
  for (const [view, ready] of [
    ['overview', '.tile svg'], [`rooms`, 'tbody a'], [`rooms/${ROOM}`, 'summary'], ['connections', 'tbody td'],
    ['access', 'tbody td'], ['audit', 'tbody td'], ['keys', 'tbody td'], ['inspector', 'textarea'],
  ]) {
    await page.goto(`${base}/console/#/${view}`);
    await page.locator(ready).first().waitFor();
    if (view === 'inspector') {
      await page.getByLabel('Token', { exact: true }).fill(await token('ann'));
      await page.getByLabel('Room', { exact: true }).fill(ROOM);
      await page.getByLabel('Action', { exact: true }).fill('mutate:set');
      await page.getByRole('button', { name: 'Ask the server' }).click();
      await text(page, '.verdict', 'ann may mutate:set');
      await page.screenshot({ path: `${pictures}/console-inspector.png` });
    }
    await look(page, view);
  }
}

/** Pixels over the window's width, with every time as wide as times get: not only late in a year, around midnight. */
function tooWide() {
  for (const time of document.querySelectorAll('time')) time.textContent = new Date(2028, 11, 28, 0, 58, 58).toLocaleString();
  return document.documentElement.scrollWidth - window.innerWidth;
}

/** Light and dark, wide and at 320 px. */
async function look(page, view) {
  for (const [colorScheme, width] of [['light', 1280], ['dark', 320]]) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 900 });
    if (process.env.PICTURES) await page.screenshot({ path: `${pictures}/${view.replace(/\W/g, '-')}-${width}.png`, fullPage: true });
    const over = await page.evaluate(tooWide);
    assert.ok(over <= 0, `${view} is ${over} px too wide at ${width}`);
    await page.evaluate(axe);
    const { violations } = await page.evaluate(() => window.axe.run());
    const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
    assert.deepEqual(serious.map(({ id, nodes }) => [id, nodes[0].html, nodes[0].failureSummary]), [], `${view} at ${width}`);
  }
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize({ width: 1280, height: 900 });
}
