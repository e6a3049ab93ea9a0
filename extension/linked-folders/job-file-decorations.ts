import * as vscode from 'vscode';
import { FolderCache } from '../../job-language/sync/folder-cache.ts';
import { FOLDER_LINK_NAME, linksTo } from '../../job-language/sync/folder-link.ts';
import type { SyncState } from '../../job-language/sync/sync-state.ts';
import { isOutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import type { ConnectionState } from '../connection/connection-state.ts';
import { coordinatorAddress } from '../connection/coordinator-address.ts';
import type { Model } from '../model/model.ts';
import { ContextKeySetter } from '../views/context-keys.ts';
import type { LinkedFolders, LinkPlace } from './linked-folder.ts';
import { PlannedComparisons } from './planned-comparisons.ts';
import { stateMark } from './state-texts.ts';

/** Codes of errors that remain until the user changes the folder. Other failed comparisons are repeated. */
const LASTING: ReadonlySet<string> = new Set(['folder-link-invalid', 'folder-unsafe']);

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
  readonly #comparisons: PlannedComparisons;
  #followed: Pick<Model, 'jobs' | 'projects'> | undefined;
  #isDisposed = false;

  constructor(needs: DecorationNeeds) {
    this.#needs = needs;
    this.#comparisons = new PlannedComparisons({ compare: (isStale) => this.#compare(isStale) });
    const watcher = vscode.workspace.createFileSystemWatcher(`**/{${FOLDER_LINK_NAME},*.yaml,*.yml}`);
    const onFile = (uri: vscode.Uri) => {
      const isLink = uri.path.endsWith(`/${FOLDER_LINK_NAME}`);
      const address = uri.toString();
      if (!isLink && !this.#places.some((place) => address.startsWith(`${place.uri}/`))) return;
      for (const cache of this.#caches.values()) cache.changed(address);
      this.refresh();
    };
    this.#owned = [
      this.#comparisons,
      watcher,
      watcher.onDidChange(onFile),
      watcher.onDidCreate(onFile),
      watcher.onDidDelete(onFile),
      vscode.window.registerFileDecorationProvider(this),
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.refresh()),
      vscode.workspace.onDidChangeWorkspaceFolders(() => this.refresh()),
      // VS Code may miss changes of files, for example on network drives.
      vscode.window.onDidChangeWindowState(({ focused }) => {
        if (focused && this.#places.length > 0) this.refresh();
      }),
    ];
    this.refresh();
  }

  /** Compares the folders again if the list of jobs or of projects changed. */
  follow({ jobs, projects }: Model): void {
    if (jobs === this.#followed?.jobs && projects === this.#followed.projects) return;
    this.#followed = { jobs, projects };
    if (this.#places.length > 0) this.#comparisons.request('jobs');
  }

  /** Searches for folders and changed files, and compares them, soon. */
  refresh(): void {
    this.#comparisons.request('files');
  }

  provideFileDecoration(uri: vscode.Uri): vscode.FileDecoration | undefined {
    const state = this.#states.get(uri.toString());
    const mark = state === undefined ? undefined : stateMark(state);
    return mark && new vscode.FileDecoration(mark.badge, mark.tooltip, new vscode.ThemeColor(mark.color));
  }

  dispose(): void {
    this.#isDisposed = true;
    for (const owned of this.#owned) owned.dispose();
    this.#changed.dispose();
  }

  /** Returns false if a part failed that may succeed later. */
  async #compare(isStale: boolean): Promise<boolean> {
    const before = this.#caches;
    const isConnected = this.#needs.connection().kind === 'connected';
    const caches = new Map<string, FolderCache>();
    let isDone = true;
    const onFailed = (error: unknown) => {
      if (!(isOutrunnerError(error) && LASTING.has(error.code))) isDone = false;
      this.#needs.onFailed(error);
    };
    try {
      if (isStale) {
        for (const cache of before.values()) cache.changed();
        this.#places = await this.#needs.folders.find(this.#places);
      }
      this.#contextKeys.set('outrunner.hasLinkedFolder', this.#places.length > 0);
      const states = new Map<string, SyncState>();
      for (const place of this.#places) {
        try {
          for (const [uri, state] of await this.#statesIn(place, before, caches)) states.set(uri, state);
        } catch (error) {
          onFailed(error);
        }
      }
      this.#show(states);
    } catch (error) {
      onFailed(error);
    } finally {
      // Without a connection nothing was compared, so the earlier caches are still valid.
      this.#caches = isConnected ? caches : before;
    }
    return isDone;
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
