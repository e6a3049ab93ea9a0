import type { SetAside } from '../../../support/files/set-aside.ts';
import type { KeeperSettings } from '../../link/keeper-settings.ts';
import { LinkRefusal } from '../../link/link-refusal.ts';
import { type AttachAnswer, type KeeperResult, LINK_VERSION, type Nothing } from '../../link/messages.ts';
import { type LinkRequestName, type LinkRequests, parseRequestBody } from '../../link/requests.ts';
import type { KeeperLog } from '../keeper-log.ts';
import type { Operation, OperationListener } from '../operations/operation.ts';
import type { KeeperOperations } from '../operations/operations.ts';
import type { SpoolBudget } from '../spool/spool-budget.ts';
import type { SpoolFrame } from '../spool/spool-format.ts';
import type { ConnectionHandler, LinkConnection } from './link-connection.ts';
import { Subscription } from './subscription.ts';

export interface ServiceSettings {
  readonly instanceId: string;
  readonly terminals: AttachAnswer['terminals'];
  /** The settings that the keeper was started with. Each attaching runner receives them. */
  readonly started: KeeperSettings;
  readonly spool: Pick<SpoolBudget, 'used' | 'limit'>;
  /** The damaged files that this keeper set aside at its start. */
  readonly damages: readonly SetAside[];
  readonly log: KeeperLog;
}

/** Events that the lifetime of the keeper depends on. */
export interface ServiceEvents {
  /** Called when a runner attaches or leaves, or an operation begins or ends. */
  onChange(): void;
  onShutdown(whenIdle: boolean): void;
}

type Handlers = {
  [Name in LinkRequestName]: (
    body: LinkRequests[Name]['body'],
    payload: Buffer,
    connection: LinkConnection,
  ) => LinkRequests[Name]['answer'] | Promise<LinkRequests[Name]['answer']>;
};

const DONE: Nothing = {};

/** Answers the requests of the attached runner, and sends it the events of its operations. */
export class KeeperService implements OperationListener {
  readonly #settings: ServiceSettings;
  readonly #events: ServiceEvents;
  #operations: KeeperOperations | undefined;
  #attached: LinkConnection | undefined;
  #closing = false;
  readonly #subscriptions = new Map<string, Subscription>();

  constructor(settings: ServiceSettings, events: ServiceEvents) {
    this.#settings = settings;
    this.#events = events;
  }

  /** Sets the operations to serve. They report their events to this service. */
  serve(operations: KeeperOperations): void {
    this.#operations = operations;
  }

  get hasRunner(): boolean {
    return this.#attached !== undefined;
  }

  /** Refuses new operations from this call on. */
  close(): void {
    this.#closing = true;
  }

  handlerOf(connection: LinkConnection): ConnectionHandler {
    return {
      onRequest: (name, body, payload) => this.#handle(name, body, payload, connection),
      onCredit: (operationId, bytes) => {
        if (connection === this.#attached) this.#subscriptions.get(operationId)?.credit(bytes);
      },
      onClosed: () => {
        if (connection === this.#attached) this.#detach();
      },
    };
  }

  onFrame(operation: Operation, frame: SpoolFrame): void {
    this.#subscriptions.get(operation.operationId)?.offer(frame);
  }

  onSpoolFull({ operationId }: Operation): void {
    this.#settings.log.warn('the spool is full: the step waits', { operation: operationId });
    this.#attached?.send({ type: 'spool-full', operationId, limit: this.#settings.spool.limit });
  }

  onEnded({ operationId }: Operation, result: KeeperResult): void {
    const { end, offset } = result;
    this.#settings.log.info('step ended', { operation: operationId, ...end, bytes: offset });
    this.#attached?.send({ type: 'ended', operationId, result });
    this.#events.onChange();
  }

  readonly #handlers: Handlers = {
    attach: ({ version }, _payload, connection) => this.#attach(version, connection),
    prepare: ({ operationId, terminal }) => this.#begin(operationId).prepare(terminal),
    open: async ({ operationId, command }) => {
      await this.#held.get(operationId).open(command);
      return DONE;
    },
    'prepare-and-open': ({ operationId, terminal, command }) =>
      this.#begin(operationId).open(command, terminal),
    abandon: async ({ operationId }) => {
      const abandoned = this.#held.find(operationId)?.abandon();
      // Must precede the await: the same operation may be offered and prepared again in the meantime.
      this.#held.delete(operationId);
      await abandoned;
      this.#events.onChange();
      return DONE;
    },
    subscribe: (body, _payload, connection) => this.#subscribe(body, connection),
    unsubscribe: ({ operationId }) => {
      this.#unsubscribe(operationId);
      return DONE;
    },
    release: ({ operationId, offset }) => {
      this.#held.get(operationId).release(offset);
      return DONE;
    },
    cancel: async ({ operationId, graceMilliseconds }) => {
      await this.#held.get(operationId).cancel(graceMilliseconds);
      return DONE;
    },
    input: ({ operationId }, payload) => {
      this.#held.get(operationId).terminal.write(payload);
      return DONE;
    },
    resize: ({ operationId, columns, rows }) => {
      this.#held.get(operationId).terminal.resize(columns, rows);
      return DONE;
    },
    forget: ({ operationId }) => {
      this.#held.find(operationId)?.forget();
      this.#unsubscribe(operationId);
      this.#held.delete(operationId);
      return DONE;
    },
    status: () => ({
      pid: process.pid,
      memoryBytes: process.memoryUsage.rss(),
      spoolBytes: this.#settings.spool.used,
      spoolLimit: this.#settings.spool.limit,
      operations: this.#held.list.length,
    }),
    shutdown: ({ whenIdle }) => {
      this.#events.onShutdown(whenIdle);
      return DONE;
    },
  };

  get #held(): KeeperOperations {
    if (!this.#operations) throw new LinkRefusal('not-attached', 'The keeper is still starting.');
    return this.#operations;
  }

  async #handle<Name extends LinkRequestName>(
    name: Name,
    body: unknown,
    payload: Buffer,
    connection: LinkConnection,
  ): Promise<object> {
    if (name !== 'attach' && connection !== this.#attached) {
      throw new LinkRefusal('not-attached', 'This connection is not the attached runner.');
    }
    return this.#handlers[name](parseRequestBody(name, body), payload, connection);
  }

  #begin(operationId: string): Operation {
    if (this.#closing) throw new LinkRefusal('shutting-down', 'The keeper is ending.');
    const operation = this.#held.begin(operationId);
    this.#settings.log.debug('step prepared', { operation: operationId });
    this.#events.onChange();
    return operation;
  }

  #attach(version: number, connection: LinkConnection): AttachAnswer {
    if (version !== LINK_VERSION) {
      throw new LinkRefusal(
        'link-version',
        `This keeper uses version ${LINK_VERSION} of the link, but the runner uses version ${version}.`,
      );
    }
    const older = this.#attached;
    if (older && older !== connection) {
      this.#detach();
      older.send({ type: 'replaced' });
      older.end();
    }
    this.#attached = connection;
    this.#settings.log.info('a runner attached', { operations: this.#held.list.length });
    this.#events.onChange();
    const { instanceId, terminals, started, damages } = this.#settings;
    return {
      instanceId,
      version: LINK_VERSION,
      pid: process.pid,
      uptimeMilliseconds: performance.now(),
      terminals,
      settings: started,
      damages,
      operations: this.#held.list,
    };
  }

  #detach(): void {
    this.#settings.log.info('the runner is gone');
    this.#attached = undefined;
    for (const subscription of this.#subscriptions.values()) subscription.close();
    this.#subscriptions.clear();
    this.#events.onChange();
  }

  #subscribe(body: LinkRequests['subscribe']['body'], connection: LinkConnection): Nothing {
    const { operationId, fromOffset, window } = body;
    const { spool } = this.#held.get(operationId);
    if (fromOffset < spool.releasedOffset) {
      throw new LinkRefusal(
        'released',
        `The spool contains the output of ${operationId} only from byte ${spool.releasedOffset} on.`,
      );
    }
    this.#unsubscribe(operationId);
    const subscription = new Subscription(spool, connection.sink(operationId), fromOffset, window);
    this.#subscriptions.set(operationId, subscription);
    subscription.start();
    return DONE;
  }

  #unsubscribe(operationId: string): void {
    this.#subscriptions.get(operationId)?.close();
    this.#subscriptions.delete(operationId);
  }
}
