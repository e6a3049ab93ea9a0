import { timingSafeEqual } from 'node:crypto';
import { BlockList } from 'node:net';
import { addressList, contains, LOCAL_SOCKET } from '../network/addresses.ts';
import type { CoordinatorDefinitions } from '../store/definitions/coordinator-definitions.ts';
import { type ApiToken, isTokenExpired } from '../store/definitions/records/api-token.ts';
import { Listeners } from '../store/listeners.ts';
import { hashToken } from './token-value.ts';

export interface TokenClock {
  epoch(): number;
  after(milliseconds: number, callback: () => void): () => void;
}

interface IndexedToken {
  readonly token: ApiToken;
  /** Absent: usable from every address. */
  readonly networks?: BlockList;
}

const LOOPBACK = '127.0.0.1';

/**
 * Indexes the API tokens by hash in memory, so that authentication reads nothing from the disk. Updated with each
 * commit.
 */
export class TokenIndex {
  #byHash: ReadonlyMap<string, IndexedToken>;
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
    const found = [...this.#byHash.values()].find(({ token }) => token.id === id);
    const left = (found?.token.expiresAt ?? Number.POSITIVE_INFINITY) - this.#clock.epoch();
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
    const token = this.#byHash.get(hash)?.token;
    if (token === undefined || !timingSafeEqual(Buffer.from(token.tokenHash), Buffer.from(hash)))
      return undefined;
    return isTokenExpired(token, this.#clock.epoch()) ? undefined : token;
  }

  /** Returns whether a token may be used from an address. The local socket counts as 127.0.0.1. */
  isUsableFrom({ tokenHash }: Pick<ApiToken, 'tokenHash'>, address: string): boolean {
    const found = this.#byHash.get(tokenHash);
    if (found === undefined) return false;
    return (
      found.networks === undefined || contains(found.networks, address === LOCAL_SOCKET ? LOOPBACK : address)
    );
  }

  close(): void {
    this.#stop();
  }
}

function byHash(tokens: readonly ApiToken[]): ReadonlyMap<string, IndexedToken> {
  return new Map(tokens.map((token) => [token.tokenHash, indexed(token)]));
}

function indexed(token: ApiToken): IndexedToken {
  if (token.networks === undefined) return { token };
  try {
    return { token, networks: addressList(token.networks, 'The network') };
  } catch {
    // A stored network that cannot be parsed permits no address.
    return { token, networks: new BlockList() };
  }
}
