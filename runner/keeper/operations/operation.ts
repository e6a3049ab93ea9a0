import type { OperationEnd } from '../../../protocol/entities/operation-end.ts';
import type { LinkCommand, OperationHooks, Terminal } from '../../link/command.ts';
import { LinkRefusal } from '../../link/link-refusal.ts';
import type { KeeperOperation, KeeperResult, OperationState, PrepareAnswer } from '../../link/messages.ts';
import type { RemoteStep } from '../../link/remote-step.ts';
import type { MakeFilteredOutput } from '../filtering/prepare-filters.ts';
import {
  gateDied,
  masked,
  type Obstacle,
  obstacleOf,
  spawnObstacle,
  unstartedEnd,
} from '../gate/obstacle.ts';
import type { OutputSource } from '../gate/output-source.ts';
import { resolveCommand } from '../gate/resolved-command.ts';
import type { StepProcess } from '../gate/step-process.ts';
import { terminateTree } from '../processes/tree-termination.ts';
import type { OpeningRecord } from '../records/operation-records.ts';
import { HostPrograms } from '../remote/host-programs.ts';
import type { StartedRemotely } from '../remote/remote-steps.ts';
import { OperationSpool } from '../spool/operation-spool.ts';
import type { SpoolFrame } from '../spool/spool-format.ts';
import type { OperationSurroundings } from './operation-surroundings.ts';
import { RunningStep, type StepInProgress } from './running-step.ts';

const NEVER_STARTED = 'The step was cancelled before it was started.';

/** Receives the events of an operation. */
export interface OperationListener {
  onFrame(operation: Operation, frame: SpoolFrame): void;
  onSpoolFull(operation: Operation): void;
  onEnded(operation: Operation, result: KeeperResult): void;
}

/** An operation from its gate to its end. {@link OperationState} documents the states. */
export class Operation {
  readonly operationId: string;
  readonly spool: OperationSpool;
  readonly #surroundings: OperationSurroundings;
  readonly #listener: OperationListener;
  #state: OperationState = 'prepared';
  #gate: Promise<StepProcess | Obstacle> | undefined;
  #prepared: Promise<PrepareAnswer> | undefined;
  #running: RunningStep | undefined;
  #sources: readonly OutputSource[] = [];
  /** Aborts at the first cancel. */
  readonly #cancelling = new AbortController();
  /** Set if the hook before the operation refused the start. */
  #refusal: OperationEnd | undefined;
  /** The hooks that admitted the operation. They also receive its end. */
  #admittedWith: OperationHooks | undefined;
  result: KeeperResult | undefined;
  readonly ended: Promise<void>;
  #settle: () => void = () => undefined;

  constructor(
    surroundings: OperationSurroundings,
    listener: OperationListener,
    operationId: string,
    spool = new OperationSpool(surroundings.spool, operationId),
  ) {
    this.#surroundings = surroundings;
    this.#listener = listener;
    this.operationId = operationId;
    this.spool = spool;
    this.ended = new Promise((resolve) => {
      this.#settle = resolve;
    });
  }

  /** Creates an operation that ended in a previous keeper. */
  static ended(
    surroundings: OperationSurroundings,
    listener: OperationListener,
    left: { readonly operationId: string; readonly result: KeeperResult; readonly spool: OperationSpool },
  ): Operation {
    const operation = new Operation(surroundings, listener, left.operationId, left.spool);
    operation.#state = 'ended';
    operation.result = left.result;
    return operation;
  }

  get held(): KeeperOperation {
    const { operationId, spool, result } = this;
    const state = this.#state;
    const { endOffset: outputOffset, releasedOffset } = spool;
    return { operationId, state, outputOffset, releasedOffset, ...(result && { result }) };
  }

  /** Spawns the gate and records it. Idempotent. */
  prepare(terminal: Terminal): Promise<PrepareAnswer> {
    if (this.#state !== 'prepared') throw alreadyOpened(this.operationId);
    this.#prepared ??= this.#prepareOnce(terminal);
    return this.#prepared;
  }

  /** Makes the *opening* record durable and starts the step. If the step cannot start, its end reports the reason. */
  async open(command: LinkCommand, spawnNow?: Terminal): Promise<PrepareAnswer> {
    if (this.#state !== 'prepared') throw alreadyOpened(this.operationId);
    this.#state = 'opening';
    if (command.remote) return this.#openRemotely(command, command.remote);
    if (spawnNow !== undefined) this.#gate ??= this.#spawnGate(spawnNow);
    const gate = (await this.#gate) ?? { problem: 'The step was not prepared.' };
    if ('problem' in gate) {
      this.#finishUnstarted(gate);
      return { pid: null, ...gate };
    }
    const obstacle = masked(await this.#start(gate, command), command);
    if (obstacle !== undefined) {
      gate.abandon();
      this.#finishUnstarted(obstacle);
    }
    return { pid: gate.identity?.pid ?? null, ...obstacle };
  }

  /** Opens a step on a node. Such a step needs no gate; a prepared gate is discarded. */
  async #openRemotely(command: LinkCommand, remote: RemoteStep): Promise<PrepareAnswer> {
    await this.#discardGate();
    let step: StartedRemotely | undefined;
    const begin = () => {
      const { operationId } = this;
      const surroundings = this.#surroundings;
      const programs = new HostPrograms(surroundings, { operationId, node: remote.node });
      step ??= surroundings.remote.begin(remote, command.env, programs);
      return step;
    };
    // Connects while the *opening* record is being written, unless a hook may still refuse the step.
    if (command.hooks?.before === undefined) begin();
    const obstacle = masked(await this.#startRemotely(begin, command, remote.node), command);
    if (obstacle === undefined) return { pid: null };
    step?.end(0);
    this.#finishUnstarted(obstacle);
    return { pid: null, ...obstacle };
  }

  /** Ends an operation that has not run and never will, because its gate is gone. */
  #finishUnstarted(obstacle: Obstacle): void {
    this.#finish(this.#cancelled ? { kind: 'cancelled' } : (this.#refusal ?? unstartedEnd(obstacle)));
  }

  /** Lets the gate exit unopened. Throws synchronously unless the operation is *prepared*. */
  abandon(): Promise<void> {
    if (this.#state !== 'prepared') throw alreadyOpened(this.operationId);
    this.#state = 'ended';
    const { records } = this.#surroundings;
    return this.#discardGate().then(() =>
      records.note({ record: 'forgotten', operationId: this.operationId }),
    );
  }

  /**
   * Ends the process tree with SIGTERM, then with SIGKILL after the grace period (ms). The end is reported when the
   * tree is gone.
   */
  async cancel(grace: number): Promise<void> {
    this.#cancelling.abort();
    if (this.#running) this.#running.cancel(grace);
    else if (this.#state === 'prepared') {
      this.#state = 'opening';
      await this.#discardGate();
      this.#finish({ kind: 'cancelled' });
    }
  }

  get #cancelled(): boolean {
    return this.#cancelling.signal.aborted;
  }

  /** Returns the pseudo-terminal of a step that runs in one. */
  get terminal(): NonNullable<OutputSource['terminal']> {
    const found = this.#sources.find((source) => source.terminal)?.terminal;
    if (!found || this.#state !== 'running') {
      throw new LinkRefusal('no-terminal', `Operation ${this.operationId} has no pseudo-terminal.`);
    }
    return found;
  }

  release(offset: number): void {
    this.spool.release(offset);
    const { operationId, result, spool } = this;
    if (result && !spool.kept && result.offset > 0)
      this.#surroundings.records.noteEnd(operationId, result, true);
  }

  /** Removes all stored data of an ended operation. */
  forget(): void {
    if (!this.result) throw new LinkRefusal('not-ended', `Operation ${this.operationId} has not ended.`);
    this.spool.remove();
    this.#surroundings.records.note({ record: 'forgotten', operationId: this.operationId });
  }

  async #prepareOnce(terminal: Terminal): Promise<PrepareAnswer> {
    this.#gate ??= this.#spawnGate(terminal);
    const gate = await this.#gate;
    if ('problem' in gate) return { pid: null, ...gate };
    const root = gate.identity;
    if (!root) return { pid: null };
    // Needs no sync: no gate survives a power loss, and the *opening* record repeats `root` before the step runs.
    this.#surroundings.records.note({ record: 'prepared', operationId: this.operationId, root });
    return { pid: root.pid };
  }

  async #spawnGate(terminal: Terminal): Promise<StepProcess | Obstacle> {
    try {
      return await this.#surroundings.launcher.prepare(terminal);
    } catch (error) {
      return spawnObstacle(error);
    }
  }

  /** Returns why the step was not started; undefined if it was. */
  async #start(gate: StepProcess, command: LinkCommand): Promise<Obstacle | undefined> {
    const { operationId } = this;
    const surroundings = this.#surroundings;
    const { records, scripts } = surroundings;
    const filtered = await this.#filtersOf(command);
    if (typeof filtered === 'string') return { problem: filtered };
    const resolution = resolveCommand(operationId, command, scripts);
    if ('problem' in resolution) return resolution;
    const { marks, scriptPath } = resolution;
    const removeScript = () => scriptPath !== undefined && scripts.remove(scriptPath);
    let died: Obstacle | undefined;
    void gate.exited.then((exit) => {
      died = gateDied(exit);
    });
    const obstacle = await this.#admit(command, {
      marks,
      ...(gate.identity && { root: gate.identity }),
    });
    if (obstacle !== undefined || died !== undefined || this.#cancelled) {
      removeScript();
      return obstacle ?? died ?? { problem: NEVER_STARTED };
    }
    const { identity, sources } = gate.open(resolution.command);
    if (!gate.identity) records.note({ record: 'opening', operationId, marks, root: identity });
    const mark = { root: identity, environment: marks };
    this.#follow({
      treatment: { ...command, filtered },
      sources,
      exited: gate.exited,
      terminate: (grace) => terminateTree(mark, { grace, numberKnown: true }),
      onEnded: removeScript,
    });
    return undefined;
  }

  /** Starts a step on a node. Returns why it was not started; undefined if it was. */
  async #startRemotely(
    begin: () => StartedRemotely,
    command: LinkCommand,
    node: string,
  ): Promise<Obstacle | undefined> {
    const filtered = await this.#filtersOf(command);
    if (typeof filtered === 'string') return { problem: filtered };
    const obstacle = await this.#admit(command, { marks: [], node });
    if (obstacle !== undefined || this.#cancelled) return obstacle ?? { problem: NEVER_STARTED };
    const step = begin();
    this.#follow({
      treatment: { ...command, filtered },
      sources: step.sources,
      exited: step.exited,
      terminate: async (grace) => step.end(grace),
      onEnded: () => undefined,
    });
    step.allow();
    return undefined;
  }

  /**
   * Resolves to the filters, to undefined if there are none, or to a message that explains why they cannot be applied.
   */
  async #filtersOf({ filters }: LinkCommand): Promise<MakeFilteredOutput | undefined | string> {
    try {
      return filters && (await this.#surroundings.prepareFilters(filters));
    } catch (error) {
      return `The log filters of the step cannot be applied: ${(error as Error).message}.`;
    }
  }

  /**
   * Makes the *opening* record durable, then runs the hook. Returns why the step may not start; undefined if it may.
   */
  async #admit(
    { filters, hooks }: LinkCommand,
    facts: Pick<OpeningRecord, 'marks' | 'root' | 'node'>,
  ): Promise<Obstacle | undefined> {
    const { operationId } = this;
    const surroundings = this.#surroundings;
    try {
      await surroundings.records.append({
        record: 'opening',
        operationId,
        ...facts,
        ...(filters && { captures: true }),
      });
    } catch (error) {
      const problem = `The record of the start could not be written to the runner's disk: ${(error as Error).message}.`;
      return obstacleOf(error, problem, 'disk-failed');
    }
    this.#refusal = await surroundings.hooks.before(operationId, hooks, this.#cancelling.signal);
    if (this.#refusal !== undefined) return { problem: 'A hook refused the step.' };
    this.#admittedWith = hooks;
    return undefined;
  }

  #follow(
    step: Pick<StepInProgress, 'treatment' | 'sources' | 'exited' | 'terminate'> & { onEnded(): void },
  ): void {
    const { spool, drainMilliseconds } = this.#surroundings;
    this.#sources = step.sources;
    this.#state = 'running';
    this.#running = new RunningStep({
      ...step,
      spool: this.spool,
      budget: spool.budget,
      drainMilliseconds,
      onFrame: (frame) => this.#listener.onFrame(this, frame),
      onSpoolFull: () => this.#listener.onSpoolFull(this),
      onEnded: (end, startedAt, data) => {
        step.onEnded();
        this.#finish(end, startedAt, data);
      },
    });
  }

  async #discardGate(): Promise<void> {
    const gate = await this.#gate;
    if (gate && !('problem' in gate)) gate.abandon();
  }

  #finish(end: OperationEnd, startedAt?: number, data?: KeeperResult['data']): void {
    const { operationId, spool } = this;
    spool.finish();
    const { endOffset: offset, digest } = spool;
    const started = startedAt === undefined ? {} : { startedAt };
    const result = { end, offset, digest, ...started, endedAt: Date.now(), ...(data && { data }) };
    this.result = result;
    this.#state = 'ended';
    this.#surroundings.records.noteEnd(operationId, result);
    this.#surroundings.hooks.after(operationId, this.#admittedWith, result);
    this.#listener.onEnded(this, result);
    this.#settle();
  }
}

function alreadyOpened(operationId: string): LinkRefusal {
  return new LinkRefusal('already-opened', `Operation ${operationId} was opened or abandoned before.`);
}
