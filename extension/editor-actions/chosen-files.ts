import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path/posix';
import * as vscode from 'vscode';

/** Name and size of a file, by its address. */
export async function lookAt(address: string): Promise<{ readonly name: string; readonly size: number }> {
  const uri = vscode.Uri.parse(address, true);
  const size =
    uri.scheme === 'file' ? (await stat(uri.fsPath)).size : (await vscode.workspace.fs.stat(uri)).size;
  return { name: basename(uri.path), size };
}

/** The bytes of a file: as a stream where it lies on this machine, else as VS Code fetches them. */
export async function* readBytes(address: string): AsyncGenerator<Uint8Array, void, undefined> {
  const uri = vscode.Uri.parse(address, true);
  if (uri.scheme === 'file') yield* createReadStream(uri.fsPath);
  else yield await vscode.workspace.fs.readFile(uri);
}
