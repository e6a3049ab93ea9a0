import { join } from 'node:path';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { problemOf } from '../../support/errors/problem-of.ts';
import { permissionWarnings } from './permission-warnings.ts';
import { type FileSettings, readSettingsFile } from './read-settings-file.ts';
import {
  type GivenSettings,
  type RunnerSettings,
  type SettingKey,
  settingEntries,
} from './runner-settings.ts';
import { settingVariable } from './setting.ts';
import type { GivenValue } from './setting-kinds.ts';
import { misspelledVariables, variablesOf, variablesWithoutEffect } from './setting-names.ts';
import { settingWarnings } from './setting-warnings.ts';

export interface SettingsSources {
  /** Settings from flags of the command line. */
  readonly flags: GivenSettings;
  /** The file of `--config`, which must exist. Absent: `runner.yaml` in the data dir, if it exists. */
  readonly config?: string | undefined;
  /** The environment of this process. Loading removes secrets from it, so that no child process inherits them. */
  readonly environment: NodeJS.ProcessEnv;
}

/** Settings of a replica, which has a data dir. */
export type ReplicaSettings = RunnerSettings & { readonly dataDir: string };

export interface LoadedSettings {
  readonly settings: ReplicaSettings;
  /** Non-fatal problems that the operator should see. */
  readonly warnings: readonly string[];
}

/** The value of a setting in one source, and its name in that source. */
interface NamedValue {
  readonly given: GivenValue;
  readonly name: string;
}

/**
 * Returns the settings of a runner. The environment overrides the file, and flags override the environment. Errors:
 * `usage`, which lists all problems.
 */
export async function loadSettings(sources: SettingsSources): Promise<LoadedSettings> {
  const { flags, environment } = sources;
  const warnings = [
    ...misspelledVariables(environment).map(
      ([name, meant]) => `${name} is not a setting; did you mean ${meant}?`,
    ),
    ...variablesWithoutEffect(environment).map(([name, why]) => `${name} has no effect: ${why}`),
  ];
  const fromEnvironment = readEnvironment(environment);
  const file = await settingsFile(sources, fromEnvironment);
  const problems = [...(file?.problems ?? [])];
  const values: Partial<Record<SettingKey, unknown>> = {};
  for (const [key, { kind, fallback, flag, path }] of settingEntries()) {
    const said: NamedValue[] = [];
    const inFile = file?.given[key];
    if (inFile !== undefined) said.push({ given: inFile, name: file?.places.get(key) ?? key });
    const inEnvironment = fromEnvironment.get(key);
    if (inEnvironment !== undefined) said.push(inEnvironment);
    const byFlag = flags[key];
    if (byFlag !== undefined) said.push({ given: byFlag, name: flag?.split(' ')[0] ?? path });
    const read = said.flatMap(({ given, name }) => {
      try {
        return [kind.read(given)];
      } catch (error) {
        problems.push(`${name} ${problemOf(error)}`);
        return [];
      }
    });
    values[key] = (kind.merges ? Object.assign({}, fallback, ...read) : read.at(-1)) ?? fallback;
  }
  if (problems.length > 0) throw unusable(problems);
  const settings = values as RunnerSettings;
  const { dataDir } = settings;
  if (dataDir === undefined) throw unusable(['--data-dir is missing']);
  warnings.push(...(file?.warnings ?? []), ...settingWarnings(settings, environment['PATH']));
  warnings.push(...(await permissionWarnings(file)));
  return { settings: { ...settings, dataDir }, warnings };
}

function readEnvironment(environment: NodeJS.ProcessEnv): ReadonlyMap<SettingKey, NamedValue> {
  const found = new Map<SettingKey, NamedValue>();
  for (const [key, { kind, path, secret }] of settingEntries()) {
    const names = variablesOf(key);
    const name = names.find((each) => environment[each] !== undefined && environment[each] !== '');
    const given = name === undefined ? undefined : environment[name];
    if (name !== undefined && given !== undefined) found.set(key, { given, name });
    if (secret) for (const each of names) delete environment[each];
    if (kind.merges) addEntries(found, key, `${settingVariable(path)}_`, environment);
  }
  return found;
}

/** Adds the map entries that come from single variables, such as `LOGGER_LEVELS_SESSION=debug`. */
function addEntries(
  found: Map<SettingKey, NamedValue>,
  key: SettingKey,
  prefix: string,
  environment: Readonly<NodeJS.ProcessEnv>,
): void {
  if (key !== 'logLevels') return;
  const entries = Object.entries(environment)
    .filter(([name]) => name.startsWith(prefix))
    .map(([name, value]) => [name.slice(prefix.length).toLowerCase().replaceAll('_', '.'), value ?? '']);
  if (entries.length > 0) found.set(key, { given: Object.fromEntries(entries), name: `${prefix}*` });
}

async function settingsFile(
  { flags, config, environment }: SettingsSources,
  fromEnvironment: ReadonlyMap<SettingKey, NamedValue>,
): Promise<FileSettings | undefined> {
  const named = config ?? environment['RUNNER_CONFIG'] ?? environment['MICRONAUT_CONFIG_FILES'];
  if (named !== undefined && named !== '') {
    const file = await readSettingsFile(named);
    if (file === undefined) throw unusable([`${named}: there is no such file`]);
    return file;
  }
  const dataDir = flags.dataDir ?? fromEnvironment.get('dataDir')?.given;
  return typeof dataDir === 'string' ? readSettingsFile(join(dataDir, 'runner.yaml')) : undefined;
}

function sentence(text: string): string {
  return /[.?]$/.test(text) ? text : `${text}.`;
}

function unusable(problems: readonly string[]): OutrunnerError {
  return new OutrunnerError('usage', {
    problem: `The settings of the runner cannot be used.\n${problems.map((it) => `  ${sentence(it)}`).join('\n')}`,
    remedy: 'Each is described in docs/runner-settings.md, and by `outrunner runner start --help`.',
  });
}
