import { referencesIn, valueNameOf } from './reference.ts';
import type { ValueLookup } from './value-lookup.ts';

/**
 * Expands `${…}` in a text that no shell parses, such as a timeout or a tag filter. A reference without a value is
 * blank.
 */
export function expandText(template: string, lookup: ValueLookup): string {
  let text = '';
  let position = 0;
  for (const reference of referencesIn(template)) {
    const name = valueNameOf(reference.expression);
    text += template.slice(position, reference.start) + ((name && lookup(name)) ?? '');
    position = reference.end;
  }
  return text + template.slice(position);
}
