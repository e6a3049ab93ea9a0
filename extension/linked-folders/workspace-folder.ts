import * as vscode from 'vscode';
import type { FolderCache } from '../../job-language/sync/folder-cache.ts';
import {
  FOLDER_LINK_BYTES,
  FOLDER_LINK_NAME,
  type FolderLink,
  parseFolderLink,
} from '../../job-language/sync/folder-link.ts';
import type { InvalidJobFile } from '../../job-language/sync/read-job-file.ts';
import type { FolderFile, FolderListing, SyncHistory } from '../../job-language/sync/sync-ports.ts';
import {
  parseSyncRecord,
  SYNC_RECORD_BYTES,
  SYNC_RECORD_PATH,
  type SyncRecord,
  writeSyncRecord,
} from '../../job-language/sync/sync-record.ts';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { problemOf } from '../../support/errors/problem-of.ts';
import { checkedOutCommit, earlierTexts, headContains } from '../../support/git/git-history.ts';
import type { NamedText } from '../commands/command.ts';
import type { LinkedFolder, LinkPlace } from './linked-folder.ts';

const MOST_FILES = 10_000;
const DEEPEST = 32;
/** Maximum size of one job file, in bytes. */
const FILE_BYTES = 8 * 1024 * 1024;
/** Maximum size of all job files together, in bytes. */
const FOLDER_BYTES = 256 * 1024 * 1024;
const JOB_FILE = /\.ya?ml$/i;

/** A linked folder. Uses VS Code's file systems, to support virtual workspaces. Follows no symbolic links. */
export class WorkspaceFolder implements LinkedFolder {
  readonly place: LinkPlace;
  readonly link: FolderLink;
  readonly history: SyncHistory;
  readonly #root: vscode.Uri;
  readonly #jobs: vscode.Uri;
  readonly #readOnly: (name: string, text: string) => vscode.Uri;

  private constructor(
    place: LinkPlace,
    link: FolderLink,
    readOnly: (name: string, text: string) => vscode.Uri,
  ) {
    this.place = place;
    this.link = link;
    this.#root = vscode.Uri.parse(place.uri, true);
    this.#jobs = link.jobs === '.' ? this.#root : vscode.Uri.joinPath(this.#root, link.jobs);
    this.#readOnly = readOnly;
    this.history = historyOf(this.#root, link.jobs);
  }

  static async open(
    place: LinkPlace,
    readOnly: (name: string, text: string) => vscode.Uri,
  ): Promise<WorkspaceFolder> {
    const root = vscode.Uri.parse(place.uri, true);
    const text = await readIfThere(vscode.Uri.joinPath(root, FOLDER_LINK_NAME), FOLDER_LINK_BYTES);
    if (text === undefined) throw unsafe(`${place.name} has no ${FOLDER_LINK_NAME}`);
    return new WorkspaceFolder(place, parseFolderLink(text), readOnly);
  }

  get jobsUri(): vscode.Uri {
    return this.#jobs;
  }

  async list(cache?: FolderCache): Promise<FolderListing> {
    const versions = new Map<string, { version: string; file: FolderFile }>();
    const files: FolderFile[] = [];
    const unreadable: InvalidJobFile[] = [];
    const jobs = this.link.jobs === '.' ? [] : this.link.jobs.split('/');
    if (!(await this.#isPlain(jobs))) return { files, unreadable };
    let bytes = 0;
    const walk = async (parts: readonly string[]): Promise<void> => {
      if (parts.length > DEEPEST) throw unsafe(`${parts.join('/')} is nested too deeply`);
      const entries = await vscode.workspace.fs.readDirectory(vscode.Uri.joinPath(this.#jobs, ...parts));
      entries.sort(([a], [b]) => (a < b ? -1 : 1));
      for (const [name, type] of entries) {
        const path = [...parts, name];
        if (type === vscode.FileType.Directory) {
          if (!name.startsWith('.') && name !== 'node_modules') await walk(path);
          continue;
        }
        if (!JOB_FILE.test(name)) continue;
        const file = path.join('/');
        if (files.length + unreadable.length >= MOST_FILES)
          throw unsafe(`it has more than ${MOST_FILES} YAML files`);
        try {
          const uri = vscode.Uri.joinPath(this.#jobs, ...path);
          const key = uri.toString();
          const stat = await statOf(uri);
          if (stat === undefined) continue;
          // The status is read before the text, so that the next listing notices a change between the two reads.
          const version = `${stat.type} ${stat.mtime} ${stat.ctime} ${stat.size}`;
          const known = cache?.unchanged(key, version) ?? {
            file,
            text: await readPlain(uri, stat, FILE_BYTES),
          };
          bytes += known.text.length;
          files.push(known);
          versions.set(key, { version, file: known });
        } catch (error) {
          unreadable.push({ file, line: 1, column: 1, problem: problemOf(error) });
        }
        if (bytes > FOLDER_BYTES) throw unsafe(`its YAML files have more than ${FOLDER_BYTES} bytes`);
      }
    };
    await walk([]);
    cache?.keep({ files, unreadable }, versions);
    return { files, unreadable };
  }

  async write(file: string, text: string): Promise<void> {
    await this.#writePlain([...this.#jobsParts(), ...partsOf(file)], text);
  }

  async remove(file: string): Promise<void> {
    const parts = [...this.#jobsParts(), ...partsOf(file)];
    if (await this.#isPlain(parts.slice(0, -1)))
      await vscode.workspace.fs.delete(vscode.Uri.joinPath(this.#root, ...parts));
  }

  async readRecord(): Promise<SyncRecord> {
    const [folder, name] = SYNC_RECORD_PATH;
    if (!(await this.#isPlain([folder]))) return new Map();
    return parseSyncRecord(
      await readIfThere(vscode.Uri.joinPath(this.#root, folder, name), SYNC_RECORD_BYTES),
    );
  }

  async writeRecord(record: SyncRecord): Promise<void> {
    const [folder] = SYNC_RECORD_PATH;
    await this.#writePlain([folder, '.gitignore'], '*\n');
    await this.#writePlain([...SYNC_RECORD_PATH], writeSyncRecord(record));
  }

  fileOf(uri: string): string | undefined {
    const prefix = `${this.#jobs.toString()}/`;
    if (!uri.startsWith(prefix)) return undefined;
    const { path } = vscode.Uri.parse(uri, true);
    return path.slice(this.#jobs.path.length + 1);
  }

  uriOf(file: string): string {
    return vscode.Uri.joinPath(this.#jobs, file).toString();
  }

  unsaved(): readonly string[] {
    return vscode.workspace.textDocuments.flatMap(({ uri, isDirty }) => {
      const file = isDirty ? this.fileOf(uri.toString()) : undefined;
      return file !== undefined && JOB_FILE.test(file) ? [file] : [];
    });
  }

  async save(files: readonly string[]): Promise<boolean> {
    const uris = new Set(files.map((file) => this.uriOf(file)));
    const documents = vscode.workspace.textDocuments.filter(({ uri }) => uris.has(uri.toString()));
    for (const document of documents) if (!(await document.save())) return false;
    return true;
  }

  async show(file: string, line = 1): Promise<void> {
    const selection = new vscode.Range(line - 1, 0, line - 1, 0);
    const uri = vscode.Uri.joinPath(this.#jobs, file);
    await vscode.window.showTextDocument(uri, { preview: false, selection });
  }

  async compare({ name, text }: NamedText, file: string): Promise<void> {
    const right = vscode.Uri.joinPath(this.#jobs, file);
    const title = `${name} ↔ ${file}`;
    await vscode.commands.executeCommand('vscode.diff', this.#readOnly(name, text), right, title, {
      preview: false,
    });
  }

  #jobsParts(): readonly string[] {
    return this.link.jobs === '.' ? [] : this.link.jobs.split('/');
  }

  async #writePlain(parts: readonly string[], text: string): Promise<void> {
    await this.#isPlain(parts.slice(0, -1));
    const uri = vscode.Uri.joinPath(this.#root, ...parts);
    const type = await typeOf(uri);
    if (type !== undefined && type !== vscode.FileType.File)
      throw unsafe(`${parts.join('/')} is not a regular file`);
    await vscode.workspace.fs.writeFile(uri, Buffer.from(text));
  }

  /** Returns whether a folder below the root exists. Throws `folder-unsafe` if it or a parent is not a plain folder. */
  async #isPlain(parts: readonly string[]): Promise<boolean> {
    for (let count = 1; count <= parts.length; count += 1) {
      const above = parts.slice(0, count);
      const type = await typeOf(vscode.Uri.joinPath(this.#root, ...above));
      if (type === undefined) return false;
      if (type !== vscode.FileType.Directory) throw unsafe(`${above.join('/')} is not a plain folder`);
    }
    return true;
  }
}

/** Reads a plain file as UTF-8; undefined if there is none. Throws `folder-unsafe` for anything else. */
async function readIfThere(uri: vscode.Uri, longest: number): Promise<string | undefined> {
  const stat = await statOf(uri);
  return stat === undefined ? undefined : readPlain(uri, stat, longest);
}

/** Reads a file with this status as UTF-8. Throws `folder-unsafe` unless it is a plain file. */
async function readPlain(uri: vscode.Uri, { type, size }: vscode.FileStat, longest: number): Promise<string> {
  const { path } = uri;
  if (type !== vscode.FileType.File) throw unsafe(`${path} is not a regular file`);
  if (size > longest) throw unsafe(`${path} has more than ${longest} bytes`);
  return Buffer.from(await vscode.workspace.fs.readFile(uri)).toString('utf8');
}

/** Returns the type of a file; for a link, the type with the bit `SymbolicLink`. Undefined if there is none. */
async function typeOf(uri: vscode.Uri): Promise<vscode.FileType | undefined> {
  return (await statOf(uri))?.type;
}

/** Returns the status of a file; undefined if there is none. */
async function statOf(uri: vscode.Uri): Promise<vscode.FileStat | undefined> {
  try {
    return await vscode.workspace.fs.stat(uri);
  } catch (error) {
    if (error instanceof vscode.FileSystemError && /^(FileNotFound|FileNotADirectory)$/.test(error.code))
      return undefined;
    throw error;
  }
}

/** Returns the history of a local folder. Folders of virtual workspaces have none. */
function historyOf({ scheme, fsPath }: vscode.Uri, jobs: string): SyncHistory {
  const isLocal = scheme === 'file';
  return {
    texts: async () => (isLocal ? earlierTexts(fsPath, jobs, (path) => JOB_FILE.test(path)) : []),
    commit: async () => (isLocal ? checkedOutCommit(fsPath) : undefined),
    contains: async (commit) => (isLocal ? headContains(fsPath, commit) : true),
  };
}

function partsOf(file: string): readonly string[] {
  const parts = file.split('/');
  if (parts.some((part) => part === '' || part === '.' || part === '..' || /[\\\0]/.test(part)))
    throw unsafe(`${file} is not a path below it`);
  return parts;
}

function unsafe(problem: string): OutrunnerError {
  return new OutrunnerError('folder-unsafe', { problem });
}
