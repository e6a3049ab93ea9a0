import { ownValue } from '../../support/records/own-value.ts';
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

const TEXT: ReferenceForms = { argument: 'plain' };
const FORMS: Readonly<Record<string, ReferenceForms>> = {
  exec: { argument: 'plain', variable: true },
  script: { token: true, variable: true },
  valuesUrl: { argument: 'value' },
  rules: { argument: 'plain', rule: true },
  ruleset: { argument: 'plain', rule: true },
  scriptfile: TEXT,
  scripturl: TEXT,
  args: TEXT,
  scriptInterpreter: TEXT,
  filter: TEXT,
  filterExclude: TEXT,
  threadcount: TEXT,
  timeout: TEXT,
  retry: TEXT,
  delay: TEXT,
  maxMultipleExecutions: TEXT,
  recipients: TEXT,
  subject: TEXT,
  urls: TEXT,
};

/** Maps whose texts may all contain references. */
const TEXT_MAPS: readonly string[] = ['configuration', 'conditionGroups'];

/** Returns the forms of references that the value of an entry may contain. */
export function referenceForms(entry: Block): ReferenceForms {
  const above = nearestEntry(entry.parent);
  if (above !== undefined && TEXT_MAPS.includes(above.key)) return TEXT;
  return ownValue(FORMS, entry.key) ?? {};
}
