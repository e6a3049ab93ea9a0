import { randomBytes } from 'node:crypto';
import { constants, type Stats } from 'node:fs';
import { chmod, lstat, mkdir, open, readdir, realpath, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  FOLDER_LINK_BYTES,
  FOLDER_LINK_NAME,
  type FolderLink,
  parseFolderLink,
} from '../../../job-language/sync/folder-link.ts';
import { type InvalidJobFile, JOB_FILE_NAME } from '../../../job-language/sync/read-job-file.ts';
import type { FolderFile, FolderListing, SyncFolder } from '../../../job-language/sync/sync-ports.ts';
import {
  parseSyncRecord,
  SYNC_RECORD_BYTES,
  SYNC_RECORD_PATH,
  type SyncRecord,
  writeSyncRecord,
} from '../../../job-language/sync/sync-record.ts';
import { OutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import { problemOf } from '../../../support/errors/problem-of.ts';
import { systemCode } from '../../../support/files/system-code.ts';
import type { OwnerCheck } from './file-owner.ts';

const MOST_FILES = 10_000;
const DEEPEST = 32;
/** Maximum size of one job file, in bytes. */
const FILE_BYTES = 8 * 1024 * 1024;
/** Maximum size of all job files together, in bytes. */
const FOLDER_BYTES = 256 * 1024 * 1024;

/**
 * A folder with `outrunner.json`. Its content is untrusted: symbolic links in it are not followed, so that nothing
 * outside of the folder is read or written. (A process that swaps folders for links while a command runs can still
 * escape the folder.)
 */
export class FolderOnDisk implements SyncFolder {
  readonly link: FolderLink;
  /** Absolute path without links. */
  readonly root: string;
  readonly #jobs: readonly string[];

  private constructor(root: string, link: FolderLink) {
    this.root = root;
    this.link = link;
    this.#jobs = link.jobs === '.' ? [] : link.jobs.split('/');
  }

  /**
   * Throws `usage` without a readable folder or `outrunner.json`, `folder-unsafe`, `folder-link-invalid`, and errors of
   * the check of the owner of `outrunner.json`.
   */
  static async open(folder: string, check?: OwnerCheck): Promise<FolderOnDisk> {
    let root: string;
    try {
      root = await realpath(folder);
    } catch (error) {
      throw new OutrunnerError('usage', {
        problem: `The folder ${folder} cannot be read: ${problemOf(error)}.`,
        remedy: '',
      });
    }
    const text = await readPlain(join(root, FOLDER_LINK_NAME), FOLDER_LINK_BYTES, check);
    if (text !== undefined) return new FolderOnDisk(root, parseFolderLink(text));
    throw new OutrunnerError('usage', {
      problem: `${folder} has no ${FOLDER_LINK_NAME}, which links a folder to a project.`,
      remedy: `Create it, for example {"project": "operations"}, or name its folder with --folder.`,
    });
  }

  /** Path of the folder of jobs, relative to the root. */
  get jobsPath(): string {
    return this.link.jobs;
  }

  async list(): Promise<FolderListing> {
    const files: FolderFile[] = [];
    const unreadable: InvalidJobFile[] = [];
    if ((await this.#plainFolder(this.#jobs, false)) === undefined) return { files, unreadable };
    let bytes = 0;
    const walk = async (parts: readonly string[]): Promise<void> => {
      if (parts.length > DEEPEST) throw unsafe(`${parts.join('/')} is nested too deeply`);
      const entries = await readdir(join(this.root, ...this.#jobs, ...parts), { withFileTypes: true });
      entries.sort((a, b) => (a.name < b.name ? -1 : 1));
      for (const entry of entries) {
        const path = [...parts, entry.name];
        const file = path.join('/');
        if (entry.isDirectory()) {
          if (!entry.name.startsWith('.') && entry.name !== 'node_modules') await walk(path);
          continue;
        }
        if (!JOB_FILE_NAME.test(entry.name)) continue;
        if (files.length + unreadable.length >= MOST_FILES)
          throw unsafe(`it has more than ${MOST_FILES} YAML files`);
        try {
          const text = await readPlain(join(this.root, ...this.#jobs, ...path), FILE_BYTES);
          if (text === undefined) continue;
          bytes += text.length;
          files.push({ file, text });
        } catch (error) {
          unreadable.push({ file, line: 1, column: 1, problem: problemOf(error) });
        }
        if (bytes > FOLDER_BYTES) throw unsafe(`its YAML files have more than ${FOLDER_BYTES} bytes`);
      }
    };
    await walk([]);
    return { files, unreadable };
  }

  async write(file: string, text: string): Promise<void> {
    await this.#replace([...this.#jobs, ...partsOf(file)], text);
  }

  async remove(file: string): Promise<void> {
    const parts = [...this.#jobs, ...partsOf(file)];
    if ((await this.#plainFolder(parts.slice(0, -1), false)) === undefined) return;
    await rm(join(this.root, ...parts), { force: true });
  }

  async readRecord(): Promise<SyncRecord> {
    const [folder, name] = SYNC_RECORD_PATH;
    if ((await this.#plainFolder([folder], false)) === undefined) return new Map();
    return parseSyncRecord(await readPlain(join(this.root, folder, name), SYNC_RECORD_BYTES));
  }

  async writeRecord(record: SyncRecord): Promise<void> {
    const [folder] = SYNC_RECORD_PATH;
    await this.#replace([folder, '.gitignore'], '*\n');
    await this.#replace([...SYNC_RECORD_PATH], writeSyncRecord(record));
  }

  /** Replaces a file atomically, and keeps its mode. */
  async #replace(parts: readonly string[], text: string): Promise<void> {
    const folder = await this.#plainFolder(parts.slice(0, -1), true);
    const path = join(folder ?? this.root, parts.at(-1) ?? '');
    const before = await statOf(path);
    if (before !== undefined && !before.isFile()) throw unsafe(`${parts.join('/')} is not a regular file`);
    const temporary = `${path}.${randomBytes(6).toString('hex')}.tmp`;
    try {
      const file = await open(temporary, 'wx');
      try {
        await file.writeFile(text);
        await file.sync();
      } finally {
        await file.close();
      }
      if (before !== undefined) await chmod(temporary, before.mode & 0o777);
      await rename(temporary, path);
    } catch (error) {
      await rm(temporary, { force: true });
      throw unsafe(`${parts.join('/')} cannot be written: ${problemOf(error)}`);
    }
  }

  /** Returns the path of a folder below the root; undefined if it is missing. Throws `folder-unsafe` for a link. */
  async #plainFolder(parts: readonly string[], create: boolean): Promise<string | undefined> {
    let path = this.root;
    for (const [index, part] of parts.entries()) {
      path = join(path, part);
      const found = await statOf(path);
      if (found === undefined && !create) return undefined;
      if (found === undefined) await mkdir(path);
      else if (!found.isDirectory())
        throw unsafe(`${parts.slice(0, index + 1).join('/')} is not a plain folder`);
    }
    return path;
  }
}

/** Splits a relative path into its parts. Throws `folder-unsafe` for a path that could leave the folder. */
function partsOf(file: string): readonly string[] {
  const parts = file.split('/');
  if (parts.some((part) => part === '' || part === '.' || part === '..' || /[\\\0]/.test(part)))
    throw unsafe(`${file} is not a path below it`);
  return parts;
}

/** Reads a plain file; undefined if there is none. Throws `folder-unsafe` for a link, another type, or a large file. */
async function readPlain(path: string, longest: number, check?: OwnerCheck): Promise<string | undefined> {
  const found = await statOf(path);
  if (found === undefined) return undefined;
  check?.(path, found);
  if (!found.isFile()) throw unsafe(`${path} is not a regular file`);
  if (found.size > longest) throw unsafe(`${path} has more than ${longest} bytes`);
  const file = await open(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
  try {
    // The file may have been replaced since the first check.
    check?.(path, await file.stat());
    return await file.readFile('utf8');
  } finally {
    await file.close();
  }
}

async function statOf(path: string): Promise<Stats | undefined> {
  try {
    return await lstat(path);
  } catch (error) {
    const code = systemCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw error;
  }
}

function unsafe(problem: string): OutrunnerError {
  return new OutrunnerError('folder-unsafe', { problem });
}
