import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { STREAMS } from '../../../../protocol/runner/frames.ts';
import type { FrameIndex } from './frame-index.ts';
import type { OperationKey } from './operation-key.ts';
import { INITIAL_STATE, OUTPUT_PHASES, type OutputPhase, type OutputState } from './operation-state.ts';

export interface KeptOperation extends OperationKey {
  readonly phase: OutputPhase;
  /** Number of bytes that are durable for certain; more bytes may be durable. */
  readonly durable: number;
}

/** The operations with output, and how much of their output is durable for certain. */
export class OperationTable {
  readonly #index: FrameIndex;
  readonly #get: StatementSync;
  readonly #unsettled: StatementSync;
  readonly #put: StatementSync;
  readonly #settle: StatementSync;
  readonly #dropped: StatementSync;
  readonly #putDropped: StatementSync;

  constructor(database: DatabaseSync, index: FrameIndex) {
    this.#index = index;
    this.#get = database.prepare('SELECT * FROM operation WHERE execution = ? AND sequence = ?');
    this.#unsettled = database.prepare('SELECT * FROM operation WHERE settled = 0');
    this.#put = database.prepare(
      `INSERT INTO operation (execution, sequence, phase, durable, settled) VALUES (?, ?, ?, 0, 0)
      ON CONFLICT DO UPDATE SET phase = excluded.phase, settled = 0`,
    );
    this.#dropped = database.prepare('SELECT * FROM dropped WHERE execution = ? AND sequence = ?');
    this.#putDropped = database.prepare('INSERT OR REPLACE INTO dropped VALUES (?, ?, ?, ?)');
    this.#settle = database.prepare(
      'UPDATE operation SET durable = ?, settled = ? WHERE execution = ? AND sequence = ?',
    );
  }

  get({ execution, sequence }: OperationKey): KeptOperation | undefined {
    const row = this.#get.get(execution, sequence);
    return row === undefined ? undefined : kept(row);
  }

  /** Lists the operations that may have output that is not durable. */
  unsettled(): readonly KeptOperation[] {
    return this.#unsettled.all().map(kept);
  }

  put({ execution, sequence }: OperationKey, phase: OutputPhase): void {
    this.#put.run(execution, sequence, OUTPUT_PHASES.indexOf(phase));
  }

  /**
   * Records the number of durable bytes. `settled`: whether no other output of the operation is waiting to become
   * durable.
   */
  settle({ execution, sequence }: OperationKey, durable: number, settled: boolean): void {
    this.#settle.run(durable, settled ? 1 : 0, execution, sequence);
  }

  /** Records the number and digest of all received bytes of an operation whose output is not stored completely. */
  putDropped({ execution, sequence }: OperationKey, { received, digest }: OutputState): void {
    this.#putDropped.run(execution, sequence, received, digest);
  }

  /** Returns the operation's state, derived from its last frames. */
  state(key: OperationKey): OutputState {
    const operation = this.get(key);
    if (operation === undefined) return INITIAL_STATE;
    const last = this.#index.last(key);
    const streams = STREAMS.map((_, stream) => {
      const row = this.#index.lastOfStream(key, stream);
      return row === undefined
        ? { length: 0, tail: 0 }
        : { length: row.streamStart + row.length, tail: row.tail };
    });
    const kept = last === undefined ? 0 : last.start + last.length;
    const dropped = this.#dropped.get(key.execution, key.sequence);
    return {
      received: dropped === undefined ? kept : Number(dropped['received']),
      kept,
      digest: dropped === undefined ? (last?.digest ?? 0) : Number(dropped['digest']),
      fileBytes: last === undefined || last.position === null ? 0 : last.position + last.length,
      streams,
      phase: operation.phase,
    };
  }
}

function kept(row: Record<string, unknown>): KeptOperation {
  return {
    execution: Number(row['execution']),
    sequence: Number(row['sequence']),
    phase: OUTPUT_PHASES[Number(row['phase'])] ?? 'open',
    durable: Number(row['durable']),
  };
}
