import type { SCHEDULE_ROUTES } from '../../protocol/routes/schedule-routes.ts';
import type { ExecutionsService } from '../executions/management/executions-service.ts';
import type { HandlersOf } from '../http/handler.ts';
import type { Deliveries } from '../notifications/deliveries.ts';
import type { ExecutionModes } from './execution-modes.ts';
import type { JobSchedules } from './job-schedules.ts';
import type { JobSwitches } from './job-switches.ts';

export interface ScheduleHandlersParts {
  readonly schedules: JobSchedules;
  readonly switches: JobSwitches;
  readonly modes: ExecutionModes;
  readonly service: ExecutionsService;
  readonly deliveries: Pick<Deliveries, 'ofExecution'>;
}

export function scheduleHandlers(parts: ScheduleHandlersParts): HandlersOf<keyof typeof SCHEDULE_ROUTES> {
  const { schedules, switches, modes, service, deliveries } = parts;
  return {
    enableJobExecution: ({ caller, params }) => switches.set(caller, params.job, 'executionEnabled', true),
    disableJobExecution: ({ caller, params }) => switches.set(caller, params.job, 'executionEnabled', false),
    enableJobSchedule: ({ caller, params }) => switches.set(caller, params.job, 'scheduleEnabled', true),
    disableJobSchedule: ({ caller, params }) => switches.set(caller, params.job, 'scheduleEnabled', false),
    enableJobExecutions: ({ caller, query, body }) =>
      switches.setAll(caller, [query.idlist, body.idlist, ...(body.ids ?? [])], 'executionEnabled', true),
    disableJobExecutions: ({ caller, query, body }) =>
      switches.setAll(caller, [query.idlist, body.idlist, ...(body.ids ?? [])], 'executionEnabled', false),
    enableJobSchedules: ({ caller, query, body }) =>
      switches.setAll(caller, [query.idlist, body.idlist, ...(body.ids ?? [])], 'scheduleEnabled', true),
    disableJobSchedules: ({ caller, query, body }) =>
      switches.setAll(caller, [query.idlist, body.idlist, ...(body.ids ?? [])], 'scheduleEnabled', false),
    getJobForecast: ({ caller, params, query }) => schedules.forecast(caller, params.job, query),
    listScheduledJobs: ({ caller }) => schedules.list(caller),
    getJobSchedule: ({ caller, params }) => schedules.schedule(caller, params.job),
    enableExecutions: ({ caller }) => modes.set(caller, true),
    disableExecutions: ({ caller }) => modes.set(caller, false),
    getExecutionMode: ({ query }) => modes.get(query.passiveAs503 === true),
    listExecutionNotifications: async ({ caller, params }) => {
      await service.summary(caller, params.execution);
      return { notifications: await deliveries.ofExecution(params.execution) };
    },
  };
}
