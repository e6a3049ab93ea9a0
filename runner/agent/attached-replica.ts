import { join } from 'node:path';
import { isOutrunnerError, OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { type InstanceId, OperationId } from '../../protocol/ids.ts';
import type { SyncAnswer } from '../../protocol/runner/sync.ts';
import { diskRoom } from '../health/disk-room.ts';
import { StartAbility } from '../health/start-ability.ts';
import { probeStart } from '../health/start-probe.ts';
import type { ClosedCause, KeeperAttachment } from '../keeper-client/keeper-attachment.ts';
import { AnotherCoordinator } from '../transport/coordinator-client.ts';
import { CallAborted, LinkDown } from '../transport/link-down.ts';
import { pause } from '../transport/pause.ts';
import { isTemporary } from '../transport/persistent-call.ts';
import { consequenceOf } from '../transport/refused.ts';
import { watchForGaps } from './clock-gap.ts';
import { hostFacts } from './host-facts.ts';
import { executorTable } from './node-executors/node-executors.ts';
import { Workload } from './operations/workload.ts';
import { ReplacementGuard } from './replacement-guard.ts';
import type { ReplicaOptions } from './replica-options.ts';
import { openSession } from './session/open-session.ts';
import { Session } from './session/session.ts';
import { SignIn } from './session/sign-in.ts';

/** Covers both causes, because the coordinator's `drain` message does not distinguish them. */
const ASKED_TO_DRAIN =
  'draining: the coordinator asked for it, or removed this replica while it was offline; no more steps are accepted';

export type AttachedReplicaEnd = 'drained' | 'left' | 'keeper-lost';

/** Maximum wait for a keeper that was requested to end. Before it ends, the keeper gives its steps a few seconds. */
const LONGEST_END_MILLISECONDS = 10_000;

const monotonic = () => performance.now();

/**
 * A replica while it is attached to one keeper. It opens sessions one after another until it ends:
 * - `drained`: a drain was requested, and the coordinator has accepted the results of all operations.
 * - `left`: a request to end at once arrived. The keeper continues.
 * - `keeper-lost`: the link to the keeper closed.
 */
export class AttachedReplica {
  readonly #options: ReplicaOptions;
  readonly #attachment: KeeperAttachment;
  readonly #ability: StartAbility;
  readonly #workload: Workload;
  readonly #signIn: SignIn;
  readonly #replacements = new ReplacementGuard();
  /** Aborts when the replica ends, which also aborts all calls to the coordinator. */
  readonly #over = new AbortController();
  #end: AttachedReplicaEnd | undefined;
  #closedBy: ClosedCause | undefined;
  /** Aborts when the link to the keeper has closed. */
  readonly #closed = new AbortController();
  #session: Session | undefined;
  #connected = false;

  constructor(options: ReplicaOptions, attachment: KeeperAttachment, instanceId: InstanceId) {
    const { enrolled, identity, client, logs, settings, state } = options;
    const { keeper } = attachment;
    this.#options = options;
    this.#attachment = attachment;
    const { runnerName, replicaId } = enrolled;
    this.#ability = new StartAbility({
      room: () => diskRoom(options.dataDir),
      folder: options.dataDir,
      probe: (wasUnable) => probeStart({ dataDir: options.dataDir, keeper }, wasUnable),
      after: (milliseconds, callback) => {
        const timer = setTimeout(callback, milliseconds).unref();
        return () => clearTimeout(timer);
      },
      onChange: () => this.#abilityChanged(),
      log: options.log,
    });
    this.#workload = new Workload({
      keeper,
      ability: this.#ability,
      executor: { ...options, runnerName, replicaId },
      nodeExecutors: executorTable({
        knownHosts: join(options.dataDir, 'known_hosts'),
        agent: options.sshAgent,
        runnerKeys: options.keys,
      }),
      encryptionKey: identity.encryptionKey,
      limit: options.vitals.limit,
      epochs: state,
      filesFolder: join(options.dataDir, 'files'),
      fetch: options.fetch,
      policy: settings,
      keys: options.keys,
      measures: options.vitals.measures,
      log: logs.of('operations'),
      now: Date.now,
    });
    this.#signIn = new SignIn({
      client,
      enrolled,
      signatureKey: identity.signatureKey,
      instanceId,
      now: monotonic,
    });
  }

  /** Rejects with errors that a person has to resolve. */
  async run(): Promise<AttachedReplicaEnd> {
    const { stop } = this.#options;
    this.#listen();
    const endings = [
      stop.onDrain(() => this.#drain()),
      this.#options.vitals.watch({
        askKeeper: () => this.#attachment.keeper.status(),
        load: () => this.#workload.load,
        unable: () => this.#ability.unable,
      }),
      watchForGaps({ monotonic, wall: Date.now }, (gap) => this.#resume(gap)),
    ];
    const leave = () => this.#finish('left');
    stop.left.addEventListener('abort', leave);
    try {
      await this.#ability.open();
      while (this.#end === undefined) await this.#oneSession();
      if (this.#end === 'drained') await this.#attachment.keeper.shutdown({ whenIdle: true });
    } catch (error) {
      if (this.#end === undefined) {
        if (isOutrunnerError(error) && error.code === 'replica-revoked') await this.#endSteps();
        throw error;
      }
    } finally {
      stop.left.removeEventListener('abort', leave);
      for (const ending of endings) ending();
      this.#workload.close();
      this.#ability.close();
      this.#over.abort();
    }
    this.#refuseReplaced();
    return this.#end;
  }

  /**
   * Ends the keeper and its steps after the credentials were revoked, because the coordinator accepts no calls with
   * these credentials any more. Resolves when the link to the keeper closes, at the latest after
   * `LONGEST_END_MILLISECONDS`.
   */
  async #endSteps(): Promise<void> {
    if (this.#workload.running > 0)
      this.#options.log.warn('the credentials of this replica were revoked: ending its steps');
    await this.#attachment.keeper.shutdown({ whenIdle: false }).catch(() => undefined);
    await pause(LONGEST_END_MILLISECONDS, this.#closed.signal);
  }

  #listen(): void {
    const log = this.#options.logs.of('keeper');
    this.#attachment.listen({
      onEnded: (operationId, result) => this.#workload.ended(OperationId.parse(operationId), result),
      onSpoolFull: (operationId, limit) =>
        log.warn(
          { operation: operationId, limit },
          'the spool is full: the step waits until output is delivered',
        ),
      onClosed: (cause) => {
        this.#closedBy = cause;
        this.#closed.abort();
        this.#finish('keeper-lost');
      },
    });
  }

  async #oneSession(): Promise<void> {
    const sync = await this.#connect();
    if (sync === undefined || this.#end !== undefined) return;
    const options = this.#options;
    const workload = this.#workload;
    const signIn = this.#signIn;
    const session = new Session({
      ...options,
      maxRunning: options.vitals.limit.most,
      longestPoll: options.settings.longestPoll,
      log: options.logs.of('session'),
      workload,
      signIn,
      sync,
      onDrain: () => {
        if (!options.stop.isDraining) options.log.info(ASKED_TO_DRAIN);
        options.stop.drain();
      },
      unable: () => this.#ability.unable,
      onPolled: () => options.vitals.polled(),
    });
    this.#session = session;
    if (options.stop.isDraining) session.drain();
    if (this.#workload.isIdle && options.stop.isDraining) session.finish();
    const cause = await session.run();
    this.#session = undefined;
    if (cause === undefined) this.#finish('drained');
    else if (this.#end === undefined) await this.#sessionLost(cause);
  }

  /** Opens the next session. Returns undefined if the replica ended meanwhile. */
  async #connect(): Promise<SyncAnswer | undefined> {
    const { client, enrolled, state, settings, vitals, link, addressIsNew, onConnected } = this.#options;
    const { keeper } = this.#attachment;
    try {
      const sync = await openSession({
        client,
        signIn: this.#signIn,
        workload: this.#workload,
        host: hostFacts(keeper.attached.terminals.available, settings.labels),
        maxRunning: vitals.limit.most,
        uptime: () => keeper.uptime,
        state,
        signal: this.#over.signal,
        onFailure: (error) => {
          if (error instanceof AnotherCoordinator && addressIsNew && !this.#connected) this.#refuse(error);
          link.down(error);
        },
      });
      vitals.limit.set(sync.maxRunning);
      link.up({ server: client.server, runner: sync.runnerName, replica: enrolled.replicaId });
      if (!this.#connected) await onConnected();
      this.#connected = true;
      return sync;
    } catch (error) {
      if (error instanceof CallAborted) return undefined;
      throw error;
    }
  }

  #refuse(error: AnotherCoordinator): never {
    const { dataDir, enrolled, client } = this.#options;
    throw new OutrunnerError('another-coordinator', {
      path: dataDir,
      enrolled: enrolled.coordinatorId,
      url: client.server,
      found: error.found,
    });
  }

  /** Decides how to continue after a session ended with `cause`. Throws errors that a person has to resolve. */
  async #sessionLost(cause: Error): Promise<void> {
    const { link } = this.#options;
    if (!isOutrunnerError(cause)) {
      if (!isTemporary(cause)) throw cause;
      link.down(cause);
      return;
    }
    const consequence = consequenceOf(cause.code);
    if (consequence === 'end') throw cause;
    if (consequence !== 'replaced') return;
    this.#replacements.replaced(monotonic(), cause);
    await pause(1000 + 2000 * Math.random(), this.#over.signal);
  }

  #drain(): void {
    this.#workload.drain(() => {
      if (this.#session) this.#session.finish();
      else this.#finish('drained');
    });
    this.#session?.drain();
  }

  #abilityChanged(): void {
    this.#workload.proceed();
    this.#session?.abilityChanged();
    this.#options.vitals.abilityChanged();
  }

  #resume(gap: number): void {
    const seconds = Math.round(gap / 1000);
    this.#options.log.warn({ seconds }, 'this process was suspended: checking its steps');
    this.#session?.lose(new LinkDown(`this process was suspended for ${seconds} s`));
  }

  #finish(end: AttachedReplicaEnd): void {
    this.#end ??= end;
    this.#over.abort();
    this.#session?.lose(new LinkDown('the replica ends'));
  }

  /** Throws if another runner process has taken over the keeper: a keeper serves one runner. */
  #refuseReplaced(): void {
    if (this.#end !== 'keeper-lost' || this.#closedBy !== 'replaced') return;
    throw new OutrunnerError('data-dir-owned', {
      path: this.#options.dataDir,
      address: ', which took it over',
    });
  }
}
