import type { Dispatcher } from 'undici';
import { isCodedError } from '../errors/coded-error.ts';
import { problemOf } from '../errors/problem-of.ts';
import { isSupportError, SupportError } from '../errors/support-error.ts';
import { timerDelay } from '../time/longest-timer.ts';
import { addressPolicy } from './address-policy.ts';
import { checkedDispatcher } from './checked-dispatcher.ts';
import { fetchFile } from './fetch-file.ts';
import { chooseProxy } from './proxy-choice.ts';

export interface FetchRequest {
  /** `http:` or `https:`, or `file:` below an allowed folder. */
  readonly url: string;
  readonly method?: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** The address to show in errors, for addresses whose path may contain a secret. */
  readonly shown?: string;
}

/** Maximum number of redirects that one fetch follows. */
const MOST_REDIRECTS = 5;

export interface FetchSettings {
  /**
   * Hosts, addresses and networks that may be reached although they are loopback, link-local or metadata; folders of
   * this host that may be read, as `file:///srv/options/`.
   */
  readonly allowed: readonly string[];
  /** Size limit of the body. */
  readonly maxBytes: number;
  /** Time limit of the whole fetch, including redirects. */
  readonly timeoutMilliseconds: number;
  /** The source of HTTPS_PROXY, HTTP_PROXY and NO_PROXY. Default: no proxy. */
  readonly environment?: Readonly<NodeJS.ProcessEnv>;
  /** Overrides the proxy of the environment. */
  readonly proxy?: string | undefined;
  /** PEM certificates, trusted in addition to the public authorities. */
  readonly authorities?: string | undefined;
  readonly signal?: AbortSignal;
}

export interface FetchedResource {
  readonly status: number;
  /** Keyed by lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  readonly bytes: Uint8Array;
  /** URL of the last hop. */
  readonly url: string;
}

const REDIRECTS: readonly number[] = [301, 302, 303, 307, 308];
/** The caller's headers that remain when a redirect leads to another origin. */
const HARMLESS: readonly string[] = ['accept', 'accept-language', 'content-type', 'user-agent'];

/**
 * Fetches on behalf of a job. Checks the address of each connection, redirects included, and bounds size, time and
 * number of redirects. Behind a proxy, checks only the addresses that this host finds for the name. A redirect from
 * https to http is not followed. Any status is returned.
 *
 * Errors: `fetch-refused`, `fetch-failed`, `fetch-too-large`, `fetch-timed-out`. They show at most the origin and path
 * of an address, or `shown` in its place.
 */
export async function fetchResource(
  request: FetchRequest,
  settings: FetchSettings,
): Promise<FetchedResource> {
  const timeout = AbortSignal.timeout(timerDelay(settings.timeoutMilliseconds));
  const signal = settings.signal === undefined ? timeout : AbortSignal.any([timeout, settings.signal]);
  const shown = shownFor(request);
  try {
    return await followed(request, settings, signal);
  } catch (error) {
    if (timeout.aborted) {
      const seconds = settings.timeoutMilliseconds / 1000;
      throw new SupportError('fetch-timed-out', { url: shown, seconds });
    }
    const known = [error, error instanceof Error ? error.cause : undefined].find(isCodedError);
    if (known !== undefined)
      throw request.shown !== undefined && isSupportError(known) ? renamed(known, shown) : known;
    throw new SupportError('fetch-failed', { url: shown, problem: problemOf(error) }, { cause: error });
  }
}

async function followed(
  request: FetchRequest,
  settings: FetchSettings,
  signal: AbortSignal,
): Promise<FetchedResource> {
  let hop = request;
  for (let hops = 0; ; hops += 1) {
    const url = parsed(hop.url, hops === 0);
    if (url.protocol === 'file:') return await fetchFile(url, settings.allowed, settings.maxBytes);
    const answer = await oneHop(url, hop, settings, signal);
    const location = answer.headers['location'];
    if (!REDIRECTS.includes(answer.status) || location === undefined) return answer;
    if (hops === MOST_REDIRECTS) throw failed(request.url, `it redirects more than ${MOST_REDIRECTS} times`);
    hop = redirected(hop, answer.status, url, new URL(location, url));
  }
}

/** Sends a request over its own connection, and reads the whole body. */
async function oneHop(
  url: URL,
  { method = 'GET', headers = {}, body }: FetchRequest,
  settings: FetchSettings,
  signal: AbortSignal,
): Promise<FetchedResource> {
  const { proxy, environment, authorities, maxBytes } = settings;
  const timeoutMilliseconds = timerDelay(settings.timeoutMilliseconds);
  const dispatcher = await checkedDispatcher({
    url,
    policy: addressPolicy(settings.allowed),
    proxy: chooseProxy(url.origin, proxy, environment ?? {}),
    authorities,
    timeoutMilliseconds,
  });
  try {
    const answer = await dispatcher.request({
      origin: url.origin,
      path: `${url.pathname}${url.search}`,
      method,
      headers: { 'accept-encoding': 'identity', ...credentials(url), ...lowerCase(headers) },
      body: body ?? null,
      signal,
      headersTimeout: timeoutMilliseconds,
      bodyTimeout: timeoutMilliseconds,
    });
    const received = textHeaders(answer.headers);
    const encoding = received['content-encoding'] ?? 'identity';
    if (encoding !== 'identity')
      throw failed(url.href, `it is encoded as ${encoding}, which was not requested`);
    const bytes = await boundedBytes(answer.body, maxBytes, url);
    return { status: answer.statusCode, headers: received, bytes, url: url.href };
  } finally {
    await dispatcher.destroy();
  }
}

async function boundedBytes(
  body: AsyncIterable<Uint8Array>,
  maxBytes: number,
  url: URL,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.byteLength;
    if (size > maxBytes) {
      throw new SupportError('fetch-too-large', { url: shownAddress(url.href), limit: maxBytes });
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function redirected(from: FetchRequest, status: number, source: URL, target: URL): FetchRequest {
  if (source.protocol === 'https:' && target.protocol !== 'https:') {
    throw failed(source.href, 'it redirects to an address without TLS');
  }
  const { method = 'GET', headers = {}, body } = from;
  const kept = Object.entries(lowerCase(headers)).filter(
    ([name]) => source.origin === target.origin || HARMLESS.includes(name),
  );
  const becomesGet = status === 303 || (status < 303 && method === 'POST');
  return {
    url: target.href,
    method: becomesGet && method !== 'HEAD' ? 'GET' : method,
    headers: Object.fromEntries(becomesGet ? kept.filter(([name]) => !name.startsWith('content-')) : kept),
    ...(becomesGet || body === undefined ? {} : { body }),
  };
}

function parsed(text: string, files: boolean): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined) throw failed(text, 'it is not an address');
  if (['http:', 'https:'].includes(url.protocol) || (files && url.protocol === 'file:')) return url;
  throw failed(text, `addresses of the kind ${url.protocol} are not fetched`);
}

/** Returns the `user:password@` of an address as an authorization header. */
function credentials(url: URL): Record<string, string> {
  if (url.username === '') return {};
  const pair = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  return { authorization: `Basic ${Buffer.from(pair).toString('base64')}` };
}

function lowerCase(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

function textHeaders(headers: Dispatcher.ResponseData['headers']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name.toLowerCase(), Array.isArray(value) ? value.join(', ') : value]],
    ),
  );
}

function failed(url: string, problem: string): SupportError {
  return new SupportError('fetch-failed', { url: shownAddress(url), problem });
}

/** Returns the address as errors show it. */
export function shownFor({ shown, url }: Pick<FetchRequest, 'shown' | 'url'>): string {
  return shownAddress(shown ?? url);
}

function renamed(error: SupportError, url: string): SupportError {
  if (error.parameters['url'] === undefined) return error;
  return new SupportError(error.code, { ...error.parameters, url });
}

/** Returns an address without its possibly secret parts: credentials, query and fragment. */
export function shownAddress(text: string): string {
  if (!URL.canParse(text)) return text.replace(/[?#].*$/s, '').slice(0, 200);
  const { protocol, host, pathname } = new URL(text);
  return `${protocol}//${host}${pathname}`;
}
