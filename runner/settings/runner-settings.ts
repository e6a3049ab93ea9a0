import { areLabels, MOST_LABELS } from '../../protocol/entities/label-rules.ts';
import { CONNECTION_SETTINGS } from './connection-settings.ts';
import { OBSERVATION_SETTINGS } from './observation-settings.ts';
import type { Setting } from './setting.ts';
import { optional, setting } from './setting.ts';
import { assignments, type Given, text, tree, wholeNumber } from './setting-kinds.ts';

const WORK_SETTINGS = {
  dataDir: optional(text, {
    path: 'runner.dirs.data',
    flag: '--data-dir <dir>',
    description: 'where its keys, spool and records are kept',
  }),
  maxRunning: setting(wholeNumber(1, 10_000), 50, {
    path: 'runner.operations.maxRunning',
    flag: '--max-running <n>',
    description: 'operations at once',
  }),
  environment: setting(
    assignments('`NAME=VALUE` of variables', () => true),
    {},
    {
      path: 'runner.operations.environment',
      flag: '--env <name=value>',
      repeated: true,
      description: 'variables for the steps',
    },
  ),
  keyStorage: setting(
    tree,
    {},
    {
      path: 'runner.rundeck.storage',
      description: 'where keys stand that never leave this host, by name',
    },
  ),
  labels: setting(
    assignments(
      `\`name=value\`, at most ${MOST_LABELS}; names of letters, digits and \`- _ . /\`, values of one line`,
      areLabels,
    ),
    {},
    {
      path: 'runner.labels',
      flag: '--label <name=value>',
      repeated: true,
      description: 'what the host is called by; reported to the coordinator',
    },
  ),
} as const;

/** Every setting of a runner. The command line, the reading of file and environment, and the documentation follow it. */
export const RUNNER_SETTINGS = { ...CONNECTION_SETTINGS, ...WORK_SETTINGS, ...OBSERVATION_SETTINGS } as const;

type Table = typeof RUNNER_SETTINGS;
export type SettingKey = keyof Table;

/** All settings as they hold. */
export type RunnerSettings = {
  readonly [Key in SettingKey]: Table[Key] extends Setting<infer Value> ? Value : never;
};

/** What one source says: flags, environment or file. */
export type GivenSettings = { readonly [Key in SettingKey]?: Given | undefined };

export function settingEntries(): readonly (readonly [SettingKey, Setting<unknown>])[] {
  return Object.entries(RUNNER_SETTINGS) as unknown as readonly (readonly [SettingKey, Setting<unknown>])[];
}
