import type { KeyObject } from 'node:crypto';
import type { Settings } from '../../protocol/entities/settings.ts';
import type { ReplicaId } from '../../protocol/ids.ts';
import { problemOf } from '../../support/errors/problem-of.ts';
import type { RefusedLogin } from '../access/refused-logins.ts';
import type { Audit } from '../audit/audit.ts';
import type { DefinitionsMirror } from '../dispatch/definitions-mirror.ts';
import type { OpenedDispatch } from '../dispatch/open-dispatch.ts';
import type { Clock } from '../dispatch/ports.ts';
import { LostReplicas } from '../dispatch/replicas/lost-replicas.ts';
import type { OperationLedger } from '../executions/ports.ts';
import type { CoordinatorDefinitions } from '../store/definitions/coordinator-definitions.ts';
import type { Journal } from '../store/journal/journal.ts';
import { AbilityLog } from './ability-log.ts';
import { askToDrain } from './ask-to-drain.ts';
import { createCalls } from './calls/create-calls.ts';
import type { FileSource } from './calls/operations/operation-files.ts';
import { pollSeconds } from './calls/session/poll-seconds.ts';
import { IssueEnrollments } from './enrollment/issue-enrollments.ts';
import { Answers } from './http/answer.ts';
import { createHandler } from './http/handler.ts';
import type { AddressOf, CoordinatorIdentity, OnProven, ProtocolLog, RunnerAudit } from './needs.ts';
import { type OutputStore, Outputs } from './output/outputs.ts';
import type { RunnerProtocol } from './ports.ts';
import { PositionProofs } from './position/position-proofs.ts';
import { UnprovenPositions } from './position/unproven-positions.ts';
import { ReportMeasures } from './report-measures.ts';
import { AccessTokens } from './sign-in/access-tokens.ts';

export interface RunnerProtocolOptions {
  readonly definitions: CoordinatorDefinitions;
  readonly journal: Pick<Journal, 'highestSequence'>;
  readonly audit: Audit;
  /** Resolves once all audit records so far are durable. */
  readonly recorded: () => Promise<void>;
  readonly output: OutputStore;
  readonly dispatch: OpenedDispatch;
  readonly operations: OperationLedger;
  /** Uploaded option files; absent if the coordinator accepts none. */
  readonly files?: FileSource | undefined;
  /** Program of the thread that parses long discoveries. */
  readonly discoveryWorker: URL | string;
  readonly restored: CoordinatorIdentity['restored'];
  /** The key that signs the positions in answers. */
  readonly positionKey: KeyObject;
  readonly clock: Clock;
  readonly log: ProtocolLog;
  /** Returns the client's address. Default: the address of the connection. */
  readonly addressOf?: AddressOf;
  /** Called for each request with a valid credential of a replica. */
  readonly onProven?: OnProven;
  readonly onRefusedLogin: (login: RefusedLogin) => void;
}

/** Builds the coordinator's side of the runner protocol. */
export function createRunnerProtocol(options: RunnerProtocolOptions): RunnerProtocol {
  const { definitions, operations, clock, log } = options;
  const { mirror, registry, queue, discoveries } = options.dispatch;
  const { directory, settings } = mirror;
  const identity = identityOf(mirror, options);
  const accessTokens = new AccessTokens(clock);
  const measures = new ReportMeasures(clock);
  const outputs = new Outputs(options.output, clock);
  const enrollments = new IssueEnrollments(definitions, settings, clock);
  const abilityLog = new AbilityLog({
    clock,
    log,
    nameOf: ({ runnerId }) => directory.runner(runnerId)?.name ?? runnerId,
  });
  const reportProblem = (problem: unknown, replicaId: ReplicaId): void =>
    log.error({ replicaId, problem: problemOf(problem) }, 'cleaning up after a replica failed');
  const lost = new LostReplicas({
    silence: registry.silence,
    directory,
    settings,
    operations,
    remove: async (replicaId) => {
      const runnerId = registry.replica(replicaId)?.runnerId;
      const runner = runnerId === undefined ? undefined : directory.runner(runnerId);
      const line = { subject: replicaId, detail: `${runner?.name ?? runnerId}: the replica stayed offline` };
      await enrollments.removeReplica(replicaId, (draft) =>
        auditTo(options, 'coordinator')('replica.remove', 'coordinator', line, draft),
      );
      log.info({ replicaId, runnerId }, 'an ephemeral replica that stayed offline was removed');
    },
    onAbandoned: (count) => measures.abandoned(count),
    onProblem: reportProblem,
  });
  registry.follow({
    revoked: ({ replicaId }) => {
      accessTokens.revoke(replicaId);
      operations
        .lost(replicaId, `the credentials of replica ${replicaId} were revoked`)
        .catch((problem: unknown) => reportProblem(problem, replicaId));
    },
    drained: ({ replicaId, removed }) => {
      const cleared = removed
        ? enrollments.revokeReplica(replicaId)
        : definitions.change((draft) => askToDrain(draft, replicaId, false));
      cleared.catch((problem: unknown) => reportProblem(problem, replicaId));
    },
    ability: (presence) => abilityLog.changed(presence),
    tick: (presences) => lost.check(presences),
  });
  let limits = replicaLimits(settings.current());
  const stopSwitch = settings.onChange(() => {
    const before = limits;
    limits = replicaLimits(settings.current());
    if (limits.maxRunning !== before.maxRunning) registry.renewSessions();
    if (limits.pollSeconds < before.pollSeconds) registry.renewPolls();
    if (settings.current().runners.enabled) return;
    registry.refusePolls('runners-disabled', ({ runnerId }) => directory.runner(runnerId)?.local !== true);
  });
  const audit = auditTo(options, 'runner');
  const unprovenPositions = new UnprovenPositions({ clock, log, audit });
  const answers = new Answers(identity);
  const calls = createCalls({
    identity,
    definitions,
    enrollment: (tokenHash) => mirror.enrollment(tokenHash),
    directory,
    settings,
    clock,
    log,
    audit,
    unprovenPositions,
    addressOf: options.addressOf ?? ((request) => request.socket.remoteAddress ?? 'an unknown address'),
    onProven: options.onProven ?? (() => undefined),
    onRefusedLogin: options.onRefusedLogin,
    registry,
    queue,
    operations,
    outputs,
    measures,
    accessTokens,
    files: options.files,
    discoveryWorker: options.discoveryWorker,
    discoveries,
  });
  return {
    handler: createHandler(calls, { answers, log, recorded: options.recorded }),
    enrollments,
    measures,
    unprovenPositions,
    async close(): Promise<void> {
      stopSwitch();
      outputs.close();
    },
  };
}

/** Returns the settings that replicas receive at sync, or that limit their polls. */
function replicaLimits(settings: Settings) {
  return { pollSeconds: pollSeconds(settings), maxRunning: settings.runner.maxRunning };
}

function identityOf(mirror: DefinitionsMirror, options: RunnerProtocolOptions): CoordinatorIdentity {
  const coordinatorId = mirror.coordinator().id;
  const proofs = new PositionProofs(options.positionKey, coordinatorId);
  return {
    coordinatorId,
    position: () => proofs.prove(mirror.coordinator().generation, options.journal.highestSequence()),
    isProven: (position) => proofs.isProven(position),
    restored: options.restored,
  };
}

function auditTo({ audit }: RunnerProtocolOptions, who: string): RunnerAudit {
  return (what, from, { subject, detail }, draft) =>
    audit({ who, what, from, subject, detail, along: true }, draft);
}
