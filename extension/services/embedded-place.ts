import { uptime } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { EmbeddedPlace } from '../connection/embedded/embedded-coordinator.ts';
import { EmbeddedMasterKey } from '../connection/embedded/embedded-master-key.ts';
import { copyPrograms } from '../connection/embedded/programs.ts';

/** Returns where the embedded coordinator of this installation runs and stores its data. */
export function embeddedPlace(
  extension: vscode.ExtensionContext,
  warn: (line: string) => void,
): EmbeddedPlace {
  const version = String(extension.extension.packageJSON.version);
  const storage = extension.globalStorageUri.fsPath;
  const dist = extension.asAbsolutePath('dist');
  const installed = extension.extensionMode === vscode.ExtensionMode.Production;
  const masterKey = new EmbeddedMasterKey({
    secrets: extension.secrets,
    folder: storage,
    now: Date.now,
    machineStarted: () => Date.now() - uptime() * 1000,
    warn,
  });
  return {
    dataDir: join(storage, 'coordinator'),
    logFile: join(storage, 'logs', 'coordinator.log'),
    executable: process.execPath,
    version,
    mayStart: () => vscode.workspace.isTrusted,
    programs: async () => (installed ? copyPrograms(dist, storage, version) : dist),
    ...(hasLocalSecretStorage() ? { masterKey: () => masterKey.take() } : {}),
  };
}

/**
 * Whether the secret storage and the embedded coordinator are on the same machine. In a remote window the secret
 * storage belongs to the client. Several clients may start the same coordinator, so its key must stay with the
 * coordinator.
 */
function hasLocalSecretStorage(): boolean {
  return vscode.env.uiKind === vscode.UIKind.Desktop && vscode.env.remoteName === undefined;
}
