import type { Reason } from '../../protocol/entities/execution.ts';
import type { PlannedFire } from '../../protocol/entities/planned-fire.ts';
import { toOutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import type { Audit, AuditLine } from '../audit/audit.ts';
import type { Executions } from '../executions/executions.ts';
import type { ExecutionsLog } from '../executions/needs.ts';
import type { JobRecord } from '../store/definitions/records/job-record.ts';
import type { JournalCommit } from '../store/journal/journal-commit.ts';
import type { FireOutcome } from './fire-record.ts';
import type { ScheduleEntry } from './schedule-entry.ts';

export interface FireParts {
  readonly executions: Pick<Executions, 'run'>;
  readonly log: ExecutionsLog;
  readonly audit: Audit;
}

export interface FireConditions {
  /** Why schedules are currently disabled; undefined if they are enabled. */
  readonly paused: string | undefined;
  /** Whether missed runs are skipped. */
  readonly skipsMissed: boolean;
}

/**
 * Starts the execution of a fire, and writes its audit record in the same commit. If the execution does not start,
 * returns the reason, or `try-again` if the storage is currently too busy.
 */
export async function fireJob(
  { executions, audit }: FireParts,
  { record }: ScheduleEntry,
  fire: PlannedFire,
  { paused, skipsMissed }: FireConditions,
): Promise<FireOutcome | 'try-again'> {
  if (paused !== undefined) return skipped('schedules-rest', `Nothing ran: ${paused}.`);
  if (fire.missed !== undefined && skipsMissed) {
    return skipped('missed', `${missedText(fire.missed.count)}; missed fires are skipped.`);
  }
  try {
    const { id } = await executions.run({
      job: record,
      user: record.modifiedBy,
      originator: record.savedWith,
      executionType: 'scheduled',
      schedule: fire,
      recordStart: (id, commit) => audit(fireLine(record, fire, 'schedule.run', `execution ${id}`), commit),
    });
    return { kind: 'started', execution: id };
  } catch (error) {
    const { code, message } = toOutrunnerError(error);
    if (code === 'storage-busy') return 'try-again';
    const reason: Reason = { code, message };
    return code === 'job-already-running' ? { kind: 'skipped', reason } : { kind: 'refused', reason };
  }
}

/** Logs the outcome of a fire. If the fire started no execution, adds the audit record to `commit`. */
export function reportFire(
  { log, audit }: FireParts,
  { record, last }: ScheduleEntry,
  fire: PlannedFire,
  outcome: FireOutcome,
  commit: JournalCommit,
): void {
  if (isRepeated(outcome, last?.outcome)) return;
  const { id, project, name } = record;
  const missed = fire.missed === undefined ? {} : { missed: missedText(fire.missed.count) };
  const fields = { job: id, name, project, plannedAt: plannedText(fire), ...missed };
  if (outcome.kind === 'started') {
    log.info({ ...fields, execution: outcome.execution }, 'a schedule started an execution');
    return;
  }
  const { code, message } = outcome.reason;
  log.warn({ ...fields, code, problem: message }, `a fire of a schedule was ${outcome.kind}`);
  const what = outcome.kind === 'skipped' ? 'schedule.skip' : 'schedule.refuse';
  audit(fireLine(record, fire, what, message), commit);
}

/**
 * Returns whether schedules were disabled at this fire and at the previous one, so that only the first of them is
 * logged.
 */
function isRepeated(outcome: FireOutcome, before: FireOutcome | undefined): boolean {
  return (
    outcome.kind === 'skipped' &&
    outcome.reason.code === 'schedules-rest' &&
    before?.kind === 'skipped' &&
    before.reason.code === 'schedules-rest'
  );
}

function fireLine({ id, modifiedBy }: JobRecord, fire: PlannedFire, what: string, detail: string): AuditLine {
  const planned = `planned at ${plannedText(fire)}`;
  return { who: modifiedBy, what, subject: id, from: 'schedule', detail: `${planned}; ${detail}` };
}

function plannedText({ plannedAt }: PlannedFire): string {
  return new Date(plannedAt).toISOString();
}

function skipped(code: string, message: string): FireOutcome {
  return { kind: 'skipped', reason: { code, message } };
}

function missedText(count: number): string {
  return count === 1 ? 'one fire was missed' : `${count} fires were missed`;
}
