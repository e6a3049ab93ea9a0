import { isOutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import type { InstanceId } from '../../../protocol/ids.ts';
import { TokenAnswer } from '../../../protocol/runner/token.ts';
import type { Enrolled } from '../../credentials/identity.ts';
import { type PrivateJwk, signProof } from '../../credentials/keys.ts';
import type { CoordinatorClient } from '../../transport/coordinator-client.ts';
import { LinkDown } from '../../transport/link-down.ts';

/** A token is renewed after this fraction of its lifetime, counted from before the request. */
const RENEWED_AT = 0.7;
/**
 * Number of consecutive refused proofs after which the credentials count as wrong. A restarted coordinator refuses
 * valid proofs, because it has forgotten its nonces.
 */
const PROOFS_REFUSED = 3;

export interface SignInOptions {
  readonly client: CoordinatorClient;
  readonly enrolled: Enrolled;
  readonly signatureKey: PrivateJwk;
  readonly instanceId: InstanceId;
  /** Returns monotonic ms. */
  readonly now: () => number;
}

/** Manages the access token of one instance. Every call gets the token from here, because it may have been renewed. */
export class SignIn {
  readonly #options: SignInOptions;
  #token: { readonly value: string; readonly renewAt: number } | undefined;
  #underWay: { readonly token: Promise<string>; readonly signal: AbortSignal } | undefined;
  #proofsRefused = 0;

  constructor(options: SignInOptions) {
    this.#options = options;
  }

  /**
   * Resolves to a valid token. Signs in if no valid token is cached. Rejects with the errors of the call `token`, and with
   * `LinkDown` for the first refused proofs.
   */
  async accessToken(signal: AbortSignal): Promise<string> {
    if (this.#token && this.#options.now() < this.#token.renewAt) return this.#token.value;
    if (this.#underWay === undefined || this.#underWay.signal.aborted) {
      this.#underWay = { token: this.#signIn(signal), signal };
    }
    const underWay = this.#underWay;
    try {
      return await underWay.token;
    } finally {
      if (this.#underWay === underWay) this.#underWay = undefined;
    }
  }

  /** Drops a token that the coordinator rejected, unless a newer token has replaced it. */
  drop(token: string): void {
    if (this.#token?.value === token) this.#token = undefined;
  }

  async #signIn(signal: AbortSignal): Promise<string> {
    const askedAt = this.#options.now();
    try {
      const { accessToken, expiresInSeconds } = await this.#ask(signal);
      this.#proofsRefused = 0;
      this.#token = { value: accessToken, renewAt: askedAt + expiresInSeconds * 1000 * RENEWED_AT };
      return accessToken;
    } catch (error) {
      if (!isOutrunnerError(error) || error.code !== 'proof-invalid') throw error;
      if (++this.#proofsRefused >= PROOFS_REFUSED) throw error;
      throw new LinkDown(error.message, { cause: error });
    }
  }

  async #ask(signal: AbortSignal): Promise<{ accessToken: string; expiresInSeconds: number }> {
    const { client, enrolled, instanceId, signatureKey } = this.#options;
    const who = { replicaId: enrolled.replicaId, instanceId };
    const first = await client.call('token', TokenAnswer, { json: who }, { signal });
    if (!('nonce' in first.value)) return first.value;
    const proof = await signProof(
      { nonce: first.value.nonce, ...who, coordinatorId: enrolled.coordinatorId },
      signatureKey,
    );
    const second = await client.call('token', TokenAnswer, { json: { ...who, proof } }, { signal });
    if ('nonce' in second.value) throw new LinkDown('it answered a proof with another nonce');
    return second.value;
  }
}
