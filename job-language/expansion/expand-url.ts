import type { OperationValues } from '../../protocol/runner/operation-values.ts';
import { referencesIn, valueNameOf } from './reference.ts';
import { operationLookup, type ValueLookup } from './value-lookup.ts';

export type ExpandedUrl = { readonly url: string } | { readonly refused: string };

/**
 * Expands the `${…}` references of a URL. Each value is percent-encoded, so that the value stays within its part of the
 * URL; only `${unquotedoption.x}` is inserted unchanged. A reference without a value is blank. `refused` explains why
 * there is no URL: the result is not valid, or a value would leave the folder of the author's URL (`..`).
 */
export function expandUrl(
  template: string,
  values: OperationValues,
  secureValues: Readonly<Record<string, string>> = {},
): ExpandedUrl {
  return expandUrlText(template, operationLookup(values, secureValues));
}

/** Like {@link expandUrl}, but finds the values with `lookup`. */
export function expandUrlText(template: string, lookup: ValueLookup): ExpandedUrl {
  let url = '';
  let skeleton = '';
  let position = 0;
  for (const reference of referencesIn(template)) {
    const name = valueNameOf(reference.expression);
    const value = (name && lookup(name)) ?? '';
    const between = template.slice(position, reference.start);
    url += between + (name?.unquoted ? value : percentEncoded(value));
    skeleton += between + (name?.unquoted ? value : 'x');
    position = reference.end;
  }
  url = (url + template.slice(position)).trim();
  skeleton += template.slice(position);
  if (dotSegments(url) > dotSegments(skeleton)) {
    return { refused: 'a value would change the path of the address, as "." and ".." do' };
  }
  // The message omits the result, because its values may be secret.
  return URL.canParse(url) ? { url } : { refused: 'with its values inserted, it is not a URL' };
}

function percentEncoded(value: string): string {
  return encodeURIComponent(value.replace(/\p{Surrogate}/gu, '\uFFFD')).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function dotSegments(url: string): number {
  const path = url.split(/[?#]/, 1)[0] ?? '';
  return path.split(/[\\/]/).filter((segment) => /^(?:\.|%2e){1,2}$/i.test(segment)).length;
}
