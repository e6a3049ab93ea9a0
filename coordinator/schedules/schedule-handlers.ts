import type { JobFlag } from '../../job-language/edit/edit-job-text.ts';
import type { ManagementRoutes } from '../../protocol/routes/management-routes.ts';
import type { SCHEDULE_ROUTES } from '../../protocol/routes/schedule-routes.ts';
import type { JobForecast } from '../../protocol/routes/shapes/schedule-shapes.ts';
import type { ExecutionsService } from '../executions/management/executions-service.ts';
import type { Handler, HandlersOf } from '../http/handler.ts';
import type { Deliveries } from '../notifications/deliveries.ts';
import type { Forecast, JobSchedules } from './job-schedules.ts';
import type { JobSwitches } from './job-switches.ts';

export interface ScheduleHandlersParts {
  readonly schedules: JobSchedules;
  readonly switches: JobSwitches;
  readonly service: ExecutionsService;
  readonly deliveries: Pick<Deliveries, 'ofExecution'>;
}

export function scheduleHandlers(parts: ScheduleHandlersParts): HandlersOf<keyof typeof SCHEDULE_ROUTES> {
  const { schedules, switches, service, deliveries } = parts;
  const switchOne =
    (flag: JobFlag, enabled: boolean): Handler<ManagementRoutes['enableJobExecution']> =>
    ({ caller, params }) =>
      switches.set(caller, params.job, flag, enabled);
  const switchAll =
    (flag: JobFlag, enabled: boolean): Handler<ManagementRoutes['enableJobExecutions']> =>
    ({ caller, query, body }) =>
      switches.setAll(
        caller,
        [...(query.ids ?? []), query.idlist, ...[body.idlist].flat(), ...(body.ids ?? [])],
        flag,
        enabled,
      );
  return {
    enableJobExecution: switchOne('executionEnabled', true),
    disableJobExecution: switchOne('executionEnabled', false),
    enableJobSchedule: switchOne('scheduleEnabled', true),
    disableJobSchedule: switchOne('scheduleEnabled', false),
    enableJobExecutions: switchAll('executionEnabled', true),
    disableJobExecutions: switchAll('executionEnabled', false),
    enableJobSchedules: switchAll('scheduleEnabled', true),
    disableJobSchedules: switchAll('scheduleEnabled', false),
    getJobForecast: async ({ caller, params, query, apiVersion }) =>
      forecastOf(await schedules.forecast(caller, params.job, query), apiVersion),
    listScheduledJobs: ({ caller }) => schedules.list(caller),
    listScheduledJobsOfServer: ({ caller, params }) => schedules.ofServer(caller, params.server),
    takeOverSchedules: ({ caller, body }) => schedules.takeOver(caller, body),
    getJobSchedule: ({ caller, params }) => schedules.schedule(caller, params.job),
    listExecutionNotifications: async ({ caller, params }) => {
      await service.summary(caller, params.execution);
      return { notifications: await deliveries.ofExecution(params.execution) };
    },
  };
}

/** The first API version in which a forecast includes single runs and the state of the project. */
const PROJECT_STATE_SINCE = 48;

function forecastOf({ forecast, planned, project }: Forecast, apiVersion: number): JobForecast {
  if (apiVersion < PROJECT_STATE_SINCE) return forecast;
  return {
    ...forecast,
    futureScheduledExecutions: [...forecast.futureScheduledExecutions, ...planned],
    ...project,
  };
}
