import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { IdentityFile } from '../../runner/credentials/identity.ts';
import { carryOutActs } from '../../runner/install/carry-out.ts';
import { describeAct, type InstallAct } from '../../runner/install/install-act.ts';
import { type InstallFacts, isInstallName } from '../../runner/install/install-facts.ts';
import { type InstallPlaces, installPlaces } from '../../runner/install/install-places.ts';
import { installPlan, rollbackPlan } from '../../runner/install/install-plan.ts';
import { describeStatus, isUp, readStatus } from '../../runner/install/install-status.ts';
import {
  installedService,
  isRunning,
  ownerOf,
  serviceState,
} from '../../runner/install/installed-service.ts';
import { isWriterRunning, readHealth } from '../../runner/install/read-health.ts';
import { isProgramShared } from '../../runner/install/shared-program.ts';
import { thisHost } from '../../runner/install/this-host.ts';
import { uninstallPlan } from '../../runner/install/uninstall-plan.ts';
import { eraseRemovedVariables } from '../../support/process/erase-environment.ts';
import { quoteForShell } from '../../support/text/shell-quote.ts';
import type { Host } from '../session/client-command.ts';
import { EXIT } from '../session/exit-codes.ts';
import type { InstallFlags, StatusFlags, UninstallFlags } from './runner-install.ts';

const TOKEN = 'OUTRUNNER_ENROLLMENT_TOKEN';

/** Installs a runner as a service. Throws `usage`, `enrollment-token-missing`, `install-failed`. */
export async function install(
  host: Host,
  flags: InstallFlags,
  more: { readonly connection: readonly string[]; readonly startArguments: readonly string[] },
): Promise<void> {
  requireName(flags.name);
  const { [TOKEN]: token, ...environment } = host.environment;
  delete host.environment[TOKEN];
  // Best effort: if erasing fails, the token remains readable only until this process exits.
  eraseRemovedVariables();
  const hasToken = token !== undefined && token !== '';
  const facts = await thisHost();
  const before = await installedService(flags.name, facts);
  const { dataDir, service } = installPlaces(facts, flags.name, flags.dataDir ?? before.dataDir);
  const isEnrolled = (await new IdentityFile(dataDir).read())?.enrolled !== undefined;
  if (!hasToken && !isEnrolled) throw new OutrunnerError('enrollment-token-missing', { path: dataDir });
  const user = isEnrolled && facts.isAdministrator ? await keptUser(dataDir, flags.user) : flags.user;
  const { connection } = more;
  const startArguments = more.startArguments.length > 0 ? more.startArguments : (before.startArguments ?? []);
  const wasRunning = isRunning(await serviceState(service, facts));
  const options = { ...flags, user, dataDir, connection, startArguments, hasToken };
  await act(host, flags, installPlan(options, facts), {
    environment,
    token,
    restoring: wasRunning ? rollbackPlan(service, facts) : [],
  });
}

/**
 * Returns the user that the service runs as: the owner of an existing data directory, otherwise `asked`. Throws `usage`
 * if `asked` differs from the owner, because `asked` could not read the directory.
 */
async function keptUser(dataDir: string, asked: string | undefined): Promise<string | undefined> {
  const owner = await ownerOf(dataDir);
  if (owner === undefined || asked === undefined || asked === owner) return owner ?? asked;
  throw new OutrunnerError('usage', {
    problem: `The data dir ${dataDir} belongs to the user ${owner}, for whom this runner was installed. The user ${asked} could not read it.`,
    remedy: `Omit --user, or uninstall the runner and change the owner: \`chown -R ${asked} ${quoteForShell(dataDir)}\`.`,
  });
}

/** Removes a runner's service. Throws `usage`, `install-failed`. */
export async function uninstall(host: Host, flags: UninstallFlags): Promise<void> {
  requireName(flags.name);
  const facts = await thisHost();
  const { name, purge = false } = flags;
  const dataDir = flags.dataDir ?? (await installedService(name, facts)).dataDir;
  const options = {
    name,
    purge,
    dataDir,
    isProgramShared: await isProgramShared(name, facts),
    pid: await processByHand(installPlaces(facts, name, dataDir), facts),
  };
  await act(host, flags, uninstallPlan(options, facts), { environment: host.environment, token: undefined });
}

/** Prints the status of a runner's service. Throws `usage`, `data-damaged`. */
export async function showStatus(host: Host, flags: StatusFlags): Promise<void> {
  requireName(flags.name);
  const status = await readStatus(flags, await thisHost());
  await host.streams.out(flags.json === true ? `${JSON.stringify(status)}\n` : describeStatus(status));
  host.exit = isUp(status) ? EXIT.succeeded : EXIT.failed;
}

async function processByHand(
  { service, dataDir }: InstallPlaces,
  facts: InstallFacts,
): Promise<number | undefined> {
  const health = await readHealth(dataDir);
  if (health === null || !isWriterRunning(health)) return undefined;
  return isRunning(await serviceState(service, facts)) ? undefined : health.pid;
}

async function act(
  host: Host,
  { dryRun }: { readonly dryRun?: boolean },
  acts: readonly InstallAct[],
  surroundings: {
    readonly environment: NodeJS.ProcessEnv;
    readonly token: string | undefined;
    readonly restoring?: readonly InstallAct[];
  },
): Promise<void> {
  if (dryRun === true) return host.streams.out(acts.map((one) => `${describeAct(one)}\n`).join(''));
  const { environment, token, restoring } = surroundings;
  const given = new AbortController();
  // On Ctrl+C, `carryOutActs` restarts the services that it stopped, and then returns.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => given.abort());
  await carryOutActs(acts, { say: host.streams.say, environment, token, signal: given.signal }, restoring);
}

function requireName(name: string): void {
  if (isInstallName(name)) return;
  throw new OutrunnerError('usage', {
    problem: `"${name}" is not a valid service name.`,
    remedy: 'Use lower-case letters, digits and hyphens, at most 48 characters.',
  });
}
