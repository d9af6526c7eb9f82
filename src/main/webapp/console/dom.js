// Elements without markup: what users named is only ever text here, never HTML.
const PROPERTIES = new Set(['value', 'checked', 'disabled', 'hidden', 'open', 'textContent', 'selected']);

function fill(element, props, children) {
  for (const [name, value] of Object.entries(props ?? {})) {
    if (typeof value === 'function') element.addEventListener(name.slice(2), value);
    else if (PROPERTIES.has(name)) element[name] = value;
    else if (value !== undefined && value !== false) element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== undefined && child !== null && child !== false));
  return element;
}

/** `h('button', { onclick: run, class: 'plain' }, 'Text', element)`; strings become text nodes. */
export const h = (tag, props, ...children) => fill(document.createElement(tag), props, children);

export const svg = (tag, props, ...children) =>
  fill(document.createElementNS('http://www.w3.org/2000/svg', tag), props, children);

let ids = 0;
export const uniqueId = (name) => `${name}-${(ids += 1)}`;

/** A labelled field; `input` is an element of its own, or the properties of one. */
export function field(label, input, hint) {
  const control = input instanceof Element ? input : h('input', { autocomplete: 'off', spellcheck: 'false', ...input });
  control.id = uniqueId('field');
  const hintId = `${control.id}-hint`;
  if (hint) control.setAttribute('aria-describedby', hintId);
  return h('div', { class: 'field' }, h('label', { for: control.id }, label), control, hint && h('small', { id: hintId }, hint));
}

export const select = (props, options) =>
  h('select', props, options.map(([value, text]) => h('option', { value }, text ?? value)));

/** A time as the reader's clock has it; the exact one for whoever points at it. */
export function time(iso) {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return String(iso);
  const today = date.toDateString() === new Date().toDateString();
  const text = today ? date.toLocaleTimeString() : date.toLocaleString();
  return h('time', { datetime: iso, title: iso }, text);
}

/** The place where a view says what went wrong; each problem with its code. */
export function createNotice() {
  const element = h('p', { class: 'problem', role: 'alert', hidden: true });
  return {
    element,
    clear: () => (element.hidden = true),
    show(problem) {
      const code = h('code', null, problem.code ?? 'internal');
      element.replaceChildren(code, ` ${problem.detail ?? problem.message}`);
      element.hidden = false;
    },
  };
}

/** Runs a task for a button: once at a time, and its problem is shown. */
export async function attempt(notice, button, task) {
  if (button.disabled) return;
  button.disabled = true;
  notice.clear();
  try {
    await task();
  } catch (problem) {
    notice.show(problem);
  } finally {
    button.disabled = false;
  }
}

/** A modal dialog that is gone once it is closed; the browser gives the focus back. */
export function openDialog(title, ...content) {
  const id = uniqueId('dialog');
  const close = h('button', { type: 'button', onclick: () => dialog.close() }, 'Close');
  const head = h('div', { class: 'bar' }, h('h2', { id }, title), close);
  const dialog = h('dialog', { 'aria-labelledby': id, onclose: () => dialog.remove() }, head, ...content);
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}
