import type { Client } from '../../protocol/client/client.ts';
import type { JobId } from '../../protocol/ids.ts';
import type { JobScheduleView } from '../../protocol/routes/shapes/schedule-shapes.ts';
import { localTime, plain } from '../model/display-text.ts';

/** Reads the schedule of a job for its tooltip. Undefined if the job has none, or if reading fails. */
export async function scheduleTooltip(client: Client | undefined, job: JobId): Promise<string | undefined> {
  try {
    const schedule = await client?.getJobSchedule({ params: { job } });
    return schedule === undefined ? undefined : scheduleText(schedule);
  } catch {
    return undefined;
  }
}

/** Returns the next run, the crontab and the outcome of the last fire. Undefined without a schedule. */
export function scheduleText(schedule: JobScheduleView): string | undefined {
  const { crontab, timeZone, next, enabled, rests, last } = schedule;
  if (crontab === undefined) return undefined;
  const when = enabled ? (rests ?? 'The schedule has no further fires.') : 'The schedule is disabled.';
  const lines = [
    next === undefined ? plain(when) : `**Runs next at ${plain(localTime(next))}**`,
    `Schedule: \`${crontab}\` (${plain(timeZone)})`,
    last === undefined ? '' : `Last planned at ${plain(localTime(last.plannedAt))}: ${outcomeText(last)}`,
  ];
  return lines.filter((line) => line !== '').join('\n\n');
}

function outcomeText(last: NonNullable<JobScheduleView['last']>): string {
  const { outcome, execution, reason } = last;
  if (outcome === 'started' && execution !== undefined) return `execution ${execution}`;
  return plain(reason === undefined ? outcome : `${outcome}, ${reason.message}`);
}
