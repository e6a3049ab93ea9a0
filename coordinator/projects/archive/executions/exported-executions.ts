import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import type { ZipFile } from 'yazl';
import { EndStatus } from '../../../../protocol/entities/execution.ts';
import { explain, OutrunnerError } from '../../../../protocol/errors/outrunner-error.ts';
import { ExecutionId, type ProjectName } from '../../../../protocol/ids.ts';
import type { ArchiveExport } from '../../../../protocol/routes/archive-query.ts';
import { commaList } from '../../../../support/text/comma-list.ts';
import type { Executions } from '../../../executions/executions.ts';
import type { OutputEntriesParts } from '../../../http/streams/output-entries.ts';
import { ARCHIVE_LIMITS } from '../archive-limits.ts';
import type { ArchiveRoom } from '../archive-room.ts';
import { archiveLog } from './archive-log.ts';
import { executionXml, reportXml } from './execution-xml.ts';
import { stateJson } from './state-json.ts';

export interface ExportedExecutionsParts extends OutputEntriesParts {
  readonly executions: OutputEntriesParts['executions'] &
    Pick<Executions, 'ids' | 'get' | 'request' | 'state'>;
}

/** The executions of an export. */
export interface SelectedExecutions {
  readonly ids: readonly ExecutionId[];
  /** Executions that are left out, with the reason. */
  readonly errors: readonly string[];
}

/** Adds executions to archives of projects: definition, output, workflow state and report of each. */
export class ExportedExecutions {
  readonly #parts: ExportedExecutionsParts;

  constructor(parts: ExportedExecutionsParts) {
    this.#parts = parts;
  }

  /**
   * Returns the requested executions, newest first: those that `executionIds` names, or all that have ended. Throws
   * `invalid-input` for a text that is not an id, and for too many ids.
   */
  async select(project: ProjectName, { executionIds }: ArchiveExport): Promise<SelectedExecutions> {
    if (executionIds !== undefined) return { ids: namedIds(executionIds), errors: [] };
    const most = ARCHIVE_LIMITS.executions;
    const query = { projects: [project], statuses: EndStatus.options, offset: 0, max: most + 1 };
    const ids = await this.#parts.executions.ids(query);
    const isCut = ids.length > most;
    const problem = `only the newest ${most} executions are in the archive; select others with executionIds`;
    return { ids: ids.slice(0, most), errors: isCut ? [problem] : [] };
  }

  /**
   * Adds executions to an archive, each once the previous one has been read. Calls `report` for each execution that is
   * left out. Resolves once all are read, or early if `signal` is aborted.
   */
  async add(
    zip: ZipFile,
    project: ProjectName,
    ids: readonly ExecutionId[],
    { mtime, room, report, onProgress, signal }: AddedExecutions,
  ): Promise<void> {
    for (const [index, id] of ids.entries()) {
      if (signal.aborted) return;
      if (!room.hasRoomForExecution()) {
        const rest = ids.length - index;
        report(
          `${rest} executions are left out, because no import accepts more than ${ARCHIVE_LIMITS.executionBytes} bytes of executions; export them with executionIds`,
        );
        return;
      }
      try {
        await this.#addOne(zip, project, id, { mtime, room, report, signal });
      } catch (error) {
        report(`execution ${id}: ${explain(error)}`);
      }
      onProgress(index + 1);
    }
  }

  /** Resolves once the output has been read. */
  async #addOne(
    zip: ZipFile,
    project: ProjectName,
    id: ExecutionId,
    { mtime, room, report, signal }: Omit<AddedExecutions, 'onProgress'>,
  ): Promise<void> {
    const { executions } = this.#parts;
    const summary = await executions.get(id);
    const request = await executions.request(id);
    const state = await executions.state(id);
    if (summary?.project !== project || request === undefined || state === undefined)
      throw new OutrunnerError('not-found', { kind: 'Execution', name: id });
    if (summary.endedAt === undefined) throw new OutrunnerError('execution-running', { execution: id });
    const root = `rundeck-${project}`;
    const add = (path: string, bytes: Buffer) => {
      room.takeExecution(bytes.length);
      zip.addBuffer(bytes, `${root}/${path}`, { mtime });
    };
    const definition = Buffer.from(executionXml(summary, request));
    if (definition.length > ARCHIVE_LIMITS.jobBytes) {
      report(`execution ${id}: its XML exceeds ${ARCHIVE_LIMITS.jobBytes} bytes, which no import accepts`);
      return;
    }
    add(`executions/execution-${id}.xml`, definition);
    const workflow = Buffer.from(stateJson(state));
    if (workflow.length <= ARCHIVE_LIMITS.stateBytes) add(`executions/state-${id}.state.json`, workflow);
    else
      report(
        `execution ${id}: its workflow state is left out: it exceeds ${ARCHIVE_LIMITS.stateBytes} bytes`,
      );
    add(`reports/report-${id}.xml`, Buffer.from(reportXml(summary, request)));
    const log = archiveLog(this.#parts, summary, ARCHIVE_LIMITS.logBytes);
    const counted = async function* () {
      for await (const piece of log) {
        room.takeExecution(piece.length);
        yield piece;
      }
    };
    const stream = Readable.from(counted(), { objectMode: false });
    zip.addReadStream(stream, `${root}/executions/output-${id}.rdlog`, { mtime });
    try {
      await finished(stream, { signal });
    } finally {
      stream.destroy();
    }
  }
}

export interface AddedExecutions {
  readonly mtime: Date;
  readonly room: ArchiveRoom;
  readonly report: (problem: string) => void;
  /** Receives the number of executions that were read. */
  readonly onProgress: (done: number) => void;
  readonly signal: AbortSignal;
}

function namedIds(given: string | readonly string[]): ExecutionId[] {
  const texts = [given].flat().flatMap(commaList);
  if (texts.length > ARCHIVE_LIMITS.executions)
    throw new OutrunnerError('invalid-input', {
      what: 'The query',
      problem: `executionIds has more than ${ARCHIVE_LIMITS.executions} ids`,
      remedy: 'Export the executions in several archives.',
    });
  const ids = texts.map((text) => {
    const id = ExecutionId.safeParse(Number(text));
    if (id.success) return id.data;
    throw new OutrunnerError('invalid-input', {
      what: 'The query',
      problem: `executionIds has "${text.slice(0, 100)}", which is not the id of an execution`,
      remedy: 'Pass numbers, separated by commas.',
    });
  });
  return [...new Set(ids)];
}
