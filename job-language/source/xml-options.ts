import { eachMap, entryAt, listOf, mapAt, renamed, scalarText, withChanged } from './source-map-edit.ts';
import { entryOf, type SourceEntry, type SourceMap } from './source-value.ts';
import { configuration } from './xml-entries.ts';

/**
 * Returns the `options` of a job from its `context` in XML, sorted by name as in Rundeck unless the file states that
 * their order matters.
 */
export function optionsFromXml(context: SourceMap): SourceEntry | undefined {
  const options = mapAt(context, 'options');
  const entry = options === undefined ? undefined : entryAt(options, 'option');
  if (options === undefined || entry === undefined) return undefined;
  const listed = eachMap(listOf(entry.value), optionFromXml);
  if (listed.kind !== 'list' || scalarText(entryOf(options, 'preserveOrder')?.value) === 'true') {
    return { ...entry, key: 'options', value: listed };
  }
  const items = [...listed.items].sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
  return { ...entry, key: 'options', value: { ...listed, items } };
}

function optionFromXml(option: SourceMap): SourceMap {
  const enforced = renamed(option, 'enforcedvalues', 'enforced');
  const selected = renamed(enforced, 'multivaluedAllSelected', 'multivalueAllSelected');
  return withChanged(selected, 'config', configuration);
}

function nameOf(option: Parameters<typeof entryOf>[0]): string {
  return scalarText(entryOf(option, 'name')?.value);
}
