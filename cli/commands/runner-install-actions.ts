import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { IdentityFile } from '../../runner/credentials/identity.ts';
import { carryOut } from '../../runner/install/carry-out.ts';
import { describeAct, type InstallAct } from '../../runner/install/install-act.ts';
import { isInstallName } from '../../runner/install/install-facts.ts';
import { installPlaces } from '../../runner/install/install-places.ts';
import { installPlan } from '../../runner/install/install-plan.ts';
import { describeStatus, isProgramShared, isUp, readStatus } from '../../runner/install/install-status.ts';
import { thisHost } from '../../runner/install/this-host.ts';
import { uninstallPlan } from '../../runner/install/uninstall-plan.ts';
import type { Host } from '../session/client-command.ts';
import { EXIT } from '../session/exit-codes.ts';
import type { InstallFlags, StatusFlags, UninstallFlags } from './runner-install.ts';

const TOKEN = 'OUTRUNNER_ENROLLMENT_TOKEN';

/** Throws `usage`, `enrollment-token-missing`, `install-failed`. */
export async function install(
  host: Host,
  flags: InstallFlags,
  more: { readonly connection: readonly string[]; readonly startArguments: readonly string[] },
): Promise<void> {
  requireName(flags.name);
  const { [TOKEN]: token, ...environment } = host.environment;
  const hasToken = token !== undefined && token !== '';
  const facts = await thisHost();
  const { dataDir } = installPlaces(facts, flags.name, flags.dataDir);
  if (!hasToken && (await new IdentityFile(dataDir).read())?.enrolled === undefined)
    throw new OutrunnerError('enrollment-token-missing', { path: dataDir });
  await act(host, flags, installPlan({ ...flags, ...more, hasToken }, facts), {
    environment,
    token,
  });
}

/** Throws `usage`, `install-failed`. */
export async function uninstall(host: Host, flags: UninstallFlags): Promise<void> {
  requireName(flags.name);
  const shared = { purge: flags.purge === true, isProgramShared: await isProgramShared(flags.name) };
  const acts = uninstallPlan({ ...flags, ...shared }, await thisHost());
  await act(host, flags, acts, { environment: host.environment, token: undefined });
}

/** Throws `usage`, `data-damaged`. */
export async function showStatus(host: Host, flags: StatusFlags): Promise<void> {
  requireName(flags.name);
  const status = await readStatus(flags, await thisHost());
  await host.streams.out(flags.json === true ? `${JSON.stringify(status)}\n` : describeStatus(status));
  host.exit = isUp(status) ? EXIT.succeeded : EXIT.failed;
}

async function act(
  host: Host,
  { dryRun }: { readonly dryRun?: boolean },
  acts: readonly InstallAct[],
  surroundings: { readonly environment: NodeJS.ProcessEnv; readonly token: string | undefined },
): Promise<void> {
  if (dryRun === true) await host.streams.out(acts.map((one) => `${describeAct(one)}\n`).join(''));
  else await carryOut(acts, { say: host.streams.say, ...surroundings });
}

function requireName(name: string): void {
  if (isInstallName(name)) return;
  throw new OutrunnerError('usage', {
    problem: `"${name}" is not a name for a service.`,
    remedy: 'Give small letters, digits and hyphens, at most 48.',
  });
}
