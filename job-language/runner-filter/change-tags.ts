import type { TagChange } from '../tags/tag-change.ts';
import { fits } from './match-runner-filter.ts';
import { filterWord } from './print-runner-filter.ts';
import type { RunnerFilter, RunnerTerm } from './runner-filter.ts';

/** The effect of a change of tags on a runner filter. */
export type FilterChange =
  | { readonly kind: 'same' }
  /** The text with the changed tags. All other text is unchanged. */
  | { readonly kind: 'changed'; readonly text: string }
  /** The filter cannot be changed without selecting other runners. */
  | { readonly kind: 'blocked'; readonly problem: string };

/** A term that tests a tag, and whether a runner must have the tag or must not have it. */
interface Asked {
  readonly term: RunnerTerm;
  readonly wanted: boolean;
}

/**
 * Applies a change of tags to a runner filter: `filter` was parsed from `text`. Parts with references are skipped. The
 * change is blocked if the filter contains a tag that is deleted, if a pattern matches only some of the tags, or if the
 * filter distinguishes tags that would be merged.
 */
export function changedFilter(text: string, filter: RunnerFilter, change: TagChange): FilterChange {
  const terms = askedTags(filter, true).filter(({ term }) => !term.value.includes('${'));
  const gone = change.from.filter((tag) => tag !== change.to);
  const pattern = terms.find(({ term }) => term.value.includes('*') && isSplit(term.value, gone, change.to));
  if (pattern !== undefined)
    return blocked(`its typed-in filter matches the tag by the pattern ${pattern.term.value}`);
  const named = terms.filter(({ term }) => gone.includes(term.value.toLowerCase()));
  const [first] = named;
  if (first === undefined) return { kind: 'same' };
  const { to } = change;
  if (to === undefined) return blocked(`its typed-in filter contains \`${first.term.value}\``);
  if (tellsApart(terms, [...gone, to]))
    return blocked('its typed-in filter distinguishes tags that would become one');
  const changed = named.reduceRight((result, { term: { written } }) => {
    const isQuoted = text.charAt(written.start) === '"';
    return (
      result.slice(0, written.start) + (isQuoted ? `"${to}"` : filterWord(to)) + result.slice(written.end)
    );
  }, text);
  return { kind: 'changed', text: changed };
}

function askedTags(filter: RunnerFilter, wanted: boolean): Asked[] {
  switch (filter.kind) {
    case 'term':
      return filter.attribute === 'tag' ? [{ term: filter, wanted: wanted !== filter.negated }] : [];
    case 'not':
      return askedTags(filter.part, !wanted);
    case 'and':
    case 'or':
      return filter.parts.flatMap((part) => askedTags(part, wanted));
  }
}

/** Whether a pattern matches a removed tag and not its replacement, or the replacement and not the removed tag. */
function isSplit(pattern: string, gone: readonly string[], to: string | undefined): boolean {
  const after = to !== undefined && fits(pattern, to);
  return gone.some((tag) => fits(pattern, tag) !== after);
}

/** Returns whether one of the tags is required and another excluded. A merged tag would be both. */
function tellsApart(terms: readonly Asked[], tags: readonly string[]): boolean {
  const named = (wanted: boolean) =>
    new Set(
      terms
        .filter((it) => it.wanted === wanted && tags.includes(it.term.value.toLowerCase()))
        .map(({ term }) => term.value.toLowerCase()),
    );
  const wanted = named(true);
  const unwanted = named(false);
  return wanted.size > 0 && unwanted.size > 0 && new Set([...wanted, ...unwanted]).size > 1;
}

function blocked(problem: string): FilterChange {
  return { kind: 'blocked', problem };
}
