// The messages of both connections, newest first.
const KEPT = 200;

export function createLog(list) {
  const started = performance.now();

  function cell(className, text) {
    const span = document.createElement('span');
    span.className = className;
    span.textContent = text;
    return span;
  }

  function add(pane, direction, message) {
    const { type, ...rest } = message;
    const row = document.createElement('li');
    row.dataset.direction = direction;
    row.dataset.of = [pane, direction, type];
    // Pointers move all the time: they take one row for each way, not hundreds.
    const recent = [...list.children].slice(0, 4);
    if (type === 'presence') recent.find(({ dataset }) => dataset.of === row.dataset.of)?.remove();
    row.append(
      cell('time', ((performance.now() - started) / 1000).toFixed(2)),
      cell('pane-name', pane),
      cell('arrow', direction === 'out' ? 'sends' : 'gets'),
      cell('type', type),
      cell('text', JSON.stringify(rest)),
    );
    list.prepend(row);
    while (list.children.length > KEPT) list.lastElementChild.remove();
  }

  return { add, clear: () => list.replaceChildren() };
}
