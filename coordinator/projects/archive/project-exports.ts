import type { Readable } from 'node:stream';
import { ZipFile } from 'yazl';
import { jobPath } from '../../../job-language/format/job-path.ts';
import { explain, OutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import type { ProjectName } from '../../../protocol/ids.ts';
import type { ArchiveExport } from '../../../protocol/routes/archive-query.ts';
import type { Caller } from '../../access/caller.ts';
import type { AclFiles } from '../../access/policies/acl-files.ts';
import { type Audit, actOf } from '../../audit/audit.ts';
import type { Jobs } from '../../jobs/jobs.ts';
import type { Projects } from '../projects.ts';
import { archiveManifest, notInArchive } from './archive-manifest.ts';
import { ArchiveRoom } from './archive-room.ts';
import type { ExportedExecutions, SelectedExecutions } from './executions/exported-executions.ts';
import { propertiesText } from './properties-text.ts';
import { ReportedErrors } from './reported-errors.ts';

/** The file of an archive that names the jobs and executions that could not be exported. */
const NOT_EXPORTED_FILE = 'META-INF/NOT-EXPORTED.txt';

const READ_EXECUTIONS = { resource: 'execution', action: 'read' } as const;

export interface ProjectExportsParts {
  readonly projects: Projects;
  readonly jobs: Pick<Jobs, 'list' | 'definition'>;
  readonly aclFiles: AclFiles;
  readonly executions: Pick<ExportedExecutions, 'select' | 'add'>;
  readonly audit: Audit;
  /** Epoch ms. */
  readonly now: () => number;
}

export interface ExportedArchive {
  readonly bytes: AsyncIterable<Buffer>;
  /** Number of jobs that are not in the archive. */
  readonly jobsLeftOut: number;
  /** The parts of the project that the archive does not contain. */
  readonly notExported: string;
  /** Returns the jobs and executions that are left out, with the reason. Complete once `bytes` was read to its end. */
  readonly errors: () => readonly string[];
}

/** Receives the number of exported items, and the number of all items. */
type OnProgress = (done: number, total: number) => void;

/** Exports projects as zip archives in the layout of Rundeck. */
export class ProjectExports {
  readonly #parts: ProjectExportsParts;

  constructor(parts: ProjectExportsParts) {
    this.#parts = parts;
  }

  /**
   * Throws `not-found` for a missing project, `forbidden` if the caller may not read its executions, `invalid-input`
   * for wrong ids of executions, and `not-available-yet` if the request names the SCM configuration.
   */
  async requireExportable(caller: Caller, project: ProjectName, asked: ArchiveExport): Promise<void> {
    if (asked.exportScm === true)
      throw new OutrunnerError('not-available-yet', { what: 'The export of SCM configuration' });
    await this.#parts.projects.get(caller, project);
    if (partsOf(asked).executions) caller.require(READ_EXECUTIONS, { project });
    if (asked.executionIds !== undefined) await this.#parts.executions.select(project, asked);
  }

  /**
   * Returns the archive of a project as a stream. Jobs and executions that cannot be exported are left out: the answer
   * and a file of the archive name them. Executions are read while the client reads the archive. Throws the errors of
   * {@link requireExportable}.
   */
  async export(
    caller: Caller,
    project: ProjectName,
    asked: ArchiveExport,
    onProgress: OnProgress = () => undefined,
  ): Promise<ExportedArchive> {
    await this.requireExportable(caller, project, asked);
    const parts = partsOf(asked);
    const zip = new ZipFile();
    const mtime = new Date(this.#parts.now());
    const notExported = notInArchive(parts.executions);
    const add = (path: string, text: string) => zip.addBuffer(Buffer.from(text), path, { mtime });
    const root = `rundeck-${project}`;
    add('META-INF/MANIFEST.MF', archiveManifest(project, mtime, notExported));
    const errors = new ReportedErrors();
    const room = new ArchiveRoom();
    const jobs = parts.jobs ? await this.#parts.jobs.list(caller, project, {}) : [];
    const selected = parts.executions
      ? await this.#parts.executions.select(project, asked)
      : { ids: [], errors: [] };
    const total = jobs.length + selected.ids.length;
    for (const [index, { id, group, name }] of jobs.entries()) {
      try {
        const text = await this.#parts.jobs.definition(caller, id, 'xml');
        const problem = room.takeJob(Buffer.byteLength(text));
        if (problem === undefined) add(`${root}/jobs/job-${encodeURIComponent(id)}.xml`, text);
        else errors.add(`job ${jobPath({ group: group ?? '', name })} (${id}): ${problem}`);
      } catch (error) {
        errors.add(`job ${jobPath({ group: group ?? '', name })} (${id}): ${explain(error)}`);
      }
      onProgress(index + 1, total);
    }
    const jobsLeftOut = errors.count;
    if (parts.configs) {
      const config = await this.#parts.projects.config(caller, project);
      add(`${root}/files/etc/project.properties`, propertiesText({ ...config, 'project.name': project }));
    }
    if (parts.readmes) {
      for (const which of ['readme', 'motd'] as const) {
        const contents = await this.#document(caller, project, which);
        if (contents !== undefined) add(`${root}/files/${which}.md`, contents);
      }
    }
    if (parts.acls) {
      for (const { name } of (await this.#parts.aclFiles.list(caller, project)).resources)
        add(`${root}/files/acls/${name}`, (await this.#parts.aclFiles.get(caller, project, name)).contents);
    }
    const failed = jobsLeftOut === 0 ? '' : `, ${jobsLeftOut} jobs could not be exported`;
    const executions = parts.executions ? `, ${selected.ids.length} executions` : '';
    const detail = `${jobs.length - jobsLeftOut} jobs${executions}${failed}`;
    this.#parts.audit(actOf(caller, 'project.export', project, detail));
    void this.#finish(zip, { project, selected, room, errors, mtime }, (done) =>
      onProgress(jobs.length + done, total),
    );
    return {
      bytes: zip.outputStream as NodeJS.ReadableStream as AsyncIterable<Buffer>,
      jobsLeftOut,
      notExported,
      errors: () => errors.list(),
    };
  }

  /** Adds the executions and the list of errors while the archive is read, and ends the archive. Never rejects. */
  async #finish(
    zip: ZipFile,
    { project, selected, room, errors, mtime }: Rest,
    onProgress: (done: number) => void,
  ): Promise<void> {
    const output = zip.outputStream as NodeJS.ReadableStream as Readable;
    const isClosed = new AbortController();
    output.once('close', () => isClosed.abort());
    zip.once('error', (error: Error) => output.destroy(error));
    for (const error of selected.errors) errors.add(error);
    try {
      const { signal } = isClosed;
      const report = (problem: string) => errors.add(problem);
      await this.#parts.executions.add(zip, project, selected.ids, {
        mtime,
        room,
        report,
        onProgress,
        signal,
      });
      const lines = errors.list().map((error) => `${error}\n`);
      if (lines.length > 0) zip.addBuffer(Buffer.from(lines.join('')), NOT_EXPORTED_FILE, { mtime });
      zip.end();
    } catch (error) {
      output.destroy(error instanceof Error ? error : new Error(String(error)));
    }
  }

  async #document(
    caller: Caller,
    project: ProjectName,
    which: 'readme' | 'motd',
  ): Promise<string | undefined> {
    try {
      return (await this.#parts.projects.document(caller, project, which)).contents;
    } catch (error) {
      if (error instanceof OutrunnerError && error.code === 'not-found') return undefined;
      throw error;
    }
  }
}

interface Rest {
  readonly project: ProjectName;
  readonly selected: SelectedExecutions;
  readonly room: ArchiveRoom;
  readonly errors: ReportedErrors;
  readonly mtime: Date;
}

/** Returns the requested parts: only executions with `executionIds`, and all parts without any parameter. */
function partsOf(asked: ArchiveExport) {
  const { exportJobs, exportConfigs, exportReadmes, exportAcls, exportExecutions } = asked;
  const named = [exportJobs, exportConfigs, exportReadmes, exportAcls, exportExecutions];
  const all = asked.exportAll === true || !named.includes(true);
  if (asked.executionIds !== undefined)
    return { jobs: false, configs: false, readmes: false, acls: false, executions: true };
  return {
    jobs: all || exportJobs === true,
    configs: all || exportConfigs === true,
    readmes: all || exportReadmes === true,
    acls: all || exportAcls === true,
    // `exportExecutions=false` leaves the executions out of an archive of all other parts.
    executions: exportExecutions ?? all,
  };
}
