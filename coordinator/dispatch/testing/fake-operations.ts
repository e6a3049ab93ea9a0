import type { OperationId, ReplicaId } from '../../../protocol/ids.ts';
import { executionOf } from '../../../protocol/ids.ts';
import type { GrantedNode } from '../../../protocol/runner/claims.ts';
import type {
  Claim,
  Claimant,
  Dispatcher,
  Held,
  Holding,
  OperationLedger,
  QueuedOperation,
  ReportedEnd,
} from '../../executions/ports.ts';

interface Known {
  readonly queued: QueuedOperation;
  grantee?: Claimant;
  cancelGrace?: number;
  end?: ReportedEnd['end'];
}

/**
 * An in-memory implementation of `OperationLedger`. Tests can delay claims and ends with `beforeClaim` and `beforeEnd`.
 */
export class FakeOperations implements OperationLedger {
  readonly ends: { operationId: OperationId; report: ReportedEnd }[] = [];
  readonly losses: { replicaId: ReplicaId; problem: string }[] = [];
  readonly nodes = new Map<OperationId, GrantedNode>();
  readonly secureValues = new Map<OperationId, Record<string, string>>();
  claims = 0;
  /** Awaited before each claim is decided. */
  beforeClaim: () => Promise<void> = () => Promise.resolve();
  /** Awaited before each end is stored. */
  beforeEnd: () => Promise<void> = () => Promise.resolve();
  readonly #known = new Map<OperationId, Known>();
  readonly #dispatcher: () => Dispatcher;

  constructor(dispatcher: () => Dispatcher) {
    this.#dispatcher = dispatcher;
  }

  dispatch(queued: QueuedOperation): void {
    this.#known.set(queued.operationId, { queued });
    this.#dispatcher().dispatch(queued);
  }

  cancel(operationId: OperationId, graceSeconds: number): void {
    const known = this.#known.get(operationId);
    if (known?.grantee === undefined) throw new Error('not granted');
    known.cancelGrace = graceSeconds;
    this.#dispatcher().cancel(operationId, known.grantee.replicaId, graceSeconds);
  }

  endOf(operationId: OperationId): ReportedEnd['end'] | undefined {
    return this.#known.get(operationId)?.end;
  }

  async claim(operationId: OperationId, claimant: Claimant): Promise<Claim> {
    this.claims += 1;
    await this.beforeClaim();
    const known = this.#known.get(operationId);
    if (known === undefined || known.end !== undefined) return { verdict: 'withdrawn' };
    known.grantee ??= claimant;
    this.#dispatcher().withdraw(operationId);
    if (!isSame(known.grantee, claimant)) return { verdict: 'taken' };
    return {
      verdict: 'granted',
      executionId: executionOf(operationId),
      template: { kind: 'exec', command: `echo ${operationId}`, pty: false },
      values: { option: {}, secureOption: [], job: {} },
      ...nodeOf(this.nodes.get(operationId)),
      secureValues: this.secureValues.get(operationId) ?? {},
      filters: [],
      files: [],
      fetchAllowed: [],
    };
  }

  async end(operationId: OperationId, claimant: Claimant, report: ReportedEnd): Promise<'accepted' | 'late'> {
    await this.beforeEnd();
    const known = this.#known.get(operationId);
    if (known?.grantee?.replicaId !== claimant.replicaId) return 'late';
    if (known.end !== undefined) return 'late';
    known.end = report.end;
    this.ends.push({ operationId, report });
    return 'accepted';
  }

  holding(operationId: OperationId, claimant: Claimant): Holding {
    const known = this.#known.get(operationId);
    if (known === undefined) return { kind: 'unknown' };
    if (known.end !== undefined) return { kind: 'ended' };
    if (known.grantee?.replicaId !== claimant.replicaId) return { kind: 'not-granted' };
    if (known.cancelGrace !== undefined) return { kind: 'cancelling', graceSeconds: known.cancelGrace };
    return { kind: 'granted' };
  }

  async synced(claimant: Claimant, held: readonly Held[]): Promise<readonly OperationId[]> {
    const claimable: OperationId[] = [];
    for (const [operationId, known] of this.#openOf(claimant.replicaId)) {
      const state = held.find((one) => one.operationId === operationId)?.state;
      const isNew = known.grantee?.instanceId !== claimant.instanceId;
      const isHeld = isNew ? state === 'ended' : state !== undefined;
      if (isHeld) continue;
      if (isNew) known.end = { kind: 'keeper-lost', problem: 'its keeper is gone' };
      else claimable.push(operationId);
    }
    return claimable;
  }

  async lost(replicaId: ReplicaId, problem: string): Promise<void> {
    this.losses.push({ replicaId, problem });
    for (const [, known] of this.#openOf(replicaId)) known.end = { kind: 'unknown', problem };
  }

  running(replicaId: ReplicaId): readonly OperationId[] {
    return this.#openOf(replicaId).map(([operationId]) => operationId);
  }

  #openOf(replicaId: ReplicaId): [OperationId, Known][] {
    return [...this.#known].filter(
      ([, known]) => known.grantee?.replicaId === replicaId && known.end === undefined,
    );
  }
}

function isSame(grantee: Claimant, claimant: Claimant): boolean {
  return grantee.replicaId === claimant.replicaId && grantee.instanceId === claimant.instanceId;
}

function nodeOf(node: GrantedNode | undefined): { node?: GrantedNode } {
  return node === undefined ? {} : { node };
}
