import type { RunnerKeys } from '../../keys/runner-keys.ts';
import type { RemoteStep } from '../../link/remote-step.ts';
import { resolveCredentials } from '../../ssh/credentials/resolve-credentials.ts';
import { type NodeEndpoint, readNodeEndpoint } from '../../ssh/endpoint/node-endpoint.ts';
import type { NodeStep } from './node-executor.ts';
import { NodeSecretResolver } from './node-secret-resolver.ts';

export interface SshAccessParts {
  /** The `known_hosts` file of the replica. */
  readonly knownHosts: string;
  /** Socket of the SSH agent of the runner's user, if it has one. */
  readonly agent: string | undefined;
  readonly runnerKeys: Pick<RunnerKeys, 'read'>;
}

/** The endpoint of a step's node and the secrets to reach it over SSH. */
export interface SshAccess {
  readonly endpoint: NodeEndpoint;
  readonly target: RemoteStep['target'];
  /** Contains the resolved secrets, which the output must mask. */
  readonly secrets: NodeSecretResolver;
}

/** Reads the endpoint from the node's own attributes. */
export function endpointOf(step: NodeStep): NodeEndpoint {
  return readNodeEndpoint({ name: step.node.name, tags: [], attributes: withPassphrase(step) });
}

/** Rejects with an SshFailure if the node cannot be reached over SSH. */
export async function sshAccess(
  step: NodeStep,
  { knownHosts, agent, runnerKeys }: SshAccessParts,
  endpoint = endpointOf(step),
): Promise<SshAccess> {
  const secrets = new NodeSecretResolver(step, runnerKeys);
  const credentials = await resolveCredentials(endpoint, secrets.resolve, agent);
  const { host, port, jumps, connectMilliseconds, keepaliveMilliseconds, hostKeyMode: mode } = endpoint;
  const hostKeys = { path: knownHosts, mode };
  const target = { host, port, jumps, connectMilliseconds, keepaliveMilliseconds, hostKeys, ...credentials };
  return { endpoint, target, secrets };
}

/** As in Rundeck, an option of this name is the passphrase if the node sets none. */
const PASSPHRASE_OPTION = 'sshKeyPassphrase';

function withPassphrase({ node: { attributes }, secure }: NodeStep): NodeStep['node']['attributes'] {
  const options = secure.node?.options ?? {};
  if (!Object.hasOwn(options, PASSPHRASE_OPTION)) return attributes;
  return { 'ssh-key-passphrase-option': PASSPHRASE_OPTION, ...attributes };
}
