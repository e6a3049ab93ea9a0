import { compactVerify, importJWK } from 'jose';
import type { Replica } from '../../../protocol/entities/replica.ts';
import { OutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import { type TokenAnswer, TokenProof, type TokenRequest } from '../../../protocol/runner/token.ts';
import { parsedJson } from '../../../support/text/parsed-json.ts';
import type { FailedLogins } from '../../access/failed-logins.ts';
import type { RunnerDirectory, SettingsSource } from '../../dispatch/ports.ts';
import type { Claimant } from '../../executions/ports.ts';
import { HTTP_LIMITS } from '../../network/limits.ts';
import type { CoordinatorIdentity } from '../needs.ts';
import type { AccessTokens } from './access-tokens.ts';
import type { Nonces } from './nonces.ts';
import { octetKey } from './public-key.ts';

export interface SignInParts {
  readonly identity: CoordinatorIdentity;
  readonly directory: RunnerDirectory;
  readonly settings: SettingsSource;
  readonly nonces: Nonces;
  readonly accessTokens: AccessTokens;
  readonly failedLogins: FailedLogins;
}

/** `POST token`: issues a nonce, or an access token for a nonce that the replica's key signed. */
export class SignInCall {
  readonly #parts: SignInParts;

  constructor(parts: SignInParts) {
    this.#parts = parts;
  }

  /** @throws replica-revoked, proof-invalid, too-many-failed-logins, too-many-requests */
  async answer(request: TokenRequest, address: string): Promise<TokenAnswer> {
    const { directory, nonces, accessTokens, settings } = this.#parts;
    const replica = directory.replica(request.replicaId);
    const runner = replica === undefined ? undefined : directory.runner(replica.runnerId);
    if (replica === undefined || runner === undefined)
      throw this.#failed('replica-revoked', request, address);
    // A request for a nonce is not a login and is not limited, because it costs only an HMAC and no memory.
    if (request.proof === undefined) return { nonce: nonces.issue(replica.id, request.instanceId) };
    const nonce = await this.#provenNonce(request.proof, replica, request);
    const use = nonce === undefined ? 'used' : nonces.use(nonce, replica.id);
    if (use === 'used') throw this.#failed('proof-invalid', request, address);
    if (use === 'too-many') throw tooManySignIns();
    // The replica may have been revoked while its signature was verified.
    if (directory.replica(replica.id) === undefined) throw new OutrunnerError('replica-revoked');
    const claimant: Claimant = {
      replicaId: replica.id,
      instanceId: request.instanceId,
      runnerId: runner.id,
      runnerName: runner.name,
    };
    const life = settings.current().security.accessTokenSeconds;
    return { accessToken: accessTokens.issue(claimant, life), expiresInSeconds: life };
  }

  /**
   * Counts a failed login. Only failed logins are limited, because other clients can cause failures in the name of a
   * replica or from its address.
   */
  #failed(
    code: 'replica-revoked' | 'proof-invalid',
    { replicaId }: TokenRequest,
    address: string,
  ): OutrunnerError {
    return (
      this.#parts.failedLogins.failed({ address, kind: 'replica proof', credential: replicaId }) ??
      new OutrunnerError(code)
    );
  }

  /**
   * Returns the nonce that the replica signed for itself, its instance and this coordinator; undefined if the proof is
   * invalid.
   */
  async #provenNonce(proof: string, replica: Replica, request: TokenRequest): Promise<string | undefined> {
    const parsed = TokenProof.safeParse(unverifiedPayload(proof));
    if (!parsed.success) return undefined;
    const { nonce, replicaId, instanceId, coordinatorId } = parsed.data;
    const fits =
      replicaId === replica.id &&
      instanceId === request.instanceId &&
      coordinatorId === this.#parts.identity.coordinatorId &&
      // The nonce is checked before the signature, which costs 20 times as much, so that only issued nonces are
      // verified.
      this.#parts.nonces.isFresh(nonce, replicaId, instanceId);
    return fits && (await isSigned(proof, replica)) ? nonce : undefined;
  }
}

function tooManySignIns(): OutrunnerError {
  return new OutrunnerError('too-many-requests', {
    what: 'sign-ins of this replica within a minute',
    limit: HTTP_LIMITS.signIns.value,
    seconds: 60,
  });
}

/** Returns the payload of a compact JWS without verifying its signature; undefined if it is not JSON. */
function unverifiedPayload(proof: string): unknown {
  return parsedJson(Buffer.from(proof.split('.')[1] ?? '', 'base64url').toString('utf8'));
}

/** Returns whether the replica's key signed the proof. */
async function isSigned(proof: string, replica: Replica): Promise<boolean> {
  try {
    const jwk = octetKey(replica.signatureKey, 'Ed25519');
    if (jwk === undefined) return false;
    const key = await importJWK(jwk, 'EdDSA');
    await compactVerify(proof, key, { algorithms: ['EdDSA', 'Ed25519'] });
    return true;
  } catch {
    return false;
  }
}
