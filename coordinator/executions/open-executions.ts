import { join } from 'node:path';
import { type ExecutionId, executionOf } from '../../protocol/ids.ts';
import { coordinatorOf } from '../store/definitions/coordinator-definitions.ts';
import { Admission } from './admission.ts';
import { EngineExecutions } from './engine-executions.ts';
import { EngineOperations } from './engine-operations.ts';
import { ExecutionIds } from './execution-ids.ts';
import { ExecutionRuntime } from './execution-runtime.ts';
import type { Executions } from './executions.ts';
import { JobCache } from './job-cache.ts';
import type { ExecutionsParts } from './needs.ts';
import type { Operations } from './ports.ts';
import { Restoration, type Seen } from './restoration.ts';
import { SecretShelf } from './secret-shelf.ts';
import { SecureValues } from './secure-values.ts';

/** Folder in the data dir. */
const SECURE_VALUES = 'secure-values';

export interface OpenedExecutions {
  /** For services. */
  readonly executions: Executions;
  /** For dispatch and the runner protocol. */
  readonly operations: Operations;
  /**
   * A replica has seen more than there is here. Resolves once the new generation is durable, everything that was open
   * has ended as unknown (restored), and nothing queued is dispatched until it is released. Idempotent.
   */
  restored(seen: Seen): Promise<void>;
}

/**
 * Takes up what is open in the journal and gives its unfinished commands again.
 *
 * Throws `data-newer`, `data-damaged`, `storage-failed`.
 */
export async function openExecutions(parts: ExecutionsParts): Promise<OpenedExecutions> {
  const { journal, definitions, clock, log } = parts;
  const ids = await ExecutionIds.open(journal);
  const secureValues = await SecureValues.open(join(parts.dataDir.path, SECURE_VALUES));
  const secrets = new SecretShelf(secureValues, log);
  const runtime: ExecutionRuntime = new ExecutionRuntime({
    ...parts,
    held: () => restoration.held,
    onEnded: (id) => secrets.drop(id),
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
  });
  await runtime.load();
  await restoration.resume();
  await secureValues.keepOnly(new Set<ExecutionId>(runtime.index.all().map(({ id }) => id)));
  runtime.reissue();
  const operations = new EngineOperations({
    runtime,
    clock,
    knows: (operation) => restoration.knows(executionOf(operation)),
    secureValues: (state) => secrets.get(state.request.id),
  });
  const replicas = await definitions.snapshot();
  for (const id of runtime.index.replicas()) {
    // A crash came between the deletion and what follows from it; nobody else would ever ask about this replica.
    if (replicas.get('replicas', id) === undefined)
      await operations.lost(id, `the credentials of replica ${id} were revoked`);
  }
  const jobs = new JobCache((hash) => definitions.text(hash));
  const admission = new Admission({ ...parts, runtime, ids, jobs, restoration, secureValues });
  return {
    executions: new EngineExecutions({ ...parts, runtime, admission, restoration }),
    operations,
    restored: (seen) => restoration.restored(seen),
  };
}
