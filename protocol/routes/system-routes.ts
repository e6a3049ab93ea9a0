import * as z from 'zod';
import { Settings } from '../entities/settings.ts';
import { ChangeEvent } from '../events/change-event.ts';
import { defineRoute, json } from './declare.ts';
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
