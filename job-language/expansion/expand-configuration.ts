import type { PluginTemplate } from '../../protocol/runner/operation-template.ts';
import { expandText } from './expand-text.ts';
import type { ValueLookup } from './value-lookup.ts';

type Configuration = PluginTemplate['configuration'];
type Value = Configuration[string];

/**
 * Expands the `${…}` references in every string of a plugin's configuration, at any depth. Keys and other values are
 * unchanged. Values are inserted unquoted, because no shell reads them.
 */
export function expandConfiguration(configuration: Configuration, lookup: ValueLookup): Configuration {
  return Object.fromEntries(
    Object.entries(configuration).map(([key, value]) => [key, expandedValue(value, lookup)]),
  );
}

function expandedValue(value: Value, lookup: ValueLookup): Value {
  if (typeof value === 'string') return expandText(value, lookup);
  if (Array.isArray(value)) return value.map((item) => expandedValue(item, lookup));
  return typeof value === 'object' && value !== null ? expandConfiguration(value, lookup) : value;
}
