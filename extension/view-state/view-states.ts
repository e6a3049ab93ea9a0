import { type ConnectionTarget, coordinatorKey } from '../connection/connection-state.ts';
import {
  DEFAULT_VIEW_STATE,
  readStates,
  type StoredStates,
  stateOf,
  type ViewState,
  withState,
} from './view-state.ts';

const KEY = 'outrunner.viewStates';

/** The storage of a workspace, such as a memento of VS Code. */
export interface WorkspaceStorage {
  get(key: string): unknown;
  /** Undefined deletes the value. */
  update(key: string, value: unknown): PromiseLike<void>;
}

/** The arrangement of the views for the chosen coordinator. The workspace stores one per coordinator. */
export class ViewStates {
  readonly #storage: WorkspaceStorage;
  readonly #onChanged: (state: ViewState) => void;
  #states: StoredStates;
  #coordinator: string | undefined;
  #current = DEFAULT_VIEW_STATE;

  /** `onChanged` is called when the current state changes, but not when another coordinator is chosen. */
  constructor(storage: WorkspaceStorage, onChanged: (state: ViewState) => void) {
    this.#storage = storage;
    this.#onChanged = onChanged;
    this.#states = readStates(storage.get(KEY));
  }

  get current(): ViewState {
    return this.#current;
  }

  /** Chooses the coordinator. */
  choose(target: ConnectionTarget): void {
    this.#coordinator = coordinatorKey(target);
    this.#current = stateOf(this.#states, this.#coordinator);
  }

  /** Changes a part of the current state, and stores it. */
  update(change: Partial<ViewState>): void {
    this.#current = { ...this.#current, ...change };
    this.#store();
    this.#onChanged(this.#current);
  }

  #store(): void {
    if (this.#coordinator === undefined) return;
    this.#states = withState(this.#states, this.#coordinator, this.#current);
    void this.#storage.update(KEY, this.#states);
  }
}
