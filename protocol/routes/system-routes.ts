import * as z from 'zod';
import { Settings } from '../entities/settings.ts';
import { ChangeEvent } from '../events/change-event.ts';
import { defineRoute, json } from './declare.ts';
import { queryInteger } from './query-values.ts';
import { IncompleteLogs, LogStorage } from './shapes/log-storage.ts';
import { HealthChecks, MetricLinks, MetricValues } from './shapes/metric-values.ts';
import { SetShare, Share } from './shapes/share-shapes.ts';
import { SystemInfo } from './shapes/system-info.ts';

/** Settings to change: any subset, merged into the current settings. The coordinator rejects unknown keys. */
export const SettingsPatch = z.record(z.string(), z.unknown());

export const SYSTEM_ROUTES = {
  systemInfo: defineRoute({
    path: '/system/info',
    summary: 'Versions and state of the coordinator.',
    access: { resource: 'system', action: 'read' },
    answer: json(SystemInfo),
  }),
  listMetrics: defineRoute({
    path: '/metrics',
    summary: 'Links to the calls for metrics.',
    access: { resource: 'system', action: 'metrics' },
    answer: json(MetricLinks),
  }),
  getMetrics: defineRoute({
    path: '/metrics/metrics',
    summary: 'Gauges and counters. The same metrics for Prometheus are at `/metrics`.',
    access: { resource: 'system', action: 'metrics' },
    answer: json(MetricValues),
  }),
  ping: defineRoute({
    path: '/metrics/ping',
    summary: 'The text `pong`.',
    access: { resource: 'system', action: 'metrics' },
    answer: { kind: 'text', mediaTypes: ['text/plain'] },
  }),
  getHealth: defineRoute({
    path: '/metrics/healthcheck',
    summary: 'Whether the files of the data dir are undamaged.',
    access: { resource: 'system', action: 'metrics' },
    answer: json(HealthChecks),
  }),
  getLogStorage: defineRoute({
    path: '/system/logstorage',
    summary:
      'Statistics of a plugin for log storage. There is none: the coordinator stores the output itself.',
    access: { resource: 'system', action: 'read' },
    answer: json(LogStorage),
  }),
  listIncompleteLogs: defineRoute({
    path: '/system/logstorage/incomplete',
    summary: 'Executions whose output is not in log storage yet. There are none.',
    access: { resource: 'system', action: 'read' },
    query: { max: queryInteger(1, 1000), offset: queryInteger(0, Number.MAX_SAFE_INTEGER) },
    answer: json(IncompleteLogs),
  }),
  resumeIncompleteLogs: defineRoute({
    method: 'POST',
    path: '/system/logstorage/incomplete/resume',
    summary: 'Resume transfers to log storage. There are none, so this changes nothing.',
    access: { resource: 'system', action: 'admin' },
    answer: json(z.object({ resumed: z.literal(true) })),
  }),
  getSettings: defineRoute({
    base: 'outrunner',
    path: '/settings',
    summary: 'All settings, defaults included.',
    access: { resource: 'settings', action: 'read' },
    answer: json(Settings),
  }),
  updateSettings: defineRoute({
    method: 'PUT',
    base: 'outrunner',
    path: '/settings',
    summary: 'Change settings; absent keys keep their values.',
    access: { resource: 'settings', action: 'update' },
    // A body of this size is accepted whatever the limit is. Otherwise nobody could raise a limit that was set too low.
    body: { ...json(SettingsPatch), least: 65_536 },
    answer: json(Settings),
  }),
  releaseQueued: defineRoute({
    method: 'POST',
    base: 'outrunner',
    path: '/release',
    summary: 'Let queued work be dispatched again after the coordinator was restored from a backup.',
    access: { resource: 'system', action: 'admin' },
  }),
  openApi: defineRoute({
    base: 'outrunner',
    path: '/openapi.json',
    summary: 'This document: OpenAPI 3.1 of every call.',
    access: { resource: 'system', action: 'read' },
    answer: json(z.record(z.string(), z.unknown())),
  }),
  jobSchema: defineRoute({
    base: 'outrunner',
    path: '/job-schema.json',
    summary: 'The JSON Schema of job files, for editors. Needs no token.',
    access: 'anybody',
    answer: json(z.record(z.string(), z.unknown())),
  }),
  changeEvents: defineRoute({
    base: 'outrunner',
    path: '/events',
    summary:
      'Changes of runners, projects, jobs, executions and settings as they happen, as server-sent events.',
    access: { resource: 'event', action: 'read' },
    query: { from: z.string().max(256).optional() },
    answer: { kind: 'events', schema: ChangeEvent },
  }),
  getShare: defineRoute({
    base: 'outrunner',
    path: '/share',
    summary: 'The addresses at which remote runners reach the coordinator.',
    access: { resource: 'settings', action: 'read' },
    answer: json(Share),
  }),
  setShare: defineRoute({
    method: 'PUT',
    base: 'outrunner',
    path: '/share',
    summary: 'Open an address with a certificate for remote runners, or close it.',
    access: { resource: 'settings', action: 'update' },
    body: json(SetShare),
    answer: json(Share),
  }),
} as const;
