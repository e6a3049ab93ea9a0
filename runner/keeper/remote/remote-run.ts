import type { RemoteStep } from '../../link/remote-step.ts';
import type { ConnectionPool, PoolTarget } from '../../ssh/connection/connection-pool.ts';
import type { HostPrograms } from './host-programs.ts';
import type { RemoteOutput } from './remote-output.ts';
import type { RemoteTyping } from './remote-typing.ts';

/** A step on a node, with the services that execute it. */
export interface RemoteRun {
  readonly step: RemoteStep;
  readonly environment: Readonly<Record<string, string>>;
  readonly pool: Pick<ConnectionPool, 'use'>;
  readonly target: () => Promise<PoolTarget>;
  readonly output: RemoteOutput;
  readonly typing: RemoteTyping;
  /** Resolves once the command may start. Connection and script can be prepared earlier. */
  readonly allowed: Promise<void>;
  readonly signal: AbortSignal;
  readonly drainMilliseconds: number;
  /** Programs of this host that act for the node. */
  readonly programs: Pick<HostPrograms, 'start'>;
  /** Receives problems that do not fail the step, for example that a script could not be removed. */
  readonly onRemark: (remark: string) => void;
}
