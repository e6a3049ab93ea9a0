import * as vscode from 'vscode';

/** What jobs as documents need of the file system behind them. */
export interface JobDocuments {
  readonly onDidChangeFile: vscode.Event<vscode.FileChangeEvent[]>;
  stat(uri: vscode.Uri): Promise<vscode.FileStat>;
  readFile(uri: vscode.Uri): Promise<Uint8Array>;
  writeFile(uri: vscode.Uri, content: Uint8Array): Promise<void>;
}

/** Stands for the file system of jobs from the first moment, so that restored editors find it, and waits for it. */
export class DeferredFileSystem implements vscode.FileSystemProvider, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  readonly onDidChangeFile = this.#changed.event;
  readonly #load: () => Promise<JobDocuments>;
  #behind: Promise<JobDocuments> | undefined;
  #following: vscode.Disposable | undefined;

  constructor(load: () => Promise<JobDocuments>) {
    this.#load = load;
  }

  async stat(uri: vscode.Uri): Promise<vscode.FileStat> {
    return (await this.#documents()).stat(uri);
  }

  async readFile(uri: vscode.Uri): Promise<Uint8Array> {
    return (await this.#documents()).readFile(uri);
  }

  async writeFile(uri: vscode.Uri, content: Uint8Array): Promise<void> {
    return (await this.#documents()).writeFile(uri, content);
  }

  /** Changes of open documents are always told. */
  watch(): vscode.Disposable {
    return new vscode.Disposable(() => undefined);
  }

  readDirectory(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  createDirectory(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  delete(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  rename(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  dispose(): void {
    this.#following?.dispose();
    this.#changed.dispose();
  }

  #documents(): Promise<JobDocuments> {
    this.#behind ??= this.#load().then((documents) => {
      this.#following = documents.onDidChangeFile((changes) => this.#changed.fire(changes));
      return documents;
    });
    return this.#behind;
  }
}
