import { compactVerify, importJWK } from 'jose';
import type { Replica } from '../../../protocol/entities/replica.ts';
import { OutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import { type TokenAnswer, TokenProof, type TokenRequest } from '../../../protocol/runner/token.ts';
import type { FailedLogins } from '../../access/failed-logins.ts';
import type { RunnerDirectory, SettingsSource } from '../../dispatch/ports.ts';
import type { Claimant } from '../../executions/ports.ts';
import type { CoordinatorIdentity } from '../needs.ts';
import { octetKey } from '../public-key.ts';
import type { AccessTokens } from './access-tokens.ts';
import type { Nonces } from './nonces.ts';

export interface SignInParts {
  readonly identity: CoordinatorIdentity;
  readonly directory: RunnerDirectory;
  readonly settings: SettingsSource;
  readonly nonces: Nonces;
  readonly accessTokens: AccessTokens;
  readonly failedLogins: FailedLogins;
}

/** `POST token`: first a nonce, then, for the nonce signed with the replica's key, an access token. */
export class SignIn {
  readonly #parts: SignInParts;

  constructor(parts: SignInParts) {
    this.#parts = parts;
  }

  /** @throws replica-revoked, proof-invalid, too-many-failed-logins */
  async answer(request: TokenRequest, address: string): Promise<TokenAnswer> {
    const { directory, nonces, failedLogins, accessTokens, settings } = this.#parts;
    // Many replicas may share one address, so that one with a wrong key must not lock the others out.
    const origin = `${address} ${request.replicaId}`;
    failedLogins.check(origin, address);
    const replica = directory.replica(request.replicaId);
    const runner = replica === undefined ? undefined : directory.runner(replica.runnerId);
    if (replica === undefined || runner === undefined) {
      failedLogins.failed(origin);
      throw new OutrunnerError('replica-revoked');
    }
    if (request.proof === undefined) return { nonce: nonces.issue(replica.id, request.instanceId) };
    if (!(await this.#proves(request.proof, replica, request))) {
      failedLogins.failed(origin);
      throw new OutrunnerError('proof-invalid');
    }
    // Revoked while its signature was verified.
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

  async #proves(proof: string, replica: Replica, request: TokenRequest): Promise<boolean> {
    const payload = await verified(proof, replica);
    const parsed = TokenProof.safeParse(payload);
    if (!parsed.success) return false;
    const { nonce, replicaId, instanceId, coordinatorId } = parsed.data;
    return (
      replicaId === replica.id &&
      instanceId === request.instanceId &&
      coordinatorId === this.#parts.identity.coordinatorId &&
      this.#parts.nonces.use(nonce, replicaId, instanceId)
    );
  }
}

/** What the replica's key signed; undefined: nothing, or another key. */
async function verified(proof: string, replica: Replica): Promise<unknown> {
  try {
    const jwk = octetKey(replica.signatureKey, 'Ed25519');
    if (jwk === undefined) return undefined;
    const key = await importJWK(jwk, 'EdDSA');
    const { payload } = await compactVerify(proof, key, { algorithms: ['EdDSA', 'Ed25519'] });
    return JSON.parse(new TextDecoder().decode(payload));
  } catch {
    return undefined;
  }
}
