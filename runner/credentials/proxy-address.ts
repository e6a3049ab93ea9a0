import { readFile } from 'node:fs/promises';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { problemOf } from '../../support/errors/problem-of.ts';
import type { RunnerSettings } from '../settings/runner-settings.ts';

export type ProxyChoice = Pick<
  RunnerSettings,
  'proxy' | 'proxyUsername' | 'proxyPassword' | 'proxyPasswordFile'
>;

/**
 * Returns the proxy's address with its credentials from all sources; undefined if this start configures neither a proxy
 * nor credentials. Errors: `usage`.
 *
 * @param kept the stored proxy, to which new credentials apply if the start configures no proxy
 */
export async function proxyAddress(choice: ProxyChoice, kept?: string): Promise<string | undefined> {
  const { proxyUsername: user, proxyPasswordFile: file } = choice;
  const hasCredentials = [user, choice.proxyPassword, file].some((given) => given !== undefined);
  if (!hasCredentials) return choice.proxy;
  const proxy = choice.proxy ?? kept;
  if (proxy === undefined)
    throw unusable(
      'Credentials for the proxy are set, but no proxy.',
      'Set runner.proxy.url, or use --proxy.',
    );
  const full = proxy.includes('://') ? proxy : `http://${proxy}`;
  if (!URL.canParse(full))
    throw unusable('The address of the proxy is invalid.', 'Give it as http://HOST:PORT.');
  const url = new URL(full);
  if (user !== undefined) url.username = encodeURIComponent(user);
  if (url.username === '')
    throw unusable(
      'A password for the proxy is given, but no user name.',
      'Set runner.proxy.username, or use --proxy-user.',
    );
  const password = choice.proxyPassword ?? (file === undefined ? undefined : await passwordIn(file));
  if (password !== undefined) url.password = encodeURIComponent(password);
  return url.href;
}

async function passwordIn(file: string): Promise<string> {
  try {
    return (await readFile(file, 'utf8')).trimEnd();
  } catch (error) {
    throw unusable(
      `The password file ${file} of the proxy cannot be read: ${problemOf(error)}.`,
      'Give a file that this user may read: runner.proxy.passwordFile, or --proxy-password-file.',
    );
  }
}

function unusable(problem: string, remedy: string): OutrunnerError {
  return new OutrunnerError('usage', { problem, remedy });
}
