import type { RemoteStep } from '../../link/remote-step.ts';
import type { ConnectionPool, PoolTarget } from '../../ssh/connection/connection-pool.ts';
import type { HostPrograms } from './host-programs.ts';
import type { RemoteOutput } from './remote-output.ts';
import type { RemoteTyping } from './remote-typing.ts';

/** A step on a node, with what it is executed by. */
export interface RemoteRun {
  readonly step: RemoteStep;
  readonly environment: Readonly<Record<string, string>>;
  readonly pool: Pick<ConnectionPool, 'use'>;
  readonly target: () => Promise<PoolTarget>;
  readonly output: RemoteOutput;
  readonly typing: RemoteTyping;
  /** Resolves once the command may start; what is needed for it is made ready before. */
  readonly allowed: Promise<void>;
  readonly signal: AbortSignal;
  readonly drainMilliseconds: number;
  /** Those of this host that do something for the node. */
  readonly programs: Pick<HostPrograms, 'start'>;
  /** Told what went wrong beside the command, and fails nothing. */
  readonly onRemark: (remark: string) => void;
}
