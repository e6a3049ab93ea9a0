import { jobJsonSchema } from '../../job-language/format/job-json-schema.ts';
import { openApiDocument } from '../../protocol/routes/openapi.ts';
import type { LogStorage } from '../../protocol/routes/shapes/log-storage.ts';
import type { MetricValues } from '../../protocol/routes/shapes/metric-values.ts';
import type { SYSTEM_ROUTES } from '../../protocol/routes/system-routes.ts';
import type { HandlersOf } from '../http/handler.ts';
import type { ChangeFeed } from '../http/streams/change-feed.ts';
import type { Links } from '../views/links.ts';
import type { SettingsService } from './settings-service.ts';
import type { Sharing } from './sharing.ts';
import type { System } from './system.ts';

export interface SystemHandlersParts {
  readonly system: System;
  readonly settings: SettingsService;
  readonly sharing: Sharing;
  readonly feed: ChangeFeed;
  readonly links: Links;
  readonly metrics: () => MetricValues;
}

/** The coordinator stores the output of executions itself, so no plugin stores it. */
const NO_LOG_STORAGE: LogStorage = {
  enabled: false,
  pluginName: '',
  succeededCount: 0,
  failedCount: 0,
  queuedCount: 0,
  totalCount: 0,
  incompleteCount: 0,
  missingCount: 0,
};

export function systemHandlers(parts: SystemHandlersParts): HandlersOf<keyof typeof SYSTEM_ROUTES> {
  const { system, settings, sharing, feed, links, metrics } = parts;
  // Cached, because anyone may request these documents. The OpenAPI document contains the coordinator's address, which
  // may change.
  let schema: ReturnType<typeof jobJsonSchema> | undefined;
  let openApi: { readonly base: string; readonly document: ReturnType<typeof openApiDocument> } | undefined;
  return {
    systemInfo: ({ caller }) => system.info(caller),
    listMetrics: () => {
      const link = (name: string) => ({ href: links.api(`/metrics/${name}`) });
      return { _links: { metrics: link('metrics'), ping: link('ping'), healthcheck: link('healthcheck') } };
    },
    getMetrics: () => metrics(),
    ping: () => ({ kind: 'text', mediaType: 'text/plain', text: 'pong' }),
    getHealth: () => system.health(),
    getLogStorage: () => NO_LOG_STORAGE,
    listIncompleteLogs: ({ query }) => ({
      total: 0,
      max: query.max ?? 20,
      offset: query.offset ?? 0,
      executions: [],
    }),
    resumeIncompleteLogs: () => ({ resumed: true }) as const,
    getSettings: () => settings.get(),
    updateSettings: ({ caller, body }) => settings.update(caller, body),
    releaseQueued: ({ caller }) => system.release(caller),
    openApi: () => {
      const base = links.base();
      if (openApi?.base !== base) openApi = { base, document: openApiDocument(base) };
      return openApi.document;
    },
    jobSchema: () => {
      schema ??= jobJsonSchema();
      return schema;
    },
    changeEvents: ({ caller, query, signal, request }) => {
      const resumed = request.headers['last-event-id'];
      return feed.subscribe(
        caller,
        query.from ?? (typeof resumed === 'string' ? resumed : undefined),
        signal,
      );
    },
    getShare: () => sharing.get(),
    setShare: ({ caller, body }) => sharing.set(caller, body),
  };
}
