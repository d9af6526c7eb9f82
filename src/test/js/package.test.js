// What the client's files are, rather than what they do. Of what is served of them: it/ClientBundleIT.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import ts from 'typescript';

const client = new URL('../../main/webapp/client/', import.meta.url);
const files = readdirSync(client).filter((name) => name.endsWith('.js'));
const read = (name) => readFileSync(new URL(name, client), 'utf8');

test('every file is under 200 lines and every method under 25', () => {
  for (const name of files) {
    const source = ts.createSourceFile(name, read(name), ts.ScriptTarget.ES2022, true);
    const line = (position) => source.getLineAndCharacterOfPosition(position).line;
    assert.ok(line(source.end) < 200, name);
    const visit = (node) => {
      const lines = line(node.end) - line(node.getStart()) + 1;
      // A function that is one object literal is a table, not a method.
      const table = ts.isArrowFunction(node) && ts.isParenthesizedExpression(node.body);
      if (ts.isFunctionLike(node) && !table) assert.ok(lines <= 25, `${name}:${line(node.getStart()) + 1} has ${lines} lines`);
      ts.forEachChild(node, visit);
    };
    visit(source);
  }
});

test('the types agree: the code with itself in strict mode, and latchkey.d.ts with the code', async () => {
  const tsc = fileURLToPath(import.meta.resolve('typescript/bin/tsc'));
  const project = fileURLToPath(new URL('tsconfig.json', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [tsc, '--project', project]).catch((error) => error);
  assert.equal(stdout, '');
});

for (const name of ['latchkey', 'latchkey-react']) test(`${name}.d.ts declares what ${name}.js exports`, async () => {
  const { default: _, ...exported } = await import(new URL(`${name}.js`, client));
  const declared = [...read(`${name}.d.ts`).matchAll(/^export (?:declare )?(?:function|const) (\w+)/gm)].map(([, name]) => name);
  assert.deepEqual(Object.keys(exported).sort(), declared.sort());
});
