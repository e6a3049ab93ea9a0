/**
 * Identifiers, each a zod schema and a branded type, so that the compiler tells the kinds apart.
 *
 * Glossary. Code, UI and docs use these terms, and no synonyms:
 *
 * - coordinator: the service that stores definitions, plans executions, queues operations and stores their output
 * - runner: a definition: name, description, tags, assigned projects, credentials. It executes nothing itself
 * - replica: one running process of a runner. A runner has one or many; *persistent* or *ephemeral*
 * - Local Runner: the runner that a coordinator starts on its own host; the default for jobs without a runner selection
 * - tag, runner set: a lower-case label; all runners that have every tag of a job form its runner set
 * - project: the unit of isolation: jobs, nodes, keys, executions, assigned runners, dispatch configuration
 * - node: a machine in a project's inventory, with attributes and tags of its own
 * - node source: where a project's nodes come from: file, URL, script, Ansible inventory, on the coordinator or on a
 *   runner
 * - job: a Rundeck-format definition: options, node filter, runner selector, a workflow of steps
 * - step: one entry of the workflow: command (`exec`), script, script file, script URL, job reference, plugin step,
 *   conditional
 * - execution: one run of a job or of an ad-hoc command
 * - operation: one step on one node in one attempt: the unit of dispatch. Its id never repeats
 * - enrollment: exchanging a one-time token for a replica's own key pair
 * - offer, claim, grant: the coordinator offers an operation; a replica claims it; the grant is the durable acceptance
 *   of the claim
 * - keeper: the small process of a replica that owns the running steps
 * - gate: the shell that a keeper spawns for a step before the grant. Opened, it becomes the step's program; abandoned,
 *   it exits
 * - helper: a process that a runner keeps on a node, in one SSH session, to run the commands of consecutive steps
 * - spool: the keeper's on-disk buffer of output that the coordinator has not yet made durable
 * - key storage: secrets by path (`keys/…`), encrypted at rest
 * - instance: one lifetime of a replica's keeper
 */
import * as z from 'zod';

const opaque = (what: string) =>
  z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, `${what}: letters, digits, "_" and "-" only`);

export const CoordinatorId = opaque('coordinator id').brand<'CoordinatorId'>();
export type CoordinatorId = z.infer<typeof CoordinatorId>;

export const RunnerId = opaque('runner id').brand<'RunnerId'>();
export type RunnerId = z.infer<typeof RunnerId>;

export const ReplicaId = opaque('replica id').brand<'ReplicaId'>();
export type ReplicaId = z.infer<typeof ReplicaId>;

/** Chosen at random when the keeper starts; used by every runner process that attaches to the keeper. */
export const InstanceId = opaque('instance id').brand<'InstanceId'>();
export type InstanceId = z.infer<typeof InstanceId>;

/** A session of an instance with the coordinator, opened by `sync`. */
export const SessionId = opaque('session id').brand<'SessionId'>();
export type SessionId = z.infer<typeof SessionId>;

export const JobId = opaque('job id').brand<'JobId'>();
export type JobId = z.infer<typeof JobId>;

/** As in Rundeck: letters, digits and `_ . + -`, not starting with a dot. */
export const ProjectName = z
  .string()
  .regex(/^[A-Za-z0-9_+-][A-Za-z0-9_.+-]{0,127}$/, 'project name: letters, digits and _ . + -, at most 128')
  .brand<'ProjectName'>();
export type ProjectName = z.infer<typeof ProjectName>;

export const ExecutionId = z.int().positive().brand<'ExecutionId'>();
export type ExecutionId = z.infer<typeof ExecutionId>;

/** `EXECUTION-SEQUENCE`, for example `17-3`. Ids never repeat. */
export const OperationId = z
  .string()
  .regex(/^[1-9][0-9]{0,14}-[1-9][0-9]{0,9}$/, 'operation id: EXECUTION-SEQUENCE')
  .brand<'OperationId'>();
export type OperationId = z.infer<typeof OperationId>;

/** Returns the id of the operation that command `sequence` of an execution dispatches. */
export function operationId(execution: ExecutionId, sequence: number): OperationId {
  return OperationId.parse(`${execution}-${sequence}`);
}

/** Returns the execution that an operation belongs to. */
export function executionOf(operation: OperationId): ExecutionId {
  return ExecutionId.parse(Number(operation.slice(0, operation.indexOf('-'))));
}

/** A lower-cased label: `[a-z0-9._-]`, at most 64 characters. Input is trimmed and lower-cased first. */
export const Tag = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[a-z0-9._-]{1,64}$/, 'tag: a-z, 0-9 and . _ -, at most 64 characters')
  .brand<'Tag'>();
export type Tag = z.infer<typeof Tag>;
