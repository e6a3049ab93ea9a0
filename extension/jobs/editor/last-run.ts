import * as l10n from '@vscode/l10n';
import { isOpenStatus } from '../../../protocol/entities/open-statuses.ts';
import type { JobId } from '../../../protocol/ids.ts';
import type { Execution } from '../../../protocol/routes/shapes/execution-shapes.ts';
import { statusText } from '../../model/display-text.ts';
import type { Model } from '../../model/model.ts';
import { timeOfDay } from '../../model/time-of-day.ts';

/** Returns the latest execution of a job that has started; undefined if the model contains none. */
export function lastRunOf({ executions }: Pick<Model, 'executions'>, jobId: JobId): Execution | undefined {
  return executions.find(({ job, status }) => job?.id === jobId && status !== 'scheduled');
}

/** Returns the status of an execution with its time: `failed at 22:41:03`, `running since 22:41:03`. */
export function lastRunText(execution: Execution): string {
  const status = statusText(execution);
  return isOpenStatus(execution.status)
    ? l10n.t('{0} since {1}', status, timeOfDay(execution['date-started'].unixtime))
    : l10n.t(
        '{0} at {1}',
        status,
        timeOfDay((execution['date-ended'] ?? execution['date-started']).unixtime),
      );
}
