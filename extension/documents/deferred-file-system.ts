import * as vscode from 'vscode';

/** Documents that the coordinator stores. */
export interface StoredDocuments {
  readonly onDidChangeFile: vscode.Event<vscode.FileChangeEvent[]>;
  stat(uri: vscode.Uri): Promise<vscode.FileStat>;
  readFile(uri: vscode.Uri): Promise<Uint8Array>;
  writeFile(uri: vscode.Uri, content: Uint8Array): Promise<void>;
}

/**
 * A file system that is registered at activation, so that restored editors find it, and loads its documents on first
 * use.
 */
export class DeferredFileSystem implements vscode.FileSystemProvider, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  readonly onDidChangeFile = this.#changed.event;
  readonly #load: () => Promise<StoredDocuments>;
  #loading: Promise<StoredDocuments> | undefined;
  #following: vscode.Disposable | undefined;

  constructor(load: () => Promise<StoredDocuments>) {
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

  /** Changes are always reported, whether or not VS Code watches a document. */
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

  #documents(): Promise<StoredDocuments> {
    this.#loading ??= this.#load().then((documents) => {
      this.#following = documents.onDidChangeFile((changes) => this.#changed.fire(changes));
      return documents;
    });
    return this.#loading;
  }
}
