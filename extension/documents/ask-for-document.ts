import * as vscode from 'vscode';
import type { Client } from '../../protocol/client/client.ts';
import { explain, isOutrunnerError, OutrunnerError } from '../../protocol/errors/outrunner-error.ts';

/**
 * Asks the coordinator for what a document shows, or to save it. A failure is one of the file system, with the words that
 * VS Code then shows: `FileNotFound` for what is gone, `Unavailable` with the reason for all else.
 */
export async function askForDocument<T>(
  uri: vscode.Uri,
  connect: () => Promise<Client | undefined>,
  act: (client: Client) => Promise<T>,
  reasonOf: (error: unknown) => string = explain,
): Promise<T> {
  try {
    const client = await connect();
    if (client === undefined) throw new OutrunnerError('not-connected');
    return await act(client);
  } catch (error) {
    if (isOutrunnerError(error) && error.code === 'not-found') throw vscode.FileSystemError.FileNotFound(uri);
    throw vscode.FileSystemError.Unavailable(reasonOf(error));
  }
}
