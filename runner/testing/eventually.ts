import { EventEmitter, once } from 'node:events';

/** Notifies tests that wait for a condition. */
export class Changes {
  readonly #emitter = new EventEmitter().setMaxListeners(0);

  tell(): void {
    this.#emitter.emit('change');
  }

  /** Resolves to the result of `look` as soon as it is neither undefined nor false. */
  async until<Value>(look: () => Value | undefined | false): Promise<Value> {
    for (;;) {
      const value = look();
      if (value !== undefined && value !== false) return value;
      await once(this.#emitter, 'change');
    }
  }
}
