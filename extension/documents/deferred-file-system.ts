import * as vscode from 'vscode';

/** Documents that the coordinator keeps, as the file system before them needs them. */
export interface KeptDocuments {
  readonly onDidChangeFile: vscode.Event<vscode.FileChangeEvent[]>;
  stat(uri: vscode.Uri): Promise<vscode.FileStat>;
  readFile(uri: vscode.Uri): Promise<Uint8Array>;
  writeFile(uri: vscode.Uri, content: Uint8Array): Promise<void>;
}

/** Stands for a file system from the first moment, so that restored editors find it, and waits for it. */
export class DeferredFileSystem implements vscode.FileSystemProvider, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  readonly onDidChangeFile = this.#changed.event;
  readonly #load: () => Promise<KeptDocuments>;
  #behind: Promise<KeptDocuments> | undefined;
  #following: vscode.Disposable | undefined;

  constructor(load: () => Promise<KeptDocuments>) {
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

  #documents(): Promise<KeptDocuments> {
    this.#behind ??= this.#load().then((documents) => {
      this.#following = documents.onDidChangeFile((changes) => this.#changed.fire(changes));
      return documents;
    });
    return this.#behind;
  }
}
