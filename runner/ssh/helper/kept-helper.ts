import type { ClientChannel } from 'ssh2';
import type { NodeHelper } from './node-helper.ts';
import { type HelperOrSession, openHelper } from './open-helper.ts';

/** The helper of a connection, if it has one. */
export class KeptHelper {
  readonly #open: (request: string) => Promise<ClientChannel>;
  #idle: NodeHelper | undefined;
  /**
   * - `none`: there is no helper. Changes to `kept` when one is started.
   * - `kept`: there is a helper, idle or busy. Changes to `none` when its session closes, or to `never` if another
   * helper would fail too or the server has no session for one.
   * - `never`: the node lacks what a helper needs, or the server allows no session for it. Does not change.
   */
  #state: 'none' | 'kept' | 'never' = 'none';

  constructor(open: (request: string) => Promise<ClientChannel>) {
    this.#open = open;
  }

  /**
   * Resolves to the helper for one command, or to a plain session if the node cannot start a helper; undefined if the
   * helper is busy or absent.
   *
   * @param starts whether a missing helper is started. The promise rejects if no session can be opened for the helper
   */
  async take(starts: boolean, signal?: AbortSignal): Promise<HelperOrSession | undefined> {
    const idle = this.#idle;
    this.#idle = undefined;
    if (await idle?.isAlive()) return idle && { kind: 'helper', helper: idle };
    if (!starts || this.#state !== 'none') return undefined;
    this.#state = 'kept';
    return this.#start(signal);
  }

  /** Makes the helper available again after its command has ended, or if the command does not begin. */
  giveBack(helper: NodeHelper): void {
    if (helper.isOpen) this.#idle = helper;
  }

  /** Ends an idle helper to free its session. Resolves to whether there was an idle helper. */
  async giveUp(): Promise<boolean> {
    const idle = this.#idle;
    if (!idle) return false;
    this.#idle = undefined;
    this.#state = 'never';
    await idle.close();
    return true;
  }

  async #start(signal: AbortSignal | undefined): Promise<HelperOrSession | undefined> {
    let opened: HelperOrSession | undefined;
    try {
      const events = {
        onFree: (helper: NodeHelper) => this.giveBack(helper),
        onGone: (helper: NodeHelper, isBroken: boolean) => this.#forget(helper, isBroken),
      };
      opened = await openHelper(this.#open, events, signal);
    } catch (error) {
      this.#state = 'none';
      throw error;
    }
    if (opened?.kind !== 'helper') this.#state = signal?.aborted ? 'none' : 'never';
    return opened;
  }

  #forget(helper: NodeHelper, isBroken: boolean): void {
    if (this.#idle === helper) this.#idle = undefined;
    if (this.#state === 'kept') this.#state = isBroken ? 'never' : 'none';
  }
}
