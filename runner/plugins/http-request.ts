import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, isAbsolute } from 'node:path';
import { HTTP_REQUEST } from '../../job-language/plugins/built-in-plugins.ts';
import type { ConfigurationOf } from '../../job-language/plugins/step-plugin.ts';
import { type FetchedResource, fetchResource } from '../../support/fetch/fetch-resource.ts';
import { readHeaders } from './http-headers.ts';
import { type PluginRun, StepFailure, type StepProvider } from './provider.ts';

type Configuration = ConfigurationOf<typeof HTTP_REQUEST>;
type Run = PluginRun<Configuration>;

/** Maximum size of a response, in bytes. */
const LARGEST_ANSWER = 10 * 1024 * 1024;

/** Sends an HTTP request with the common fetcher, which refuses addresses that a job may not reach. */
export const HTTP_REQUEST_PROVIDER: StepProvider<typeof HTTP_REQUEST> = {
  plugin: HTTP_REQUEST,
  async run(run) {
    const { configuration, output } = run;
    refuseUnsafe(configuration);
    const expected = expectedStatus(configuration);
    const answer = await send(run);
    if (configuration.printResponse) await printBody(answer, output.out);
    if (configuration.printResponseToFile) await writeBody(answer, configuration.file);
    if (expected !== undefined) {
      if (expected.includes(answer.status)) return 0;
      throw new StepFailure(
        `The answer has the status ${answer.status} instead of ${expected.join(' or ')}.`,
      );
    }
    if (answer.status >= 400) throw new StepFailure(`The answer has the status ${answer.status}.`);
    return 0;
  },
};

function refuseUnsafe(configuration: Configuration): void {
  const { sslVerify, noSSLVerification, proxySettings, authentication, password } = configuration;
  if (!sslVerify || noSSLVerification)
    throw new StepFailure(
      'Certificates are always checked: name the authority in NODE_EXTRA_CA_CERTS, with --env of the runner.',
    );
  if (proxySettings)
    throw new StepFailure(
      'A proxy of the step is not used: name it in HTTPS_PROXY, with --env of the runner.',
    );
  if (authentication === 'OAuth 2.0')
    throw new StepFailure(
      'OAuth 2.0 is not available: get a token in an earlier step, and send it in a header.',
    );
  if (authentication === 'Basic' && password?.startsWith('keys/') === true)
    throw new StepFailure(
      'The password is a path in key storage: pass it in a secure option with that storagePath, as ${option.NAME}.',
    );
}

function expectedStatus({ checkResponseCode, responseCode }: Configuration): number[] | undefined {
  if (!checkResponseCode) return undefined;
  const codes = (responseCode ?? '').split(',').map((code) => Number(code.trim()));
  if (codes.every((code) => Number.isInteger(code) && code >= 100 && code <= 599)) return codes;
  throw new StepFailure(`responseCode "${responseCode ?? ''}" is not a status, such as 200.`);
}

function send({ configuration, fetchAllowed, environment, signal }: Run): Promise<FetchedResource> {
  const { remoteUrl, method, body, timeout, authentication, username = '', password = '' } = configuration;
  const pair = Buffer.from(`${username}:${password}`).toString('base64');
  const headers = {
    ...(authentication === 'Basic' ? { authorization: `Basic ${pair}` } : {}),
    ...readHeaders(configuration.headers),
  };
  return fetchResource(
    { url: remoteUrl, method, headers, ...(body === undefined ? {} : { body }) },
    { allowed: fetchAllowed, maxBytes: LARGEST_ANSWER, timeoutMilliseconds: timeout, environment, signal },
  );
}

async function printBody({ bytes }: FetchedResource, print: Run['output']['out']): Promise<void> {
  await print(bytes);
  if (bytes.byteLength > 0 && bytes.at(-1) !== 0x0a) await print('\n');
}

async function writeBody({ bytes }: FetchedResource, file: string | undefined): Promise<void> {
  if (file === undefined || !isAbsolute(file))
    throw new StepFailure(`printResponseToFile needs "file", an absolute path; it is "${file ?? ''}".`);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, bytes);
}
