import type { ExecutionId } from '../../protocol/ids.ts';
import { isFiltered } from '../arrangement/execution-filter.ts';
import type { ConnectionState } from '../connection/connection-state.ts';
import { type Disposable, Disposables } from '../lifecycle/disposables.ts';
import type { TreeRow } from '../tree/tree-rows.ts';
import { ContextKeySetter } from './context-keys.ts';
import { StatusBar } from './status-bar.ts';
import type { ShownModel } from './view-contents.ts';
import { type TreeHandlers, Views } from './views.ts';

/** The trees, the status bar and the context keys. They show the connection and the model. */
export class ShellViews implements Disposable {
  readonly #owned = new Disposables();
  readonly #views = new Views(this.#owned);
  readonly #statusBar = this.#owned.add(new StatusBar());
  readonly #keys = new ContextKeySetter();

  /** Connects the trees to the services, once these are loaded. */
  connect(handlers: TreeHandlers): void {
    this.#views.connect(this.#owned, handlers);
  }

  get isExecutionsVisible(): boolean {
    return this.#views.isExecutionsVisible;
  }

  /** Returns the selected rows of a view, by its id. */
  selectedIn(view: string): readonly TreeRow[] {
    return this.#views.selectedIn(view);
  }

  async revealRunner(runnerId: string): Promise<void> {
    await this.#views.revealRunner(runnerId);
  }

  async revealExecution(execution: ExecutionId): Promise<void> {
    await this.#views.revealExecution(execution);
  }

  show(state: ConnectionState, shown: ShownModel): void {
    const { model, list, problems } = shown;
    const { runners, tags, jobs, keys } = shown.rows.state;
    this.#keys.set('outrunner.connection', state.kind);
    this.#keys.set('outrunner.embedded', state.kind !== 'none' && state.target.kind === 'embedded');
    this.#keys.set('outrunner.runnersEnabled', model.runnersEnabled);
    this.#keys.set('outrunner.hasProjects', model.projects.length > 0);
    this.#keys.set('outrunner.hasJobs', model.jobs.length > 0);
    this.#keys.set('outrunner.runnersFiltered', runners.filter !== undefined);
    this.#keys.set('outrunner.tagsFiltered', tags.filter !== undefined);
    this.#keys.set('outrunner.projectsFiltered', jobs.filter !== undefined);
    this.#keys.set('outrunner.executionsFiltered', isFiltered(list.filter));
    this.#keys.set('outrunner.keysFiltered', keys.filter !== undefined);
    this.#views.show(state, shown);
    this.#statusBar.update(state, model, problems, shown.canSwitch);
  }

  dispose(): void {
    this.#owned.dispose();
  }
}
