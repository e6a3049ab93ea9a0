/**
 * Messages that a keeper sends to its runner over their private socket, including the answers to the runner's requests
 * (`requests.ts`). A message is a JSON header, followed by a binary payload if there is one (`framing.ts`). The keeper
 * answers or refuses each request by its `id`. It also sends events and output without a request.
 */
import type { OutputFrame } from '../../protocol/runner/frames.ts';
import type { OperationResult } from '../../protocol/runner/results.ts';
import type { SetAside } from '../../support/files/set-aside.ts';
import type { HostFault } from './host-fault.ts';
import type { KeeperSettings } from './keeper-settings.ts';

/**
 * Increment this number with every incompatible change of the messages. A keeper refuses to attach a runner with another
 * version.
 */
export const LINK_VERSION = 2;

/** The longest payload of one `output` or `input` message, in bytes. */
export const LARGEST_PAYLOAD = 64 * 1024;

/**
 * The states of an operation, which only move forward:
 * - `prepared`: the gate is spawned and blocked. No part of the step has run. `abandon` forgets the operation.
 * - `opening`: the order to start is durable. From here on the step counts as started. `prepared` → `opening` by
 * `open`.
 * - `running`: the gate has received its command. `opening` → `running` unless a hook refuses the step.
 * - `ended`: the process is gone and all its output is in the spool. Reached from any state: a step that could not
 * start ends from `prepared` or `opening`. `forget` drops the operation.
 */
export type OperationState = 'prepared' | 'opening' | 'running' | 'ended';

/**
 * The result of an operation that the keeper holds. Its end is `unknown` if the keeper failed while the step was
 * running, if the records of a dead keeper are damaged, or, on Windows, if a keeper died between the decision to start
 * a step and its start. A keeper that dies before the end loses the captured data.
 */
export type KeeperResult = Omit<OperationResult, 'operationId'>;

/** An operation that the keeper holds, as reported to an attaching runner. */
export interface KeeperOperation {
  readonly operationId: string;
  readonly state: OperationState;
  /** Offset of the next byte to be written. All output below it is in the spool or was released. */
  readonly outputOffset: number;
  /** The lowest offset from which a runner can subscribe. */
  readonly releasedOffset: number;
  /** Present if and only if `state` is `ended`. */
  readonly result?: KeeperResult;
}

/** An output frame between a keeper and its runner. The length of the payload is 1 to `LARGEST_PAYLOAD` bytes. */
export interface KeeperFrame extends Omit<OutputFrame, 'operationId'> {
  readonly operationId: string;
  /** `zlib.crc32` of the payload. */
  readonly crc32: number;
}

export type Nothing = Readonly<Record<string, never>>;

export interface KeeperStatus {
  readonly pid: number;
  /** Resident memory of the keeper. */
  readonly memoryBytes: number;
  readonly spoolBytes: number;
  readonly spoolLimit: number;
  /** Number of operations that the keeper holds, including ended ones. */
  readonly operations: number;
}

export interface AttachAnswer {
  /** Chosen at random when the keeper starts. The runner claims operations with this instance id. */
  readonly instanceId: string;
  /** `LINK_VERSION` of the keeper. */
  readonly version: number;
  readonly pid: number;
  /** How long the keeper has run. */
  readonly uptimeMilliseconds: number;
  /** Whether steps can run in a pseudo-terminal. If they cannot, `reason` explains why. */
  readonly terminals: { readonly available: boolean; readonly reason?: string };
  /** The settings that the keeper was started with. */
  readonly settings: KeeperSettings;
  /** Damaged files that the keeper set aside at its start. */
  readonly damages: readonly SetAside[];
  readonly operations: readonly KeeperOperation[];
}

export interface PrepareAnswer {
  /** Pid of the gate; null if it could not be spawned. Opening the operation then ends it with `problem`. */
  readonly pid: number | null;
  readonly problem?: string;
  /**
   * Set if the host could not spawn the gate. Opening then ends the operation as `not-started` instead of
   * `failed-to-start`.
   */
  readonly fault?: HostFault;
}

export type RefusalCode =
  | 'link-version'
  | 'not-attached'
  | 'unreadable'
  | 'unknown-operation'
  | 'already-opened'
  | 'not-ended'
  | 'no-terminal'
  | 'released'
  | 'storage'
  | 'shutting-down';

export type KeeperMessage =
  | { readonly type: 'answer'; readonly id: number; readonly result: unknown }
  | { readonly type: 'refusal'; readonly id: number; readonly code: RefusalCode; readonly message: string }
  | ({ readonly type: 'output' } & Omit<KeeperFrame, 'payload'>)
  | { readonly type: 'ended'; readonly operationId: string; readonly result: KeeperResult }
  /** The spool is full, and the step is blocked until output is released. Sent once per operation. */
  | { readonly type: 'spool-full'; readonly operationId: string; readonly limit: number }
  /** The spool's files are damaged or missing, so the subscription has ended. */
  | { readonly type: 'unreadable'; readonly operationId: string; readonly problem: string }
  /** Another runner attached. The keeper closes this connection next. */
  | { readonly type: 'replaced' };
