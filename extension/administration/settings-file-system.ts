import * as vscode from 'vscode';
import type { Client } from '../../protocol/client/client.ts';
import type { Settings } from '../../protocol/entities/settings.ts';
import { askForDocument } from '../documents/ask-for-document.ts';
import type { StoredDocuments } from '../documents/deferred-file-system.ts';
import { readOnlyStat, type SeenText, seenStat, seenText } from '../documents/document-stat.ts';
import { SETTINGS_SCHEME } from '../ids/schemes.ts';
import { settingsChange, settingsSchema, settingsText } from './settings-text.ts';

export const SETTINGS_DOCUMENT = vscode.Uri.from({
  scheme: SETTINGS_SCHEME,
  path: '/Coordinator Settings.json',
});
const SCHEMA = vscode.Uri.from({ scheme: SETTINGS_SCHEME, path: '/settings.schema.json' });

interface Read extends SeenText {
  readonly settings: Settings;
}

/** The coordinator's settings as a JSON document, with their schema as a read-only file beside it. */
export class SettingsFileSystem implements StoredDocuments, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  readonly onDidChangeFile = this.#changed.event;
  readonly #client: () => Promise<Client | undefined>;
  #last: Read | undefined;

  constructor(client: () => Promise<Client | undefined>) {
    this.#client = client;
  }

  async stat(uri: vscode.Uri): Promise<vscode.FileStat> {
    return isSchema(uri) ? readOnlyStat(settingsSchema()) : seenStat(await this.#read(uri));
  }

  async readFile(uri: vscode.Uri): Promise<Uint8Array> {
    return Buffer.from(isSchema(uri) ? settingsSchema() : (await this.#read(uri)).text);
  }

  async writeFile(uri: vscode.Uri, content: Uint8Array): Promise<void> {
    if (isSchema(uri)) throw vscode.FileSystemError.NoPermissions(uri);
    const before = this.#last ?? (await this.#settings());
    const saved = await this.#call(async (client) =>
      client.updateSettings({
        body: settingsChange(Buffer.from(content).toString('utf8'), before.settings),
      }),
    );
    this.#note(saved);
    this.#changed.fire([{ type: vscode.FileChangeType.Changed, uri }]);
  }

  dispose(): void {
    this.#changed.dispose();
  }

  async #read(uri: vscode.Uri): Promise<Read> {
    if (uri.path !== SETTINGS_DOCUMENT.path) throw vscode.FileSystemError.FileNotFound(uri);
    return this.#settings();
  }

  async #settings(): Promise<Read> {
    return this.#note(await this.#call((client) => client.getSettings()));
  }

  #note(settings: Settings): Read {
    const text = settingsText(settings, SCHEMA.toString());
    if (this.#last?.text !== text) this.#last = { settings, ...seenText(text, this.#last) };
    return this.#last;
  }

  #call<T>(act: (client: Client) => Promise<T>): Promise<T> {
    return askForDocument(SETTINGS_DOCUMENT, this.#client, act);
  }
}

function isSchema(uri: vscode.Uri): boolean {
  return uri.path === SCHEMA.path;
}
