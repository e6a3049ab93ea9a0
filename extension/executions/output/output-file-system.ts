import * as vscode from 'vscode';
import { explain, isOutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import type { StoredDocuments } from '../../documents/deferred-file-system.ts';
import { documentStat } from '../../documents/document-stat.ts';
import { OUTPUT_SCHEME } from '../../ids/schemes.ts';
import type { ExecutionOutputs } from './execution-outputs.ts';
import { type FollowState, followDelay } from './follow-delay.ts';
import { type OutputAddress, outputOfUri } from './output-address.ts';
import type { OutputPart } from './output-part.ts';

const NEWLY_OPENED: FollowState = { characters: 0, failures: 0 };

/** Provides output as documents. Follows running executions while their documents are open. */
export class OutputFileSystem implements StoredDocuments, vscode.Disposable {
  readonly #outputs: ExecutionOutputs;
  readonly #connect: () => Promise<unknown>;
  readonly #changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  readonly onDidChangeFile = this.#changed.event;
  /** The last timer of each open document by URI. Remains after a complete output is no longer followed. */
  readonly #timers = new Map<string, NodeJS.Timeout>();
  readonly #modified = new Map<string, { readonly version: number; readonly at: number }>();
  readonly #owned: vscode.Disposable;

  /** @param connect resolves once the connection is settled. */
  constructor(outputs: ExecutionOutputs, connect: () => Promise<unknown>) {
    this.#outputs = outputs;
    this.#connect = connect;
    this.#owned = vscode.Disposable.from(
      vscode.workspace.onDidOpenTextDocument((document) => this.#opened(document)),
      vscode.workspace.onDidCloseTextDocument((document) => this.#closed(document)),
    );
    for (const document of vscode.workspace.textDocuments) this.#opened(document);
  }

  async stat(uri: vscode.Uri): Promise<vscode.FileStat> {
    const { version } = await this.#part(uri);
    const known = this.#modified.get(uri.toString());
    const modified = known?.version === version ? known : { version, at: Date.now() };
    this.#modified.set(uri.toString(), modified);
    return {
      ...documentStat({ version, created: 0, modified: modified.at }),
      permissions: vscode.FilePermission.Readonly,
    };
  }

  async readFile(uri: vscode.Uri): Promise<Uint8Array> {
    return Buffer.from((await this.#part(uri)).text);
  }

  async writeFile(uri: vscode.Uri): Promise<never> {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  /** Reads the new output of the execution, and reports it to VS Code. */
  async refresh(uri: vscode.Uri): Promise<void> {
    const part = await this.#part(uri);
    if (await part.grow()) this.#report(uri);
  }

  /**
   * Lets VS Code read open documents again, from another coordinator, and follows them again. Called after the outputs
   * were cleared. VS Code keeps documents for a while after their tabs close.
   */
  reload(): void {
    for (const [key, timer] of [...this.#timers]) {
      const uri = vscode.Uri.parse(key, true);
      const address = addressOf(uri);
      if (address === undefined) continue;
      this.#outputs.use(address);
      // Failed reads of the previous coordinator do not delay the next read.
      clearTimeout(timer);
      this.#follow(uri, NEWLY_OPENED);
      this.#modified.delete(key);
      this.#report(uri);
    }
  }

  dispose(): void {
    this.#owned.dispose();
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
    this.#changed.dispose();
  }

  #opened({ uri }: vscode.TextDocument): void {
    const address = addressOf(uri);
    if (address === undefined) return;
    this.#outputs.use(address);
    this.#follow(uri, NEWLY_OPENED);
  }

  #closed({ uri }: vscode.TextDocument): void {
    const address = addressOf(uri);
    if (address === undefined) return;
    clearTimeout(this.#timers.get(uri.toString()));
    this.#timers.delete(uri.toString());
    this.#modified.delete(uri.toString());
    this.#outputs.release(address);
  }

  #follow(uri: vscode.Uri, state: FollowState): void {
    const timer = setTimeout(() => void this.#next(uri, timer, state), followDelay(state));
    this.#timers.set(uri.toString(), timer);
  }

  async #next(uri: vscode.Uri, timer: NodeJS.Timeout, { characters, failures }: FollowState): Promise<void> {
    let next: FollowState | undefined;
    try {
      const part = await this.#part(uri);
      if (await part.grow()) this.#report(uri);
      if (!part.isComplete) next = { characters: part.characters, failures: 0 };
    } catch {
      // The coordinator may be unreachable.
      next = { characters, failures: failures + 1 };
    }
    const isOpen = this.#timers.get(uri.toString()) === timer;
    if (isOpen && next !== undefined) this.#follow(uri, next);
  }

  #report(uri: vscode.Uri): void {
    this.#changed.fire([{ type: vscode.FileChangeType.Changed, uri }]);
  }

  async #part(uri: vscode.Uri): Promise<OutputPart> {
    const address = addressOf(uri);
    if (address === undefined) throw vscode.FileSystemError.FileNotFound(uri);
    try {
      await this.#connect();
      return await this.#outputs.open(address);
    } catch (error) {
      if (isOutrunnerError(error) && error.code === 'not-found')
        throw vscode.FileSystemError.FileNotFound(uri);
      throw vscode.FileSystemError.Unavailable(explain(error));
    }
  }
}

/** Returns the output that a URI identifies. Undefined for documents of other schemes. */
export function addressOf(uri: vscode.Uri): OutputAddress | undefined {
  return uri.scheme === OUTPUT_SCHEME ? outputOfUri(uri) : undefined;
}
