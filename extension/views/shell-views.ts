import type { ExecutionId } from '../../protocol/ids.ts';
import type { ConnectionState } from '../connection/connection-state.ts';
import { isFiltered } from '../executions/execution-filter.ts';
import { type Disposable, Disposables } from '../lifecycle/disposables.ts';
import type { Model } from '../model/model.ts';
import type { TreeRow } from '../tree/tree-adapter.ts';
import { ContextKeySetter } from './context-keys.ts';
import { StatusBar } from './status-bar.ts';
import { type ShownExecutions, type TreeHandlers, Views } from './views.ts';

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

  /** @param canSwitch whether the user knows another coordinator to switch to */
  show(state: ConnectionState, model: Model, executions: ShownExecutions, canSwitch: boolean): void {
    this.#keys.set('outrunner.connection', state.kind);
    this.#keys.set('outrunner.embedded', state.kind !== 'none' && state.target.kind === 'embedded');
    this.#keys.set('outrunner.runnersEnabled', model.runnersEnabled);
    this.#keys.set('outrunner.hasProjects', model.projects.length > 0);
    this.#keys.set('outrunner.hasJobs', model.jobs.length > 0);
    this.#keys.set('outrunner.executionsFiltered', isFiltered(executions.list.filter));
    this.#views.show(state, model, executions);
    this.#statusBar.update(state, model, executions.problems, canSwitch);
  }

  dispose(): void {
    this.#owned.dispose();
  }
}
