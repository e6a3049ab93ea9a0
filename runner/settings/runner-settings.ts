import { areLabels, MOST_LABELS } from '../../protocol/entities/label-rules.ts';
import { RUNNER_LIMITS } from '../../protocol/runner/headers.ts';
import { CONNECTION_SETTINGS } from './connection-settings.ts';
import { OBSERVATION_SETTINGS } from './observation-settings.ts';
import type { Setting } from './setting.ts';
import { optional, setting } from './setting.ts';
import {
  assignments,
  duration,
  type GivenValue,
  list,
  program,
  size,
  text,
  tree,
  wholeNumber,
  yesNo,
} from './setting-kinds.ts';

/** Maximum number of concurrent operations if neither the operator nor the coordinator sets one. */
export const DEFAULT_MAX_RUNNING = 50;
const WORK_SETTINGS = {
  dataDir: optional(text, {
    path: 'runner.dirs.data',
    flag: '--data-dir <dir>',
    description: 'Folder for the keys, the spool and the records of the replica',
  }),
  tempDir: optional(text, {
    path: 'runner.dirs.tmp',
    flag: '--temp-dir <dir>',
    shown: '`tmp` in the data dir',
    description: 'Folder for the files of running scripts, in a subfolder; `TMPDIR` of the steps',
  }),
  overrideTempDir: setting(yesNo, true, {
    path: 'runner.rundeck.overrideTempDir',
    description: 'Whether `runner.dirs.tmp` is used',
  }),
  maxRunning: optional(wholeNumber(1, RUNNER_LIMITS.runningOperations), {
    path: 'runner.operations.maxRunning',
    flag: '--max-running <n>',
    shown: `set by the coordinator: \`${DEFAULT_MAX_RUNNING}\``,
    description: 'Maximum number of concurrent operations',
  }),
  environment: setting(
    assignments('`NAME=VALUE` of variables', () => true),
    {},
    {
      path: 'runner.operations.environment',
      flag: '--env <name=value>',
      repeated: true,
      description: 'Variables for the steps',
    },
  ),
  executors: optional(
    list('names of node executors, such as `local`, `sshj-ssh`, `script-exec`, `stub`', isWord),
    {
      path: 'runner.operations.executors',
      flag: '--executors <names>',
      shown: 'all',
      description: 'Node executors that may be used here; operations with others are refused',
    },
  ),
  steps: optional(
    list('of `exec`, `script`, `script-file`, `script-url`, `plugin`, `plugin:NAME`', isStepKind),
    {
      path: 'runner.operations.steps',
      flag: '--steps <kinds>',
      shown: 'all',
      description: 'Kinds of steps that may run here; others are refused',
    },
  ),
  sources: optional(list('kinds of node sources, such as `file`, `directory`, `url`, `script`', isWord), {
    path: 'runner.operations.sources',
    flag: '--sources <kinds>',
    shown: 'all',
    description: 'Kinds of node sources that may be read here; others are refused',
  }),
  hookBefore: optional(program, {
    path: 'runner.hooks.before',
    flag: '--hook-before <program>',
    description:
      'Program that runs before each operation; with an exit code other than 0, the step does not start',
  }),
  hookAfter: optional(program, {
    path: 'runner.hooks.after',
    flag: '--hook-after <program>',
    description: 'Program that runs after each operation, and receives its end',
  }),
  hookTimeout: setting(duration('100ms', '1h'), 30_000, {
    path: 'runner.hooks.timeout',
    flag: '--hook-timeout <time>',
    shown: '30s',
    description: 'Time limit of a hook; a hook that takes longer is ended, and counts as failed',
  }),
  spoolLimit: setting(size('256KiB', '1TiB'), 1024 ** 3, {
    path: 'runner.spool.limit',
    flag: '--spool-limit <size>',
    shown: '1GiB',
    description: 'Maximum size of stored output that is not delivered yet; steps wait while it is reached',
  }),
  sshConnections: setting(wholeNumber(1, 10_000), 1500, {
    path: 'runner.ssh.pool.connections',
    description: 'Concurrent SSH connections, to all nodes together',
  }),
  sshSessions: setting(wholeNumber(1, 1000), 8, {
    path: 'runner.ssh.pool.sessions',
    description: 'Concurrent sessions on one SSH connection; OpenSSH allows 10',
  }),
  sshIdle: setting(duration('0s', '1d'), 60_000, {
    path: 'runner.ssh.pool.idle',
    shown: '60s',
    description: 'How long an SSH connection without a session is kept',
  }),
  sshWaiting: setting(wholeNumber(1, 1_000_000), 10_000, {
    path: 'runner.ssh.pool.waiting',
    description: 'Maximum number of operations that wait for an SSH connection; more are refused',
  }),
  keyStorage: setting(
    tree,
    {},
    {
      path: 'runner.rundeck.storage',
      description: 'Stores of keys that never leave this host, by name',
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
      description: 'Labels of the host; reported to the coordinator',
    },
  ),
} as const;

/**
 * All settings of a runner. The command line, the settings file, the environment and the documentation derive from this
 * table.
 */
export const RUNNER_SETTINGS = { ...CONNECTION_SETTINGS, ...WORK_SETTINGS, ...OBSERVATION_SETTINGS } as const;

type Table = typeof RUNNER_SETTINGS;
export type SettingKey = keyof Table;

/** The effective settings of a runner. */
export type RunnerSettings = {
  readonly [Key in SettingKey]: Table[Key] extends Setting<infer Value> ? Value : never;
};

/** The settings of one source: flags, environment or file. */
export type GivenSettings = { readonly [Key in SettingKey]?: GivenValue | undefined };

export function settingEntries(): readonly (readonly [SettingKey, Setting<unknown>])[] {
  return Object.entries(RUNNER_SETTINGS) as unknown as readonly (readonly [SettingKey, Setting<unknown>])[];
}

function isWord(item: string): boolean {
  return /^[A-Za-z][\w.-]{0,63}$/.test(item);
}

function isStepKind(item: string): boolean {
  return /^(?:exec|script|script-file|script-url|plugin|plugin:[\w.-]{1,64})$/.test(item);
}

export function defaultSettings(): RunnerSettings {
  return Object.fromEntries(
    settingEntries().map(([key, { fallback }]) => [key, fallback]),
  ) as unknown as RunnerSettings;
}
