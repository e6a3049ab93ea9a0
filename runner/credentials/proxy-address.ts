import { readFile } from 'node:fs/promises';
import { OutrunnerError, problemOf } from '../../protocol/errors/outrunner-error.ts';
import type { RunnerSettings } from '../settings/runner-settings.ts';

export type ProxyChoice = Pick<
  RunnerSettings,
  'proxy' | 'proxyUsername' | 'proxyPassword' | 'proxyPasswordFile'
>;

/** The proxy that is named, with its credentials, wherever they were given. Errors: `usage`. */
export async function proxyAddress(choice: ProxyChoice): Promise<string | undefined> {
  const { proxy, proxyUsername, proxyPasswordFile } = choice;
  if (proxy === undefined) {
    if (proxyUsername === undefined) return undefined;
    throw unusable('A user for the proxy is given, and no proxy.', 'Name it: runner.proxy.url, or --proxy.');
  }
  if (proxyUsername === undefined) return proxy;
  const full = proxy.includes('://') ? proxy : `http://${proxy}`;
  if (!URL.canParse(full)) throw unusable('The proxy is not an address.', 'Give it as http://HOST:PORT.');
  const url = new URL(full);
  url.username = encodeURIComponent(proxyUsername);
  url.password = encodeURIComponent(choice.proxyPassword ?? (await fromFile(proxyPasswordFile)));
  return url.href;
}

async function fromFile(file: string | undefined): Promise<string> {
  if (file === undefined) return '';
  try {
    return (await readFile(file, 'utf8')).trimEnd();
  } catch (error) {
    throw unusable(`The password file ${file} of the proxy cannot be read: ${problemOf(error)}.`, '');
  }
}

function unusable(problem: string, remedy: string): OutrunnerError {
  return new OutrunnerError('usage', { problem, remedy });
}
