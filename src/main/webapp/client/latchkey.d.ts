/** Latchkey's client: live rooms whose state changes only on the server. */

/** A value as JSON knows it. Values that a room hands out are shared: they are frozen. */
export type Json = null | boolean | number | string | Json[] | { [member: string]: Json };

export type Status = 'connecting' | 'connected' | 'reconnecting' | 'disconnected' | 'needs-auth';
export type Action = 'reauthenticate' | 'retry' | 'reconnect' | 'stop' | 'none';
export type Credential = 'subprotocol' | 'ticket' | 'message' | 'two-step' | 'query';
export type Unsubscribe = () => void;

/** What an auth endpoint function is told about the attempt. */
export interface AuthRequest {
  room: string;
  reason: 'connect' | 'reconnect' | 'reauthenticate' | 'refresh';
  /** The code that ended the attempt or the rights before this one. */
  previousCode?: string;
}

/**
 * A room token; the answer of `/provision` or `/authorize`, as an object, as text or as the response of `fetch`; or where
 * to ask for it: an URL (it has a slash or a query) or one with options.
 */
export type AuthAnswer = string | URL | Response | { token: string } | { url: string | URL; options?: RequestInit };

/**
 * `true`: `<base>/api/v1/authorize?room=`. A string: an URL, to which `room` is added. A function: as it says.
 * Missing: the browser's own credentials (cookies) are all there is.
 */
export type AuthEndpoint = true | string | ((request: AuthRequest) => AuthAnswer | Promise<AuthAnswer>);

/** Time and chance, to be replaced in tests. */
export interface Clock {
  setTimeout(run: () => void, ms: number): unknown;
  clearTimeout(timer: unknown): void;
  now(): number;
  random(): number;
}

/** What a mutator may do. Its writes count only when it returns; values it is given are its own. */
export interface WriteTransaction {
  get(key: string): any;
  put(key: string, value: unknown): void;
  delete(key: string): void;
  scan(prefix?: string): [string, any][];
}

/** The optimistic twin of a mutation on the server: it may run many times, so it has no side effects. */
export type Mutator = (tx: WriteTransaction, args: any) => void;

export interface ClientOptions {
  /** The context of the Latchkey server, `https://example.org/latchkey`; by default the one that served this file. */
  base?: string | URL;
  /** Asked for one token at a time by all rooms of the client; no answer in 30 s is a failure. */
  authEndpoint?: AuthEndpoint;
  /**
   * By default `subprotocol`, and `ticket` for tokens over 1 KB. `ticket`: bought with the token, or with the container's
   * login when there is no authEndpoint. `message`: in the first message. `two-step`: both. `query`: where it is allowed.
   */
  credential?: Credential;
  mutators?: Record<string, Mutator>;
  WebSocket?: new (url: string, protocols?: string[]) => WebSocket;
  fetch?: (url: string | URL, options?: RequestInit) => Promise<Response>;
  clock?: Clock;
}

export interface RoomOptions extends ClientOptions {
  /** Own presence from the start. */
  presence?: Json;
}

export interface Client {
  /** The same room while it is entered, however often it is asked for. Throws `invalid_room`. */
  enterRoom(id: string, options?: RoomOptions): Room;
}

export function createClient(options?: ClientOptions): Client;

export interface Outcome {
  /** `unknown`: given up before the server's answer came. */
  outcome: 'applied' | 'amended' | 'rejected' | 'unknown';
  version?: number;
  code?: string;
  detail?: string;
  data?: Json;
}

export interface User {
  id: string;
  [member: string]: Json;
}

export interface Member {
  connection: string;
  user: User;
  presence: Json;
}

export interface Self {
  connection?: string;
  client?: string;
  user: User;
  presence: Json;
  access: 'read' | 'write' | 'admin' | 'custom';
  permissions: string[];
}

/** Refused for good, until `reconnect()`. */
export interface RoomError extends Error {
  code: string;
  action: Action;
  loginUrl?: string;
}

export interface StatusChange {
  status: Status;
  /** A code of the protocol, a close code as text, or the client's own (`left`, `auth_endpoint_failed`, ...). */
  reason?: string;
  action?: Action;
  message?: string;
  retryInMs?: number;
  loginUrl?: string;
}

/** The keys that one step has changed, with their values now; undefined = gone. */
export type Changes = Map<string, any>;
export type ChangeListener = (changes: Changes) => void;

export interface RoomEvents {
  status: StatusChange;
  broadcast: { event: string; data: Json; from: { connection: string; user: User } };
  presence: { joined: Member[]; updated: Partial<Member>[]; left: Partial<Member>[] };
  'access-changed': { access: Self['access']; permissions: string[]; code?: string; before: Self['access'] };
  /** Rights end soon and could not be renewed yet. */
  'session-expiring': { code: string; within?: number };
  /** Somebody has ended this client's rights. */
  invalidated: { code: string; within?: number };
  error: { code: string; message?: string; action?: Action };
  /** Each protocol message, for logs; tokens are masked. */
  message: { direction: 'in' | 'out'; message: { type: string; [member: string]: any } };
}

export interface Room {
  readonly id: string;
  /** Resolves when the room's state is there; rejects with a {@link RoomError}. Renewed by `reconnect()`. */
  readonly ready: Promise<void>;
  readonly status: Status;
  readonly self: Self | undefined;
  readonly others: Member[];

  get(key: string): any;
  /** In the order of their keys. */
  entries(prefix?: string): [string, any][];
  /** Called once per step (a frame of the server, or a mutation made here). */
  subscribe(listener: ChangeListener): Unsubscribe;
  /** For one key, or for a prefix: empty or ending in `/`. */
  subscribe(scope: string, listener: ChangeListener): Unsubscribe;
  on<E extends keyof RoomEvents>(event: E, listener: (payload: RoomEvents[E]) => void): Unsubscribe;
  /** `read`, `write`, `admin`, or a permission such as `mutate:editNote`. */
  can(right: string): boolean;

  /** Shown at once, settled by the server. A rejection resolves, with outcome `rejected`, and is out of the view. */
  mutate(name: string, args?: unknown): Promise<Outcome>;
  set(key: string, value: unknown): Promise<Outcome>;
  delete(key: string): Promise<Outcome>;
  /** JSON merge patch (RFC 7396). */
  patch(key: string, merge: unknown): Promise<Outcome>;
  increment(key: string, by?: number): Promise<Outcome>;
  append(key: string, value: unknown): Promise<Outcome>;
  setAll(values: Record<string, unknown>): Promise<Outcome>;
  clear(prefix: string): Promise<Outcome>;

  /** Replaces what the others see of us; kept over reconnects. `null` clears it. */
  setPresence(data: Json): void;
  /** To every other member, now or never: false when it could not be sent. */
  broadcast(event: string, data?: unknown): boolean;
  leave(): void;
  /** After `needs-auth` or `disconnected`: tries again. While waiting for the next attempt: at once. */
  reconnect(): void;
}
