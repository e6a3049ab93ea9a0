import { ownValue } from '../../support/records/own-value.ts';
import { expandUrlText } from '../expansion/expand-url.ts';
import type { ValueLookup } from '../expansion/value-lookup.ts';
import type { JobOption } from '../format/job-option.ts';

/** How external values of an option are requested. */
export interface ValuesRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Timeout from a URL fragment such as `#timeout=10`. */
  readonly timeoutSeconds?: number;
}

/** Values that the URL of an option may refer to, in addition to the option itself. */
export interface ValuesContext {
  readonly options: readonly JobOption[];
  /** Values that are known so far, without secure values. */
  readonly values: Readonly<Record<string, string>>;
  /** Values of `${job.*}`, `${globals.*}` and `${rundeck.*}`. */
  readonly lookup: ValueLookup;
}

/** Returns the path of the key that authenticates at the URL of an option, if there is one. */
export function valuesKeyPath({ configRemoteUrl }: JobOption): string | undefined {
  const { authenticationType, passwordStoragePath, tokenStoragePath } = configRemoteUrl ?? {};
  if (authenticationType === undefined) return undefined;
  const path = authenticationType === 'BASIC' ? passwordStoragePath : tokenStoragePath;
  return path?.trim() === '' ? undefined : path?.trim();
}

/**
 * Returns the request for the values of an option. In its address, `${option.name}` and `${option.label}` (of the
 * option itself), `${option.OTHER.value}`, `${option.OTHER.label}` and the names that `lookup` knows are expanded;
 * values are percent-encoded.
 *
 * @param secret the content of the key at {@link valuesKeyPath}
 */
export function valuesRequest(
  option: JobOption,
  context: ValuesContext,
  secret: string | undefined,
): ValuesRequest | { readonly problem: string } {
  const expanded = expandUrlText((option.valuesUrl ?? '').trim(), addressLookup(option, context));
  if ('refused' in expanded) return { problem: expanded.refused };
  const url = new URL(expanded.url);
  const timeout = /(?:^|[;&#])timeout=(\d{1,5})(?:[;&]|$)/.exec(url.hash.slice(1))?.[1];
  url.hash = '';
  const headers: Record<string, string> = { accept: 'application/json', ...signIn(option, url, secret) };
  return { url: url.href, headers, ...(Number(timeout) > 0 ? { timeoutSeconds: Number(timeout) } : {}) };
}

function addressLookup(option: JobOption, { options, values, lookup }: ValuesContext): ValueLookup {
  return (name) => {
    const { group, key } = name;
    if (group !== 'option') return lookup(name);
    if (key === 'name') return option.name;
    if (key === 'label') return option.label ?? option.name;
    const [, other = key, property = 'value'] = /^(.+)\.(value|label)$/.exec(key) ?? [];
    if (property === 'value') return ownValue(values, other) ?? ownValue(values, key);
    return options.find((each) => each.name === other)?.label ?? other;
  };
}

/** Returns the authentication headers. A token for the query is added to the URL instead. */
function signIn(
  { configRemoteUrl }: JobOption,
  url: URL,
  secret: string | undefined,
): Record<string, string> {
  const { authenticationType, username = '', keyName = '', apiTokenReporter } = configRemoteUrl ?? {};
  if (secret === undefined) return {};
  switch (authenticationType) {
    case 'BASIC':
      return { authorization: `Basic ${Buffer.from(`${username}:${secret}`).toString('base64')}` };
    case 'BEARER_TOKEN':
      return { authorization: `Bearer ${secret}` };
    case 'API_KEY':
      if (apiTokenReporter !== 'QUERY_PARAM') return keyName === '' ? {} : { [keyName]: secret };
      url.searchParams.set(keyName, secret);
      return {};
    case undefined:
      return {};
  }
}
