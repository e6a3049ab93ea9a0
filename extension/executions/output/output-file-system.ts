import * as vscode from 'vscode';
import { explain, isOutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import type { StoredDocuments } from '../../documents/deferred-file-system.ts';
import { documentStat } from '../../documents/document-stat.ts';
import { OUTPUT_SCHEME } from '../../ids/schemes.ts';
import type { ExecutionOutputs } from './execution-outputs.ts';
import { type OutputAddress, outputOfUri } from './output-address.ts';
import type { OutputPart } from './output-part.ts';

const FOLLOW_MS = 1000;
/**
 * A document of this many characters is updated half as often as an empty one, because VS Code reads and compares the
 * whole text.
 */
const CHARACTERS_PER_FOLLOW = 4 * 1024 * 1024;

/** Provides output as documents. Follows running executions while their documents are open. */
export class OutputFileSystem implements StoredDocuments, vscode.Disposable {
  readonly #outputs: ExecutionOutputs;
  readonly #connect: () => Promise<unknown>;
  readonly #changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  readonly onDidChangeFile = this.#changed.event;
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

  /** Makes VS Code read open documents again after a switch. VS Code keeps closed documents open for a while. */
  reload(): void {
    for (const address of this.#timers.keys()) {
      const uri = vscode.Uri.parse(address, true);
      this.#modified.delete(address);
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
    this.#follow(uri, 0);
  }

  #closed({ uri }: vscode.TextDocument): void {
    const address = addressOf(uri);
    if (address === undefined) return;
    clearTimeout(this.#timers.get(uri.toString()));
    this.#timers.delete(uri.toString());
    this.#modified.delete(uri.toString());
    this.#outputs.release(address);
  }

  #follow(uri: vscode.Uri, characters: number): void {
    const wait = FOLLOW_MS * (1 + characters / CHARACTERS_PER_FOLLOW);
    const timer = setTimeout(() => void this.#next(uri, timer), wait);
    this.#timers.set(uri.toString(), timer);
  }

  async #next(uri: vscode.Uri, timer: NodeJS.Timeout): Promise<void> {
    let part: OutputPart | undefined;
    try {
      part = await this.#part(uri);
      if (await part.grow()) this.#report(uri);
    } catch {
      // The coordinator may be unreachable. The next attempt follows after a delay.
    }
    const isOpen = this.#timers.get(uri.toString()) === timer;
    if (isOpen && part?.isComplete !== true) this.#follow(uri, part?.characters ?? 0);
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
