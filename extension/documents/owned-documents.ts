import * as vscode from 'vscode';
import { explain, OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { setNewest } from '../../support/records/set-newest.ts';
import type { StoredDocuments } from './deferred-file-system.ts';
import { whenClosed } from './when-closed.ts';

/** Maximum number of documents whose coordinator is remembered. Those that were read longest ago are forgotten. */
const MOST_DOCUMENTS = 1000;

/**
 * Documents that can be saved only to the coordinator that they were read from. On another coordinator, the same URI
 * identifies another document: every coordinator has settings, and an imported job keeps its id.
 */
export class OwnedDocuments implements StoredDocuments, vscode.Disposable {
  readonly onDidChangeFile: vscode.Event<vscode.FileChangeEvent[]>;
  readonly #documents: StoredDocuments;
  readonly #coordinator: () => string | undefined;
  readonly #closing: vscode.Disposable;
  /** Keys of coordinators by URI, the document that was read last at the end. */
  readonly #owners = new Map<string, string>();

  /** `coordinator` returns the key of the chosen coordinator; undefined without one. */
  constructor(documents: StoredDocuments, coordinator: () => string | undefined) {
    this.onDidChangeFile = documents.onDidChangeFile;
    this.#documents = documents;
    this.#coordinator = coordinator;
    this.#closing = whenClosed((uri) => this.#owners.delete(uri.toString()));
  }

  stat(uri: vscode.Uri): Promise<vscode.FileStat> {
    return this.#documents.stat(uri);
  }

  async readFile(uri: vscode.Uri): Promise<Uint8Array> {
    const before = this.#coordinator();
    const content = await this.#documents.readFile(uri);
    const now = this.#coordinator();
    if (before !== undefined && before !== now) throw switched();
    this.#own(uri, now);
    return content;
  }

  async writeFile(uri: vscode.Uri, content: Uint8Array): Promise<void> {
    const owner = this.#owners.get(uri.toString());
    const now = this.#coordinator();
    if (owner !== undefined && now !== undefined && owner !== now) throw switched();
    await this.#documents.writeFile(uri, content);
    this.#own(uri, now);
  }

  dispose(): void {
    this.#closing.dispose();
  }

  #own(uri: vscode.Uri, coordinator: string | undefined): void {
    const address = uri.toString();
    if (coordinator === undefined) this.#owners.delete(address);
    else setNewest(this.#owners, address, coordinator, MOST_DOCUMENTS);
  }
}

/** Returns the error of a document that belongs to another coordinator. VS Code shows its message. */
function switched(): vscode.FileSystemError {
  return vscode.FileSystemError.Unavailable(explain(new OutrunnerError('coordinator-switched')));
}
