// Two people in two browsers log in at a real Keycloak:
//   node browser/keycloak.mjs http://127.0.0.1:8080 http://127.0.0.1:8180
import assert from 'node:assert/strict';
import { chromium } from 'playwright-core';

const [base, keycloak] = process.argv.slice(2);
assert.ok(base && keycloak, 'usage: keycloak.mjs <Latchkey> <Keycloak>');
const ROOM = 'team:chromium';

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: [
    '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
    '--disable-background-networking', '--disable-component-update', '--disable-sync',
  ],
});
try {
  await run();
  console.log('ok: login, refusal and logout in Chromium');
} finally {
  await browser.close();
}

async function run() {
  const wendy = await open();
  await submit(wendy, 'wendy', 'wrong');
  await wendy.locator('#input-error, .pf-m-error, [class*=error]').first().waitFor();
  await submit(wendy, 'wendy', 'wendy');
  const rick = await open();
  await submit(rick, 'rick', 'rick');
  await enter(wendy); // first: a reader's grant by pattern makes no room
  await enter(rick);

  assert.equal((await write(wendy, 'of wendy')).outcome, 'applied');
  const refused = await write(rick, 'of rick');
  assert.deepEqual([refused.outcome, refused.code], ['rejected', 'insufficient_permission']);
  await rick.waitForFunction(() => globalThis.room.get('note') === 'of wendy');

  await endSessionsOf('rick');
  await rick.waitForFunction(() => globalThis.room.status === 'needs-auth');
  const reasons = await rick.evaluate(() => globalThis.statuses.map(({ reason }) => reason));
  assert.ok(reasons.includes('logged_out'), `closed for ${reasons}`);
  assert.deepEqual(await authorize(rick), { status: 401, code: 'logged_out', loginUrl: '/login', redirected: false });
  assert.equal(await wendy.evaluate(() => globalThis.room.status), 'connected');

  await logOut(wendy);
  const after = await open();
  await submit(after, 'rick', 'rick');
  await enter(after);
}

/** Its own cookies, at Keycloak's form. */
async function open() {
  const page = await (await browser.newContext()).newPage();
  page.setDefaultTimeout(60_000);
  await page.goto(`${base}/login?return=/index.html`);
  return page;
}

async function submit(page, name, password) {
  await page.fill('#username', name);
  await page.fill('#password', password);
  await page.click('#kc-login');
  if (name === password) await page.waitForURL(`${base}/index.html`);
}

function enter(page) {
  return page.evaluate(async (id) => {
    const { createClient } = await import('/client/latchkey.js');
    globalThis.statuses = [];
    globalThis.room = createClient().enterRoom(id);
    globalThis.room.on('status', (change) => globalThis.statuses.push(change));
    await globalThis.room.ready;
  }, ROOM);
}

function write(page, text) {
  return page.evaluate((value) => globalThis.room.set('note', value), text);
}

function authorize(page) {
  return page.evaluate(async (id) => {
    const response = await fetch(`/api/v1/authorize?room=${id}`);
    const { code, loginUrl } = await response.json();
    return { status: response.status, code, loginUrl, redirected: response.redirected };
  }, ROOM);
}

/** In a second page of the same browser, with the room still open in the first. */
async function logOut(page) {
  const second = await page.context().newPage();
  await second.goto(`${base}/logout?return=/index.html`, { timeout: 60_000 });
  await second.waitForURL(`${base}/index.html`, { timeout: 60_000 });
  await page.waitForFunction(() => globalThis.room.status === 'needs-auth');
  assert.equal((await authorize(page)).status, 401);
  await second.goto(`${base}/login`, { timeout: 60_000 });
  await second.locator('#password').waitFor();
}

/** As an administrator does in Keycloak's console. */
async function endSessionsOf(name) {
  const form = new URLSearchParams({ grant_type: 'password', client_id: 'admin-cli', username: 'admin', password: 'admin' });
  const login = await fetch(`${keycloak}/realms/master/protocol/openid-connect/token`, { method: 'POST', body: form });
  const headers = { Authorization: `Bearer ${(await login.json()).access_token}` };
  const admin = async (path, method = 'GET') => {
    const response = await fetch(`${keycloak}/admin/realms/latchkey${path}`, { method, headers });
    assert.ok(response.ok, `${path}: ${response.status}`);
    return response.status === 204 ? [] : response.json();
  };
  const [{ id }] = await admin(`/users?exact=true&username=${name}`);
  for (const session of await admin(`/users/${id}/sessions`)) await admin(`/sessions/${session.id}`, 'DELETE');
}
