import { closest } from '../../support/text/closest.ts';
import { isLevel, type Level } from '../settings/observation-settings.ts';

/** Modules of a runner that log. Each has its own level. */
export const LOG_MODULES = ['runner', 'link', 'session', 'operations', 'hooks', 'keeper'] as const;
export type LogModule = (typeof LOG_MODULES)[number];

export type ModuleLevels = Readonly<Record<LogModule, Level>>;

/**
 * Returns the configured level of each module. `root` sets all modules. In a dotted name, like Rundeck's package names,
 * only the last part counts. Warnings list unknown modules with the closest existing one.
 */
export function moduleLevels(
  level: Level,
  given: Readonly<Record<string, string>>,
): { readonly levels: ModuleLevels; readonly warnings: readonly string[] } {
  const warnings: string[] = [];
  const own: Partial<Record<LogModule | 'root', Level>> = {};
  for (const [name, text] of Object.entries(given)) {
    const last = name.toLowerCase().split('.').at(-1) ?? '';
    const asked = text.toLowerCase();
    if (!isLevel(asked)) continue;
    if (isModule(last) || last === 'root') own[last] = asked;
    else {
      const meant = closest(last, LOG_MODULES);
      warnings.push(
        `logger.levels.${name} is not a module; ${meant === undefined ? `they are ${LOG_MODULES.join(', ')}` : `did you mean ${meant}?`}`,
      );
    }
  }
  const entries = LOG_MODULES.map((name) => [name, own[name] ?? own.root ?? level] as const);
  return { levels: Object.fromEntries(entries) as Record<LogModule, Level>, warnings };
}

function isModule(name: string): name is LogModule {
  return LOG_MODULES.some((each) => each === name);
}
