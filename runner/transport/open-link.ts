import type { Dispatcher } from 'undici';
import { problemOf } from '../../support/errors/problem-of.ts';
import { chooseProxy } from '../../support/fetch/proxy-choice.ts';
import type { StoredConnection } from '../credentials/identity.ts';
import type { RunnerLog } from '../logging/log.ts';
import type { RunnerSettings } from '../settings/runner-settings.ts';
import { readClientIdentity, versionOf } from './client-identity.ts';
import { openDispatcher } from './dispatcher.ts';
import { RenewingDispatcher } from './renewing-dispatcher.ts';
import { readServerAddress, type ServerAddress } from './server-address.ts';

export interface LinkOptions {
  readonly connection: StoredConnection;
  readonly settings: Pick<
    RunnerSettings,
    'maxConnections' | 'connectTimeout' | 'idleTimeout' | 'clientKeyPassphrase'
  >;
  readonly environment: Readonly<NodeJS.ProcessEnv>;
  readonly log: RunnerLog;
}

/**
 * Returns the coordinator's address and a dispatcher for connections to it. Close the dispatcher after use. Errors:
 * `usage`.
 */
export function openLink(options: LinkOptions): {
  readonly address: ServerAddress;
  readonly dispatcher: Dispatcher;
} {
  const { connection, settings, environment, log } = options;
  const { clientIdentity, proxy: named, proxyExcept } = connection;
  const address = readServerAddress(connection.server);
  const proxy = chooseProxy(address.origin, named, environment, proxyExcept);
  const limits = {
    connections: settings.maxConnections,
    connectMilliseconds: settings.connectTimeout,
    idleMilliseconds: settings.idleTimeout,
  };
  const connect = { ...connection, address, proxy, limits };
  if (clientIdentity === undefined) return { address, dispatcher: openDispatcher(connect) };
  const files = { ...clientIdentity, passphrase: settings.clientKeyPassphrase };
  const dispatcher = new RenewingDispatcher({
    version: () => versionOf(files),
    open: () => openDispatcher(connect, readClientIdentity(files)),
    onRenewed: () => log.info({ certificate: files.certificate }, 'new connections use the new certificate'),
    onRefused: (error) =>
      log.warn(
        { problem: problemOf(error) },
        'the new client certificate is unusable: the previous one stays in use',
      ),
    now: () => performance.now(),
  });
  return { address, dispatcher };
}
