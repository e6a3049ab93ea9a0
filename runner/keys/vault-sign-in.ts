import { readFile } from 'node:fs/promises';
import * as z from 'zod';
import { problemOf } from '../../support/errors/problem-of.ts';
import { KeyFailure } from './key-provider.ts';
import type { VaultConfiguration } from './key-storage-settings.ts';
import { type VaultClient, vaultProblem } from './vault-client.ts';

/** A token and its lifetime. */
export interface VaultLease {
  readonly token: string;
  /** Lifetime in seconds; 0 if the token does not expire or its lifetime is unknown. */
  readonly seconds: number;
  readonly renewable: boolean;
}

/** Requests a new token. Rejects with {@link KeyFailure}. */
export type VaultSignIn = (client: VaultClient) => Promise<VaultLease>;

/** Returns the configured sign-in. Throws {@link KeyFailure} if none is configured. */
export function vaultSignIn(configuration: VaultConfiguration): VaultSignIn {
  const { authBackend, token, tokenFile, approleId } = configuration;
  const backend = authBackend ?? (approleId === undefined ? 'token' : 'approle');
  if (backend === 'approle') return byRole(configuration);
  if (token !== undefined) return async (client) => ({ token, ...(await leaseOf(client, token)) });
  if (tokenFile !== undefined) return byFile(tokenFile);
  throw unsaid('names no "token" and no "tokenFile"');
}

const Login = z.object({
  auth: z.object({ client_token: z.string(), lease_duration: z.number(), renewable: z.boolean() }),
});

function byRole(configuration: VaultConfiguration): VaultSignIn {
  const { approleId, approleSecretId, approleSecretIdFile, approleAuthMount } = configuration;
  if (approleId === undefined) throw unsaid('names no "approleId"');
  return async (client) => {
    const secret = approleSecretId ?? (approleSecretIdFile && (await secretIn(approleSecretIdFile)));
    const mount = approleAuthMount.split('/').map(encodeURIComponent).join('/');
    const answer = await client.call({
      method: 'POST',
      path: `auth/${mount}/login`,
      body: { role_id: approleId, ...(secret === undefined ? {} : { secret_id: secret }) },
    });
    const login = Login.safeParse(answer.body);
    if (answer.status === 200 && login.success) {
      const { client_token, lease_duration, renewable } = login.data.auth;
      return { token: client_token, seconds: lease_duration, renewable };
    }
    throw new KeyFailure(
      'unusable',
      `Vault at ${client.address} refused the role of the runner (status ${answer.status}${vaultProblem(answer)})`,
      'Check "approleId", the secret id and "approleAuthMount"; a secret id may have been used up, or have expired.',
    );
  };
}

/**
 * Returns a sign-in that reads a token file. Another program, such as Vault Agent, renews the token in this file. The
 * file is read again when Vault refuses the token.
 */
function byFile(path: string): VaultSignIn {
  return async () => ({ token: await secretIn(path), seconds: 0, renewable: false });
}

const LookedUp = z.object({ data: z.object({ ttl: z.number(), renewable: z.boolean().default(false) }) });

/**
 * Resolves to the lifetime of a token. If its policy forbids the lookup, the lifetime is unknown, and the token is used
 * until Vault refuses it.
 */
async function leaseOf(client: VaultClient, token: string): Promise<Omit<VaultLease, 'token'>> {
  const answer = await client.call({ method: 'GET', path: 'auth/token/lookup-self', token });
  const found = LookedUp.safeParse(answer.body);
  if (answer.status !== 200 || !found.success) return { seconds: 0, renewable: false };
  return { seconds: found.data.data.ttl, renewable: found.data.data.renewable };
}

async function secretIn(path: string): Promise<string> {
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch (error) {
    throw new KeyFailure(
      'unusable',
      `the file ${path} with the runner's credentials for Vault cannot be read: ${problemOf(error)}`,
      'Let the user of the runner read it.',
    );
  }
}

function unsaid(problem: string): KeyFailure {
  return new KeyFailure(
    'unusable',
    `its configuration ${problem}`,
    'Give "tokenFile" or "token", or "approleId" with "approleSecretIdFile".',
  );
}
