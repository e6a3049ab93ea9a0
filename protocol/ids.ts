/**
 * Identifiers, each a zod schema and a branded type, so that one kind is never taken for another.
 *
 * The words are those of the glossary: a *runner* is a definition, a *replica* one live process of it, an
 * *instance* one life of that replica's keeper, an *operation* one step on one node in one attempt.
 */
import { z } from 'zod';

const opaque = (what: string) =>
  z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, `${what}: letters, digits, "_" and "-" only`);

export const CoordinatorId = opaque('coordinator id').brand<'CoordinatorId'>();
export type CoordinatorId = z.infer<typeof CoordinatorId>;

export const RunnerId = opaque('runner id').brand<'RunnerId'>();
export type RunnerId = z.infer<typeof RunnerId>;

export const ReplicaId = opaque('replica id').brand<'ReplicaId'>();
export type ReplicaId = z.infer<typeof ReplicaId>;

/** Random at the keeper's start; used by every runner process that attaches to that keeper. */
export const InstanceId = opaque('instance id').brand<'InstanceId'>();
export type InstanceId = z.infer<typeof InstanceId>;

/** One lasting conversation of an instance with the coordinator, opened by `sync`. */
export const SessionId = opaque('session id').brand<'SessionId'>();
export type SessionId = z.infer<typeof SessionId>;

export const JobId = opaque('job id').brand<'JobId'>();
export type JobId = z.infer<typeof JobId>;

/** As Rundeck: letters, digits and `_ . + -`, not starting with a dot. */
export const ProjectName = z
  .string()
  .regex(/^[A-Za-z0-9_+-][A-Za-z0-9_.+-]{0,127}$/, 'project name: letters, digits and _ . + -, at most 128')
  .brand<'ProjectName'>();
export type ProjectName = z.infer<typeof ProjectName>;

export const ExecutionId = z.int().positive().brand<'ExecutionId'>();
export type ExecutionId = z.infer<typeof ExecutionId>;

/** `EXECUTION-SEQUENCE`, for example `17-3`: the id of a dispatch command of the engine, never repeated. */
export const OperationId = z
  .string()
  .regex(/^[1-9][0-9]{0,14}-[1-9][0-9]{0,9}$/, 'operation id: EXECUTION-SEQUENCE')
  .brand<'OperationId'>();
export type OperationId = z.infer<typeof OperationId>;

/** Composes the id of the operation that command `sequence` of an execution dispatches. */
export function operationId(execution: ExecutionId, sequence: number): OperationId {
  return OperationId.parse(`${execution}-${sequence}`);
}

/** The execution that an operation belongs to. */
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
