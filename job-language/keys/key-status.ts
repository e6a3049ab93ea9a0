import { ownValue } from '../../support/records/own-value.ts';
import type { KeyPlace, KeyStatus } from './known-key.ts';

/** Keys that affect no run. */
const HARMLESS: Partial<Record<KeyPlace, readonly string[]>> = {
  job: [
    'nodesSelectedByDefault',
    'defaultTab',
    'excludeFilterUncheck',
    'project',
    'user',
    'tags',
    'createdBy',
    'lastModifiedBy',
    'created',
    'lastModified',
  ],
  option: ['sortValues', 'multivalueAllSelected'],
};

/** Keys that have an effect in Rundeck but none here, each with the remedy. */
const IGNORED: Partial<Record<KeyPlace, Readonly<Record<string, string>>>> = {
  job: { schedules: 'Give the job a "schedule" of its own.' },
  jobPlugins: { ExecutionLifecycle: 'Use error handlers and notifications.' },
  option: { optionValuesPluginType: 'Give it "values" or "valuesUrl".' },
  step: {
    passSecureInput: 'Read the option from its variable RD_OPTION_…, with valueExposed: true.',
    autoSecureInput: 'Read the option from its variable RD_OPTION_…, with valueExposed: true.',
  },
};

export function keyStatus(place: KeyPlace, key: string): KeyStatus {
  if (ignoredRemedy(place, key) !== undefined) return 'ignored';
  return HARMLESS[place]?.includes(key) ? 'harmless' : 'executed';
}

/** Returns the remedy for an ignored key; undefined for every other key. */
export function ignoredRemedy(place: KeyPlace, key: string): string | undefined {
  return ownValue(IGNORED[place], key);
}
