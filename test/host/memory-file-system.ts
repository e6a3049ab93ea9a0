import * as vscode from 'vscode';

type Entry =
  | { readonly kind: 'file'; bytes: Uint8Array; mtime: number }
  | { readonly kind: 'folder'; readonly entries: Map<string, Entry> };

/** A file system in memory. Simulates a virtual workspace, whose files an extension provides. */
export class MemoryFileSystem implements vscode.FileSystemProvider {
  readonly #root: Entry = { kind: 'folder', entries: new Map() };
  readonly #changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  readonly onDidChangeFile = this.#changed.event;

  watch(): vscode.Disposable {
    return new vscode.Disposable(() => undefined);
  }

  stat(uri: vscode.Uri): vscode.FileStat {
    const entry = this.#entry(uri);
    return entry.kind === 'file'
      ? { type: vscode.FileType.File, ctime: 0, mtime: entry.mtime, size: entry.bytes.length }
      : { type: vscode.FileType.Directory, ctime: 0, mtime: 0, size: 0 };
  }

  readDirectory(uri: vscode.Uri): [string, vscode.FileType][] {
    return [...this.#folder(uri)].map(([name, { kind }]) => [
      name,
      kind === 'file' ? vscode.FileType.File : vscode.FileType.Directory,
    ]);
  }

  createDirectory(uri: vscode.Uri): void {
    this.#parent(uri).set(nameOf(uri), { kind: 'folder', entries: new Map() });
    this.#changed.fire([{ type: vscode.FileChangeType.Created, uri }]);
  }

  readFile(uri: vscode.Uri): Uint8Array {
    const entry = this.#entry(uri);
    if (entry.kind === 'folder') throw vscode.FileSystemError.FileIsADirectory(uri);
    return entry.bytes;
  }

  writeFile(uri: vscode.Uri, bytes: Uint8Array): void {
    const parent = this.#parent(uri);
    const isNew = !parent.has(nameOf(uri));
    parent.set(nameOf(uri), { kind: 'file', bytes, mtime: Date.now() });
    this.#changed.fire([
      { type: isNew ? vscode.FileChangeType.Created : vscode.FileChangeType.Changed, uri },
    ]);
  }

  delete(uri: vscode.Uri): void {
    this.#parent(uri).delete(nameOf(uri));
    this.#changed.fire([{ type: vscode.FileChangeType.Deleted, uri }]);
  }

  rename(from: vscode.Uri, to: vscode.Uri): void {
    const entry = this.#entry(from);
    this.#parent(from).delete(nameOf(from));
    this.#parent(to).set(nameOf(to), entry);
  }

  #entry(uri: vscode.Uri): Entry {
    let entry = this.#root;
    for (const part of uri.path.split('/').filter((it) => it !== '')) {
      const next = entry.kind === 'folder' ? entry.entries.get(part) : undefined;
      if (next === undefined) throw vscode.FileSystemError.FileNotFound(uri);
      entry = next;
    }
    return entry;
  }

  #folder(uri: vscode.Uri): Map<string, Entry> {
    const entry = this.#entry(uri);
    if (entry.kind === 'file') throw vscode.FileSystemError.FileNotADirectory(uri);
    return entry.entries;
  }

  #parent(uri: vscode.Uri): Map<string, Entry> {
    return this.#folder(vscode.Uri.joinPath(uri, '..'));
  }
}

function nameOf({ path }: vscode.Uri): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
