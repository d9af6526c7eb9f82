// Tables that follow the server: a page at a time, read again while somebody looks, rows kept while they are the same.
import { createNotice, h } from './dom.js';

/**
 * Calls now and then, while the page is visible, until the signal ends it.
 * The returned function calls at once.
 */
export function poll(run, everyMs, signal) {
  let timer;
  const turn = async () => {
    clearTimeout(timer);
    if (signal.aborted) return;
    if (!document.hidden) await run();
    clearTimeout(timer);
    if (!signal.aborted) timer = setTimeout(turn, everyMs);
  };
  document.addEventListener('visibilitychange', () => document.hidden || turn(), { signal });
  signal.addEventListener('abort', () => clearTimeout(timer));
  turn();
  return turn;
}

/** Columns are `[title, (item) => what to show]`. The roles stay when narrow screens show rows as cards. */
export function createTable({ caption, columns, id, empty }) {
  const body = h('tbody', { role: 'rowgroup' });
  const head = columns.map(([title]) => h('th', { scope: 'col', role: 'columnheader' }, title || h('span', { class: 'away' }, 'Actions')));
  const table = h(
    'table',
    { role: 'table', 'aria-label': caption },
    h('thead', { role: 'rowgroup' }, h('tr', { role: 'row' }, head)),
    body,
  );
  const none = h('p', { class: 'hint', hidden: true }, empty);
  let rows = new Map();

  const cell = (item) => ([title, show]) => h('td', { role: 'cell', 'data-label': title }, h('div', null, show(item)));
  function row(item) {
    const text = JSON.stringify(item);
    const known = rows.get(id(item));
    if (known?.text === text) return known;
    return { text, element: h('tr', { role: 'row' }, columns.map(cell(item))) };
  }

  return {
    element: h('div', { class: 'table' }, table, none),
    show(items) {
      rows = new Map(items.map((item) => [id(item), row(item)]));
      const wanted = [...rows.values()].map(({ element }) => element);
      const same = wanted.length === body.children.length && wanted.every((element, i) => element === body.children[i]);
      if (!same) body.replaceChildren(...wanted);
      none.hidden = items.length > 0;
      table.hidden = items.length === 0;
    },
  };
}

/**
 * @param load (after) => a promise of {items, next?}
 * @param every ms between two readings; missing: only when asked
 */
export function createList({ load, signal, every, ...options }) {
  const notice = createNotice();
  const table = createTable(options);
  const before = [];
  let after = '';
  let next;

  const turnTo = (page) => {
    after = page;
    return reload();
  };
  const back = h('button', { type: 'button', onclick: () => turnTo(before.pop()) }, 'Previous');
  const forth = h('button', { type: 'button', onclick: () => (before.push(after), turnTo(next)) }, 'Next');
  const pager = h('div', { class: 'pager', role: 'group', 'aria-label': `Pages of: ${options.caption}` }, back, forth);

  async function read() {
    const asked = after;
    try {
      const page = await load(asked);
      if (signal.aborted || asked !== after) return;
      next = page.next;
      table.show(page.items);
      notice.clear();
    } catch (problem) {
      if (!signal.aborted) notice.show(problem);
    }
    back.disabled = before.length === 0;
    forth.disabled = next === undefined;
    pager.hidden = before.length === 0 && next === undefined;
  }
  const reload = every ? poll(read, every, signal) : read;
  if (!every) read();

  return {
    element: h('div', { class: 'list' }, notice.element, table.element, pager),
    reload,
    /** From the first page on, when the filter is another. */
    restart() {
      before.length = 0;
      return turnTo('');
    },
  };
}
