import { givenPairs } from '../../../../job-language/options/given-options.ts';
import { explain, isOutrunnerError, OutrunnerError } from '../../../../protocol/errors/outrunner-error.ts';
import { type ExecutionId, JobId, type ProjectName } from '../../../../protocol/ids.ts';
import type { StepState } from '../../../../protocol/routes/shapes/workflow-state-shapes.ts';
import { problemOf } from '../../../../support/errors/problem-of.ts';
import { utf8Text } from '../../../../support/text/utf8-text.ts';
import type { JobIdentity } from '../../../engine/events/events.ts';
import type { ImportedPlace } from '../../../engine/events/imported-history.ts';
import type { Executions, ImportedExecution, ImportedLine } from '../../../executions/executions.ts';
import type { CoordinatorDefinitions } from '../../../store/definitions/coordinator-definitions.ts';
import { ARCHIVE_LIMITS } from '../archive-limits.ts';
import { type ArchiveFile, unpacked } from '../read-archive.ts';
import { ReportedErrors } from '../reported-errors.ts';
import { type ReadExecution, readExecutionXml, readReportXml } from './read-execution-xml.ts';
import { readLog } from './read-log.ts';
import { type EndedWorkflow, readState, stateWithoutSteps } from './read-state.ts';

export interface ImportedExecutionsParts {
  readonly executions: Pick<Executions, 'import'>;
  readonly definitions: CoordinatorDefinitions;
  /** Epoch ms. */
  readonly now: () => number;
  /** Maximum bytes of all files of executions, unpacked. Default: `ARCHIVE_LIMITS.executionBytes`. */
  readonly executionBytes?: number;
}

export interface ExecutionsReport {
  readonly count: number;
  /** The files with errors, and the errors. */
  readonly errors: readonly string[];
}

/** Imports the executions of archives, one after another. */
export class ImportedExecutions {
  readonly #parts: ImportedExecutionsParts;

  constructor(parts: ImportedExecutionsParts) {
    this.#parts = parts;
  }

  /**
   * Imports executions in the order of their ids, under new ids. Only one of them is in memory at a time. An error in a
   * file does not affect other files: an execution whose output is damaged is imported with the output before that
   * place.
   *
   * @param jobs ids of imported jobs, by their ids in the archive
   */
  async import(
    project: ProjectName,
    files: readonly ArchiveFile[],
    jobs: ReadonlyMap<string, JobId>,
  ): Promise<ExecutionsReport> {
    const run = new ImportRun(this.#parts, project, files, jobs);
    await run.all();
    return { count: run.newIds.size, errors: run.errors.list() };
  }
}

const STATES: Readonly<Partial<Record<ImportedExecution['history']['status'], StepState>>> = {
  succeeded: 'SUCCEEDED',
  aborted: 'ABORTED',
};

/** Ends an import, because the files of its executions exceed their limit. */
class ExecutionsTooLarge extends Error {}

/** The import of one archive. */
class ImportRun {
  readonly errors = new ReportedErrors();
  /** New ids of executions, by their ids in the archive. */
  readonly newIds = new Map<string, ExecutionId>();
  readonly #parts: ImportedExecutionsParts;
  readonly #project: ProjectName;
  readonly #files: ReadonlyMap<string, ArchiveFile>;
  readonly #jobs: ReadonlyMap<string, JobId>;
  /** Paths of jobs, by the ids of executions in the archive. */
  readonly #names = new Map<string, string>();
  /** Maximum bytes of all files, unpacked. */
  readonly #limit: number;
  #bytes = 0;

  constructor(
    parts: ImportedExecutionsParts,
    project: ProjectName,
    files: readonly ArchiveFile[],
    jobs: ReadonlyMap<string, JobId>,
  ) {
    this.#parts = parts;
    this.#limit = parts.executionBytes ?? ARCHIVE_LIMITS.executionBytes;
    this.#project = project;
    this.#files = new Map(files.map((file) => [nameOf(file.path), file]));
    this.#jobs = jobs;
  }

  async all(): Promise<void> {
    const files = [...this.#files.values()];
    for (const file of files.filter(({ part }) => part.kind === 'report')) {
      await this.#reported(file, async () => {
        const { executionId, job } = readReportXml(await this.#text(file));
        this.#names.set(executionId, job);
      });
    }
    const definitions = files.filter(({ part }) => part.kind === 'execution');
    const sorted = definitions.toSorted((a, b) => numberIn(a.path) - numberIn(b.path));
    for (const [index, file] of sorted.entries()) {
      try {
        for (const execution of readExecutionXml(await this.#text(file), this.#parts.now()))
          await this.#import(execution);
      } catch (error) {
        if (error instanceof ExecutionsTooLarge) {
          const left = sorted.length - index;
          const limit = this.#limit;
          this.errors.add(explain(new OutrunnerError('archive-executions-too-large', { limit, left })));
          return;
        }
        this.errors.add(`${file.path}: ${whyOf(error)}`);
      }
    }
  }

  async #import(read: ReadExecution): Promise<void> {
    const { startedAt, user, argString, executionType, retry } = read;
    const job = await this.#jobOf(read);
    const workflow = await this.#workflowOf(read);
    const { initial, previous } = retry ?? {};
    const [initialId, previousId] = [this.newIds.get(initial ?? ''), this.newIds.get(previous ?? '')];
    const imported: ImportedExecution = {
      project: this.#project,
      user,
      ...(job === undefined ? {} : { job }),
      options: Object.fromEntries(givenPairs({ argString }).map(([name, value]) => [name, String(value)])),
      argString,
      ...(executionType === undefined ? {} : { executionType }),
      ...(retry === undefined
        ? {}
        : {
            retry: {
              attempt: retry.attempt,
              ...(initialId === undefined ? {} : { initial: initialId }),
              ...(previousId === undefined ? {} : { previous: previousId }),
            },
          }),
      startedAt,
      history: {
        ...this.#nameOf(read),
        ...read.end,
        endedAt: read.endedAt,
        successfulNodes: read.successfulNodes,
        failedNodes: read.failedNodes,
        workflow,
      },
      places: placesOf(workflow),
    };
    const id = await this.#parts.executions.import(imported, this.#lines(read));
    this.newIds.set(read.id, id);
  }

  /** Returns the job of an execution in this project, if it still exists. */
  async #jobOf({ jobId }: ReadExecution): Promise<JobIdentity | undefined> {
    if (jobId === undefined) return undefined;
    const id = this.#jobs.get(jobId) ?? JobId.safeParse(jobId).data;
    const job = id === undefined ? undefined : (await this.#parts.definitions.snapshot()).get('jobs', id);
    if (job?.project !== this.#project) return undefined;
    const { name, group, revision, textHash } = job;
    return { id: job.id, name, group, revision, textHash };
  }

  /** Returns the name of an execution without a job: that of the job in the archive, or the command. */
  #nameOf({ id, jobId, title }: ReadExecution): { readonly name: string; readonly group: string } {
    const path = this.#names.get(id) ?? '';
    if (jobId === undefined || path === '' || path === 'adhoc') return { name: title, group: '' };
    const slash = path.lastIndexOf('/');
    return { name: path.slice(slash + 1), group: slash === -1 ? '' : path.slice(0, slash) };
  }

  async #workflowOf(read: ReadExecution): Promise<EndedWorkflow> {
    const file = this.#files.get(`state-${read.id}.state.json`);
    if (file !== undefined) {
      try {
        return readState(await this.#text(file), read);
      } catch (error) {
        if (error instanceof ExecutionsTooLarge) throw error;
        this.errors.add(`${file.path}: ${whyOf(error)}`);
      }
    }
    const nodes = [...read.successfulNodes, ...read.failedNodes];
    return stateWithoutSteps(STATES[read.end.status] ?? 'FAILED', nodes, read);
  }

  /** Yields the lines of the output, up to the first damage. */
  async *#lines({ id, logFile }: ReadExecution): AsyncGenerator<ImportedLine, void, undefined> {
    const file = this.#files.get(nameOf(logFile ?? '')) ?? this.#files.get(`output-${id}.rdlog`);
    if (file?.part.kind !== 'execution-log') return;
    let skipped = 0;
    try {
      for await (const { node, stepctx, time, level, message } of readLog(this.#read(file), () => {
        skipped += 1;
      }))
        yield {
          place: { node, stepctx },
          time,
          stream: level === 'ERROR' ? 'stderr' : 'stdout',
          text: message,
        };
    } catch (error) {
      // The execution is left out: its output is complete in the archive.
      if (error instanceof ExecutionsTooLarge) throw error;
      this.errors.add(`${file.path}: the output was imported up to a damaged place: ${whyOf(error)}`);
    }
    if (skipped > 0) this.errors.add(`${file.path}: ${skipped} damaged entries were left out`);
  }

  async #reported(file: ArchiveFile, act: () => Promise<void>): Promise<void> {
    try {
      await act();
    } catch (error) {
      this.errors.add(`${file.path}: ${whyOf(error)}`);
    }
  }

  async #text(file: ArchiveFile): Promise<string> {
    return utf8Text(await unpacked(this.#read(file)), file.path);
  }

  /** Unpacks a file. Throws {@link ExecutionsTooLarge} once the files of executions exceed their limit. */
  async *#read(file: ArchiveFile): AsyncGenerator<Buffer, void, undefined> {
    for await (const piece of file.open()) {
      this.#bytes += piece.length;
      if (this.#bytes > this.#limit) throw new ExecutionsTooLarge(`the files exceed ${this.#limit} bytes`);
      yield piece;
    }
  }
}

/** Returns each step on each node, in the order of the steps. */
function placesOf({ nodes }: EndedWorkflow): ImportedPlace[] {
  const places = Object.entries(nodes).flatMap(([node, steps]) =>
    steps.map(({ stepctx }) => ({ node, stepctx })),
  );
  return places.toSorted((a, b) => a.stepctx.localeCompare(b.stepctx, 'en', { numeric: true }));
}

function whyOf(error: unknown): string {
  return isOutrunnerError(error) ? explain(error) : problemOf(error);
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function numberIn(path: string): number {
  return Number(/-(\d{1,15})\.xml$/.exec(path)?.[1] ?? 0);
}
