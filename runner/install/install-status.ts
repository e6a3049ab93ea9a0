import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { IdentityFile } from '../credentials/identity.ts';
import type { InstallFacts } from './install-facts.ts';
import { installPlaces } from './install-places.ts';
import { describeHealth, readHealth, type ShownHealth } from './read-health.ts';

const run = promisify(execFile);
const UNITS = '/etc/systemd/system';

/** What is installed of a runner on this host. */
export interface InstallStatus {
  readonly service: string;
  /** As the service manager says it; null where there is none, or it does not know the service. */
  readonly state: string | null;
  readonly dataDir: string;
  readonly enrolled: { readonly runner: string; readonly replica: string; readonly server: string } | null;
  /** Null where it never ran here, or does not keep its health file in the data dir. */
  readonly health: ShownHealth | null;
}

/** Throws `data-damaged`, `data-dir-unusable`. */
export async function readStatus(
  { name, dataDir }: { readonly name: string; readonly dataDir?: string | undefined },
  facts: InstallFacts,
): Promise<InstallStatus> {
  const places = installPlaces(facts, name, dataDir);
  const identity = await new IdentityFile(places.dataDir).read();
  const { enrolled } = identity ?? {};
  return {
    service: places.service,
    state: await serviceState(places.service, facts),
    dataDir: places.dataDir,
    enrolled:
      identity === undefined || enrolled === undefined
        ? null
        : { runner: enrolled.runnerName, replica: enrolled.replicaId, server: identity.connection.server },
    health: await readHealth(places.dataDir),
  };
}

/** Whether it is enrolled, its service runs, and it says nothing else itself. */
export function isUp({ state, enrolled, health }: InstallStatus): boolean {
  return enrolled !== null && health?.working !== false && (state === 'active' || state === 'running');
}

export function describeStatus({ service, state, dataDir, enrolled, health }: InstallStatus): string {
  return [
    `service   ${service}: ${state ?? 'not installed'}`,
    `data dir  ${dataDir}`,
    enrolled === null
      ? 'enrolled  no'
      : `enrolled  as replica ${enrolled.replica} of runner ${enrolled.runner} at ${enrolled.server}`,
    `health    ${health === null ? 'unknown' : describeHealth(health)}`,
    '',
  ].join('\n');
}

/** Whether another runner of this host uses the same installed program. */
export async function isProgramShared(name: string): Promise<boolean> {
  const units = (await readdir(UNITS).catch(() => [])).filter(
    (unit) => /^outrunner-.*\.service$/.test(unit) && unit !== `outrunner-${name}.service`,
  );
  const texts = await Promise.all(units.map((unit) => readFile(join(UNITS, unit), 'utf8').catch(() => '')));
  return texts.some((text) => /^ExecStart=.* runner start /m.test(text));
}

async function serviceState(service: string, facts: InstallFacts): Promise<string | null> {
  if (facts.platform === 'win32') {
    const { stdout } = await run('sc.exe', ['query', service]).catch(() => ({ stdout: '' }));
    return /STATE\s*:\s*\d+\s+(\w+)/.exec(stdout)?.[1]?.toLowerCase() ?? null;
  }
  const asked = ['show', service, '--property=LoadState,ActiveState'];
  const { stdout } = await run('systemctl', asked).catch(() => ({ stdout: '' }));
  if (!/^LoadState=loaded$/m.test(stdout)) return null;
  return /^ActiveState=(.+)$/m.exec(stdout)?.[1] ?? null;
}
