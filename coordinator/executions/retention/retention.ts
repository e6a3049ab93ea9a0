import { setImmediate } from 'node:timers/promises';
import type { Settings } from '../../../protocol/entities/settings.ts';
import { OutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import type { ExecutionId, ProjectName } from '../../../protocol/ids.ts';
import type { PrunedProject } from '../../../protocol/routes/shapes/deletion-shapes.ts';
import { problemOf } from '../../../support/errors/problem-of.ts';
import { timerDelay } from '../../../support/time/longest-timer.ts';
import type { Audit } from '../../audit/audit.ts';
import type { CoordinatorDefinitions } from '../../store/definitions/coordinator-definitions.ts';
import type { Journal, RetainedExecution } from '../../store/journal/journal.ts';
import type { Output } from '../../store/output/output.ts';
import { deletedSubjects } from '../deletion/deleted-subjects.ts';
import type { DeletionRequest, Executions } from '../executions.ts';
import type { ExecutionsClock, ExecutionsLog } from '../needs.ts';
import { ExpiredExecutions, type Expiry } from './expired-executions.ts';
import { hasLimit, projectRetention, type RetentionLimits } from './retention-limits.ts';

/** Number of executions that are looked up together. */
const PAGE = 500;

/** Number of executions whose sizes are added up without yielding to other work. */
const SIZES_AT_ONCE = 20;

/** Maximum delay from the start of the coordinator to the first sweep, in ms. */
const FIRST_SWEEP = 60_000;

const BY = { age: 'byAge', count: 'byCount', size: 'bySize' } as const;

interface Chosen {
  readonly expiry: Expiry;
  readonly bytes: number;
}

export interface RetentionParts {
  readonly definitions: CoordinatorDefinitions;
  readonly settings: () => Settings;
  readonly journal: Pick<Journal, 'executionProjects' | 'retained' | 'entryBytes'>;
  readonly output: Pick<Output, 'rawSize'>;
  readonly executions: Pick<Executions, 'delete' | 'awaitingRetry'>;
  readonly audit: Audit;
  readonly clock: ExecutionsClock;
  readonly log: ExecutionsLog;
}

export interface PruneRequest {
  /** Returns whether the executions of a project are included. */
  readonly includes: (project: ProjectName) => boolean;
  /** Whether to count the executions without deleting them. */
  readonly dryRun: boolean;
  /** Adds the audit records of deleted executions. */
  readonly record: DeletionRequest['record'];
}

/**
 * Deletes the executions that exceed the limits of their project, at an interval and on request. Executions that are
 * open, wait for their retry, or have a notification to send are kept.
 */
export class Retention {
  readonly #parts: RetentionParts;
  readonly #closing = new AbortController();
  #last: Promise<unknown> = Promise.resolve();
  #stopWaiting: () => void = () => undefined;
  #unsubscribe: () => void = () => undefined;

  constructor(parts: RetentionParts) {
    this.#parts = parts;
  }

  /** Starts the sweeps. A change of their interval takes effect at once. */
  start(): void {
    let interval = this.#interval();
    this.#wait(Math.min(FIRST_SWEEP, interval));
    this.#unsubscribe = this.#parts.definitions.subscribe(({ changed }) => {
      if (!changed.some(({ collection }) => collection === 'settings')) return;
      if (interval === this.#interval()) return;
      interval = this.#interval();
      this.#wait(interval);
    });
  }

  /** Resolves once the current page is deleted. */
  async close(): Promise<void> {
    this.#closing.abort();
    this.#stopWaiting();
    this.#unsubscribe();
    await this.#last;
  }

  /** Deletes, or with `dryRun` counts, the executions beyond the limits. Calls run one at a time. */
  prune(request: PruneRequest): Promise<readonly PrunedProject[]> {
    const done = this.#last.then(() => this.#prune(request));
    this.#last = done.catch(() => undefined);
    return done;
  }

  #interval(): number {
    return this.#parts.settings().retention.sweepSeconds * 1000;
  }

  #wait(milliseconds: number): void {
    this.#stopWaiting();
    this.#stopWaiting = this.#parts.clock.after(timerDelay(milliseconds), () => void this.#sweep());
  }

  async #sweep(): Promise<void> {
    const { audit, log } = this.#parts;
    try {
      const pruned = await this.prune({
        includes: () => true,
        dryRun: false,
        record: (deleted, commit) => {
          for (const { subject, detail } of deletedSubjects(deleted))
            audit(
              {
                who: 'coordinator',
                what: 'execution.delete',
                subject: subject.id,
                name: subject.name,
                from: 'retention',
                detail,
              },
              commit,
            );
        },
      });
      for (const { project, expired, problem } of pruned) {
        if (problem !== undefined)
          log.warn({ project, problem }, 'the executions of a project were not pruned');
        if (expired.count > 0) log.info({ project, ...expired }, 'executions beyond the limits were deleted');
      }
    } catch (error) {
      log.warn({ problem: problemOf(error) }, 'executions beyond the limits could not be deleted');
    }
    if (!this.#closing.signal.aborted) this.#wait(this.#interval());
  }

  async #prune(request: PruneRequest): Promise<readonly PrunedProject[]> {
    const { definitions, journal, settings } = this.#parts;
    const projects = (await journal.executionProjects()).filter(request.includes);
    const pruned: PrunedProject[] = [];
    for (const project of projects) {
      const { config } = (await definitions.snapshot()).get('projects', project) ?? {};
      const retention = projectRetention(config, settings().retention);
      if ('problem' in retention) {
        pruned.push({ ...prunedProject(project), problem: retention.problem });
        continue;
      }
      const { limits } = retention;
      if (hasLimit(limits)) pruned.push(await this.#pruneProject(project, limits, request));
    }
    return pruned;
  }

  async #pruneProject(
    project: ProjectName,
    limits: RetentionLimits,
    { dryRun, record }: PruneRequest,
  ): Promise<PrunedProject> {
    const { journal, executions, clock } = this.#parts;
    const expired = new ExpiredExecutions(limits, clock.epoch());
    const result = prunedProject(project, limits);
    for (let before = Number.MAX_SAFE_INTEGER; ; ) {
      this.#requireOpen();
      const page = await journal.retained(project, before, PAGE);
      const chosen = await this.#choose(page, expired, result);
      if (!dryRun) {
        const errors = await executions.delete([...chosen.keys()], record === undefined ? {} : { record });
        for (const id of errors.keys()) chosen.delete(id);
      }
      for (const { bytes, expiry } of chosen.values()) {
        result.expired.count += 1;
        result.expired.bytes += bytes;
        result.expired[BY[expiry]] += 1;
      }
      const last = page.at(-1);
      if (last === undefined || page.length < PAGE) return result;
      before = last.id;
    }
  }

  /**
   * Returns the expired executions of a page that may be deleted. Counts the page and the exempt executions in
   * `result`.
   */
  async #choose(
    page: readonly RetainedExecution[],
    expired: ExpiredExecutions,
    result: PrunedProject,
  ): Promise<Map<ExecutionId, Chosen>> {
    const retried = new Set(this.#parts.executions.awaitingRetry().map(({ id }) => id));
    const chosen = new Map<ExecutionId, Chosen>();
    for (const [index, execution] of page.entries()) {
      if (index % SIZES_AT_ONCE === 0) await setImmediate();
      const { id, isBusy } = execution;
      const size = expired.needsSizes ? await this.#sizeOf(id) : 0;
      const expiry = expired.next(execution, size);
      result.executions += 1;
      if (expiry === undefined) continue;
      if (isBusy || retried.has(id)) result.exempt += 1;
      else chosen.set(id, { expiry, bytes: expired.needsSizes ? size : await this.#sizeOf(id) });
    }
    return chosen;
  }

  async #sizeOf(id: RetainedExecution['id']): Promise<number> {
    return (await this.#parts.journal.entryBytes(id)) + (await this.#parts.output.rawSize(id, {}));
  }

  #requireOpen(): void {
    if (this.#closing.signal.aborted) throw new OutrunnerError('storage-busy', { what: 'deletions' });
  }
}

function prunedProject(project: ProjectName, limits?: RetentionLimits): PrunedProject {
  const { age, ...others } = limits ?? {};
  return {
    project,
    limits: { ...others, ...(age === undefined ? {} : { ageSeconds: age / 1000 }) },
    executions: 0,
    exempt: 0,
    expired: { count: 0, bytes: 0, byAge: 0, byCount: 0, bySize: 0 },
  };
}
