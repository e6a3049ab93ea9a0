import { referencesIn, valueNameOf } from './reference.ts';
import { tokenise } from './tokenise.ts';
import type { ValueLookup } from './value-lookup.ts';

/**
 * Splits an argument line and expands the `${…}` references in each argument. A value never splits into several
 * arguments, except with `${unquotedoption.x}`. An argument that contains only references without a value is dropped.
 *
 * @param scriptFile the replacement for `${scriptfile}`
 */
export function expandArguments(line: string, lookup: ValueLookup, scriptFile?: string): string[] {
  return tokenise(line).flatMap((token) => expandArgument(token, lookup, scriptFile));
}

function expandArgument(token: string, lookup: ValueLookup, scriptFile: string | undefined): string[] {
  let text = '';
  let position = 0;
  let hasValue = token === '';
  let splits = false;
  for (const reference of referencesIn(token)) {
    text += token.slice(position, reference.start);
    position = reference.end;
    const name = valueNameOf(reference.expression);
    const special = reference.expression === 'scriptfile' ? scriptFile : undefined;
    const value = name === undefined ? special : lookup(name);
    text += value ?? '';
    hasValue ||= value !== undefined;
    splits ||= name?.unquoted === true;
  }
  text += token.slice(position);
  if (splits) return tokenise(text);
  return text === '' && !hasValue ? [] : [text];
}
