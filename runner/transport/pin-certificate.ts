import { createHash, X509Certificate } from 'node:crypto';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { chooseProxy } from '../../support/fetch/proxy-choice.ts';
import type { StopRequests } from '../agent/stop-requests.ts';
import type { StoredConnection } from '../credentials/identity.ts';
import type { RunnerHost } from '../runner-host.ts';
import type { RunnerSettings } from '../settings/runner-settings.ts';
import type { LinkReporter } from './link-reporter.ts';
import { persistently } from './persistent-call.ts';
import { fetchPinnedCertificate, readFingerprint } from './pinned-certificate.ts';
import { readServerAddress } from './server-address.ts';

export interface PinOptions {
  readonly settings: Pick<RunnerSettings, 'caFingerprint' | 'backoffFirst' | 'backoffLongest'>;
  readonly host: RunnerHost;
  readonly stop: StopRequests;
  readonly link: LinkReporter;
  readonly connection: StoredConnection;
}

/**
 * Returns the connection. If this start has a fingerprint, the matching certificate is pinned. Errors:
 * `certificate-differs`.
 */
export async function pinCertificate({
  settings,
  host,
  stop,
  link,
  connection,
}: PinOptions): Promise<StoredConnection> {
  if (settings.caFingerprint === undefined) return connection;
  const fingerprint = readFingerprint(settings.caFingerprint);
  if (connection.pinned !== undefined && fingerprintOf(connection.pinned) === fingerprint) return connection;
  const { origin } = readServerAddress(connection.server);
  if (!origin.startsWith('https:')) {
    throw new OutrunnerError('usage', {
      problem: '--ca-fingerprint is given, but the address does not begin with https:.',
      remedy: 'Give --server https://HOST:PORT.',
    });
  }
  const proxy = chooseProxy(origin, connection.proxy, host.environment, connection.proxyExcept);
  const pinned = await persistently(() => fetchPinnedCertificate(origin, fingerprint, proxy), {
    backoff: { base: settings.backoffFirst, cap: settings.backoffLongest },
    signal: stop.asked,
    onFailure: (error) => link.down(error),
  });
  return { ...connection, pinned };
}

function fingerprintOf(pem: string): string {
  return createHash('sha256').update(new X509Certificate(pem).raw).digest('hex');
}
