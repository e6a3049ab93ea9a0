import type { KeeperSettings } from '../link/keeper-settings.ts';
import type { KeeperResult } from '../link/messages.ts';
import type { KeeperClient } from './keeper-client.ts';
import type { KeeperProgram } from './keeper-launch.ts';
import { startOrAttachKeeper } from './start-or-attach-keeper.ts';

export type ClosedCause = 'lost' | 'replaced' | 'closed';

/**
 * An attachment of this runner to a keeper. The keeper reports each end only once, so events are queued until there is
 * a listener.
 */
export class KeeperAttachment {
  readonly keeper: KeeperClient;
  readonly #mailbox: Mailbox;

  private constructor(keeper: KeeperClient, mailbox: Mailbox) {
    this.keeper = keeper;
    this.#mailbox = mailbox;
  }

  /** Attaches to the keeper; starts one if none is running. */
  static async open(
    dataDir: string,
    program: KeeperProgram,
    settings: KeeperSettings,
  ): Promise<KeeperAttachment> {
    const mailbox = new Mailbox();
    let attached = false;
    const keeper = await startOrAttachKeeper({
      dataDir,
      program,
      settings,
      events: {
        onEnded: (operationId, result) => mailbox.put((to) => to.onEnded(operationId, result)),
        onSpoolFull: (operationId, limit) => mailbox.put((to) => to.onSpoolFull(operationId, limit)),
        // A link that closes during the attach is a failed attempt, which is retried.
        onClosed: (cause) => attached && mailbox.put((to) => to.onClosed(cause)),
      },
    });
    attached = true;
    return new KeeperAttachment(keeper, mailbox);
  }

  listen(listener: KeeperListener): void {
    this.#mailbox.open(listener);
  }
}

export interface KeeperListener {
  onEnded(operationId: string, result: KeeperResult): void;
  onSpoolFull(operationId: string, limitBytes: number): void;
  onClosed(cause: ClosedCause): void;
}

/** Queues events until there is a listener. The queue stays short, because each operation sends only a few events. */
class Mailbox {
  #waiting: ((to: KeeperListener) => void)[] = [];
  #listener: KeeperListener | undefined;

  put(message: (to: KeeperListener) => void): void {
    if (this.#listener) message(this.#listener);
    else this.#waiting.push(message);
  }

  open(listener: KeeperListener): void {
    this.#listener = listener;
    for (const message of this.#waiting) message(listener);
    this.#waiting = [];
  }
}
