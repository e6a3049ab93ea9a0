import type { EndpointAuthentication, NodeEndpoint } from '../endpoint/node-endpoint.ts';
import { type SecretResolver, showSecretReference } from '../endpoint/secret-reference.ts';
import { SshFailure } from '../ssh-failure.ts';
import type { CredentialTexts } from './read-credentials.ts';

/**
 * Resolves the credentials for a node. `agent` is the socket of the runner's own agent, if there is one.
 *
 * @throws SshFailure `ConfigurationFailure`, which contains the reference but no secret
 */
export async function resolveCredentials(
  endpoint: NodeEndpoint,
  resolve: SecretResolver,
  agent: string | undefined,
): Promise<CredentialTexts> {
  const { username, authentication } = endpoint;
  const own = await ownCredentials(authentication, resolve);
  const asked = endpoint.usesAgent ? agent : undefined;
  if (!own.key && own.password === undefined && asked === undefined) {
    throw new SshFailure(
      'ConfigurationFailure',
      `Node ${endpoint.node} names no key and no password, and the runner has no SSH agent.`,
      'Set ssh-key-storage-path, ssh-keypath or ssh-password-storage-path on the node.',
    );
  }
  return { username, ...own, ...(asked !== undefined && { agent: asked }) };
}

async function ownCredentials(
  authentication: EndpointAuthentication,
  resolve: SecretResolver,
): Promise<Pick<CredentialTexts, 'key' | 'password'>> {
  if (authentication.kind === 'password') return { password: await resolve(authentication.password) };
  const { key, passphrase: phrase } = authentication;
  if (!key) return {};
  const [text, passphrase] = await Promise.all([resolve(key), phrase && resolve(phrase)]);
  const where = showSecretReference(key);
  return { key: { text, where, ...(passphrase !== undefined && { passphrase }) } };
}
