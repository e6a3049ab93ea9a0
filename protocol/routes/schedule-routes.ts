import { z } from 'zod';
import { Delivery } from '../entities/delivery.ts';
import { defineRoute, json, optionalJson } from './declare.ts';
import { queryFlag, queryInteger } from './query-values.ts';
import { JobListEntry } from './shapes/job-shapes.ts';
import {
  ExecutionMode,
  JobForecast,
  JobIds,
  JobScheduleView,
  Switched,
  SwitchedJobs,
} from './shapes/schedule-shapes.ts';

const READ = { resource: 'job', action: 'read' } as const;
const EXECUTION = { resource: 'job', action: 'toggle_execution' } as const;
const SCHEDULE = { resource: 'job', action: 'toggle_schedule' } as const;

const one = { method: 'POST', answer: json(Switched) } as const;

const many = {
  method: 'POST',
  query: { idlist: z.string().optional() },
  body: optionalJson(JobIds),
  answer: json(SwitchedJobs),
} as const;

const mode = {
  method: 'POST',
  access: { resource: 'system', action: 'admin' },
  answer: json(ExecutionMode),
} as const;

/** Routes for schedules, for switching schedules and executions on and off, and for sent notifications. */
export const SCHEDULE_ROUTES = {
  enableJobExecution: defineRoute({
    ...one,
    path: '/job/{job}/execution/enable',
    summary: 'Let a job be run.',
    access: EXECUTION,
  }),
  disableJobExecution: defineRoute({
    ...one,
    path: '/job/{job}/execution/disable',
    summary: 'Let a job be run no more.',
    access: EXECUTION,
  }),
  enableJobSchedule: defineRoute({
    ...one,
    path: '/job/{job}/schedule/enable',
    summary: 'Let the schedule of a job fire.',
    access: SCHEDULE,
  }),
  disableJobSchedule: defineRoute({
    ...one,
    path: '/job/{job}/schedule/disable',
    summary: 'Let the schedule of a job fire no more.',
    access: SCHEDULE,
  }),
  enableJobExecutions: defineRoute({
    ...many,
    path: '/jobs/execution/enable',
    summary: 'Let jobs be run.',
    access: EXECUTION,
  }),
  disableJobExecutions: defineRoute({
    ...many,
    path: '/jobs/execution/disable',
    summary: 'Let jobs be run no more.',
    access: EXECUTION,
  }),
  enableJobSchedules: defineRoute({
    ...many,
    path: '/jobs/schedule/enable',
    summary: 'Let the schedules of jobs fire.',
    access: SCHEDULE,
  }),
  disableJobSchedules: defineRoute({
    ...many,
    path: '/jobs/schedule/disable',
    summary: 'Let the schedules of jobs fire no more.',
    access: SCHEDULE,
  }),
  getJobForecast: defineRoute({
    path: '/job/{job}/forecast',
    summary: 'When a job will run by itself, within a time from now (`time=1d`), at most `max` times.',
    access: READ,
    query: { time: z.string().max(64).optional(), max: queryInteger(1, 1000) },
    answer: json(JobForecast),
  }),
  listScheduledJobs: defineRoute({
    path: '/scheduler/jobs',
    summary: 'Jobs that run by themselves.',
    access: READ,
    answer: json(z.array(JobListEntry)),
  }),
  getJobSchedule: defineRoute({
    base: 'outrunner',
    path: '/jobs/{job}/schedule',
    summary: 'The schedule of a job: its next fire, and what came of the last one.',
    access: READ,
    answer: json(JobScheduleView),
  }),
  enableExecutions: defineRoute({
    ...mode,
    path: '/system/executions/enable',
    summary: 'Make the coordinator active: executions are accepted, schedules fire.',
  }),
  disableExecutions: defineRoute({
    ...mode,
    path: '/system/executions/disable',
    summary: 'Make the coordinator passive: nothing new runs; what runs is finished.',
  }),
  getExecutionMode: defineRoute({
    path: '/system/executions/status',
    summary: 'Whether the coordinator is active; with `passiveAs503=true` a passive one answers 503.',
    access: { resource: 'system', action: 'read' },
    query: { passiveAs503: queryFlag() },
    answer: json(ExecutionMode),
  }),
  listExecutionNotifications: defineRoute({
    base: 'outrunner',
    path: '/executions/{execution}/notifications',
    summary: 'Who was told of an execution, and what came of it.',
    access: { resource: 'execution', action: 'read' },
    answer: json(z.object({ notifications: z.array(Delivery) })),
  }),
} as const;
