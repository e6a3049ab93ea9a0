import type { Reason } from '../../protocol/entities/execution.ts';
import type { JobRecord } from '../../protocol/entities/job-record.ts';
import type { PlannedFire } from '../../protocol/entities/planned-fire.ts';
import { toOutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import type { Audit } from '../audit/audit.ts';
import type { Executions } from '../executions/executions.ts';
import type { ExecutionsLog } from '../executions/needs.ts';
import type { FireOutcome } from './fire-record.ts';
import type { ScheduleEntry } from './schedule-entry.ts';

export interface FireParts {
  readonly executions: Pick<Executions, 'run'>;
  readonly log: ExecutionsLog;
  readonly audit: Audit;
}

export interface FireConditions {
  /** Why schedules rest now; undefined where they do not. */
  readonly rests: string | undefined;
  /** Missed fires are passed over. */
  readonly skipsMissed: boolean;
}

/** Runs a job because its schedule says so, or says why not. `try-again`: the storage is too busy for now. */
export async function fireJob(
  parts: FireParts,
  { record, last }: ScheduleEntry,
  fire: PlannedFire,
  { rests, skipsMissed }: FireConditions,
): Promise<FireOutcome | 'try-again'> {
  const outcome = await outcomeOf();
  if (outcome !== 'try-again') tell(parts, record, fire, outcome, isRepeated(outcome, last?.outcome));
  return outcome;

  async function outcomeOf(): Promise<FireOutcome | 'try-again'> {
    if (rests !== undefined) return skipped('schedules-rest', `Nothing ran: ${rests}.`);
    if (fire.missed !== undefined && skipsMissed) {
      return skipped('missed', `${missedText(fire.missed.count)}; missed fires are passed over.`);
    }
    try {
      const { id } = await parts.executions.run({
        job: record,
        user: record.modifiedBy,
        executionType: 'scheduled',
        schedule: fire,
      });
      return { kind: 'started', execution: id };
    } catch (error) {
      const { code, message } = toOutrunnerError(error);
      if (code === 'storage-busy') return 'try-again';
      const reason: Reason = { code, message };
      return code === 'job-already-running' ? { kind: 'skipped', reason } : { kind: 'refused', reason };
    }
  }
}

/** A schedule that rests says so once, not at each of its fires. */
function isRepeated(outcome: FireOutcome, before: FireOutcome | undefined): boolean {
  return (
    outcome.kind === 'skipped' &&
    outcome.reason.code === 'schedules-rest' &&
    before?.kind === 'skipped' &&
    before.reason.code === 'schedules-rest'
  );
}

function tell(
  { log, audit }: FireParts,
  { id, project, name, modifiedBy }: JobRecord,
  fire: PlannedFire,
  outcome: FireOutcome,
  repeated: boolean,
): void {
  if (repeated) return;
  const plannedAt = new Date(fire.plannedAt).toISOString();
  const missed = fire.missed === undefined ? {} : { missed: missedText(fire.missed.count) };
  const fields = { job: id, name, project, plannedAt, ...missed };
  const line = (what: string, detail: string) => {
    audit({
      who: modifiedBy,
      what,
      subject: id,
      from: 'schedule',
      detail: `planned at ${plannedAt}; ${detail}`,
    });
  };
  if (outcome.kind === 'started') {
    log.info({ ...fields, execution: outcome.execution }, 'a schedule started an execution');
    line('schedule.run', `execution ${outcome.execution}`);
    return;
  }
  const { code, message } = outcome.reason;
  log.warn({ ...fields, code, problem: message }, `a schedule was ${outcome.kind}`);
  line(outcome.kind === 'skipped' ? 'schedule.skip' : 'schedule.refuse', message);
}

function skipped(code: string, message: string): FireOutcome {
  return { kind: 'skipped', reason: { code, message } };
}

function missedText(count: number): string {
  return count === 1 ? 'one fire was missed' : `${count} fires were missed`;
}
