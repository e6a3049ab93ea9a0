import { type Reference, valueNameOf } from './reference.ts';
import type { ValueLookup } from './value-lookup.ts';

/**
 * Expands the `@group.key@` tokens of a script as Rundeck does: values are inserted unquoted, a token without a value
 * is blank, `@@` is a literal `@`, and a text with white space before the closing `@` is not a token.
 */
export function expandScript(script: string, lookup: ValueLookup): string {
  let text = '';
  let position = 0;
  for (const token of tokensIn(script)) {
    text += script.slice(position, token.start);
    position = token.end;
    const name = valueNameOf(token.expression, 'script');
    if (token.expression === '') text += '@';
    else text += (name === undefined ? undefined : lookup(name)) ?? '';
  }
  return text + script.slice(position);
}

/** Returns every `@…@` of a script, in order; `@@` has an empty expression. Offsets are UTF-16 units. */
export function tokensIn(script: string): Reference[] {
  return Array.from(script.matchAll(/@([^\s@]*)@/g), (match) => ({
    start: match.index,
    end: match.index + match[0].length,
    expression: match[1] ?? '',
  }));
}
