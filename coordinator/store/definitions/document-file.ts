import { copyFile, link, rename, rm } from 'node:fs/promises';
import type { Adapter } from 'lowdb';
import type * as z from 'zod';
import { damaged, isDamage } from '../../../support/files/damage.ts';
import { readSmallFile } from '../../../support/files/small-file.ts';
import { systemCode } from '../../../support/files/system-code.ts';
import type { Damages } from '../files/damages.ts';
import { commitFile, stageFile } from '../files/durable-file.ts';
import { copyBeforeMigration, type Migration, migrationsFor } from '../files/format-version.ts';
import type { CollectionSchemas } from './definitions.ts';
import type { DocumentState } from './document-state.ts';
import {
  DOCUMENT_FORMAT,
  DocumentHead,
  documentBytes,
  documentOf,
  requireChecksum,
} from './document-text.ts';

/**
 * These migrations leave the document unchanged. Format 2 added collections, which older programs would report as
 * damage; format 3 added a checksum.
 */
const MIGRATIONS: readonly Migration<unknown>[] = [
  { from: 1, migrate: (document) => document },
  { from: 2, migrate: (document) => document },
];

/** Maximum number of bytes of the document, far more than definitions need. */
const LONGEST = 1024 * 1024 * 1024;

export interface DocumentFileOptions {
  readonly path: string;
  readonly schemas: CollectionSchemas;
  readonly damages: Damages;
}

/**
 * The file of the document, as an adapter for lowdb. Each write replaces the file atomically and durably, and retains
 * the previous version in a second file.
 */
export class DocumentFile implements Adapter<DocumentState> {
  readonly #options: DocumentFileOptions;
  readonly #copy: string;

  constructor(options: DocumentFileOptions) {
    this.#options = options;
    this.#copy = `${options.path}.previous`;
  }

  /**
   * Returns the document; null if there is none yet. Sets a damaged document aside and returns the previous version
   * instead. Throws `data-newer`, and `data-damaged` if the document is damaged and there is no previous version.
   */
  async read(): Promise<DocumentState | null> {
    const { path, damages } = this.#options;
    try {
      const document = await this.#load(path);
      if (document !== null) return document;
    } catch (error) {
      if (!isDamage(error)) throw error;
      const before = await this.#loadPrevious();
      if (before === null) throw error;
      await damages.setAside(
        path,
        `${error.parameters['problem']}; the previous version, ${this.#copy}, is used`,
      );
      return before;
    }
    const before = await this.#loadPrevious();
    if (before !== null) damages.note(path, `it is missing; the previous version, ${this.#copy}, is used`);
    return before;
  }

  /** Returns the previous version; null if there is none or if it is damaged. Sets a damaged version aside. */
  async readPrevious(): Promise<DocumentState | null> {
    return (await this.#options.damages.readOrSetAside(this.#copy, () => this.#load(this.#copy))) ?? null;
  }

  async #loadPrevious(): Promise<DocumentState | null> {
    try {
      return await this.#load(this.#copy);
    } catch (error) {
      if (isDamage(error)) return null;
      throw error;
    }
  }

  async write(state: DocumentState): Promise<void> {
    const { path } = this.#options;
    const staged = await stageFile(path, documentBytes(state));
    await this.#keepPrevious();
    await commitFile(staged, path);
  }

  /**
   * Gives the latest document a second name before a new one replaces it. Uses a hard link where possible, to avoid a
   * copy.
   */
  async #keepPrevious(): Promise<void> {
    const { path } = this.#options;
    const staged = `${this.#copy}.staged`;
    await rm(staged, { force: true });
    try {
      await link(path, staged);
    } catch (error) {
      if (systemCode(error) === 'ENOENT') return;
      await copyFile(path, staged);
    }
    await rename(staged, this.#copy);
  }

  async #load(path: string): Promise<DocumentState | null> {
    const read = await readHead(path);
    if (read === undefined) return null;
    let { json } = read;
    const found = { path, ...read.head };
    const steps = migrationsFor(found, DOCUMENT_FORMAT, MIGRATIONS);
    if (steps.length > 0) await copyFile(path, copyBeforeMigration(found));
    for (const step of steps) json = step.migrate(json);
    return documentOf(path, json, this.#options.schemas);
  }
}

/** Reads a document without changing anything; null if there is none. Throws `data-newer`, `data-damaged`. */
export async function readDocumentFile(
  path: string,
  schemas: CollectionSchemas,
): Promise<DocumentState | null> {
  const read = await readHead(path);
  if (read === undefined) return null;
  let { json } = read;
  for (const step of migrationsFor({ path, ...read.head }, DOCUMENT_FORMAT, MIGRATIONS))
    json = step.migrate(json);
  return documentOf(path, json, schemas);
}

async function readHead(
  path: string,
): Promise<{ json: unknown; head: z.infer<typeof DocumentHead> } | undefined> {
  const text = await readSmallFile(path, LONGEST);
  if (text === undefined) return undefined;
  requireChecksum(path, text);
  const json = parse(path, text);
  const head = DocumentHead.safeParse(json);
  if (!head.success) throw damaged(path, 'it is not marked as a file of Outrunner definitions');
  return { json, head: head.data };
}

function parse(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's message is omitted because it quotes the text.
    throw damaged(path, text === '' ? 'it is empty' : 'it is not valid JSON');
  }
}
