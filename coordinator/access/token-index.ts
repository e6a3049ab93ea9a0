import { timingSafeEqual } from 'node:crypto';
import type { CoordinatorDefinitions } from '../store/definitions/coordinator-definitions.ts';
import { type ApiToken, isTokenExpired } from '../store/definitions/records/api-token.ts';
import { Listeners } from '../store/listeners.ts';
import { hashToken } from './token-value.ts';

export interface TokenClock {
  epoch(): number;
  after(milliseconds: number, callback: () => void): () => void;
}

/**
 * Indexes the API tokens by hash in memory, so that authentication reads nothing from the disk. Updated with each
 * commit.
 */
export class TokenIndex {
  #byHash: ReadonlyMap<string, ApiToken>;
  readonly #clock: TokenClock;
  readonly #deletions = new Listeners<ReadonlySet<string>>();
  readonly #stop: () => void;

  private constructor(tokens: readonly ApiToken[], definitions: CoordinatorDefinitions, clock: TokenClock) {
    this.#byHash = byHash(tokens);
    this.#clock = clock;
    this.#stop = definitions.subscribe(({ changed, snapshot }) => {
      const meant = changed.filter(({ collection }) => collection === 'tokens');
      if (meant.length === 0) return;
      this.#byHash = byHash(snapshot.values('tokens'));
      const deleted = meant.filter(({ kind }) => kind === 'removed').map(({ key }) => key);
      if (deleted.length > 0) this.#deletions.notify(new Set(deleted));
    });
  }

  static async open(definitions: CoordinatorDefinitions, clock: TokenClock): Promise<TokenIndex> {
    return new TokenIndex((await definitions.snapshot()).values('tokens'), definitions, clock);
  }

  /** Calls `gone` when the token with this id is deleted or expires. Returns a function that ends the subscription. */
  onGone(id: string, gone: () => void): () => void {
    const token = [...this.#byHash.values()].find((it) => it.id === id);
    const left = (token?.expiresAt ?? Number.POSITIVE_INFINITY) - this.#clock.epoch();
    const stopTimer = Number.isFinite(left) ? this.#clock.after(left, gone) : undefined;
    const leave = this.#deletions.add((deleted) => {
      if (deleted.has(id)) gone();
    });
    return () => {
      stopTimer?.();
      leave();
    };
  }

  /** Returns the token with this value; undefined if the token is unknown or has expired. */
  find(value: string): ApiToken | undefined {
    const hash = hashToken(value);
    const token = this.#byHash.get(hash);
    if (token === undefined || !timingSafeEqual(Buffer.from(token.tokenHash), Buffer.from(hash)))
      return undefined;
    return isTokenExpired(token, this.#clock.epoch()) ? undefined : token;
  }

  close(): void {
    this.#stop();
  }
}

function byHash(tokens: readonly ApiToken[]): ReadonlyMap<string, ApiToken> {
  return new Map(tokens.map((token) => [token.tokenHash, token]));
}
