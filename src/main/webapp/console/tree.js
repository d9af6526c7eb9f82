// A room's state, to be read: keys by their segments, values by their members; what is closed is not built.
import { h } from './dom.js';

const MANY = 100;
const SHORT = 80;
const isBranch = (value) => typeof value === 'object' && value !== null;
const cut = (text) => (text.length > SHORT ? `${text.slice(0, SHORT)}...` : text);

/** What a value is, in a line. */
function brief(value) {
  if (Array.isArray(value)) return `[${value.length}]`;
  if (isBranch(value)) return `{${cut(Object.keys(value).join(', '))}}`;
  return JSON.stringify(value);
}

/** Entries as folders: `note/17` stands in `note/`. A key that is a folder, too, stands beside it. */
function folders(entries) {
  const root = new Map();
  for (const [key, value] of entries) {
    const segments = key.split('/');
    const name = segments.pop();
    let folder = root;
    for (const segment of segments) {
      const label = `${segment}/`;
      if (!folder.has(label)) folder.set(label, { folder: new Map() });
      folder = folder.get(label).folder;
    }
    // A map's own label never ends in a slash unless the key does; that key is no folder.
    folder.set(name === '' ? '(empty name)' : name, { value });
  }
  return root;
}

export function createTree(label) {
  const open = new Set();
  const shown = new Map();
  const list = h('ul', { class: 'tree', 'aria-label': label });
  let root = new Map();

  const members = ({ folder, value }) =>
    folder ? [...folder] : Object.entries(value).map(([name, member]) => [name, { value: member }]);

  function leaf(name, { value }) {
    return h('li', null, h('span', { class: 'key' }, name), ' ', h('code', { 'data-type': typeof value }, brief(value)));
  }

  function branch(name, node, path) {
    const inner = h('ul');
    const fold = h('span', { class: 'key' }, name);
    const about = h('code', null, node.folder ? `${node.folder.size}` : brief(node.value));
    const summary = h('summary', { 'data-path': path }, fold, ' ', about);
    const toggle = () => {
      open[details.open ? 'add' : 'delete'](path);
      if (details.open) fill(inner, members(node), path);
    };
    const details = h('details', { open: open.has(path), ontoggle: toggle }, summary, inner);
    if (details.open) fill(inner, members(node), path);
    return h('li', null, details);
  }

  const item = (path) => ([name, node]) => {
    const own = `${path}\n${name}`;
    return node.folder || isBranch(node.value) ? branch(name, node, own) : leaf(name, node);
  };

  function fill(place, items, path) {
    const most = shown.get(path) ?? MANY;
    const more = h('button', { type: 'button', 'data-path': `${path}\nmore`, onclick: () => (shown.set(path, most + MANY), fill(place, items, path)) }, `${items.length - most} more`);
    place.replaceChildren(...items.slice(0, most).map(item(path)), ...(items.length > most ? [h('li', null, more)] : []));
  }

  return {
    element: list,
    show(entries) {
      const held = list.contains(document.activeElement) ? document.activeElement.dataset.path : undefined;
      root = folders(entries);
      fill(list, [...root], '');
      if (held !== undefined) [...list.querySelectorAll('[data-path]')].find(({ dataset }) => dataset.path === held)?.focus();
    },
  };
}
