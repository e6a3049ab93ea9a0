import type { LogLimit } from '../../job-language/format/log-limit.ts';
import { type ExecutionId, executionOf } from '../../protocol/ids.ts';
import type { Position } from '../../protocol/runner/position.ts';
import { SecureValueCache } from '../keys/secure-value-cache.ts';
import { coordinatorOf, settingsOf } from '../store/definitions/coordinator-definitions.ts';
import { Admission } from './admission/admission.ts';
import { OptionFinder } from './admission/option-finder.ts';
import { References } from './admission/references.ts';
import { ExecutionDeletion } from './deletion/execution-deletion.ts';
import { EngineExecutions } from './engine-executions.ts';
import type { Executions } from './executions.ts';
import { ExecutionImports } from './imports/execution-imports.ts';
import type { ExecutionsParts } from './needs.ts';
import { EngineOperations } from './operations/engine-operations.ts';
import { limitText } from './operations/output-limits.ts';
import type { OperationLedger } from './ports.ts';
import { ExecutionIds } from './restoration/execution-ids.ts';
import { Restoration } from './restoration/restoration.ts';
import { retriedRun } from './retries/retried-run.ts';
import { Retries } from './retries/retries.ts';
import { ExecutionRuntime } from './runtime/execution-runtime.ts';

export interface OpenedExecutions {
  /** The interface for services. */
  readonly executions: Executions;
  /** The interface for dispatch and the runner protocol. */
  readonly operations: OperationLedger;
  /** Resolves the options of a run for a preview. */
  readonly options: OptionFinder;
  /**
   * Handles an open execution whose output reached its limit: stops it, or records that its further output is dropped.
   * Resolves once the event is durable. Idempotent.
   */
  outputLimitReached(execution: ExecutionId, limit: LogLimit): Promise<void>;
  /**
   * Handles a replica that has seen a later position than this coordinator has. Resolves once the new generation is
   * durable, all open executions have ended as unknown (restored), and dispatch is held until an administrator releases
   * it. Idempotent.
   */
  restored(seen: Position): Promise<void>;
}

/**
 * Loads the open executions from the journal and issues their unfinished commands again.
 *
 * Throws `data-newer`, `data-damaged`, `storage-failed`.
 */
export async function openExecutions(parts: ExecutionsParts): Promise<OpenedExecutions> {
  const { journal, definitions, jobs, clock, log, files } = parts;
  const ids = await ExecutionIds.open(journal);
  const { secureValues } = parts;
  const secrets = new SecureValueCache(secureValues, log);
  const options = new OptionFinder(parts);
  const retries: Retries = await Retries.open({
    ...parts,
    held: () => restoration.held,
    start: async (failed) => {
      const { request, retry } = await retriedRun(failed, { definitions, secrets });
      return (await admission.admit(request, retry)).id;
    },
    abandon: async (id, why, record) => {
      const execution = await runtime.find(id);
      if (execution === undefined) return;
      await runtime.submitSurely(execution, { type: 'retry-given-up', time: clock.epoch(), why }, record);
    },
    onDone: (id) => {
      secrets.drop(id);
      files?.release(id).catch((error: unknown) => {
        log.warn({ execution: id, error }, 'files of an execution could not be removed yet');
      });
    },
  });
  const runtime: ExecutionRuntime = new ExecutionRuntime({
    ...parts,
    held: () => restoration.held,
    onEnded: (state) => retries.ended(state),
    onDue: (state, begin) => admission.beginPlanned(state, begin),
    onReference: (execution, command) => references.resolve(execution, command),
  });
  const references = new References({
    ...parts,
    jobs,
    options,
    secrets,
    submit: (execution, event) => runtime.submitSurely(execution, event),
  });
  const restoration: Restoration = await Restoration.open({
    journal,
    ids,
    generation: async () => coordinatorOf(await definitions.snapshot()).generation,
    raiseGeneration: (generation) =>
      definitions.change((draft) => {
        draft.put('coordinator', 'coordinator', { ...coordinatorOf(draft), generation });
      }),
    endOpen: async () => {
      await runtime.settled();
      const time = clock.epoch();
      const ends = runtime.index.all().map(async (execution) => {
        await runtime.endOutputs(execution);
        await runtime.submitSurely(execution, { type: 'restored', time });
      });
      await Promise.all(ends);
    },
    onDamage: (problem) =>
      log.error({ problem }, 'the record of previous restores in the journal is damaged'),
  });
  for (const execution of await runtime.load()) {
    await runtime.endOutputs(execution);
    await runtime.submitSurely(execution, { type: 'restored', time: clock.epoch(), damaged: true });
  }
  await restoration.resume();
  if (parts.lostHistory === true) await restoration.lostHistory();
  const open = runtime.index.all().map(({ id }) => id);
  await secureValues.keepOnly(new Set<ExecutionId>([...open, ...retries.expected()]));
  const operations = new EngineOperations({
    runtime,
    clock,
    knows: (operation) => restoration.knows(executionOf(operation)),
    secrets,
    readKey: parts.readKey,
    files,
    fetchAllowed: async () => settingsOf(await definitions.snapshot()).fetch.allowed,
  });
  const imports = new ExecutionImports({ ...parts, ids, changes: runtime.changes });
  await imports.resume();
  const deletion = new ExecutionDeletion({ ...parts, runtime, retries });
  const shared = { ...parts, runtime, ids, jobs, options, restoration, retries, secrets };
  const admission = new Admission(shared);
  runtime.reissue();
  await retries.resume(async (id) => (await runtime.find(id))?.state);
  const replicas = await definitions.snapshot();
  for (const id of runtime.index.replicas()) {
    // The coordinator crashed after the replica was deleted and before its operations were ended.
    if (replicas.get('replicas', id) === undefined)
      await operations.lost(id, `the credentials of replica ${id} were revoked`);
  }
  return {
    executions: new EngineExecutions({ ...shared, admission, references, deletion, imports }),
    operations,
    options,
    outputLimitReached: async (id, limit) => {
      const execution = runtime.index.get(id);
      if (execution === undefined) return;
      const event = { type: 'output-limit-reached', time: clock.epoch(), limit: limitText(limit) } as const;
      await runtime.submitSurely(execution, event);
    },
    restored: (seen) => restoration.restored(seen),
  };
}
