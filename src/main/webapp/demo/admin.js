// What an administrator does to a room that people are in, by the REST API. Each act answers with a receipt.
export function createAdmin(section, { base, room, authorization, changed }) {
  const receipt = section.querySelector('.receipt');
  const button = (act) => section.querySelector(`[data-act=${act}]`);
  let block;

  async function call(method, path, body) {
    const response = await fetch(`${base}/api/v1/${path}`, {
      method,
      credentials: 'omit',
      headers: { Authorization: authorization, ...(body && { 'Content-Type': 'application/json' }) },
      body: body && JSON.stringify(body),
    });
    const text = await response.text();
    receipt.textContent = `${method} ${path}\n${response.status} ${text}`;
    if (!response.ok) throw new Error(text);
    return text && JSON.parse(text);
  }

  const path = `rooms/${encodeURIComponent(room)}`;
  const grant = (access) => call('PUT', `${path}/grants`, { grants: access ? [{ users: ['bob'], access }] : [] });
  const invalidate = (mode) => call('POST', 'invalidations', { user: 'bob', room, mode });

  const acts = {
    write: () => grant('write'),
    read: () => grant(),
    invalidate: () => invalidate('reauthenticate'),
    block: async () => {
      block = (await invalidate('block')).id;
    },
    lift: async () => {
      await call('DELETE', `invalidations/${block}`);
      block = undefined;
    },
    close: () => call('POST', `${path}/close`),
    open: () => call('POST', `${path}/open`),
  };

  for (const [act, run] of Object.entries(acts)) {
    button(act).addEventListener('click', async () => {
      try {
        await run();
        if (act === 'lift' || act === 'open') changed();
      } catch (problem) {
        console.warn(problem.message);
      }
      button('block').disabled = block !== undefined;
      button('lift').disabled = block === undefined;
    });
  }
}
