import * as z from 'zod';
import { defineRoute, json } from './declare.ts';
import { ApiInfo, FeatureState, PluginProvider } from './shapes/discovery-shapes.ts';

const READ = { resource: 'system', action: 'read' } as const;

/** Routes by which clients find out what the coordinator offers. */
export const DISCOVERY_ROUTES = {
  getApiInfo: defineRoute({
    path: '/',
    summary: 'The newest version of the API, and its URL.',
    access: READ,
    answer: json(ApiInfo),
  }),
  listFeatures: defineRoute({
    path: '/feature',
    summary: 'Features of Rundeck, and whether they are available here.',
    access: READ,
    answer: json(z.array(FeatureState)),
  }),
  getFeature: defineRoute({
    path: '/feature/{feature}',
    summary: 'Whether a feature of Rundeck is available here. An unknown feature is not.',
    access: READ,
    answer: json(FeatureState),
  }),
  listPlugins: defineRoute({
    path: '/plugin/list',
    summary: 'The built-in plugins, under the names that Rundeck uses.',
    access: READ,
    query: {
      /** Restricts the list to the providers of one service, for example `NodeExecutor`. */
      service: z.string().max(128).optional(),
    },
    answer: json(z.array(PluginProvider)),
  }),
} as const;
