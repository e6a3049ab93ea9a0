import type { SetShare, Share } from '../../protocol/routes/shapes/share-shapes.ts';
import type { Caller } from '../access/caller.ts';
import { type Audit, actOf } from '../audit/audit.ts';

/** Whatever opens and closes the shared address. */
export interface SharedAddress {
  current(): Share;
  /** Throws `port-in-use`, `address-not-bindable`, `invalid-input`; what was open before then stays open. */
  set(asked: SetShare): Promise<Share>;
}

/** Where remote runners reach the coordinator. */
export class Sharing {
  readonly #address: SharedAddress;
  readonly #audit: Audit;
  readonly #onChanged: () => void;

  constructor(address: SharedAddress, audit: Audit, onChanged: () => void) {
    this.#address = address;
    this.#audit = audit;
    this.#onChanged = onChanged;
  }

  get(): Share {
    return this.#address.current();
  }

  async set(caller: Caller, asked: SetShare): Promise<Share> {
    const share = await this.#address.set(asked);
    const { listen } = share;
    const detail = listen === null ? 'closed' : `${listen.address}:${listen.port}`;
    this.#audit(actOf(caller, 'share.update', 'coordinator', detail));
    this.#onChanged();
    return share;
  }
}
