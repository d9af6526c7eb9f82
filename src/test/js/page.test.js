// The examples of spec/client.html run as they stand there.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Peer } from './support/peer.js';

const webapp = new URL('../../main/webapp/', import.meta.url);
const page = await readFile(new URL('spec/client.html', webapp), 'utf8');
const text = (html) => html.replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&amp;/g, '&');
const examples = [...page.matchAll(/<pre class="js">([^]*?)<\/pre>/g)].map(([, code]) => text(code));
const options = Number(process.versions.node.split('.')[0]) < 22 ? ['--experimental-websocket'] : [];

test('the page has examples', () => assert.ok(examples.length >= 2));

examples.forEach((code, index) =>
  test(`example ${index + 1} of the page runs`, async () => {
    const folder = await mkdtemp(join(tmpdir(), 'latchkey-page-'));
    const peer = await new Peer().start();
    try {
      await symlink(fileURLToPath(new URL('client', webapp)), join(folder, 'client'));
      await writeFile(join(folder, 'example.mjs'), code);
      const env = { ...process.env, BASE: peer.base, KEY: 'lk_key', ROOM: 'a:b' };
      await promisify(execFile)(process.execPath, [...options, 'example.mjs'], { cwd: folder, env, timeout: 60_000 });
    } finally {
      await peer.stop();
      await rm(folder, { recursive: true });
    }
  }),
);
