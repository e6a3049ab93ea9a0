import type { InstallAct } from './install-act.ts';
import type { InstallFacts } from './install-facts.ts';
import { installPlaces } from './install-places.ts';
import { windowsRemoval } from './windows-plan.ts';

export interface UninstallOptions {
  readonly name: string;
  readonly dataDir?: string | undefined;
  /** Whether to remove the data dir too, including credentials and undelivered output. */
  readonly purge: boolean;
  /** Whether another installation on this host uses the same program. */
  readonly isProgramShared: boolean;
  /** Process id of a runner that was started without a service. */
  readonly pid?: number | undefined;
}

/**
 * Returns the acts that remove a runner from this host, in order. Running steps are ended only if the data dir is
 * removed too.
 */
export function uninstallPlan(options: UninstallOptions, facts: InstallFacts): InstallAct[] {
  const places = installPlaces(facts, options.name, options.dataDir);
  const { service, unit, dataDir, program } = places;
  const isSingleFile = facts.program[1] === undefined;
  const last: InstallAct[] = [
    ...(options.purge ? [{ kind: 'remove', path: dataDir } as const] : []),
    ...(isSingleFile ? [removed(program, options)] : []),
    ...(options.pid === undefined
      ? []
      : [
          {
            kind: 'tell',
            line: `The runner is still running, because it was started without a service. Stop it with: kill ${options.pid}`,
          } as const,
        ]),
    {
      kind: 'tell',
      line: options.purge
        ? 'Delete the runner at the coordinator as well: outrunner runner delete NAME'
        : `${dataDir} was kept, with the credentials. --purge removes it.`,
    },
  ];
  if (facts.platform === 'win32') return [...windowsRemoval(places), ...last];
  if (!facts.hasSystemd || !facts.isAdministrator) return last;
  return [
    { kind: 'run', command: ['systemctl', 'disable', '--now', service], mayFail: true },
    { kind: 'remove', path: unit },
    { kind: 'run', command: ['systemctl', 'daemon-reload'] },
    ...last,
  ];
}

function removed(program: string, { isProgramShared }: UninstallOptions): InstallAct {
  return isProgramShared
    ? { kind: 'tell', line: `${program} was kept, because another runner on this host uses it.` }
    : { kind: 'remove', path: program };
}
