import type { Position } from '../../../protocol/runner/position.ts';
import type { Clock } from '../../dispatch/ports.ts';
import type { Claimant } from '../../executions/ports.ts';
import { ReportThrottle } from '../enrollment/report-throttle.ts';
import type { ProtocolLog, RunnerAudit } from '../needs.ts';

/** Minimum time between log lines, and between audit records, about one replica, in ms. */
const QUIET_MILLISECONDS = 3_600_000;

export interface UnprovenPositionsParts {
  readonly clock: Pick<Clock, 'monotonic'>;
  readonly log: ProtocolLog;
  readonly audit: RunnerAudit;
}

/** Reports replicas that present a position that this coordinator did not issue. */
export class UnprovenPositions {
  readonly #parts: UnprovenPositionsParts;
  readonly #reports = new ReportThrottle(QUIET_MILLISECONDS);
  #count = 0;

  constructor(parts: UnprovenPositionsParts) {
    this.#parts = parts;
  }

  /** The number of unproven positions since the coordinator started. */
  get count(): number {
    return this.#count;
  }

  shown(position: Position, { replicaId, runnerName }: Claimant, address: string): void {
    const { clock, log, audit } = this.#parts;
    this.#count += 1;
    if (!this.#reports.allow(replicaId, clock.monotonic())) return;
    const { generation, sequence } = position;
    const message = `generation ${generation} and sequence ${sequence} came without a valid proof that this coordinator issued them, and were ignored. Either the credentials of the replica are misused, or this coordinator was restored from a backup without its position.key`;
    log.warn(
      { replicaId, runnerName, address, position: { generation, sequence } },
      `a replica showed an unproven position: ${message}`,
    );
    audit('replica.position-unproven', address, { subject: replicaId, detail: `${runnerName}: ${message}` });
  }
}
