import type { IncomingMessage } from 'node:http';
import { ZipFile } from 'yazl';
import { jobPath } from '../../../job-language/format/job-path.ts';
import { explain, OutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import type { ProjectName } from '../../../protocol/ids.ts';
import type { ArchiveExport, ArchiveImport } from '../../../protocol/routes/archive-query.ts';
import { ARCHIVE_BYTES } from '../../../protocol/routes/archive-routes.ts';
import { PolicyName } from '../../../protocol/routes/shapes/acl-shapes.ts';
import type { ArchiveReport, ImportStatus } from '../../../protocol/routes/shapes/archive-shapes.ts';
import { ProjectConfig, ProjectDocument } from '../../../protocol/routes/shapes/project-shapes.ts';
import { PROGRAM_VERSION } from '../../../protocol/version.ts';
import { excerpt } from '../../../support/text/excerpt.ts';
import { utf8Text } from '../../../support/text/utf8-text.ts';
import type { Caller } from '../../access/caller.ts';
import type { AclFiles } from '../../access/policies/acl-files.ts';
import { type Audit, actOf } from '../../audit/audit.ts';
import { parseInput } from '../../http/parse-input.ts';
import { readBytes } from '../../http/read-body.ts';
import type { Jobs } from '../../jobs/jobs.ts';
import { SerialQueue } from '../../jobs/serial-queue.ts';
import type { Projects } from '../projects.ts';
import { ARCHIVE_LIMITS } from './archive-limits.ts';
import type { ArchivePart } from './archive-part.ts';
import { AsyncImports } from './async-imports.ts';
import { parseProperties, propertiesText } from './properties-text.ts';
import { type ArchiveFile, readArchive } from './read-archive.ts';

/** Maximum number of errors in each list of a report, and maximum length of an error in characters. */
const MOST_ERRORS = 200;
const LONGEST_ERROR = 500;

export interface ProjectArchivesParts {
  readonly projects: Projects;
  readonly jobs: Pick<Jobs, 'list' | 'definition' | 'importFiles'>;
  readonly aclFiles: AclFiles;
  readonly audit: Audit;
  /** Epoch ms. */
  readonly now: () => number;
}

/** The parts of a project that exported archives do not contain, under their names in the manifest and the answers. */
export const NOT_IN_ARCHIVES = 'executions, webhooks, SCM configuration, nodes, keys';

/** The file of an archive that lists the jobs that could not be exported. */
const NOT_EXPORTED_FILE = 'META-INF/NOT-EXPORTED.txt';

export interface ExportedArchive {
  readonly bytes: AsyncIterable<Buffer>;
  /** Jobs that are not in the archive, with the reason. */
  readonly errors: readonly string[];
}

/** Exports and imports projects as zip archives in the layout of Rundeck. */
export class ProjectArchives {
  readonly #parts: ProjectArchivesParts;
  /** Imports one archive at a time, because all files of an archive are in memory during its import. */
  readonly #imports = new SerialQueue();

  readonly #asyncImports: AsyncImports;

  constructor(parts: ProjectArchivesParts) {
    this.#parts = parts;
    this.#asyncImports = new AsyncImports(parts.now);
  }

  /** Throws `not-found` for a missing project, and `not-available-yet` if the request asks for executions or SCM. */
  async requireExportable(caller: Caller, project: ProjectName, asked: ArchiveExport): Promise<void> {
    if (asked.executionIds !== undefined || asked.exportExecutions === true || asked.exportScm === true)
      throw new OutrunnerError('not-available-yet', {
        what: 'The export of executions and of SCM configuration',
      });
    await this.#parts.projects.get(caller, project);
  }

  /**
   * Returns the archive of a project as a stream. A job that cannot be exported is left out: the answer and a file of
   * the archive list such jobs. Throws the errors of {@link requireExportable}.
   *
   * @param onProgress receives the number of exported jobs and of all jobs
   */
  async export(
    caller: Caller,
    project: ProjectName,
    asked: ArchiveExport,
    onProgress: (done: number, total: number) => void = () => undefined,
  ): Promise<ExportedArchive> {
    await this.requireExportable(caller, project, asked);
    const named = [asked.exportJobs, asked.exportConfigs, asked.exportReadmes, asked.exportAcls];
    const all = asked.exportAll === true || !named.includes(true);
    const zip = new ZipFile();
    const mtime = new Date(this.#parts.now());
    const add = (path: string, text: string) => zip.addBuffer(Buffer.from(text), path, { mtime });
    const root = `rundeck-${project}`;
    add('META-INF/MANIFEST.MF', manifest(project, mtime));
    const jobs = all || asked.exportJobs === true ? await this.#parts.jobs.list(caller, project, {}) : [];
    const errors: string[] = [];
    for (const [index, { id, group, name }] of jobs.entries()) {
      try {
        const text = await this.#parts.jobs.definition(caller, id, 'xml');
        add(`${root}/jobs/job-${encodeURIComponent(id)}.xml`, text);
      } catch (error) {
        errors.push(`job ${jobPath({ group: group ?? '', name })} (${id}): ${explain(error)}`);
      }
      onProgress(index + 1, jobs.length);
    }
    if (errors.length > 0) add(NOT_EXPORTED_FILE, `${errors.join('\n')}\n`);
    if (all || asked.exportConfigs === true) {
      const config = await this.#parts.projects.config(caller, project);
      add(`${root}/files/etc/project.properties`, propertiesText({ ...config, 'project.name': project }));
    }
    if (all || asked.exportReadmes === true) {
      for (const which of ['readme', 'motd'] as const) {
        const contents = await this.#document(caller, project, which);
        if (contents !== undefined) add(`${root}/files/${which}.md`, contents);
      }
    }
    if (all || asked.exportAcls === true) {
      for (const { name } of (await this.#parts.aclFiles.list(caller, project)).resources)
        add(`${root}/files/acls/${name}`, (await this.#parts.aclFiles.get(caller, project, name)).contents);
    }
    zip.end();
    const failed = errors.length === 0 ? '' : `, ${errors.length} jobs could not be exported`;
    const detail = `${jobs.length - errors.length} jobs${failed}`;
    this.#parts.audit(actOf(caller, 'project.export', project, detail));
    return {
      bytes: zip.outputStream as NodeJS.ReadableStream as AsyncIterable<Buffer>,
      errors: bounded(errors),
    };
  }

  /**
   * Imports an archive, and reports what was not imported. The valid jobs are stored in one change. Each other file is
   * imported independently: an error in one does not undo the others. Throws `not-found`, `archive-invalid` and
   * `body-too-large` before anything is imported. With `asyncImport`, throws `in-use` or `too-many-requests` if the
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
    const bytes = await readBytes(request, ARCHIVE_BYTES);
    const run = () => this.#imports.run(() => this.#import(caller, project, asked, bytes));
    if (asked.asyncImport !== true) return run();
    this.#asyncImports.start(user, project, run);
    return { import_status: 'successful', successful: true };
  }

  /** Returns the state of the last import in the background. Throws `not-found`. */
  async importStatus(caller: Caller, project: ProjectName): Promise<ImportStatus> {
    await this.#parts.projects.get(caller, project);
    return this.#asyncImports.status(project);
  }

  async #import(
    caller: Caller,
    project: ProjectName,
    asked: ArchiveImport,
    bytes: Buffer,
  ): Promise<ArchiveReport> {
    const files = await readArchive(bytes, (part) => isWanted(part, asked));
    const ofKind = (...kinds: ArchivePart['kind'][]) => files.filter(({ part }) => kinds.includes(part.kind));
    const errors = await this.#importJobs(caller, project, asked, ofKind('job'));
    const other = await collected(
      asked.importConfig ? ofKind('config', 'readme', 'motd') : [],
      async (file) => this.#importConfig(caller, project, file),
    );
    let stored: Promise<Set<string>> | undefined;
    const acl = await collected(asked.importACL ? ofKind('acl') : [], async (file) => {
      stored ??= this.#storedPolicies(caller, project);
      await this.#importAcl(caller, project, file, await stored);
    });
    const executions = asked.importExecutions ? ofKind('executions').length : 0;
    const others = ofKind('other').length;
    if (others > 0) other.push(`${others} other files of the archive were not imported.`);
    if (asked.importWebhooks === true) other.push('Webhooks are not imported.');
    if (asked.importNodesSources === true && !asked.importConfig)
      other.push('Node sources are only imported with importConfig.');
    const detail = `${ofKind('job').length} files of jobs, ${errors.length + other.length + acl.length} remarks`;
    this.#parts.audit(actOf(caller, 'project.import', project, detail));
    return {
      import_status: errors.length === 0 ? 'successful' : 'failed',
      successful: errors.length === 0,
      ...(errors.length === 0 ? {} : { errors }),
      ...(executions === 0
        ? {}
        : { execution_errors: [`Executions are not imported: ${executions} files were skipped.`] }),
      ...(acl.length === 0 ? {} : { acl_errors: acl }),
      ...(asked.importScm === true ? { scm_errors: ['SCM configuration is not imported.'] } : {}),
      ...(other.length === 0 ? {} : { other_errors: other }),
    };
  }

  /** Imports the jobs of all files in one change. Returns the errors of files and jobs. */
  async #importJobs(
    caller: Caller,
    project: ProjectName,
    { jobUuidOption }: ArchiveImport,
    files: readonly ArchiveFile[],
  ): Promise<string[]> {
    const texts = new Map<string, string>();
    const errors = await collected(files, async (file) => {
      texts.set(file.path, textOf(file));
    });
    if (texts.size === 0) return errors;
    const results = await this.#parts.jobs.importFiles(
      caller,
      { project, dupeOption: 'update', uuidOption: jobUuidOption, onError: 'skip' },
      Array.from(texts.values(), (text) => ({ text, format: 'xml' })),
    );
    const failed = [...texts.keys()].flatMap((path, index) => {
      const result = results[index];
      if (result === undefined) return [];
      if (result.kind === 'refused') return [`${path}: ${explain(result.error)}`];
      return result.result.failed.map(({ name, error }) => `${path}: job ${name}: ${error}`);
    });
    return bounded([...errors, ...failed]);
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

function isWanted({ kind }: ArchivePart, { importConfig, importACL }: ArchiveImport): boolean {
  if (kind === 'acl') return importACL;
  return kind === 'job' || (importConfig && ['config', 'readme', 'motd'].includes(kind));
}

/**
 * Calls `act` for each file in turn. Returns the errors that `act` throws: at most {@link MOST_ERRORS}, each truncated
 * to {@link LONGEST_ERROR} characters.
 */
async function collected(
  files: readonly ArchiveFile[],
  act: (file: ArchiveFile) => Promise<void>,
): Promise<string[]> {
  const errors: string[] = [];
  for (const file of files) {
    try {
      await act(file);
    } catch (error) {
      errors.push(`${file.path}: ${explain(error)}`);
    }
  }
  return bounded(errors);
}

/** Returns at most {@link MOST_ERRORS} errors, each truncated to {@link LONGEST_ERROR} characters. */
function bounded(errors: readonly string[]): string[] {
  const shown = errors.slice(0, MOST_ERRORS).map((error) => excerpt(error, LONGEST_ERROR));
  const more = errors.length - shown.length;
  return more === 0 ? shown : [...shown, `And ${more} more errors.`];
}

function textOf({ bytes, path }: ArchiveFile): string {
  return utf8Text(bytes, path);
}

function manifest(project: ProjectName, date: Date): string {
  return [
    'Manifest-Version: 1.0',
    `Rundeck-Application-Version: outrunner-${PROGRAM_VERSION}`,
    'Rundeck-Archive-Format-Version: 1.0',
    ...folded(`Rundeck-Archive-Project-Name: ${project}`),
    `Rundeck-Archive-Export-Date: ${date.toISOString()}`,
    ...folded(`Outrunner-Not-Exported: ${NOT_IN_ARCHIVES}`),
    '\r\n',
  ].join('\r\n');
}

/** Splits a header into lines of at most 72 bytes. A continuation begins with a space. */
function folded(header: string): string[] {
  return (header.match(/.{1,70}/g) ?? []).map((line, index) => (index === 0 ? line : ` ${line}`));
}
