import { timingSafeEqual } from 'node:crypto';
import type { ApiToken } from '../../protocol/entities/api-token.ts';
import { hashToken } from '../access/token-value.ts';
import type { CoordinatorDefinitions } from '../store/definitions/coordinator-definitions.ts';

/** The API tokens by their hashes, kept with each commit so that a call is authenticated without reading anything. */
export class TokenIndex {
  #byHash: ReadonlyMap<string, ApiToken>;
  readonly #stop: () => void;

  private constructor(tokens: readonly ApiToken[], definitions: CoordinatorDefinitions) {
    this.#byHash = byHash(tokens);
    this.#stop = definitions.subscribe(({ changed, snapshot }) => {
      if (changed.some(({ collection }) => collection === 'tokens')) {
        this.#byHash = byHash(snapshot.values('tokens'));
      }
    });
  }

  static async open(definitions: CoordinatorDefinitions): Promise<TokenIndex> {
    return new TokenIndex((await definitions.snapshot()).values('tokens'), definitions);
  }

  /** The token of this value; undefined where it is unknown or expired at `now` (epoch ms). */
  find(value: string, now: number): ApiToken | undefined {
    const hash = hashToken(value);
    const token = this.#byHash.get(hash);
    if (token === undefined || !timingSafeEqual(Buffer.from(token.tokenHash), Buffer.from(hash)))
      return undefined;
    return token.expiresAt !== undefined && token.expiresAt <= now ? undefined : token;
  }

  close(): void {
    this.#stop();
  }
}

function byHash(tokens: readonly ApiToken[]): ReadonlyMap<string, ApiToken> {
  return new Map(tokens.map((token) => [token.tokenHash, token]));
}
