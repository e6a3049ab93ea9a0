import { EventEmitter, once } from 'node:events';

/** Notifies tests that wait for a state. */
export class Changes {
  readonly #emitter = new EventEmitter().setMaxListeners(0);

  tell(): void {
    this.#emitter.emit('change');
  }

  /** Resolves with the result of `look` once that is neither undefined nor false. */
  async until<Value>(look: () => Value | undefined | false): Promise<Value> {
    for (;;) {
      const value = look();
      if (value !== undefined && value !== false) return value;
      await once(this.#emitter, 'change');
    }
  }
}
