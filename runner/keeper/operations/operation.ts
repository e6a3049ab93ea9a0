import { LinkRefusal } from '../../link/link-refusal.ts';
import type {
  Command,
  EndCause,
  HeldOperation,
  OperationEnd,
  OperationState,
  PrepareAnswer,
  Terminal,
} from '../../link/messages.ts';
import type { MakeFilteredOutput, PrepareFilters } from '../filtering/prepare-filters.ts';
import type { OutputSource } from '../gate/output-source.ts';
import type { StepLauncher, StepProcess } from '../gate/step-process.ts';
import type { OperationRecords } from '../records/operation-records.ts';
import { OperationSpool, type SpoolSettings } from '../spool/operation-spool.ts';
import type { SpoolFrame } from '../spool/spool-format.ts';
import { resolveCommand } from './resolved-command.ts';
import { RunningStep } from './running-step.ts';
import type { ScriptFiles } from './script-file.ts';

/** What operations share. */
export interface OperationSurroundings {
  readonly launcher: StepLauncher;
  readonly records: OperationRecords;
  readonly spool: SpoolSettings;
  readonly scripts: ScriptFiles;
  readonly prepareFilters: PrepareFilters;
  /** How long output is still read after a step's main process ended, while background processes hold it open. */
  readonly drainMilliseconds: number;
}

/** What an operation tells whoever serves it. */
export interface OperationListener {
  onFrame(operation: Operation, frame: SpoolFrame): void;
  onSpoolFull(operation: Operation): void;
  onEnded(operation: Operation, end: OperationEnd): void;
}

/** One operation, from its gate to its end. */
export class Operation {
  readonly operationId: string;
  readonly spool: OperationSpool;
  private readonly surroundings: OperationSurroundings;
  private readonly listener: OperationListener;
  private state: OperationState = 'prepared';
  private gate: Promise<StepProcess | { problem: string }> | undefined;
  private prepared: Promise<PrepareAnswer> | undefined;
  private running: RunningStep | undefined;
  private sources: readonly OutputSource[] = [];
  /** Asked for before the step ran. */
  private cancelled = false;
  end: OperationEnd | undefined;
  /** Resolves at the end. */
  readonly ended: Promise<void>;
  private settle: () => void = () => undefined;

  constructor(
    surroundings: OperationSurroundings,
    listener: OperationListener,
    operationId: string,
    spool = new OperationSpool(surroundings.spool, operationId),
  ) {
    this.surroundings = surroundings;
    this.listener = listener;
    this.operationId = operationId;
    this.spool = spool;
    this.ended = new Promise((resolve) => {
      this.settle = resolve;
    });
  }

  /** One that a former keeper left ended. */
  static ended(
    surroundings: OperationSurroundings,
    listener: OperationListener,
    left: { readonly operationId: string; readonly end: OperationEnd; readonly spool: OperationSpool },
  ): Operation {
    const operation = new Operation(surroundings, listener, left.operationId, left.spool);
    operation.state = 'ended';
    operation.end = left.end;
    return operation;
  }

  get held(): HeldOperation {
    const { operationId, state, spool, end } = this;
    const { endOffset: outputOffset, releasedOffset } = spool;
    return { operationId, state, outputOffset, releasedOffset, ...(end && { end }) };
  }

  /** Spawns the gate and records it. Asked again it gives the same answer. */
  prepare(terminal: Terminal): Promise<PrepareAnswer> {
    if (this.state !== 'prepared') throw alreadyOpened(this.operationId);
    this.prepared ??= this.prepareOnce(terminal);
    return this.prepared;
  }

  /** Makes *opening* durable and starts the step. What prevents the start is told as its end. */
  async open(command: Command, spawnNow?: Terminal): Promise<PrepareAnswer> {
    if (this.state !== 'prepared') throw alreadyOpened(this.operationId);
    this.state = 'opening';
    if (spawnNow !== undefined) this.gate ??= this.spawnGate(spawnNow);
    const gate = (await this.gate) ?? { problem: 'The step was not prepared.' };
    if ('problem' in gate) {
      this.finish({ kind: 'failed-to-start', problem: gate.problem });
      return { pid: null, problem: gate.problem };
    }
    const problem = await this.start(gate, command);
    if (problem !== undefined) {
      gate.abandon();
      this.finish(this.cancelled ? { kind: 'cancelled' } : { kind: 'failed-to-start', problem });
    }
    return { pid: gate.identity?.pid ?? null, ...(problem !== undefined && { problem }) };
  }

  /** The gate exits unstarted. Throws at once where it was opened. */
  abandon(): Promise<void> {
    if (this.state !== 'prepared') throw alreadyOpened(this.operationId);
    this.state = 'ended';
    const { records } = this.surroundings;
    return this.discardGate().then(() =>
      records.note({ record: 'forgotten', operationId: this.operationId }),
    );
  }

  /** Ends the process tree: SIGTERM, and SIGKILL after the grace. Told as its end once nothing of it is left. */
  async cancel(grace: number): Promise<void> {
    this.cancelled = true;
    if (this.running) this.running.cancel(grace);
    else if (this.state === 'prepared') {
      this.state = 'opening';
      await this.discardGate();
      this.finish({ kind: 'cancelled' });
    }
  }

  /** The pseudo-terminal of a step that runs in one. */
  get terminal(): NonNullable<OutputSource['terminal']> {
    const found = this.sources.find((source) => source.terminal)?.terminal;
    if (!found || this.state !== 'running') {
      throw new LinkRefusal('no-terminal', `Operation ${this.operationId} has no pseudo-terminal.`);
    }
    return found;
  }

  /** Frees the spool below `offset`. */
  release(offset: number): void {
    this.spool.release(offset);
    if (this.end && !this.spool.kept && this.end.finalOffset > 0) {
      const { operationId, end } = this;
      this.surroundings.records.note({ record: 'ended', operationId, end, released: true });
    }
  }

  /** Drops all that is kept of an ended one. */
  forget(): void {
    if (!this.end) throw new LinkRefusal('not-ended', `Operation ${this.operationId} has not ended.`);
    this.spool.remove();
    this.surroundings.records.note({ record: 'forgotten', operationId: this.operationId });
  }

  private async prepareOnce(terminal: Terminal): Promise<PrepareAnswer> {
    this.gate ??= this.spawnGate(terminal);
    const gate = await this.gate;
    if ('problem' in gate) return { pid: null, problem: gate.problem };
    const { operationId } = this;
    const root = gate.identity;
    if (!root) return { pid: null };
    // Not synced: no gate outlives a power loss, and *opening* repeats it before anything of the step runs.
    this.surroundings.records.note({ record: 'prepared', operationId, root });
    return { pid: root.pid };
  }

  private async spawnGate(terminal: Terminal): Promise<StepProcess | { problem: string }> {
    try {
      return await this.surroundings.launcher.prepare(terminal);
    } catch (error) {
      return { problem: (error as Error).message };
    }
  }

  /** Gives why the step was not started, if it was not. */
  private async start(gate: StepProcess, command: Command): Promise<string | undefined> {
    const { operationId, surroundings } = this;
    const { records, scripts } = surroundings;
    let filtered: MakeFilteredOutput | undefined;
    try {
      if (command.filters) filtered = await surroundings.prepareFilters(command.filters);
    } catch (error) {
      return `Its log filters cannot be applied: ${(error as Error).message}.`;
    }
    const resolution = resolveCommand(operationId, command, scripts);
    if ('problem' in resolution) return resolution.problem;
    const { marks, scriptPath } = resolution;
    const removeScript = () => scriptPath !== undefined && scripts.remove(scriptPath);
    let died: string | undefined;
    void gate.exited.then(({ code, signal }) => {
      died = `The step's shell ended before it was opened (${signal ?? `exit code ${code}`}).`;
    });
    try {
      await records.append({
        record: 'opening',
        operationId,
        marks,
        ...(gate.identity && { root: gate.identity }),
        ...(command.filters && { captures: true }),
      });
    } catch (error) {
      removeScript();
      return `The runner's disk did not take the record of the start: ${(error as Error).message}.`;
    }
    if (died !== undefined || this.cancelled) {
      removeScript();
      return died ?? 'It was cancelled before it was started.';
    }
    const { identity, sources } = gate.open(resolution.command);
    if (!gate.identity) records.note({ record: 'opening', operationId, marks, root: identity });
    this.sources = sources;
    this.state = 'running';
    this.running = new RunningStep({
      mark: { root: identity, environment: marks },
      sources,
      exited: gate.exited,
      spool: this.spool,
      budget: surroundings.spool.budget,
      treatment: { ...command, filtered },
      drainMilliseconds: surroundings.drainMilliseconds,
      onFrame: (frame) => this.listener.onFrame(this, frame),
      onSpoolFull: () => this.listener.onSpoolFull(this),
      onEnded: (cause, startedAt, data) => {
        removeScript();
        this.finish(cause, startedAt, data);
      },
    });
    return undefined;
  }

  private async discardGate(): Promise<void> {
    const gate = await this.gate;
    if (gate && !('problem' in gate)) gate.abandon();
  }

  private finish(
    cause: EndCause,
    startedAt: number | null = null,
    data: OperationEnd['data'] = undefined,
  ): void {
    const { operationId, spool } = this;
    spool.finish();
    const { endOffset: finalOffset, digest } = spool;
    const endedAt = Date.now();
    const end: OperationEnd = { cause, finalOffset, digest, startedAt, endedAt, ...(data && { data }) };
    this.end = end;
    this.state = 'ended';
    this.surroundings.records.note({ record: 'ended', operationId, end });
    this.listener.onEnded(this, end);
    this.settle();
  }
}

function alreadyOpened(operationId: string): LinkRefusal {
  return new LinkRefusal('already-opened', `Operation ${operationId} was opened, or given up, before.`);
}
