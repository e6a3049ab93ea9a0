import { OutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import { ExecutionId, operationId, type ProjectName } from '../../../protocol/ids.ts';
import { begin } from '../../engine/engine.ts';
import { ENGINE_VERSION, type ExecutionRequested } from '../../engine/events/events.ts';
import type { ImportedHistory, ImportedPlace } from '../../engine/events/imported-history.ts';
import { summaryOf } from '../../engine/views/summary.ts';
import { requireRoom } from '../../store/data-dir/require-room.ts';
import type { ImportedExecution, ImportedLine } from '../executions.ts';
import type { ExecutionsParts } from '../needs.ts';
import type { ExecutionIds } from '../restoration/execution-ids.ts';
import { journalEntry } from '../runtime/journal-entry.ts';
import type { SummaryNotices } from '../runtime/summary-notices.ts';
import { ImportedOutput } from './imported-output.ts';

/** Maximum number of steps on nodes with output of their own. Further output has no step and node. */
const MOST_PLACES = 10_000;
/** Name of the journal's value with the id of the latest import, which a crash may have interrupted. */
const LATEST = 'latest-import';

export type ExecutionImportsParts = Pick<
  ExecutionsParts,
  'journal' | 'definitions' | 'output' | 'dataDir'
> & {
  readonly ids: Pick<ExecutionIds, 'next'>;
  readonly changes: Pick<SummaryNotices, 'noteEnded'>;
};

/** Stores executions that ended elsewhere, under new ids. */
export class ExecutionImports {
  readonly #parts: ExecutionImportsParts;

  constructor(parts: ExecutionImportsParts) {
    this.#parts = parts;
  }

  /**
   * Erases the output of an import that a crash interrupted, because no execution refers to it. Must be called before
   * the first import.
   */
  async resume(): Promise<void> {
    const { journal, output } = this.#parts;
    const latest = ExecutionId.safeParse(Number(await journal.meta(LATEST)));
    if (!latest.success) return;
    if ((await journal.execution(latest.data)) === undefined) await output.erase([latest.data]);
    await journal.forgetMeta(LATEST);
  }

  /**
   * Stores the output, and then the execution, which becomes visible with its complete output. Resolves once both are
   * durable. If it rejects, nothing is kept. Throws `not-found` for a missing project, `storage-low`, the errors of the
   * stores, and those of `lines`.
   */
  async import(imported: ImportedExecution, lines: AsyncIterable<ImportedLine>): Promise<ExecutionId> {
    const { journal, ids, output, dataDir, changes } = this.#parts;
    requireRoom(await dataDir.diskSpace(), dataDir.path);
    await this.#requireProject(imported.project);
    const id = await ids.next();
    const places = new Places(imported.places);
    // Also makes the counter of ids durable: after a crash, no other execution gets the id of this output.
    await journal.setMeta(LATEST, String(id));
    try {
      const written = new ImportedOutput((operation) => output.log(operation));
      for await (const { place, ...line } of lines)
        await written.add({ ...line, operationId: operationId(id, places.sequenceOf(place)) });
      await written.settled();
      for (const operation of written.operations()) await output.end(operation);
      const request = requestOf(id, imported, places.all());
      await this.#requireProject(imported.project);
      const begun = begin(request);
      await journal.append([journalEntry(undefined, begun, request)]);
      changes.noteEnded(summaryOf(begun.state));
      return id;
    } catch (error) {
      await output.erase([id]);
      throw error;
    }
  }

  async #requireProject(project: ProjectName): Promise<void> {
    if ((await this.#parts.definitions.snapshot()).get('projects', project) === undefined)
      throw new OutrunnerError('not-found', { kind: 'Project', name: project });
  }
}

/** Numbers the steps on nodes, in the order in which they are first seen. */
class Places {
  readonly #all: ImportedPlace[] = [];
  readonly #sequences = new Map<string, number>();

  constructor(known: readonly ImportedPlace[]) {
    for (const place of known) this.sequenceOf(place);
  }

  all(): readonly ImportedPlace[] {
    return this.#all;
  }

  sequenceOf(place: ImportedPlace): number {
    const known = this.#sequences.get(keyOf(place));
    if (known !== undefined) return known;
    if (this.#all.length >= MOST_PLACES && keyOf(place) !== keyOf(NOWHERE)) return this.sequenceOf(NOWHERE);
    this.#all.push(place);
    this.#sequences.set(keyOf(place), this.#all.length);
    return this.#all.length;
  }
}

const NOWHERE: ImportedPlace = { stepctx: '', node: '' };

function keyOf({ stepctx, node }: ImportedPlace): string {
  return `${stepctx}\n${node}`;
}

function requestOf(
  id: ExecutionId,
  imported: ImportedExecution,
  places: readonly ImportedPlace[],
): ExecutionRequested {
  const { project, user, job, options, argString, executionType, retry, startedAt, history } = imported;
  const kept: ImportedHistory = { ...history, places };
  return {
    type: 'execution-requested',
    engineVersion: ENGINE_VERSION,
    time: startedAt,
    id,
    project,
    user,
    ...(job === undefined ? {} : { job }),
    plan: {
      strategy: 'sequential',
      keepGoing: false,
      steps: [],
      dispatch: { nodes: [], threadCount: 1, keepGoing: false, successOnEmpty: false },
      values: { option: {}, secureOption: [], job: {} },
      target: { kind: 'local' },
    },
    options,
    argString,
    secureOptions: [],
    limits: { dispatchWaitSeconds: 0, cancelGraceSeconds: 0, cancelConfirmSeconds: 0 },
    ...(executionType === undefined ? {} : { executionType }),
    ...(retry === undefined ? {} : { retry: { ...retry, max: retry.attempt, delaySeconds: 0 } }),
    imported: kept,
  };
}
