import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { problemOf } from '../../support/errors/problem-of.ts';
import { chooseProxy } from '../../support/fetch/proxy-choice.ts';
import { openDispatcher } from '../transport/dispatcher.ts';
import { readServerAddress } from '../transport/server-address.ts';
import { EnvironmentProvider } from './environment-provider.ts';
import { FolderProvider } from './folder-provider.ts';
import { KeyFailure, type KeyProvider } from './key-provider.ts';
import { type KeyStorageSettings, KeyStorages, type VaultConfiguration } from './key-storage-settings.ts';
import { type KeyMount, RunnerKeys } from './runner-keys.ts';
import { VaultClient } from './vault-client.ts';
import { VaultProvider } from './vault-provider.ts';
import { vaultSignIn } from './vault-sign-in.ts';
import { VaultToken } from './vault-token.ts';

/** Few connections that close soon, because keys are small and rarely read. */
const LIMITS = { connections: 8, idleMilliseconds: 10_000 };

export interface RunnerKeysSurroundings {
  readonly dataDir: string;
  /** The environment of this process. Opening removes the variables that contain keys. */
  readonly environment: NodeJS.ProcessEnv;
  /** The configured proxy. If it is absent, the environment decides. */
  readonly proxy?: string | undefined;
  /** Hosts that are reached without the configured proxy, in addition to those in NO_PROXY. */
  readonly proxyExcept?: string | undefined;
  /** PEM certificates to trust in addition to the public authorities. */
  readonly authorities?: string | undefined;
}

/**
 * Validates and opens the configured key storages. If no storage is mounted at `runner/` itself, the folder `keys` of
 * the data dir is mounted there. Connects to a storage only when a key is read. Errors: `usage`. Close the result after
 * use.
 */
export async function openRunnerKeys(
  settings: unknown,
  surroundings: RunnerKeysSurroundings,
): Promise<RunnerKeys> {
  const storages = read(settings);
  const mounts: KeyMount[] = [];
  for (const [name, storage] of Object.entries(storages)) {
    const segments = storage.path ?? [];
    const other = mounts.find((mount) => mount.segments.join('/') === segments.join('/'));
    if (other !== undefined)
      throw invalid(name, 'has the same path as another one', 'Give each key storage its own "path".');
    mounts.push({ segments, provider: await openProvider(name, storage, surroundings) });
  }
  if (!mounts.some(({ segments }) => segments.length === 0))
    mounts.push({ segments: [], provider: new FolderProvider(join(surroundings.dataDir, 'keys')) });
  return new RunnerKeys(mounts);
}

function read(settings: unknown): KeyStorages {
  const result = KeyStorages.safeParse(settings ?? {});
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const [name, ...within] = issue?.path ?? [];
  throw invalid(
    String(name ?? ''),
    `${within.join('.')} ${issue?.message ?? 'is not valid'}`.trim(),
    'The names of settings are in docs/keys.md.',
  );
}

async function openProvider(
  name: string,
  storage: KeyStorageSettings,
  surroundings: RunnerKeysSurroundings,
): Promise<KeyProvider> {
  switch (storage.type) {
    case 'file':
      return new FolderProvider(storage.configuration.folder);
    case 'environment':
      return new EnvironmentProvider(surroundings.environment, storage.configuration.variables);
    case 'vault':
    case 'vault-storage':
      return openVault(name, storage.configuration, surroundings);
  }
}

async function openVault(
  name: string,
  configuration: VaultConfiguration,
  { environment, proxy, proxyExcept = '', authorities }: RunnerKeysSurroundings,
): Promise<VaultProvider> {
  const { pemFile, namespace, openTimeout, readTimeout, maxRetries, cacheSeconds } = configuration;
  const address = readServerAddress(configuration.address);
  const own = pemFile === undefined ? undefined : await readAuthorities(name, pemFile);
  const trusted = [authorities, own].filter((pem) => pem !== undefined).join('\n');
  const noProxy = environment['no_proxy'] || environment['NO_PROXY'] || '';
  const client = new VaultClient({
    dispatcher: openDispatcher({
      address,
      proxy: chooseProxy(address.origin, proxy, environment, `${proxyExcept} ${noProxy}`),
      limits: { ...LIMITS, connectMilliseconds: openTimeout * 1000 },
      ...(trusted === '' ? {} : { authorities: trusted }),
    }),
    address: `${address.origin}${address.prefix}`,
    namespace,
    readMilliseconds: readTimeout * 1000,
    retries: maxRetries,
    pause: (milliseconds) => setTimeout(milliseconds),
  });
  const now = () => performance.now();
  const { secretBackend: mount, engineVersion: version, prefix } = configuration;
  return new VaultProvider({
    client,
    token: new VaultToken({ client, signIn: signInOf(name, configuration), now }),
    place: { mount, version, prefix },
    cacheMilliseconds: cacheSeconds * 1000,
    now,
  });
}

function signInOf(name: string, configuration: VaultConfiguration) {
  try {
    return vaultSignIn(configuration);
  } catch (error) {
    if (error instanceof KeyFailure) throw invalid(name, error.message, error.remedy);
    throw error;
  }
}

async function readAuthorities(name: string, path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const remedy = 'Give the path of a PEM file that the runner may read.';
    throw invalid(name, `"pemFile" ${path} cannot be read: ${problemOf(error)}`, remedy);
  }
}

function invalid(name: string, problem: string, remedy: string): OutrunnerError {
  const of = name === '' ? 'The key storages of the runner' : `The key storage "${name}" of the runner`;
  return new OutrunnerError('usage', { problem: `${of}: ${problem}.`, remedy });
}
