import type { RemoteStep } from '../../link/remote-step.ts';
import type { ConnectionPool, PoolTarget } from '../../ssh/connection/connection-pool.ts';
import type { HostPrograms } from './host-programs.ts';
import type { RemoteOutput } from './remote-output.ts';
import type { RemoteTyping } from './remote-typing.ts';

/** A step on a node, with what executes it. */
export interface RemoteRun {
  readonly step: RemoteStep;
  readonly environment: Readonly<Record<string, string>>;
  readonly pool: Pick<ConnectionPool, 'use'>;
  readonly target: () => Promise<PoolTarget>;
  readonly output: RemoteOutput;
  readonly typing: RemoteTyping;
  /** Resolves once the command may start. The connection and the script are prepared earlier. */
  readonly allowed: Promise<void>;
  readonly signal: AbortSignal;
  readonly drainMilliseconds: number;
  /** Programs of this host that act for the node. */
  readonly programs: Pick<HostPrograms, 'start'>;
  /** Receives problems that do not fail the step, such as a script that was not removed. */
  readonly onRemark: (remark: string) => void;
}
