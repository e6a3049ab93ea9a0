import { createHmac, randomBytes } from 'node:crypto';
import type { EndpointAuthentication, NodeEndpoint } from '../endpoint/node-endpoint.ts';
import { type SecretResolver, showSecretReference } from '../endpoint/secret-reference.ts';
import { SshFailure } from '../ssh-failure.ts';
import type { Credentials } from './credentials.ts';
import { readPrivateKey } from './private-key.ts';

let salt: Buffer | undefined;

/**
 * Fetches what a node's user proves who they are with. `agent` is the socket of the runner's own agent, if it has one.
 *
 * @throws SshFailure `AuthenticationFailure` or `ConfigurationFailure`, which names the reference and no secret
 */
export async function resolveCredentials(
  endpoint: NodeEndpoint,
  resolve: SecretResolver,
  agent: string | undefined,
): Promise<Credentials> {
  const { username, authentication } = endpoint;
  const own = await ownCredentials(authentication, resolve);
  const asked = endpoint.usesAgent ? agent : undefined;
  if (!own.key && own.password === undefined && asked === undefined) {
    throw new SshFailure(
      'ConfigurationFailure',
      `Node ${endpoint.node} names no key and no password, and the runner has no SSH agent.`,
      'Give the node ssh-key-storage-path, ssh-keypath or ssh-password-storage-path.',
    );
  }
  const material = JSON.stringify([username, own.key?.getPrivatePEM(), own.password, asked]);
  salt ??= randomBytes(32);
  return {
    username,
    ...own,
    ...(asked !== undefined && { agent: asked }),
    identity: createHmac('sha256', salt).update(material).digest('base64url'),
  };
}

async function ownCredentials(
  authentication: EndpointAuthentication,
  resolve: SecretResolver,
): Promise<Pick<Credentials, 'key' | 'password'>> {
  if (authentication.kind === 'password') return { password: await resolve(authentication.password) };
  const { key, passphrase } = authentication;
  if (!key) return {};
  const [text, phrase] = await Promise.all([resolve(key), passphrase && resolve(passphrase)]);
  return { key: await readPrivateKey(text, phrase, showSecretReference(key)) };
}
