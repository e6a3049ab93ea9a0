import * as l10n from '@vscode/l10n';

/** Decides when a terminal reports a lost connection: once per loss, and not before the first event. */
export class LinkNotice {
  #isUp = false;

  /** Records that an event arrived. */
  received(): void {
    this.#isUp = true;
  }

  /** Records that an attempt to follow the execution ended. Returns the line to show, if any. */
  lost(): string | undefined {
    if (!this.#isUp) return undefined;
    this.#isUp = false;
    return l10n.t('Connection lost. Reconnecting…');
  }
}
