import * as l10n from '@vscode/l10n';
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

/** Returns the next run, the crontab and the outcome of the last planned run. Undefined without a schedule. */
export function scheduleText(schedule: JobScheduleView): string | undefined {
  const { crontab, timeZone, next, enabled, rests, last } = schedule;
  if (crontab === undefined) return undefined;
  const when = enabled
    ? (rests ?? l10n.t('The schedule has no further runs.'))
    : l10n.t('The schedule is disabled.');
  const lines = [
    next === undefined ? plain(when) : l10n.t('**Runs next at {0}**', plain(localTime(next))),
    l10n.t('Schedule: {0} ({1})', `\`${crontab}\``, plain(timeZone)),
    last === undefined
      ? ''
      : l10n.t('Last planned at {0}: {1}', plain(localTime(last.plannedAt)), outcomeText(last)),
  ];
  return lines.filter((line) => line !== '').join('\n\n');
}

function outcomeText(last: NonNullable<JobScheduleView['last']>): string {
  const { outcome, execution, reason } = last;
  if (outcome === 'started' && execution !== undefined) return l10n.t('execution {0}', execution);
  return plain(reason === undefined ? outcome : `${outcome}, ${reason.message}`);
}
