import type { OperationValues } from '../../protocol/runner/operation-values.ts';
import { ownValue } from '../../support/records/own-value.ts';
import { expandText } from '../expansion/expand-text.ts';
import { operationLookup, type ValueLookup } from '../expansion/value-lookup.ts';
import type { JobOption } from '../format/job-option.ts';
import { argumentPairs } from '../options/parse-argument-string.ts';
import type { JobReference } from './job-reference.ts';

/** The values that a referring workflow passes to the referenced job. */
export interface Referring {
  /** The values as seen by the referring step on its node. */
  readonly values: OperationValues;
  /** Values of all secure options, including those that its steps may not read. */
  readonly secureValues: Readonly<Record<string, string>>;
}

/** The option values that a reference passes to its job. */
export interface ReferenceOptions {
  /** Options that the job defines, by name. */
  readonly given: Readonly<Record<string, string>>;
  /** Names that the job does not define. Its steps can still use them. */
  readonly further: Readonly<Record<string, string>>;
  /** Paths `runner/…` of the secure options that receive runner keys of the referring job. */
  readonly runnerKeys: Readonly<Record<string, string>>;
  /** Why the arguments cannot be passed; a sentence. */
  readonly problem?: string;
}

/**
 * Expands the arguments of a reference. Words that belong to no pair of a name and a value are skipped. A plain option
 * gets no secret: references to secure values are blank in it. A secure option that steps may read gets only the secure
 * values that the referring steps may read; other secure options get all. A value in the runner's key storage is passed
 * on by its path, because it cannot be inserted into a text here.
 */
export function referenceOptions(
  reference: Pick<JobReference, 'args' | 'importOptions'>,
  options: readonly JobOption[],
  { values, secureValues }: Referring,
): ReferenceOptions {
  const line = argumentPairs(reference.args);
  const plain = operationLookup(values);
  const exposed = operationLookup(values, secureValues);
  const all = operationLookup({ ...values, secureOption: Object.keys(secureValues) }, secureValues);
  const lookupFor = (option: JobOption | undefined): ValueLookup => {
    if (option?.secure !== true) return plain;
    return option.valueExposed ? exposed : all;
  };
  const given: Record<string, string> = {};
  const further: Record<string, string> = {};
  const runnerKeys: Record<string, string> = {};
  for (const [name, text] of line.given) {
    const option = options.find((candidate) => candidate.name === name);
    const named = option?.secure === true ? runnerKeysIn(text, values, option.valueExposed) : [];
    const [only] = named;
    if (only !== undefined && named.length === 1 && text.trim() === `\${option.${only.option}}`) {
      runnerKeys[name] = only.path;
      continue;
    }
    if (only !== undefined) return { given, further, runnerKeys, problem: notAText(name, only) };
    const value = expandText(text, lookupFor(option));
    if (option === undefined) further[name] = value;
    else given[name] = value;
  }
  if (!reference.importOptions) return { given, further, runnerKeys };
  for (const option of options) {
    if (Object.hasOwn(given, option.name) || Object.hasOwn(runnerKeys, option.name)) continue;
    const [own] = option.secure ? runnerKeysIn(`\${option.${option.name}}`, values, option.valueExposed) : [];
    if (own !== undefined) {
      runnerKeys[option.name] = own.path;
      continue;
    }
    const value = lookupFor(option)({ group: 'option', key: option.name, unquoted: false });
    if (value !== undefined) given[option.name] = value;
  }
  return { given, further, runnerKeys };
}

interface NamedKey {
  readonly option: string;
  readonly path: string;
}

/**
 * Returns the runner keys of the referring job that a text refers to. `exposedOnly`: only keys that steps may
 * read.
 */
function runnerKeysIn(text: string, values: OperationValues, exposedOnly: boolean): NamedKey[] {
  const { runnerKeys = {}, secureOption } = values;
  const named: NamedKey[] = [];
  expandText(text, ({ group, key }) => {
    const path = group === 'option' ? ownValue(runnerKeys, key) : undefined;
    if (path !== undefined && (!exposedOnly || secureOption.includes(key))) named.push({ option: key, path });
    return undefined;
  });
  return named;
}

function notAText(name: string, { option, path }: NamedKey): string {
  return `Option "${name}" cannot be built from option "${option}", whose value is stored on the runner (${path}). Pass it on alone, as \${option.${option}}.`;
}
