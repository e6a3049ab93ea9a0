import type { IncomingMessage } from 'node:http';
import { explain, OutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import type { JobId, ProjectName } from '../../../protocol/ids.ts';
import type { ArchiveImport } from '../../../protocol/routes/archive-query.ts';
import { PolicyName } from '../../../protocol/routes/shapes/acl-shapes.ts';
import type { ArchiveReport, ImportStatus } from '../../../protocol/routes/shapes/archive-shapes.ts';
import { ProjectConfig, ProjectDocument } from '../../../protocol/routes/shapes/project-shapes.ts';
import { utf8Text } from '../../../support/text/utf8-text.ts';
import type { Caller } from '../../access/caller.ts';
import type { AclFiles } from '../../access/policies/acl-files.ts';
import { type Audit, actOf } from '../../audit/audit.ts';
import { parseInput } from '../../http/parse-input.ts';
import type { Jobs } from '../../jobs/jobs.ts';
import { SerialQueue } from '../../jobs/serial-queue.ts';
import type { Projects } from '../projects.ts';
import { ARCHIVE_LIMITS } from './archive-limits.ts';
import type { ArchivePart } from './archive-part.ts';
import { AsyncImports } from './async-imports.ts';
import type { ImportedExecutions } from './executions/imported-executions.ts';
import { parseProperties } from './properties-text.ts';
import { type ArchiveFile, readArchive } from './read-archive.ts';
import type { ReceivedArchive, ReceivedArchives } from './received-archives.ts';
import { ReportedErrors } from './reported-errors.ts';

export interface ProjectImportsParts {
  readonly projects: Projects;
  readonly jobs: Pick<Jobs, 'importFiles'>;
  readonly aclFiles: AclFiles;
  readonly executions: Pick<ImportedExecutions, 'import'>;
  readonly received: ReceivedArchives;
  readonly audit: Audit;
  /** Epoch ms. */
  readonly now: () => number;
}

/** Imports projects from zip archives in the layout of Rundeck. */
export class ProjectImports {
  readonly #parts: ProjectImportsParts;
  /** Imports one archive at a time, because the jobs and the configuration of an archive are in memory. */
  readonly #imports = new SerialQueue();

  readonly #asyncImports: AsyncImports;

  constructor(parts: ProjectImportsParts) {
    this.#parts = parts;
    this.#asyncImports = new AsyncImports(parts.now);
  }

  /**
   * Imports an archive, and reports what was not imported. The valid jobs are stored in one change. Each other file is
   * imported independently: an error in one does not undo the others. Throws `not-found`, `archive-invalid` and
   * `archive-too-large`, `storage-low` and `too-many-requests` before anything is imported. With `asyncImport`, throws `in-use` or `too-many-requests` if the
   * import cannot start; the status of the import reports later errors, including `archive-invalid`.
   */
  async import(
    caller: Caller,
    project: ProjectName,
    asked: ArchiveImport,
    request: IncomingMessage,
  ): Promise<ArchiveReport> {
    await this.#parts.projects.get(caller, project);
    const { user } = caller.principal;
    if (asked.asyncImport === true) this.#asyncImports.requireIdle(user, project);
    const archive = await this.#parts.received.receive(user, request);
    const run = async () => {
      try {
        return await this.#imports.run(() => this.#import(caller, project, asked, archive));
      } finally {
        await archive.remove();
      }
    };
    if (asked.asyncImport !== true) return run();
    try {
      this.#asyncImports.start(user, project, run);
    } catch (error) {
      await archive.remove();
      throw error;
    }
    return { import_status: 'successful', successful: true };
  }

  /** Returns the state of the last import in the background. Throws `not-found`. */
  async importStatus(caller: Caller, project: ProjectName): Promise<ImportStatus> {
    await this.#parts.projects.get(caller, project);
    return this.#asyncImports.status(project);
  }

  #import(
    caller: Caller,
    project: ProjectName,
    asked: ArchiveImport,
    archive: ReceivedArchive,
  ): Promise<ArchiveReport> {
    return readArchive(
      archive,
      (part) => isWanted(part, asked),
      (files) => this.#importFiles(caller, project, asked, files),
    );
  }

  async #importFiles(
    caller: Caller,
    project: ProjectName,
    asked: ArchiveImport,
    files: readonly ArchiveFile[],
  ): Promise<ArchiveReport> {
    const ofKind = (...kinds: ArchivePart['kind'][]) => files.filter(({ part }) => kinds.includes(part.kind));
    const { errors, ids } = await this.#importJobs(
      caller,
      project,
      asked,
      asked.importJobs ? ofKind('job') : [],
    );
    const other = await collected(
      asked.importConfig ? ofKind('config', 'readme', 'motd') : [],
      async (file) => this.#importConfig(caller, project, file),
    );
    let stored: Promise<Set<string>> | undefined;
    const acl = await collected(asked.importACL ? ofKind('acl') : [], async (file) => {
      stored ??= this.#storedPolicies(caller, project);
      await this.#importAcl(caller, project, file, await stored);
    });
    const history = ofKind('execution', 'execution-log', 'execution-state', 'report');
    const executions = asked.importExecutions
      ? await this.#parts.executions.import(project, history, ids)
      : { count: 0, errors: [] };
    const others = ofKind('other').length;
    if (others > 0) other.push(`${others} other files of the archive were not imported.`);
    if (asked.importWebhooks === true) other.push('Webhooks are not imported.');
    if (asked.importNodesSources === true && !asked.importConfig)
      other.push('Node sources are only imported with importConfig.');
    const detail = `${asked.importJobs ? ofKind('job').length : 0} files of jobs, ${executions.count} executions, ${errors.length + other.length + acl.length + executions.errors.length} remarks`;
    this.#parts.audit(actOf(caller, 'project.import', project, detail));
    return {
      import_status: errors.length === 0 ? 'successful' : 'failed',
      successful: errors.length === 0,
      ...(errors.length === 0 ? {} : { errors }),
      ...(executions.errors.length === 0 ? {} : { execution_errors: [...executions.errors] }),
      ...(acl.length === 0 ? {} : { acl_errors: acl }),
      ...(asked.importScm === true ? { scm_errors: ['SCM configuration is not imported.'] } : {}),
      ...(other.length === 0 ? {} : { other_errors: other }),
    };
  }

  /**
   * Imports the jobs of all files in one change. Returns the errors of files and jobs, and the new ids of jobs by the
   * ids in the names of their files.
   */
  async #importJobs(
    caller: Caller,
    project: ProjectName,
    { jobUuidOption }: ArchiveImport,
    files: readonly ArchiveFile[],
  ): Promise<{ readonly errors: string[]; readonly ids: ReadonlyMap<string, JobId> }> {
    const ids = new Map<string, JobId>();
    const texts = new Map<string, string>();
    const errors = await collected(files, async (file) => {
      texts.set(file.path, textOf(file));
    });
    if (texts.size === 0) return { errors, ids };
    const results = await this.#parts.jobs.importFiles(
      caller,
      {
        project,
        dupeOption: 'update',
        uuidOption: jobUuidOption,
        onError: 'skip',
        validateReferences: false,
      },
      Array.from(texts.values(), (text) => ({ text, format: 'xml' })),
    );
    const failed = [...texts.keys()].flatMap((path, index) => {
      const result = results[index];
      if (result === undefined) return [];
      if (result.kind === 'refused') return [`${path}: ${explain(result.error)}`];
      const [imported] = result.result.succeeded;
      if (imported !== undefined) ids.set(idInName(path), imported.id);
      return result.result.failed.map(({ name, error }) => `${path}: job ${name}: ${error}`);
    });
    return { errors: bounded([...errors, ...failed]), ids };
  }

  async #importConfig(caller: Caller, project: ProjectName, file: ArchiveFile): Promise<void> {
    const { projects } = this.#parts;
    const text = textOf(file);
    if (file.part.kind === 'config') {
      const properties = parseProperties(text);
      const count = Object.keys(properties).length;
      if (count > ARCHIVE_LIMITS.properties)
        throw new OutrunnerError('archive-invalid', {
          problem: `its configuration has more than ${ARCHIVE_LIMITS.properties} properties`,
        });
      const { 'project.name': _, ...config } = parseInput(ProjectConfig, properties, 'body');
      await projects.setConfig(caller, project, config);
    } else {
      const which = file.part.kind === 'readme' ? 'readme' : 'motd';
      await projects.setDocument(
        caller,
        project,
        which,
        parseInput(ProjectDocument, { contents: text }, 'body'),
      );
    }
  }

  async #storedPolicies(caller: Caller, project: ProjectName): Promise<Set<string>> {
    const { resources } = await this.#parts.aclFiles.list(caller, project);
    return new Set(resources.map(({ name }) => name));
  }

  /** Creates or replaces an ACL policy file, and adds its name to `stored`. */
  async #importAcl(
    caller: Caller,
    project: ProjectName,
    file: ArchiveFile,
    stored: Set<string>,
  ): Promise<void> {
    if (file.part.kind !== 'acl') return;
    const { aclFiles } = this.#parts;
    const name = parseInput(PolicyName, file.part.name, 'path');
    const contents = { contents: textOf(file) };
    if (stored.has(name)) await aclFiles.replace(caller, project, name, contents);
    else await aclFiles.create(caller, project, name, contents);
    stored.add(name);
  }
}

function isWanted({ kind }: ArchivePart, { importJobs, importConfig, importACL }: ArchiveImport): boolean {
  if (kind === 'acl') return importACL;
  if (kind === 'job') return importJobs;
  return importConfig && ['config', 'readme', 'motd'].includes(kind);
}

/** Calls `act` for each file in turn. Returns the errors that `act` throws, as {@link ReportedErrors} lists them. */
async function collected(
  files: readonly ArchiveFile[],
  act: (file: ArchiveFile) => Promise<void>,
): Promise<string[]> {
  const errors = new ReportedErrors();
  for (const file of files) {
    try {
      await act(file);
    } catch (error) {
      errors.add(`${file.path}: ${explain(error)}`);
    }
  }
  return errors.list();
}

/** Returns errors as {@link ReportedErrors} lists them. */
function bounded(errors: readonly string[]): string[] {
  const reported = new ReportedErrors();
  for (const error of errors) reported.add(error);
  return reported.list();
}

/** Returns the id of a job from the name of its file, `job-ID.xml`. */
function idInName(path: string): string {
  const name = /\/job-([^/]*)\.xml$/.exec(path)?.[1] ?? '';
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

function textOf({ bytes, path }: ArchiveFile): string {
  return utf8Text(bytes, path);
}
