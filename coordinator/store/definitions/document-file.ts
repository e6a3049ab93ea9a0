import { copyFile, link, readFile, rename, rm } from 'node:fs/promises';
import type { Adapter } from 'lowdb';
import { isOutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import { commitFile, stageFile } from '../files/durable-file.ts';
import { copyBeforeMigration, type Migration, migrationsFor } from '../files/format-version.ts';
import { systemCode } from '../files/storage-error.ts';
import type { CollectionSchemas } from './definitions.ts';
import type { DocumentState } from './document-state.ts';
import { DOCUMENT_FORMAT, DocumentHead, damaged, documentOf, documentText } from './document-text.ts';

/** Format 2 has further collections, which an older program would take for damage. */
const MIGRATIONS: readonly Migration<unknown>[] = [{ from: 1, migrate: (document) => document }];

export interface DocumentFileOptions {
  readonly path: string;
  readonly schemas: CollectionSchemas;
  /** Told what was found damaged and what was used instead. */
  readonly onWarning: (warning: string) => void;
}

/** The document's file, for lowdb: each write replaces it atomically and durably and leaves the one before beside it. */
export class DocumentFile implements Adapter<DocumentState> {
  readonly #options: DocumentFileOptions;
  readonly #copy: string;

  constructor(options: DocumentFileOptions) {
    this.#options = options;
    this.#copy = `${options.path}.previous`;
  }

  /** The document; null when there is none yet. A damaged one is put aside and the one before it used, with a warning. */
  async read(): Promise<DocumentState | null> {
    const { path, onWarning } = this.#options;
    try {
      const document = await this.#load(path);
      if (document !== null) return document;
    } catch (error) {
      if (!isOutrunnerError(error) || error.code !== 'data-damaged') throw error;
      const before = await this.readPrevious();
      if (before === null) throw error;
      const aside = `${path}.damaged`;
      await rename(path, aside);
      onWarning(`${error.message} It was put aside as ${aside}; ${this.#copy}, the one before it, is used.`);
      return before;
    }
    const before = await this.readPrevious();
    if (before !== null) onWarning(`${path} is missing; ${this.#copy}, the one before it, is used.`);
    return before;
  }

  /** The document before the latest one; null when there is none that can be read. */
  async readPrevious(): Promise<DocumentState | null> {
    try {
      return await this.#load(this.#copy);
    } catch (error) {
      if (isOutrunnerError(error) && error.code === 'data-damaged') return null;
      throw error;
    }
  }

  async write(state: DocumentState): Promise<void> {
    const { path } = this.#options;
    const staged = await stageFile(path, documentText(state));
    await this.#keepPrevious();
    await commitFile(staged, path);
  }

  /** A second name for the latest document before it is replaced: no byte is copied where the file system has links. */
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
    let text: string;
    try {
      text = await readFile(path, 'utf8');
    } catch (error) {
      if (systemCode(error) === 'ENOENT') return null;
      throw error;
    }
    let json = parse(path, text);
    const head = DocumentHead.safeParse(json);
    if (!head.success) throw damaged(path, 'it does not say that it holds the definitions of Outrunner');
    const found = { path, ...head.data };
    const steps = migrationsFor(found, DOCUMENT_FORMAT, MIGRATIONS);
    if (steps.length > 0) await copyFile(path, copyBeforeMigration(found));
    for (const step of steps) json = step.migrate(json);
    return documentOf(path, json, this.#options.schemas);
  }
}

function parse(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw damaged(path, error);
  }
}
