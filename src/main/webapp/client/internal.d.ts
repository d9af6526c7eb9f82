// Types that the client's files share among themselves. They stand here, not in the code, so that browsers need not
// load them; Define types the methods of an object, and `this` in them, from its interface here.
import type * as Api from './latchkey.d.ts';
import type {
  Action, AuthEndpoint, AuthRequest, Changes, ChangeListener, ClientOptions, Clock, Credential, Json, Member, Mutator,
  Outcome, Room, RoomError, Status, StatusChange, Unsubscribe, WriteTransaction,
} from './latchkey.d.ts';

export type { Clock, Json, Mutator, Outcome, Room };
export type CreateClient = typeof Api.createClient;

type Kinds = {
  Pacing: Pacing; Alarm: Alarm; Transaction: Transaction; State: State; Outbox: Outbox; Replica: Replica;
  Tokens: Tokens; Connection: Connection; Session: Session;
};
export type Define = <K extends keyof Kinds>(
  kind: K,
  methods: Partial<Kinds[K]> & ThisType<Kinds[K]>,
) => (fields: Partial<Kinds[K]>) => Kinds[K];
/** What a room is made of. */
export interface Parts {
  session: Session;
  connection: Connection;
  replica: Replica;
}
export type OpenRoom = (settings: Settings, room: string) => Parts;
export type NewRoom = (id: string, parts: Parts, left: () => void) => Room;
/** The body of an answer, or the failure that it is; `own`: it is our server that tells the code. */
export type Read = (response: Response, own?: unknown) => Promise<string>;
export type Write = (map: Values, patch: Op[]) => void;

export interface Settings {
  base: string;
  authEndpoint?: AuthEndpoint;
  credential?: Credential;
  mutators: Record<string, Mutator>;
  WebSocket: NonNullable<ClientOptions['WebSocket']>;
  fetch: NonNullable<ClientOptions['fetch']>;
  clock: Clock;
  presence?: Json;
  /** The client's rooms ask for tokens one after another. */
  inTurn<T>(task: () => Promise<T>): Promise<T>;
}

/** A protocol message; the server's are taken at their word. */
export type Message = { type: any; [member: string]: any };
export type Op = { op: 'put' | 'del'; key: string; value?: any };
export type Values = Map<string, any>;

/** A mutation that has not been settled yet. */
export interface Pending {
  name: string;
  args: any;
  at: number;
  size: number;
  /** Given when it is sent first. */
  id: number;
  /** On this socket. */
  sent: boolean;
  result?: Outcome;
  settle(result: any): void;
}

/** What the server said before it closed. */
export interface Told {
  code: string;
  message?: string;
  action?: Action;
  retryAfterMs?: number;
}

export interface Verdict extends Told {
  action: Action;
  needsAuth: boolean;
  /** Taken once; asked for again, it stops. */
  once: boolean;
  loginUrl?: string;
}

/** The reason is read before the number; what was said before the close stands for a missing reason. */
export type ToVerdict = (number: number, reason: string, told?: any) => Verdict;
export type ToFailure = (code: string, message?: string, more?: object) => RoomError;

/**
 * When to try again: full jitter, so that a restarted server does not meet all of its clients in one instant. At once,
 * but once per 10 s of joined time: a server that refuses, or only moves its clients on, is not asked in a loop.
 */
export interface Pacing {
  clock: Clock;
  failures: number;
  /** A fresh token has been asked for because of a refusal; refused again, it stops. */
  refused: boolean;
  fresh: boolean;
  /** Joined since; NaN when not. */
  since: number;
  /** Milliseconds until the next attempt, undefined for none. */
  next(verdict: Pick<Verdict, 'action' | 'once' | 'retryAfterMs'>): number | undefined;
  backOff(): number;
}

/** One thing to be done at a time of the wall clock. `run` is told by how many milliseconds it is late. */
export interface Alarm {
  clock: Clock;
  due: number;
  run?: (late: number) => void;
  timer?: unknown;
  set(ms: number, run: (late: number) => void): void;
  /** Looks again when it is due, and at least every 15 s. */
  arm(): void;
  check(): void;
  stop(): void;
}

/** One mutation's writes over a view: they count only when the mutator has returned. */
export interface Transaction extends WriteTransaction {
  view: Pick<State, 'get' | 'entries'>;
  writes: Values;
  write(key: string, value: any): void;
}

/** What the server has confirmed, and over it what this client has done since: the view. */
export interface State {
  epoch?: string;
  version: number;
  /** What the server has confirmed. */
  confirmed: Values;
  /** What the pending mutations made of it; undefined = deleted. */
  overlay: Values;
  /** A state that comes in pieces, shown when whole. */
  staged?: Values;
  /** The view's values before the running step. */
  before: Values;
  readonly since: string | undefined;
  /** The built-in ones and the application's own, which come first. */
  mutators: any;
  get(key: string): any;
  entries(prefix?: string): [string, any][];
  /** `joined` or `state`: all of it, a piece of it, or what changed since we left. */
  load(message: Message, first?: boolean): void;
  /** False when it does not follow what we have: then only a full state helps. */
  poke(message: Message): boolean;
  /** One more mutation on top of the view. */
  push(mutation: Pending): Changes;
  /** The pending mutations, once more, over what is confirmed now. */
  rebase(pending: Pending[]): Changes;
  run(mutation: Pending): void;
  touch(key: string): void;
  changes(): Changes;
}

/** Mutations on their way: made here, perhaps sent, not yet answered, in the order they were made in. */
export interface Outbox {
  pending: Pending[];
  limits: { message: number; unanswered: number; clientRetention: number };
  next: number;
  /** The code of the refusal, if it is not taken. */
  add(mutation: Pending): string | undefined;
  /** What may be sent now, each at most `limits.message`. Ids are given here, so that they have no gaps. */
  frames(): object[][];
  /** The first word on a mutation is the last. */
  end(which: (one: Pending) => unknown, outcome: Outcome['outcome'], code: string): void;
  result(message: Message): void;
  /** What the server does not know is sent again, unless it has forgotten this client. */
  resume(last: number, outcomes: Message[]): void;
  /** Gives up what is older than the server remembers; true when ids were lost with it. */
  expire(now: number): boolean;
  /** Takes out those that have ended. */
  drop(): Pending[];
}

/** This client's copy of the room: takes in a frame as one step. */
export interface Replica {
  client: string;
  epoch?: string;
  outbox: Outbox;
  state: State;
  members: Map<string, Member>;
  self?: any;
  readonly others: Member[];
  /** The events of a frame, and why this copy cannot go on from here, if so. */
  receive(messages: Message[]): { events: [string, unknown][]; fault: string };
  take(message: Message): [string, unknown] | string | undefined | void;
  identify(message: Message): [string, unknown] | undefined;
  access(message: Message): [string, unknown] | undefined;
  join(message: Message): [string, unknown] | string;
  presence(message: Message): [string, unknown];
  can(right: string): boolean;
  /** Ids of the old client that the server may have seen are not used again. */
  renew(): void;
}

/** Asks the auth endpoint for room tokens, one request at a time and a fresh token each time. */
export interface Tokens {
  settings: Settings;
  room: string;
  flight?: Promise<string>;
  get(reason: AuthRequest['reason'], previousCode?: string): Promise<string>;
  /** Fails after 30 s, and with a code always. */
  inTime<T>(task: (signal: AbortSignal) => Promise<T>): Promise<T>;
  fetch(signal: AbortSignal, reason: AuthRequest['reason'], previousCode?: string): Promise<string>;
  /** Bought with the token, or with the container's login. */
  ticket(token?: string): Promise<string>;
  /** For an `authenticate` on a socket that is open. */
  proof(reason: AuthRequest['reason'], previousCode?: string): Promise<{ token: string } | { ticket: string }>;
  door(query: Record<string, string | undefined>, reason: AuthRequest['reason'], code?: string): Promise<Door>;
}

/** How to go in. */
export interface Door {
  url: string;
  protocols: string[];
  token?: string;
}

/** What a connection needs from the session it serves. */
export interface Host {
  query(): Record<string, string | undefined>;
  /** True when the state is whole. */
  frame(messages: Message[]): boolean;
  changed(change: StatusChange): void;
  warn(code: string, within?: number): void;
  emit(name: string, payload: unknown): void;
}

export type Why = Partial<Verdict> & { retryInMs?: number };

/** One socket at a time, kept up: opened with a fresh credential, watched, refreshed in place, opened again. */
export interface Connection {
  settings: Settings;
  clock: Clock;
  host: Host;
  tokens: Tokens;
  pacing: Pacing;
  /** The next attempt, or the next refresh of the rights. */
  alarm: Alarm;
  /** The next look whether the peer is alive. */
  beat: Alarm;
  status: Status;
  joined: boolean;
  /** Has been joined before. */
  returning: boolean;
  /** The rights were ended with a grace: what is sent now would be rejected. */
  silent: boolean;
  /** Until then the server may say nothing. */
  quiet: number;
  /** When the rights end. */
  ends: number;
  pings: number;
  /** When attempts were given up that the server may still carry out. */
  ghosts: number[];
  /** Tells an attempt that it has been overtaken. */
  turn: number;
  socket?: WebSocket;
  token?: string;
  told?: any;
  connect(reason?: AuthRequest['reason'], previousCode?: string): Promise<void>;
  open(door: Door): void;
  /** `early`: before the server ended it. */
  release(early?: boolean): void;
  close(): void;
  /** Gives the socket up, as if the server had closed it so. */
  fail(code: number, reason?: string): void;
  send(messages: object[]): void;
  /** TCP alone may take minutes to notice a dead peer: after 25 s of silence it is asked, 5 s later given up. */
  seen(): void;
  /** Not joined, it may send only `authenticate`: then it just waits. */
  ping(): void;
  receive(data: any): void;
  heed(message: Message): void;
  authenticated(message: Message): void;
  /** Whole offices wake at once: what is late is spread over most of what is left. */
  refresh(late: number): void;
  /** Under a grace nothing comes, not even a pong, and nothing sent would be applied. */
  reauthenticate(message: Message): void;
  /** A refused socket may stay open; a new one knows sooner. */
  unauthorized(message: Message): void;
  renew(reason: AuthRequest['reason'], previousCode?: string): Promise<void>;
  /** Renews later, if the verdict leaves hope. */
  again(verdict: Verdict, within?: number): void;
  decide(verdict: Verdict): void;
  wait(why?: Why): void;
  become(status: Status, why?: Why): void;
  /** After a sleep, or when a tab is looked at again. */
  wake(): void;
  /** Whatever shows messages must not show tokens. */
  log(direction: 'in' | 'out', message: any): void;
}

/** Who wants to be told: of events by name, of keys by scope (a key; or a prefix: empty or ending in a slash). */
export interface Listeners {
  events: Map<string, Set<(payload: any) => void>>;
  watchers: Set<{ scope: string; listener: ChangeListener }>;
  on(name: string, listener: (payload: any) => void): Unsubscribe;
  emit(name: string, payload: unknown): void;
  watch(...scope: any[]): Unsubscribe;
  tell(changes: Changes): void;
}

/** Binds a room's copy to its connection: frames in, mutations out, the application told once per step. */
export interface Session extends Host, Listeners {
  clock: Clock;
  replica: Replica;
  connection: Connection;
  ready: Promise<void>;
  presence?: Json;
  /** Presence and broadcasts of this tick. */
  extras: Message[];
  scheduled: boolean;
  /** The code with which it has ended. */
  over: string;
  arrived(error?: RoomError): void;
  /** Keeps the arguments as the server will read them, whatever becomes of the caller's object. */
  mutate(name: string, args?: unknown): Promise<Outcome>;
  setPresence(data: Json): void;
  post(message: Message): boolean;
  leave(): void;
  reconnect(): void;
  /** A new promise of arrival, which nobody has to wait for. */
  await(): void;
  /** The end of a step: what has ended leaves the view, watchers see the whole, promises settle. */
  step(events: [string, unknown][]): void;
  /** Mutations of one tick go in one frame. */
  schedule(): void;
  flush(): void;
  /** Nothing more is sent: what never was is rejected; of the rest nobody knows. */
  end(code: string): void;
}
