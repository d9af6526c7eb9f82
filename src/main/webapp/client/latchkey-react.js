// Hooks for React 18 and later, which is passed in: const { useRoom, useEntry } = createHooks(React);

/** Left so long after its last component has gone: in strict mode, or when one moves, another comes at once. */
const LINGER_MS = 1_000;

const same = (a, b) => a?.length === b.length && a.every((one, index) => one === b[index]);

/** Counts who holds a room. A render that is thrown away holds nothing, so entering counts 0. */
const createHolder = () => {
  /** @type {Map<any, number>} */
  const held = new Map();
  return (room, change) => {
    held.set(room, (held.get(room) ?? 0) + change);
    setTimeout(() => held.get(room) === 0 && held.delete(room) && room.leave(), LINGER_MS);
  };
};

/** @type {typeof import('./latchkey-react.d.ts').createHooks} */
export const createHooks = (
  { useCallback, useEffect, useMemo, useRef, useSyncExternalStore },
  hold = createHolder(),
) => ({
  useRoom(client, id, options) {
    const enter = () => {
      const room = client.enterRoom(id, options);
      hold(room, 0);
      return room;
    };
    const room = useMemo(enter, [client, id]);
    useEffect(() => (hold(room, 1), () => hold(room, -1)), [room]);
    return room;
  },

  useEntry(room, key) {
    const watch = useCallback((told) => room.subscribe(key, told), [room, key]);
    const read = () => room.get(key);
    return useSyncExternalStore(watch, read, read);
  },

  useOthers(room) {
    const last = useRef(undefined);
    const watch = useCallback((told) => room.on('presence', told), [room]);
    // React compares by identity: equal ones are the same ones.
    const read = () => (same(last.current, room.others) ? last.current : (last.current = room.others));
    return useSyncExternalStore(watch, read, read);
  },

  useStatus(room) {
    const last = useRef(undefined);
    const watch = useCallback((told) => room.on('status', (change) => told((last.current = change))), [room]);
    const read = () => (last.current?.status === room.status ? last.current : (last.current = { status: room.status }));
    return useSyncExternalStore(watch, read, read);
  },
});
