import type { BlockList } from 'node:net';
import type { Clock } from '../../dispatch/ports.ts';
import { ConnectionGate } from '../../http/connection-gate.ts';
import { connectionLimits, openFilesLimit } from '../../http/connection-limits.ts';
import { contains } from '../../network/addresses.ts';
import type { Log } from '../lifecycle/log.ts';

/** Minimum time between log lines about closed connections, in ms. */
const LOG_EVERY = 60_000;

export interface OpenConnectionGateParts {
  /** Addresses of the declared proxies. */
  readonly proxies: BlockList;
  readonly log: Log;
  readonly clock: Pick<Clock, 'monotonic'>;
}

/** Creates the gate of this process. Its limits depend on the number of files that the process may open. */
export function openConnectionGate({ proxies, log, clock }: OpenConnectionGateParts): ConnectionGate {
  const limits = connectionLimits(openFilesLimit());
  let loggedAt = Number.NEGATIVE_INFINITY;
  const gate: ConnectionGate = new ConnectionGate({
    limits,
    isProxy: (address) => contains(proxies, address),
    onClosed: () => {
      const now = clock.monotonic();
      if (now - loggedAt < LOG_EVERY) return;
      loggedAt = now;
      log.warn({ ...gate.counts(), limits }, 'too many connections: some are closed to make room for others');
    },
  });
  return gate;
}
