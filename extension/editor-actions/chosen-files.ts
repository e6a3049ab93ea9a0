import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path/posix';
import * as vscode from 'vscode';

/** Returns the name and the size in bytes of a file, by its URI. */
export async function fileInfo(address: string): Promise<{ readonly name: string; readonly size: number }> {
  const uri = vscode.Uri.parse(address, true);
  const size =
    uri.scheme === 'file' ? (await stat(uri.fsPath)).size : (await vscode.workspace.fs.stat(uri)).size;
  return { name: basename(uri.path), size };
}

/** Reads a file by its URI. A local file is streamed; VS Code loads any other file as a whole. */
export async function* readChosenFile(address: string): AsyncGenerator<Uint8Array, void, undefined> {
  const uri = vscode.Uri.parse(address, true);
  if (uri.scheme === 'file') yield* createReadStream(uri.fsPath);
  else yield await vscode.workspace.fs.readFile(uri);
}
