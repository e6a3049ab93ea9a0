/** Decides when a terminal says that its connection is lost: once per loss, and not before the first event. */
export class LinkNotice {
  #isUp = false;

  /** An event arrived. */
  received(): void {
    this.#isUp = true;
  }

  /** An attempt to follow the execution ended. Returns the line to show, if any. */
  lost(): string | undefined {
    if (!this.#isUp) return undefined;
    this.#isUp = false;
    return 'Connection lost. Reconnecting…';
  }
}
