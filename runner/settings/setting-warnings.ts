import { accessSync, constants } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';
import { EXECUTOR_NAMES } from '../../job-language/nodes/node-executors.ts';
import { BUILT_IN_PLUGINS, findPlugin } from '../../job-language/plugins/built-in-plugins.ts';
import { NODE_SOURCE_TYPES } from '../../protocol/entities/node-source.ts';
import { closest } from '../../support/text/closest.ts';
import { RUNNER_SETTINGS, type RunnerSettings } from './runner-settings.ts';

const PLUGIN = 'plugin:';

type Doubtful = Pick<RunnerSettings, 'executors' | 'steps' | 'sources' | 'hookBefore' | 'hookAfter'>;

/** Returns warnings about settings that are valid but probably wrong, such as unknown names and missing programs. */
export function settingWarnings(settings: Doubtful, searchPath = process.env['PATH'] ?? ''): string[] {
  const { executors = [], steps = [], sources = [] } = settings;
  const plugins = steps.filter(
    (step) => step.startsWith(PLUGIN) && findPlugin(step.slice(PLUGIN.length)) === undefined,
  );
  return [
    ...unknown('executors', 'executor', executors, EXECUTOR_NAMES),
    ...unknown('sources', 'kind of node source', sources, NODE_SOURCE_TYPES),
    ...unknown(
      'steps',
      'plugin',
      plugins,
      BUILT_IN_PLUGINS.map(({ name }) => `${PLUGIN}${name}`),
    ),
    ...(['hookBefore', 'hookAfter'] as const).flatMap((key) => {
      const [program] = settings[key] ?? [];
      return program === undefined || isProgram(program, searchPath)
        ? []
        : [
            `${RUNNER_SETTINGS[key].path} names ${program}, which does not exist or which this user cannot execute`,
          ];
    }),
  ];
}

function unknown(
  key: 'executors' | 'sources' | 'steps',
  what: string,
  listed: readonly string[],
  known: readonly string[],
): string[] {
  return listed
    .filter((name) => !known.includes(name))
    .map((name) => {
      const meant = closest(name, known);
      const hint = meant === undefined ? `they are ${known.join(', ')}` : `did you mean ${meant}?`;
      return `${RUNNER_SETTINGS[key].path} lists "${name}", and there is no such ${what}; ${hint}`;
    });
}

function isProgram(program: string, searchPath: string): boolean {
  // Windows appends extensions to the names of programs, so the files cannot be checked.
  if (process.platform === 'win32') return true;
  const folders = isAbsolute(program) ? [''] : searchPath.split(delimiter);
  return folders.some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
