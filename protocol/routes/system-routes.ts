import { z } from 'zod';
import { Settings } from '../entities/settings.ts';
import { ChangeEvent } from '../events/change-event.ts';
import { EMPTY, json, NO_BODY } from './declare.ts';
import { defineRoute } from './route.ts';
import { SetShare, Share } from './shapes/share-shapes.ts';
import { SystemInfo } from './shapes/system-info.ts';

/** Settings to change: any subset, merged into the current settings. Unknown keys are refused. */
export const SettingsPatch = z.record(z.string(), z.unknown());

export const SYSTEM_ROUTES = {
  systemInfo: defineRoute({
    method: 'GET',
    base: 'api',
    path: '/system/info',
    summary: 'Versions and state of the coordinator.',
    access: { resource: 'system', action: 'read' },
    params: {},
    query: {},
    body: NO_BODY,
    status: 200,
    answer: json(SystemInfo),
  }),
  getSettings: defineRoute({
    method: 'GET',
    base: 'outrunner',
    path: '/settings',
    summary: 'All settings, defaults included.',
    access: { resource: 'settings', action: 'read' },
    params: {},
    query: {},
    body: NO_BODY,
    status: 200,
    answer: json(Settings),
  }),
  updateSettings: defineRoute({
    method: 'PUT',
    base: 'outrunner',
    path: '/settings',
    summary: 'Merge settings into what is there; keys left out stay.',
    access: { resource: 'settings', action: 'update' },
    params: {},
    query: {},
    // Or a limit that was set too low could never be raised again.
    body: { ...json(SettingsPatch), least: 65_536 },
    status: 200,
    answer: json(Settings),
  }),
  releaseQueued: defineRoute({
    method: 'POST',
    base: 'outrunner',
    path: '/release',
    summary: 'Let queued work be dispatched again after the coordinator was restored from a backup.',
    access: { resource: 'system', action: 'admin' },
    params: {},
    query: {},
    body: NO_BODY,
    status: 204,
    answer: EMPTY,
  }),
  openApi: defineRoute({
    method: 'GET',
    base: 'outrunner',
    path: '/openapi.json',
    summary: 'This document: OpenAPI 3.1 of every call.',
    access: { resource: 'system', action: 'read' },
    params: {},
    query: {},
    body: NO_BODY,
    status: 200,
    answer: json(z.record(z.string(), z.unknown())),
  }),
  jobSchema: defineRoute({
    method: 'GET',
    base: 'outrunner',
    path: '/job-schema.json',
    summary: 'The JSON Schema of job files, for editors. Needs no token.',
    access: 'anybody',
    params: {},
    query: {},
    body: NO_BODY,
    status: 200,
    answer: json(z.record(z.string(), z.unknown())),
  }),
  changeEvents: defineRoute({
    method: 'GET',
    base: 'outrunner',
    path: '/events',
    summary:
      'Changes of runners, projects, jobs, executions and settings as they happen, as server-sent events.',
    access: { resource: 'event', action: 'read' },
    params: {},
    query: { from: z.string().max(256).optional() },
    body: NO_BODY,
    status: 200,
    answer: { kind: 'events', schema: ChangeEvent },
  }),
  getShare: defineRoute({
    method: 'GET',
    base: 'outrunner',
    path: '/share',
    summary: 'Where remote runners reach the coordinator.',
    access: { resource: 'settings', action: 'read' },
    params: {},
    query: {},
    body: NO_BODY,
    status: 200,
    answer: json(Share),
  }),
  setShare: defineRoute({
    method: 'PUT',
    base: 'outrunner',
    path: '/share',
    summary: 'Open an address with a certificate for remote runners, or close it.',
    access: { resource: 'settings', action: 'update' },
    params: {},
    query: {},
    body: json(SetShare),
    status: 200,
    answer: json(Share),
  }),
} as const;
