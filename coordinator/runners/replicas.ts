import { PinnedFacts, type Replica } from '../../protocol/entities/replica.ts';
import type { Runner } from '../../protocol/entities/runner.ts';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import type { ProjectName, ReplicaId, RunnerId } from '../../protocol/ids.ts';
import type { FactsChange, Intake, ReplicaRecord } from '../../protocol/routes/shapes/replica-shapes.ts';
import type { ReplicaOverview, RunnerCredentials } from '../../protocol/routes/shapes/runner-shapes.ts';
import type { Caller } from '../access/caller.ts';
import { type Audit, actOf, type RecordAct } from '../audit/audit.ts';
import type { ReplicaRegistry } from '../dispatch/ports.ts';
import { askToDrain } from '../runner-protocol/ask-to-drain.ts';
import type { Enrollments } from '../runner-protocol/ports.ts';
import type { CoordinatorDefinitions } from '../store/definitions/coordinator-definitions.ts';
import { replicaOverview, replicaRecord } from './runner-views.ts';
import { type Runners, refuseLocal } from './runners.ts';

export interface ReplicasParts {
  readonly definitions: CoordinatorDefinitions;
  readonly registry: ReplicaRegistry;
  readonly enrollments: Enrollments;
  readonly runners: Pick<Runners, 'find' | 'credentials'>;
  readonly audit: Audit;
}

/** Lists, adds and deletes the replicas of a runner, and controls whether they take new work. */
export class Replicas {
  readonly #parts: ReplicasParts;

  constructor(parts: ReplicasParts) {
    this.#parts = parts;
  }

  /** Throws `not-found`. */
  async list(caller: Caller, id: RunnerId): Promise<ReplicaOverview[]> {
    await this.#parts.runners.find(caller, id);
    return this.#parts.registry.replicasOf(id).map(replicaOverview);
  }

  /** Returns replicas in Rundeck's format. Throws `not-found`. */
  async records(caller: Caller, id: RunnerId, project?: ProjectName): Promise<ReplicaRecord[]> {
    const { runners, registry } = this.#parts;
    await runners.find(caller, id, project);
    return registry.replicasOf(id).map(replicaRecord);
  }

  /**
   * Creates a one-time token for a further replica of the runner. Throws `not-found`, `in-use`, `replicas-ephemeral`.
   */
  async add(caller: Caller, id: RunnerId): Promise<RunnerCredentials> {
    const { runners, audit } = this.#parts;
    const runner = await runners.find(caller, id);
    refuseLocal(runner);
    if (runner.replicaType === 'ephemeral')
      throw new OutrunnerError('replicas-ephemeral', { runner: runner.name });
    return runners.credentials(id, (draft) => audit(actOf(caller, 'replica.add', runner), draft));
  }

  /** Revokes a replica at once. Throws `not-found`. */
  async remove(caller: Caller, id: RunnerId, replica: ReplicaId): Promise<void> {
    const runner = await this.#parts.runners.find(caller, id);
    this.#require(id, replica);
    const act = actOf(caller, 'replica.delete', { id: replica, name: runner.name });
    await this.#parts.enrollments.revokeReplica(replica, (draft) => this.#parts.audit(act, draft));
  }

  /**
   * Sets whether a runner, or one replica of it, takes new work. Paused replicas stay paused until they are resumed;
   * drained replicas finish their operations and exit. Both states survive restarts of the coordinator. Throws
   * `not-found`, and `in-use` if the Local Runner is asked to drain.
   */
  async intake(caller: Caller, id: RunnerId, { act, replica }: Intake): Promise<ReplicaOverview[]> {
    const { runners, registry, audit } = this.#parts;
    const runner = await runners.find(caller, id);
    if (replica !== undefined) this.#require(id, replica);
    const subject = replica === undefined ? 'runner' : 'replica';
    const line = actOf(caller, `${subject}.${act}`, { id: replica ?? id, name: runner.name });
    const record: RecordAct = (draft) => audit(line, draft);
    if (act === 'drain') {
      if (replica === undefined) refuseLocal(runner);
      await this.#drain(id, replica, record);
    } else await this.#pause(id, replica, act === 'pause', record);
    return registry.replicasOf(id).map(replicaOverview);
  }

  /**
   * With `act: 'pin'`, pins the host facts that a runner's replicas, or one of them, currently report. Otherwise
   * removes the pinned facts. Resolves once the change is durable. Throws `not-found`.
   */
  async facts(caller: Caller, id: RunnerId, { act, replica }: FactsChange): Promise<ReplicaOverview[]> {
    const { runners, registry, audit, definitions } = this.#parts;
    const runner = await runners.find(caller, id);
    if (replica !== undefined) this.#require(id, replica);
    const meant = registry
      .replicasOf(id)
      .filter(({ replicaId }) => replica === undefined || replica === replicaId);
    await definitions.change((draft) => {
      for (const { replicaId, host } of meant) {
        const record = draft.get('replicas', replicaId);
        if (record === undefined) continue;
        const { pinned: _, ...rest } = record;
        draft.put('replicas', replicaId, act === 'pin' ? { ...rest, pinned: PinnedFacts.parse(host) } : rest);
      }
      audit(actOf(caller, `replica.${act}`, { id: replica ?? id, name: runner.name }), draft);
    });
    return registry.replicasOf(id).map(replicaOverview);
  }

  /**
   * Asks replicas to drain. Skips replicas that have signed off, because a replica that is started again should take
   * work.
   */
  async #drain(id: RunnerId, replica: ReplicaId | undefined, record: RecordAct): Promise<void> {
    const meant = this.#parts.registry
      .replicasOf(id)
      .filter(
        ({ replicaId, saidGoodbye }) =>
          saidGoodbye !== true && (replica === undefined || replica === replicaId),
      );
    await this.#parts.definitions.change((draft) => {
      for (const { replicaId } of meant) askToDrain(draft, replicaId, true);
      record(draft);
    });
  }

  async #pause(
    id: RunnerId,
    replica: ReplicaId | undefined,
    paused: boolean,
    recordAct: RecordAct,
  ): Promise<void> {
    await this.#parts.definitions.change((draft) => {
      recordAct(draft);
      if (replica === undefined) {
        const runner = draft.get('runners', id);
        if (runner === undefined) throw new OutrunnerError('not-found', { kind: 'Runner', name: id });
        draft.put('runners', id, withPaused<Runner>(runner, paused));
        return;
      }
      const record = draft.get('replicas', replica);
      if (record === undefined) throw new OutrunnerError('not-found', { kind: 'Replica', name: replica });
      draft.put('replicas', replica, withPaused<Replica>(record, paused));
    });
  }

  #require(id: RunnerId, replica: ReplicaId): void {
    if (this.#parts.registry.replica(replica)?.runnerId === id) return;
    throw new OutrunnerError('not-found', { kind: 'Replica', name: replica });
  }
}

function withPaused<Record extends { readonly paused?: boolean | undefined }>(
  { paused: _, ...record }: Record,
  paused: boolean,
): Omit<Record, 'paused'> & { readonly paused?: true } {
  return paused ? { ...record, paused } : record;
}
