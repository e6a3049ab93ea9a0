import { hasRemoteValues, type JobOption } from '../format/job-option.ts';
import { tagsIn } from '../format/runner-selector.ts';
import { fits } from '../runner-filter/match-runner-filter.ts';

const ONE_OPTION = /\$\{option\.([^}]+)\}/g;

/**
 * Returns the tags that a part of a runner filter may expand to when the job runs; undefined: any tags. Only a
 * single-value option with a closed list limits the tags.
 */
export function possibleTags(part: string, options: readonly JobOption[]): ReadonlySet<string> | undefined {
  if (!part.includes('${')) return new Set([part]);
  const names = new Set(Array.from(part.matchAll(ONE_OPTION), ([, name]) => name));
  const [name] = names;
  const option = options.find((it) => it.name === name);
  if (option === undefined || names.size !== 1 || !isClosed(option)) return undefined;
  const expanded = ['', option.value ?? '', ...option.values].map((value) =>
    part.replaceAll(ONE_OPTION, () => value),
  );
  return expanded.some((text) => text.includes('${')) ? undefined : new Set(expanded.flatMap(tagsIn));
}

/** Returns whether a part of a runner filter, which may be a pattern, can match a tag when the job runs. */
export function meansTag(part: string, options: readonly JobOption[], tag: string): boolean {
  const possible = possibleTags(part, options);
  return possible === undefined || [...possible].some((text) => fits(text, tag));
}

function isClosed(option: JobOption): boolean {
  return option.enforced && !option.multivalued && option.values.length > 0 && !hasRemoteValues(option);
}
