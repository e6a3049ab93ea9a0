import { hostname } from 'node:os';
import type { Settings } from '../../protocol/entities/settings.ts';
import type { JobId } from '../../protocol/ids.ts';
import { problemOf } from '../../support/errors/problem-of.ts';
import type { Audit } from '../audit/audit.ts';
import type { ModeTimer } from '../execution-modes/mode-timer.ts';
import type { Executions } from '../executions/executions.ts';
import type { ExecutionsClock } from '../executions/needs.ts';
import { Retention } from '../executions/retention/retention.ts';
import { writtenKeyPath } from '../keys/key-path.ts';
import type { KeyStorage } from '../keys/key-storage.ts';
import { attempt } from '../notifications/attempt.ts';
import { Deliveries } from '../notifications/deliveries.ts';
import { DurationTrigger } from '../notifications/duration-trigger.ts';
import { recentLog } from '../notifications/recent-log.ts';
import { Scheduler } from '../schedules/scheduler.ts';
import type { CoordinatorDefinitions } from '../store/definitions/coordinator-definitions.ts';
import type { Journal } from '../store/journal/journal.ts';
import type { Output } from '../store/output/output.ts';
import type { Links } from '../views/links.ts';
import type { Closers } from './lifecycle/closers.ts';
import type { Log } from './lifecycle/log.ts';

export interface BackgroundWorkParts {
  readonly definitions: CoordinatorDefinitions;
  readonly journal: Journal;
  readonly output: Output;
  readonly executions: Executions;
  readonly modeTimer: Pick<ModeTimer, 'isActive'>;
  readonly keyStorage: KeyStorage;
  readonly settings: () => Settings;
  readonly links: Links;
  readonly audit: Audit;
  readonly clock: ExecutionsClock;
  readonly log: Log;
  readonly closers: Closers;
}

/**
 * Work that the coordinator does without a request: it starts scheduled jobs, sends notifications, and deletes
 * executions beyond the limits of retention.
 */
export interface BackgroundWork {
  readonly scheduler: Scheduler;
  readonly deliveries: Deliveries;
  readonly retention: Retention;
  readonly averageDuration: (job: JobId) => Promise<number | undefined>;
  start(): void;
  /** Returns whether schedules, notifications or planned changes need the coordinator to keep running. */
  isNeeded(): boolean;
}

export async function openBackgroundWork(parts: BackgroundWorkParts): Promise<BackgroundWork> {
  const { definitions, journal, output, executions, settings, links, audit, clock, log, closers } = parts;
  const scheduler = await Scheduler.open({ definitions, journal, executions, clock, log, audit });
  closers.add('schedules', () => scheduler.close());
  const deliveries = new Deliveries({
    journal,
    settings,
    clock,
    log,
    durationTrigger: new DurationTrigger({ journal, links, execution: (id) => executions.get(id) }),
    random: Math.random,
    onFailed: (execution, at) => {
      executions.deliveryFailed(execution, at).catch((error: unknown) => {
        log.error(
          { execution, problem: problemOf(error) },
          'the failure of a notification was not published',
        );
      });
    },
    attempt: (id, data) =>
      attempt(
        {
          links,
          settings: settings(),
          environment: process.env,
          hostname: hostname(),
          readKey: (path) => readKey(parts.keyStorage, path),
          logOf: (summary, bytes) =>
            recentLog(output, summary, { bytes, lineBytes: settings().limits.lineBytes }),
          now: () => clock.epoch(),
        },
        id,
        data,
      ),
  });
  closers.add('notifications', () => deliveries.close());
  const retention = new Retention({
    definitions,
    settings,
    journal,
    output,
    executions,
    audit,
    clock,
    log,
  });
  closers.add('retention', () => retention.close());
  return {
    scheduler,
    deliveries,
    retention,
    averageDuration: (job) => journal.averageDuration(job),
    start: () => {
      scheduler.start();
      deliveries.start();
      retention.start();
    },
    isNeeded: () => scheduler.isActive() || deliveries.isBusy() || parts.modeTimer.isActive(),
  };
}

async function readKey(storage: KeyStorage, path: string): Promise<string | undefined> {
  const key = await storage.find(writtenKeyPath(path));
  return key === undefined ? undefined : storage.content(key);
}
