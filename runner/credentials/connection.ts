import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { requireEncrypted } from '../../protocol/client/plaintext.ts';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { problemOf } from '../../support/errors/problem-of.ts';
import type { RunnerSettings } from '../settings/runner-settings.ts';
import { readServerAddress } from '../transport/server-address.ts';
import type { StoredConnection } from './identity.ts';
import { proxyAddress } from './proxy-address.ts';

/** The connection settings of a start. Absent settings keep their stored values. */
export type ConnectionChoice = Pick<
  RunnerSettings,
  | 'server'
  | 'insecurePlaintext'
  | 'proxy'
  | 'proxyUsername'
  | 'proxyPassword'
  | 'proxyPasswordFile'
  | 'proxyExcept'
  | 'caFile'
  | 'clientCertificate'
  | 'clientKey'
  | 'clientKeyPassphraseFile'
>;

/**
 * Returns the stored connection with the changes of this start. A pinned certificate remains, unless the start sets
 * other authorities. Errors: `plaintext-refused`; `usage`, for example if there is no address.
 */
export async function chooseConnection(
  kept: StoredConnection | undefined,
  choice: ConnectionChoice,
): Promise<StoredConnection> {
  const server = choice.server?.replace(/\/+$/, '') ?? kept?.server;
  if (server === undefined) {
    throw new OutrunnerError('usage', {
      problem: 'Nothing was enrolled in this data dir, and no server is given.',
      remedy: 'Give the address of the coordinator with --server https://HOST:PORT.',
    });
  }
  const { origin } = readServerAddress(server);
  const insecurePlaintext = choice.insecurePlaintext ?? kept?.insecurePlaintext ?? false;
  requireEncrypted(new URL(origin), insecurePlaintext);
  const { pinned, ...rest } = kept ?? {};
  const authorities = choice.caFile === undefined ? undefined : await readAuthorities(choice.caFile);
  const proxy = await proxyAddress(choice, kept?.proxy);
  const clientIdentity = clientIdentityOf(choice);
  return {
    ...rest,
    server,
    insecurePlaintext,
    ...(proxy === undefined ? {} : { proxy }),
    ...(choice.proxyExcept === undefined ? {} : { proxyExcept: choice.proxyExcept.join(',') }),
    ...(authorities === undefined ? {} : { authorities }),
    ...(clientIdentity === undefined ? {} : { clientIdentity }),
    ...(pinned === undefined || authorities !== undefined ? {} : { pinned }),
  };
}

/** Stores paths instead of contents, because operators replace the files from time to time. */
function clientIdentityOf(choice: ConnectionChoice): StoredConnection['clientIdentity'] {
  const { clientCertificate: certificate, clientKey: key, clientKeyPassphraseFile } = choice;
  if (certificate === undefined && key === undefined) return undefined;
  if (certificate === undefined || key === undefined) {
    throw new OutrunnerError('usage', {
      problem: `${certificate === undefined ? '--client-cert' : '--client-key'} is missing.`,
      remedy: 'Set the client certificate together with its key.',
    });
  }
  return {
    certificate: resolve(certificate),
    key: resolve(key),
    ...(clientKeyPassphraseFile === undefined ? {} : { passphraseFile: resolve(clientKeyPassphraseFile) }),
  };
}

async function readAuthorities(file: string): Promise<string> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
    new X509Certificate(text);
  } catch (error) {
    throw new OutrunnerError('usage', {
      problem: `--ca ${file} is not a file of certificates: ${problemOf(error)}.`,
      remedy: 'Give a PEM file.',
    });
  }
  return text;
}
