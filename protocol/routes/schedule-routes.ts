import * as z from 'zod';
import { Delivery } from '../entities/delivery.ts';
import { defineRoute, json, optionalJson } from './declare.ts';
import { queryFlag, queryInteger, queryTexts, queryTimeSpan } from './query-values.ts';
import { JobIds, JobListEntry } from './shapes/job-shapes.ts';
import {
  JobForecast,
  JobScheduleView,
  ScheduleTakeover,
  Switched,
  SwitchedJobs,
  TakeOverSchedules,
} from './shapes/schedule-shapes.ts';

const READ = { resource: 'job', action: 'read' } as const;
const EXECUTION = { resource: 'job', action: 'toggle_execution' } as const;
const SCHEDULE = { resource: 'job', action: 'toggle_schedule' } as const;

const one = { method: 'POST', answer: json(Switched) } as const;

const many = {
  method: 'POST',
  query: { ids: queryTexts(), idlist: z.string().optional() },
  body: optionalJson(JobIds),
  answer: json(SwitchedJobs),
} as const;

/** Routes for schedules, for enabling and disabling schedules and executions of jobs, and for delivered notifications. */
export const SCHEDULE_ROUTES = {
  enableJobExecution: defineRoute({
    ...one,
    path: '/job/{job}/execution/enable',
    summary: 'Enable executions of a job.',
    access: EXECUTION,
  }),
  disableJobExecution: defineRoute({
    ...one,
    path: '/job/{job}/execution/disable',
    summary: 'Disable executions of a job.',
    access: EXECUTION,
  }),
  enableJobSchedule: defineRoute({
    ...one,
    path: '/job/{job}/schedule/enable',
    summary: 'Enable the schedule of a job.',
    access: SCHEDULE,
  }),
  disableJobSchedule: defineRoute({
    ...one,
    path: '/job/{job}/schedule/disable',
    summary: 'Disable the schedule of a job.',
    access: SCHEDULE,
  }),
  enableJobExecutions: defineRoute({
    ...many,
    path: '/jobs/execution/enable',
    summary: 'Enable executions of several jobs.',
    access: EXECUTION,
  }),
  disableJobExecutions: defineRoute({
    ...many,
    path: '/jobs/execution/disable',
    summary: 'Disable executions of several jobs.',
    access: EXECUTION,
  }),
  enableJobSchedules: defineRoute({
    ...many,
    path: '/jobs/schedule/enable',
    summary: 'Enable the schedules of several jobs.',
    access: SCHEDULE,
  }),
  disableJobSchedules: defineRoute({
    ...many,
    path: '/jobs/schedule/disable',
    summary: 'Disable the schedules of several jobs.',
    access: SCHEDULE,
  }),
  getJobForecast: defineRoute({
    path: '/job/{job}/forecast',
    summary: 'Fires of the schedule of a job within a time span from now, or before now with `past`.',
    access: READ,
    query: {
      /** Default: `1d`. */
      time: queryTimeSpan(),
      /** Maximum number of planned runs, the earliest first. Default: 100. */
      max: queryInteger(1, 1000),
      /** Whether to list the planned runs before now. */
      past: queryFlag(),
    },
    answer: json(JobForecast),
  }),
  listScheduledJobs: defineRoute({
    path: '/scheduler/jobs',
    summary: 'Jobs with a schedule.',
    access: READ,
    answer: json(z.array(JobListEntry)),
  }),
  listScheduledJobsOfServer: defineRoute({
    path: '/scheduler/server/{server}/jobs',
    summary: 'Jobs whose schedule a coordinator fires, by the id of the coordinator.',
    access: READ,
    answer: json(z.array(JobListEntry)),
  }),
  takeOverSchedules: defineRoute({
    method: 'PUT',
    path: '/scheduler/takeover',
    summary:
      'Take over schedules of other coordinators. There are none, so all named jobs count as taken over.',
    access: { resource: 'system', action: 'admin' },
    body: json(TakeOverSchedules),
    answer: json(ScheduleTakeover),
  }),
  getJobSchedule: defineRoute({
    base: 'outrunner',
    path: '/jobs/{job}/schedule',
    summary: 'The schedule of a job: its next fire, and the result of the last one.',
    access: READ,
    answer: json(JobScheduleView),
  }),
  listExecutionNotifications: defineRoute({
    base: 'outrunner',
    path: '/executions/{execution}/notifications',
    summary: 'Notifications of an execution, with their delivery attempts.',
    access: { resource: 'execution', action: 'read' },
    answer: json(z.object({ notifications: z.array(Delivery) })),
  }),
} as const;
