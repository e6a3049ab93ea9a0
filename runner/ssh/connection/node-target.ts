import type { Credentials } from '../credentials/credentials.ts';
import type { NodeEndpoint } from '../endpoint/node-endpoint.ts';
import type { HostKeyFile } from '../host-keys/host-key-file.ts';
import { connectSsh } from './connect.ts';
import type { PoolTarget } from './connection-pool.ts';

/**
 * Returns the target of a node. Its key identifies the address, user and credentials, but not the node, so that
 * several nodes can share a connection.
 */
export function nodeTarget(
  endpoint: Pick<NodeEndpoint, 'host' | 'port' | 'jumps' | 'connectMilliseconds' | 'keepaliveMilliseconds'>,
  credentials: Credentials,
  hostKeys: HostKeyFile,
): PoolTarget {
  const { host, port, jumps, connectMilliseconds, keepaliveMilliseconds } = endpoint;
  return {
    key: JSON.stringify([host, port, jumps, keepaliveMilliseconds, hostKeys.path, credentials.identity]),
    connect: (signal) =>
      connectSsh({
        host,
        port,
        jumps,
        connectMilliseconds,
        keepaliveMilliseconds,
        credentials,
        hostKeys,
        ...(signal && { signal }),
      }),
  };
}
