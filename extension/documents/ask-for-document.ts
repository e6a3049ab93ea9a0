import * as vscode from 'vscode';
import type { Client } from '../../protocol/client/client.ts';
import { explain, isOutrunnerError, OutrunnerError } from '../../protocol/errors/outrunner-error.ts';

/**
 * Reads or saves a document through the coordinator's API. Throws a `vscode.FileSystemError`, whose message VS Code
 * shows: `FileNotFound` if the coordinator answers `not-found`, otherwise `Unavailable` with the reason.
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
