import type { SetShare, Share } from '../../protocol/routes/shapes/share-shapes.ts';
import type { Caller } from '../access/caller.ts';
import { type AuditFirst, actOf } from '../audit/audit.ts';

/** The shared address of the coordinator, which can be opened and closed. */
export interface SharedAddress {
  current(): Share;
  /**
   * Opens or closes the address, and stores the change after `audited` has resolved. Throws `port-in-use`,
   * `address-not-bindable`, `invalid-input`, and the error of `audited`; the previous address then stays open.
   */
  set(asked: SetShare, audited: (next: Share) => Promise<void>): Promise<Share>;
}

/** Manages the address at which remote runners reach the coordinator. */
export class Sharing {
  readonly #address: SharedAddress;
  readonly #auditFirst: AuditFirst;
  readonly #onChanged: () => void;

  constructor(address: SharedAddress, auditFirst: AuditFirst, onChanged: () => void) {
    this.#address = address;
    this.#auditFirst = auditFirst;
    this.#onChanged = onChanged;
  }

  get(): Share {
    return this.#address.current();
  }

  async set(caller: Caller, asked: SetShare): Promise<Share> {
    const share = await this.#address.set(asked, ({ listen }) => {
      const detail = listen === null ? 'closed' : `${listen.address}:${listen.port}`;
      return this.#auditFirst(actOf(caller, 'share.update', 'coordinator', detail));
    });
    this.#onChanged();
    return share;
  }
}
