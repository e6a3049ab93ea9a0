import * as z from 'zod';
import { ExecutionId, OperationId } from '../ids.ts';
import { RUNNER_LIMITS } from './headers.ts';
import { LogFilter } from './log-filter.ts';
import { OperationTemplate } from './operation-template.ts';
import { OperationValues } from './operation-values.ts';

/**
 * `POST claims`: requests grants. The first instance that asks gets the grant, which is durable before the answer. A
 * repeated request by that instance gets the same answer; no other instance gets the grant.
 */
export const ClaimsRequest = z.object({
  operations: z.array(OperationId).min(1).max(RUNNER_LIMITS.listEntries),
});
export type ClaimsRequest = z.infer<typeof ClaimsRequest>;

/**
 * A file that is the value of an option. The replica fetches it by its id before the step starts, and removes it after
 * the step.
 */
export const OperationFile = z.object({
  option: z.string(),
  id: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/),
  /** The uploaded file name; never a path. */
  fileName: z.string(),
  size: z.int().nonnegative(),
  /** In hexadecimal. */
  sha256: z.string(),
});
export type OperationFile = z.infer<typeof OperationFile>;

/** The node on which a step runs or needs files, if it is not the runner's own host, and the means to reach it. */
export const GrantedNode = z.object({
  name: z.string(),
  executor: z.string(),
  /** Absent: the copier that belongs to the executor. */
  copier: z.string().optional(),
  /**
   * The attributes that executors and copiers need, expanded. An attribute of the project applies if the node does not
   * have it.
   */
  attributes: z.record(z.string(), z.string()),
  /** Whether a later step of the workflow runs on nodes. The replica then keeps the node's helper for that step. */
  isFollowed: z.boolean().optional(),
});
export type GrantedNode = z.infer<typeof GrantedNode>;

/** The inputs of a granted step. The replica expands the template. */
export const GrantedOperation = z.object({
  executionId: ExecutionId,
  template: OperationTemplate,
  values: OperationValues,
  /** Absent: the step is executed on the runner's own host. */
  node: GrantedNode.optional(),
  /**
   * Secure values: a compact JWE (ECDH-ES, A256GCM) to the replica's encryption key. Its plaintext is {@link
   * SecureValues} as JSON.
   */
  secrets: z.string().optional(),
  /** Log filters, applied to the step's output in this order. */
  filters: z.array(LogFilter),
  files: z.array(OperationFile),
  /**
   * Hosts, addresses and networks (CIDR) that may be fetched from, although they are loopback, link-local or metadata
   * addresses.
   */
  fetchAllowed: z.array(z.string()),
});
export type GrantedOperation = z.infer<typeof GrantedOperation>;

/** Secrets for the sign-in to a node. No step can read them. */
export const NodeSecrets = z.object({
  /** Contents of keys, by path as written in the node's attributes. */
  keys: z.record(z.string(), z.string()),
  /** Values of options, by name. */
  options: z.record(z.string(), z.string()),
});
export type NodeSecrets = z.infer<typeof NodeSecrets>;

/** Values of secure options by name, and the secrets of the node. They are masked in all output. */
export const SecureValues = z.object({
  options: z.record(z.string(), z.string()),
  node: NodeSecrets.optional(),
});
export type SecureValues = z.infer<typeof SecureValues>;

export const ClaimAnswer = z.discriminatedUnion('verdict', [
  z.object({ operationId: OperationId, verdict: z.literal('granted'), operation: GrantedOperation }),
  /** Another instance has the grant. */
  z.object({ operationId: OperationId, verdict: z.literal('taken') }),
  /** The operation is cancelled, ended, or unknown to the coordinator. */
  z.object({ operationId: OperationId, verdict: z.literal('withdrawn') }),
]);
export type ClaimAnswer = z.infer<typeof ClaimAnswer>;

export const ClaimsAnswer = z.object({ claims: z.array(ClaimAnswer) });
export type ClaimsAnswer = z.infer<typeof ClaimsAnswer>;
