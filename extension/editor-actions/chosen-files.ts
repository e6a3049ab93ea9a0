import { createReadStream, createWriteStream } from 'node:fs';
import { rename, rm, stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import * as vscode from 'vscode';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { utf8Text } from '../../support/text/utf8-text.ts';
import { nameInUri } from '../documents/name-in-uri.ts';

/** Maximum size of a file that is not local, in UTF-16 code units. VS Code writes such a file as a whole. */
const LONGEST_WHOLE = 256 * 1024 * 1024;

/** Returns the name and the size in bytes of a file, by its URI. */
export async function fileInfo(address: string): Promise<{ readonly name: string; readonly size: number }> {
  const uri = vscode.Uri.parse(address, true);
  const size =
    uri.scheme === 'file' ? (await stat(uri.fsPath)).size : (await vscode.workspace.fs.stat(uri)).size;
  return { name: nameInUri(address), size };
}

/** Reads a file by its URI. A local file is streamed; VS Code loads any other file as a whole. */
export async function* readChosenFile(address: string): AsyncGenerator<Uint8Array, void, undefined> {
  const uri = vscode.Uri.parse(address, true);
  if (uri.scheme === 'file') yield* createReadStream(uri.fsPath);
  else yield await vscode.workspace.fs.readFile(uri);
}

/** Returns the text of a file, by its URI. Rejects if it is not UTF-8. */
export async function readChosenText(address: string): Promise<string> {
  const bytes = await vscode.workspace.fs.readFile(vscode.Uri.parse(address, true));
  return utf8Text(Buffer.from(bytes), nameInUri(address));
}

/** Writes a file, by its URI. */
export async function writeChosenText(address: string, text: string): Promise<void> {
  await vscode.workspace.fs.writeFile(vscode.Uri.parse(address, true), Buffer.from(text));
}

/**
 * Writes a file in pieces, by its URI. Replaces an existing file only once all pieces are written. Pieces for a file
 * that is not local are collected first. Throws `invalid-input` if the collected pieces are too long.
 */
export async function writeChosenPieces(address: string, pieces: AsyncIterable<string>): Promise<void> {
  const uri = vscode.Uri.parse(address, true);
  if (uri.scheme === 'file') await writeLocal(uri.fsPath, pieces);
  else await writeChosenText(address, await collected(pieces, nameInUri(address)));
}

async function writeLocal(path: string, pieces: AsyncIterable<string>): Promise<void> {
  const unfinished = `${path}.part`;
  try {
    await pipeline(pieces, createWriteStream(unfinished));
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
}

async function collected(pieces: AsyncIterable<string>, name: string): Promise<string> {
  const all: string[] = [];
  let length = 0;
  for await (const piece of pieces) {
    length += piece.length;
    if (length > LONGEST_WHOLE)
      throw new OutrunnerError('invalid-input', {
        what: `The file ${name}`,
        problem: 'it would be longer than VS Code can write at once to a virtual file system',
        remedy: 'Save it to a folder of this machine.',
      });
    all.push(piece);
  }
  return all.join('');
}
