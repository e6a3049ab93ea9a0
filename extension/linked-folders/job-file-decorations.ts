import * as vscode from 'vscode';
import { FolderCache } from '../../job-language/sync/folder-cache.ts';
import { FOLDER_LINK_NAME, linksTo } from '../../job-language/sync/folder-link.ts';
import type { SyncState } from '../../job-language/sync/sync-state.ts';
import type { ConnectionState } from '../connection/connection-state.ts';
import { coordinatorAddress } from '../connection/coordinator-address.ts';
import type { Model } from '../model/model.ts';
import { ContextKeySetter } from '../views/context-keys.ts';
import type { LinkedFolders, LinkPlace } from './linked-folder.ts';
import { stateMark } from './state-texts.ts';

/**
 * Delay after a change before folders are compared again, in ms. Further changes within the delay cause no further
 * comparison.
 */
const DELAY_MS = 500;

export interface DecorationNeeds {
  readonly folders: Pick<LinkedFolders, 'find' | 'open'>;
  readonly connection: () => ConnectionState;
  readonly model: () => Model;
  readonly onFailed: (error: unknown) => void;
}

/** Marks the job files of linked folders that differ from the coordinator. Does nothing until the workspace is trusted. */
export class JobFileDecorations implements vscode.FileDecorationProvider, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<vscode.Uri[]>();
  readonly onDidChangeFileDecorations = this.#changed.event;
  readonly #contextKeys = new ContextKeySetter();
  readonly #needs: DecorationNeeds;
  readonly #owned: vscode.Disposable[];
  /** States by URI. */
  #states: ReadonlyMap<string, SyncState> = new Map();
  #places: readonly LinkPlace[] = [];
  /** Files and jobs that the last comparison read, by coordinator, project and folder. */
  #caches: ReadonlyMap<string, FolderCache> = new Map();
  /** Whether the next comparison must search for folders and files again. Otherwise, only jobs have changed. */
  #isStale = true;
  #followed: Pick<Model, 'jobs' | 'projects'> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #comparing = false;
  #isDisposed = false;

  constructor(needs: DecorationNeeds) {
    this.#needs = needs;
    const watcher = vscode.workspace.createFileSystemWatcher(`**/{${FOLDER_LINK_NAME},*.yaml,*.yml}`);
    const onFile = (uri: vscode.Uri) => {
      const isLink = uri.path.endsWith(`/${FOLDER_LINK_NAME}`);
      const address = uri.toString();
      if (!isLink && !this.#places.some((place) => address.startsWith(`${place.uri}/`))) return;
      for (const cache of this.#caches.values()) cache.changed(address);
      this.refresh();
    };
    this.#owned = [
      watcher,
      watcher.onDidChange(onFile),
      watcher.onDidCreate(onFile),
      watcher.onDidDelete(onFile),
      vscode.window.registerFileDecorationProvider(this),
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.refresh()),
      vscode.workspace.onDidChangeWorkspaceFolders(() => this.refresh()),
    ];
    this.refresh();
  }

  /** Compares the folders again if the list of jobs or of projects changed. */
  follow({ jobs, projects }: Model): void {
    if (jobs === this.#followed?.jobs && projects === this.#followed.projects) return;
    this.#followed = { jobs, projects };
    if (this.#places.length > 0) this.#schedule();
  }

  /** Searches for folders and changed files, and compares them, soon. */
  refresh(): void {
    this.#isStale = true;
    this.#schedule();
  }

  #schedule(): void {
    if (this.#isDisposed || this.#timer !== undefined) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      if (this.#comparing) this.#schedule();
      else void this.#compare();
    }, DELAY_MS);
  }

  provideFileDecoration(uri: vscode.Uri): vscode.FileDecoration | undefined {
    const state = this.#states.get(uri.toString());
    const mark = state === undefined ? undefined : stateMark(state);
    return mark && new vscode.FileDecoration(mark.badge, mark.tooltip, new vscode.ThemeColor(mark.color));
  }

  dispose(): void {
    this.#isDisposed = true;
    clearTimeout(this.#timer);
    for (const owned of this.#owned) owned.dispose();
    this.#changed.dispose();
  }

  async #compare(): Promise<void> {
    this.#comparing = true;
    const isStale = this.#isStale;
    this.#isStale = false;
    const before = this.#caches;
    const isConnected = this.#needs.connection().kind === 'connected';
    const caches = new Map<string, FolderCache>();
    try {
      if (isStale) {
        for (const cache of before.values()) cache.changed();
        this.#places = await this.#needs.folders.find();
      }
      this.#contextKeys.set('outrunner.hasLinkedFolder', this.#places.length > 0);
      const states = new Map<string, SyncState>();
      for (const place of this.#places) {
        try {
          for (const [uri, state] of await this.#statesIn(place, before, caches)) states.set(uri, state);
        } catch (error) {
          this.#needs.onFailed(error);
        }
      }
      this.#show(states);
    } catch (error) {
      this.#needs.onFailed(error);
    } finally {
      // Without a connection nothing was compared, so the earlier caches are still valid.
      this.#caches = isConnected ? caches : before;
      this.#comparing = false;
    }
  }

  /** Compares a folder. Takes its cache from `before`, and adds it to `caches`. */
  async #statesIn(
    place: LinkPlace,
    before: ReadonlyMap<string, FolderCache>,
    caches: Map<string, FolderCache>,
  ): Promise<readonly (readonly [string, SyncState])[]> {
    const state = this.#needs.connection();
    if (state.kind !== 'connected') return [];
    const folder = await this.#needs.folders.open(place);
    const url = coordinatorAddress(state);
    const { project } = folder.link;
    if (!linksTo(folder.link, url) || !this.#needs.model().projects.some(({ name }) => name === project))
      return [];
    const { compareLinkedFolder, projectJobs } = await import('../jobs/checker/main.ts');
    const key = JSON.stringify([url, project, place.uri, folder.link.jobs]);
    const cache = before.get(key) ?? new FolderCache();
    const coordinator = projectJobs(state.client, url, project, cache);
    const { compared } = await compareLinkedFolder(folder, coordinator, cache);
    // Only after success: a failed comparison is repeated without a cache.
    caches.set(key, cache);
    return compared.jobs.flatMap(({ state: its, local }) =>
      local === undefined ? [] : [[folder.uriOf(local.file), its] as const],
    );
  }

  #show(states: ReadonlyMap<string, SyncState>): void {
    const before = this.#states;
    this.#states = states;
    const changed = [...new Set([...before.keys(), ...states.keys()])].filter(
      (uri) => before.get(uri) !== states.get(uri),
    );
    if (changed.length > 0 && !this.#isDisposed)
      this.#changed.fire(changed.map((uri) => vscode.Uri.parse(uri, true)));
  }
}
