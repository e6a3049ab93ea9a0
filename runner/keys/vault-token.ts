import * as z from 'zod';
import type { VaultClient } from './vault-client.ts';
import type { VaultLease, VaultSignIn } from './vault-sign-in.ts';

/** Fraction of the lifetime after which a token is renewed or replaced. The remaining time covers outages of Vault. */
const RENEWED_AT = 2 / 3;
/** Minimum delay of the timer, in ms. */
const SOONEST = 100;
/** Maximum delay of the timer, in ms. A token with a longer lifetime is renewed after this delay. */
const LATEST = 24 * 60 * 60 * 1000;

export interface VaultTokenOptions {
  readonly client: VaultClient;
  readonly signIn: VaultSignIn;
  /** Returns monotonic ms. */
  readonly now: () => number;
}

interface Held extends VaultLease {
  /** Expiry in the time of `now` (monotonic ms); undefined if the token does not expire. */
  readonly until: number | undefined;
}

/**
 * The runner's token for one Vault. It is requested on first use, renewed while the runner runs, and replaced when
 * Vault refuses it.
 */
export class VaultToken {
  readonly #options: VaultTokenOptions;
  #held: Held | undefined;
  #coming: Promise<Held> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(options: VaultTokenOptions) {
    this.#options = options;
  }

  /** Resolves to the current token. Signs in if there is none. Rejects with `KeyFailure`. */
  async get(): Promise<string> {
    const held = this.#held;
    if (held !== undefined && (held.until === undefined || this.#options.now() < held.until))
      return held.token;
    this.#coming ??= this.#signIn().finally(() => {
      this.#coming = undefined;
    });
    return (await this.#coming).token;
  }

  /**
   * Handles a refused token. Resolves to whether a different token is available. For a token in the settings, it never
   * is.
   */
  async isReplaced(refused: string): Promise<boolean> {
    if (this.#held?.token === refused) this.#forget();
    return (await this.get()) !== refused;
  }

  close(): void {
    this.#closed = true;
    this.#forget();
  }

  async #signIn(): Promise<Held> {
    const { client, signIn } = this.#options;
    return this.#hold(await signIn(client));
  }

  #hold(lease: VaultLease): Held {
    const lasting = lease.seconds * 1000;
    const held = { ...lease, until: lasting > 0 ? this.#options.now() + lasting : undefined };
    clearTimeout(this.#timer);
    this.#held = held;
    if (lasting > 0 && lease.renewable && !this.#closed) {
      const due = Math.min(LATEST, Math.max(SOONEST, lasting * RENEWED_AT));
      this.#timer = setTimeout(() => this.#renew(held), due).unref();
    }
    return held;
  }

  /** Schedules a renewal of the token. A token that cannot be renewed is used until it expires, and then replaced. */
  #renew(held: Held): void {
    const renewal = this.#renewed(held).catch(() => undefined);
    renewal
      .then((lease) => {
        if (lease !== undefined && this.#held === held && !this.#closed) this.#hold(lease);
      })
      .catch(() => undefined);
  }

  async #renewed({ token }: Held): Promise<VaultLease | undefined> {
    const { client } = this.#options;
    const answer = await client.call({ method: 'POST', path: 'auth/token/renew-self', token, body: {} });
    const renewed = Renewed.safeParse(answer.body);
    if (answer.status !== 200 || !renewed.success) return undefined;
    const { lease_duration, renewable } = renewed.data.auth;
    return { token, seconds: lease_duration, renewable };
  }

  #forget(): void {
    clearTimeout(this.#timer);
    this.#held = undefined;
  }
}

const Renewed = z.object({ auth: z.object({ lease_duration: z.number(), renewable: z.boolean() }) });
