import { ownValue } from '../../support/records/own-value.ts';
import type { ReferenceKind } from '../format/key-notes.ts';
import { KNOWN_KEYS } from '../keys/known-keys.ts';
import { type Block, nearestEntry } from './block-tree.ts';

/** The forms of references to options that a text may contain. */
export interface ReferenceForms {
  /** `${option.x}`; `value`: `${option.x.value}`, as in URLs of values. */
  readonly argument?: 'plain' | 'value';
  /** `@option.x@` */
  readonly token?: true;
  /** `$RD_OPTION_X` */
  readonly variable?: true;
  /** `option.x`, in a condition of a rule. */
  readonly rule?: true;
}

const FORMS: Readonly<Record<ReferenceKind, ReferenceForms>> = {
  text: { argument: 'plain' },
  command: { argument: 'plain', variable: true },
  script: { token: true, variable: true },
  conditions: { argument: 'plain' },
  'url-of-values': { argument: 'value' },
};

const RULES: ReferenceForms = { argument: 'plain', rule: true };

/** The forms of references by key name, regardless of the map that contains the key. */
const FORMS_BY_KEY: Readonly<Record<string, ReferenceForms>> = Object.fromEntries<ReferenceForms>([
  ...KNOWN_KEYS.flatMap(({ key, references }): [string, ReferenceForms][] =>
    references === undefined ? [] : [[key, FORMS[references]]],
  ),
  // The configuration of the strategy `ruleset`, which the format does not describe.
  ['rules', RULES],
  ['ruleset', RULES],
]);

/** Returns the forms of references that the value of an entry may contain. The forms of the enclosing key win. */
export function referenceForms(entry: Block): ReferenceForms {
  const above = nearestEntry(entry.parent);
  return (above && ownValue(FORMS_BY_KEY, above.key)) ?? ownValue(FORMS_BY_KEY, entry.key) ?? {};
}
