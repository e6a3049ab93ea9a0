import { setTimeout as pause } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import * as l10n from '@vscode/l10n';
import { type Client, createClient } from '../../protocol/client/client.ts';
import { bindToken, type Endpoint, originOf } from '../../protocol/client/endpoint.ts';
import { createNodeTransport } from '../../protocol/client/node-transport.ts';
import { isPlaintextBeyondHost } from '../../protocol/client/plaintext.ts';
import { RECONNECT_POLICY, reconnectDelay } from '../../protocol/client/reconnect-policy.ts';
import { explain, toOutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import type { Disposable } from '../lifecycle/disposables.ts';
import { Emitter, type Event } from '../lifecycle/event.ts';
import type { ModelStore } from '../model/model-store.ts';
import { type ConnectionState, type ConnectionTarget, isSameCoordinator } from './connection-state.ts';
import type { SavedTarget } from './saved-target.ts';

/** Provides the endpoint of the embedded coordinator, and starts the coordinator if necessary. */
export interface Embedded {
  ensure(signal: AbortSignal): Promise<Endpoint>;
}

/** The attempt to stay connected to one chosen coordinator. Aborting `end` ends it; `done` then resolves. */
interface Session {
  readonly end: AbortController;
  readonly done: Promise<void>;
}

function isSameTarget(state: ConnectionState, target: ConnectionTarget): boolean {
  return state.kind !== 'none' && isDeepStrictEqual(state.target, target);
}

/** Errors that a retry cannot fix. They lead to the state `refused`. */
const NOT_RETRIED: readonly string[] = [
  'unauthorized',
  'forbidden',
  'certificate-untrusted',
  'plaintext-refused',
  'invalid-input',
  'embedded-not-started',
  'embedded-not-stopped',
];

/**
 * The window's connection to the chosen coordinator. While it is connected, the store follows the coordinator's events.
 * A lost connection is retried with backoff. See {@link ConnectionState} for the states and transitions.
 */
export class CoordinatorConnection implements Disposable {
  readonly #changed: Emitter<ConnectionState>;
  readonly onDidChange: Event<ConnectionState>;
  readonly #switched: Emitter<ConnectionTarget>;
  /**
   * Fires when the window chooses its first coordinator, or another one than the last, before it connects. Does not fire
   * when the window disconnects, or connects to the same coordinator again.
   */
  readonly onDidSwitch: Event<ConnectionTarget>;
  readonly #saved: SavedTarget;
  readonly #embedded: Embedded;
  readonly #store: ModelStore;
  readonly #log: (line: string) => void;
  #state: ConnectionState = { kind: 'none' };
  #session: Session | undefined;
  #last: ConnectionTarget | undefined;

  constructor(saved: SavedTarget, embedded: Embedded, store: ModelStore, log: (line: string) => void) {
    this.#saved = saved;
    this.#embedded = embedded;
    this.#store = store;
    this.#log = log;
    this.#changed = new Emitter((error) => log(explain(error)));
    this.onDidChange = this.#changed.event;
    this.#switched = new Emitter((error) => log(explain(error)));
    this.onDidSwitch = this.#switched.event;
  }

  get state(): ConnectionState {
    return this.#state;
  }

  /** The client while the state is `connected`, otherwise undefined. */
  get client(): Client | undefined {
    return this.#state.kind === 'connected' ? this.#state.client : undefined;
  }

  /** Returns the client once the state is not `connecting`. VS Code restores editors before the window is connected. */
  async settledClient(): Promise<Client | undefined> {
    while (this.#state.kind === 'connecting')
      await new Promise<void>((resolve) => {
        const listening = this.onDidChange(() => {
          listening.dispose();
          resolve();
        });
      });
    return this.client;
  }

  /** Connects to the saved coordinator, if any. */
  async resume(): Promise<void> {
    const target = this.#saved.read();
    if (target !== undefined) await this.connect(target);
  }

  /**
   * Chooses a coordinator and saves the choice. Resolves with the first state other than `connecting`. A later call
   * supersedes this one.
   */
  async connect(target: ConnectionTarget): Promise<ConnectionState> {
    const before = this.#session;
    before?.end.abort();
    // The model of the previous coordinator must not appear to be that of the new one.
    if (!isSameTarget(this.#state, target)) this.#store.clear();
    const isOther = !isSameCoordinator(this.#last, target);
    this.#last = target;
    if (isOther) this.#switched.fire(target);
    this.#set({ kind: 'connecting', target });
    const end = new AbortController();
    const settled = Promise.withResolvers<void>();
    const done = this.#begin(target, before, end.signal, settled.resolve).finally(settled.resolve);
    this.#session = { end, done };
    await settled.promise;
    return this.#state;
  }

  /** Disconnects, saves that the window has no connection, and clears the model. */
  async disconnect(): Promise<void> {
    await this.#endSession();
    await this.#saved.save(undefined);
    this.#store.clear();
    this.#set({ kind: 'none' });
  }

  /** Disconnects, runs `act`, and connects to the same coordinator again. Used to restart the embedded coordinator. */
  async around(act: () => Promise<void>): Promise<void> {
    const { state } = this;
    await this.#endSession();
    if (state.kind !== 'none') this.#set({ kind: 'connecting', target: state.target });
    await act();
    if (state.kind !== 'none') await this.connect(state.target);
  }

  dispose(): void {
    this.#session?.end.abort();
    this.#changed.dispose();
    this.#switched.dispose();
  }

  /** Waits for the previous session to end, saves the choice, and keeps the connection until the signal aborts. */
  async #begin(
    target: ConnectionTarget,
    before: Session | undefined,
    signal: AbortSignal,
    settled: () => void,
  ): Promise<void> {
    await before?.done;
    if (signal.aborted) return;
    try {
      await this.#saved.save(target);
    } catch (error) {
      // A choice that cannot be saved still applies to this window.
      this.#log(explain(error));
    }
    await this.#keep(target, signal, settled);
  }

  async #keep(target: ConnectionTarget, signal: AbortSignal, settled: () => void): Promise<void> {
    for (let attempt = 0; !signal.aborted; attempt += 1) {
      try {
        const endpoint =
          target.kind === 'embedded' ? await this.#embedded.ensure(signal) : this.#remote(target.url);
        await this.#follow(target, endpoint, signal, () => {
          attempt = 0;
          settled();
        });
      } catch (error) {
        if (signal.aborted) return;
        const known = toOutrunnerError(error);
        this.#log(explain(known));
        if (NOT_RETRIED.includes(known.code)) {
          this.#set({ kind: 'refused', target, problem: explain(known) });
          return;
        }
        this.#set({ kind: 'unreachable', target, problem: explain(known) });
      }
      settled();
      const wait = reconnectDelay(RECONNECT_POLICY, attempt, Math.random());
      await pause(wait, undefined, { signal }).catch(() => undefined);
    }
  }

  #remote(url: string): Endpoint {
    const insecurePlaintext = this.#saved.allowsPlaintext();
    if (insecurePlaintext && isPlaintextBeyondHost(new URL(url)))
      this.#log(
        `The connection to ${url} is not encrypted. Anyone on the network path can read the API token.`,
      );
    return { kind: 'url', url, insecurePlaintext };
  }

  async #follow(
    target: ConnectionTarget,
    endpoint: Endpoint,
    signal: AbortSignal,
    connected: () => void,
  ): Promise<void> {
    const origin = originOf(endpoint);
    const value = target.kind === 'embedded' ? undefined : await this.#saved.token(origin);
    const client = createClient({
      transport: createNodeTransport(endpoint),
      ...(value === undefined ? {} : { token: bindToken(value, endpoint) }),
    });
    const linkLost = new AbortController();
    try {
      // The embedded coordinator may have exited. Abort instead of retrying, so that the next attempt starts it.
      const following = AbortSignal.any([signal, linkLost.signal]);
      await this.#store.follow(client, following, (link) => {
        if (link.up) {
          if (this.#state.kind !== 'connected') {
            this.#set({ kind: 'connected', target, client });
            if (target.kind === 'remote')
              this.#saved.addKnown(target.url).catch((error: unknown) => this.#log(explain(error)));
          }
          connected();
          return;
        }
        this.#log(link.problem === undefined ? 'The event stream ended.' : explain(link.problem));
        const problem =
          link.problem === undefined ? l10n.t('The connection was lost.') : explain(link.problem);
        this.#set({ kind: 'unreachable', target, problem });
        if (target.kind === 'embedded') linkLost.abort();
        connected();
      });
    } finally {
      client.close();
    }
  }

  async #endSession(): Promise<void> {
    const session = this.#session;
    this.#session = undefined;
    session?.end.abort();
    await session?.done;
  }

  #set(state: ConnectionState): void {
    this.#state = state;
    this.#changed.fire(state);
  }
}
