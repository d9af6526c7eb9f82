import type { Client, Member, Room, RoomOptions, StatusChange } from './latchkey.d.ts';

export interface Hooks {
  /** Enters the room with the first component that asks for it and leaves it a second after the last has gone. */
  useRoom(client: Client, id: string, options?: RoomOptions): Room;
  /** The value of a key, undefined when there is none. */
  useEntry<T = any>(room: Room, key: string): T | undefined;
  useOthers(room: Room): Member[];
  /** The room's status with the reason for it. */
  useStatus(room: Room): StatusChange;
}

/** `React` itself, or an object with these hooks of its. Needs React 18 or later. */
export function createHooks(React: {
  useCallback: any;
  useEffect: any;
  useMemo: any;
  useRef: any;
  useSyncExternalStore: any;
}): Hooks;
