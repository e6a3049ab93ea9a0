import type { WorkspaceStorage } from '../view-state/view-states.ts';

/** A storage that survives its users, as a memento survives a reload of the window. */
export class StorageInMemory implements WorkspaceStorage {
  readonly stored: Map<string, unknown>;

  constructor(values: Readonly<Record<string, unknown>> = {}) {
    this.stored = new Map(Object.entries(values));
  }

  get(key: string): unknown {
    return this.stored.get(key);
  }

  async update(key: string, value: unknown): Promise<void> {
    if (value === undefined) this.stored.delete(key);
    else this.stored.set(key, JSON.parse(JSON.stringify(value)));
  }
}
