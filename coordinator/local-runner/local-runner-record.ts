import type { Runner } from '../../protocol/entities/runner.ts';
import { RunnerId } from '../../protocol/ids.ts';
import type { CoordinatorDefinitions } from '../store/definitions/coordinator-definitions.ts';

/** The fixed id of the coordinator's only Local Runner. */
export const LOCAL_RUNNER_ID = RunnerId.parse('local-runner');

/**
 * Creates the record of the Local Runner if the coordinator should have one. Otherwise removes the record with its
 * credentials, so that jobs without a runner are refused. Resolves once the change is durable.
 */
export async function defineLocalRunner(
  definitions: CoordinatorDefinitions,
  isWanted: boolean,
  now: number,
): Promise<void> {
  const known = (await definitions.snapshot()).get('runners', LOCAL_RUNNER_ID);
  if (isWanted === (known !== undefined)) return;
  await definitions.change((draft) => {
    if (isWanted) {
      draft.put('runners', LOCAL_RUNNER_ID, localRunner(now));
      return;
    }
    for (const { id, runnerId } of draft.values('replicas'))
      if (runnerId === LOCAL_RUNNER_ID) draft.remove('replicas', id);
    for (const { tokenHash, runnerId } of draft.values('enrollments'))
      if (runnerId === LOCAL_RUNNER_ID) draft.remove('enrollments', tokenHash);
    draft.remove('runners', LOCAL_RUNNER_ID);
  });
}

function localRunner(now: number): Runner {
  return {
    id: LOCAL_RUNNER_ID,
    name: 'Local Runner',
    description: 'Runs jobs without a runner selection on the host of the coordinator',
    tags: [],
    assignedProjects: [],
    local: true,
    installationType: process.platform === 'win32' ? 'windows' : 'linux',
    replicaType: 'manual',
    createdAt: now,
    revision: 0,
  };
}
