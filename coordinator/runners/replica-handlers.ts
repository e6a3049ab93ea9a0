import type { REPLICA_ROUTES } from '../../protocol/routes/replica-routes.ts';
import type { HandlersOf } from '../http/handler.ts';
import type { EnrollmentKeys } from './enrollment-keys.ts';
import type { Replicas } from './replicas.ts';

export function replicaHandlers(
  replicas: Replicas,
  keys: EnrollmentKeys,
): HandlersOf<keyof typeof REPLICA_ROUTES> {
  return {
    listReplicaRecords: async ({ caller, params }) => ({
      replicas: await replicas.records(caller, params.runner),
    }),
    listReplicas: async ({ caller, params }) => ({ replicas: await replicas.list(caller, params.runner) }),
    addReplica: ({ caller, params }) => replicas.add(caller, params.runner),
    deleteReplica: ({ caller, params }) => replicas.remove(caller, params.runner, params.replica),
    listEnrollmentKeys: async ({ caller, params }) => ({ keys: await keys.list(caller, params.runner) }),
    createEnrollmentKey: ({ caller, params, body }) => keys.create(caller, params.runner, body),
    deleteEnrollmentKey: ({ caller, params }) => keys.remove(caller, params.runner, params.key),
    setIntake: async ({ caller, params, body }) => ({
      replicas: await replicas.intake(caller, params.runner, body),
    }),
    setPinnedFacts: async ({ caller, params, body }) => ({
      replicas: await replicas.facts(caller, params.runner, body),
    }),
  };
}
