import type { Dispatcher } from 'undici';
import { isOutrunnerError, OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { chooseProxy } from '../../protocol/fetch/proxy-choice.ts';
import { chooseConnection } from '../credentials/connection.ts';
import { openDataDir } from '../credentials/data-dir.ts';
import { enroll } from '../credentials/enroll.ts';
import { hashToken, readEnrollmentToken } from '../credentials/enrollment-token.ts';
import { type Connection, type Identity, IdentityFile, newIdentity } from '../credentials/identity.ts';
import { ReplicaState } from '../credentials/replica-state.ts';
import type { RunnerLog } from '../logging/log.ts';
import type { RunnerHost } from '../runner-host.ts';
import { maxRunningOf, type RunnerOptions } from '../runner-options.ts';
import { scriptFetcher } from '../session/fetch-bytes.ts';
import { hostFacts } from '../session/host-facts.ts';
import { hostEnvironment } from '../session/step-environment.ts';
import { CoordinatorClient } from '../transport/coordinator-client.ts';
import { openDispatcher } from '../transport/dispatcher.ts';
import { readServerAddress } from '../transport/server-address.ts';
import { LinkReporter } from './link-reporter.ts';
import { pinCertificate } from './pin-certificate.ts';
import { runReplica } from './replica.ts';
import { keepSeen } from './seen-keeper.ts';
import type { StopRequests } from './stop-requests.ts';

export interface StartOptions {
  readonly options: RunnerOptions;
  readonly host: RunnerHost;
  readonly stop: StopRequests;
  readonly log: RunnerLog;
}

/** What a start found and chose, before it speaks to anybody. */
interface Beginning extends StartOptions {
  readonly dataDir: string;
  readonly file: IdentityFile;
  readonly token: string | undefined;
  readonly connection: Connection;
  readonly addressIsNew: boolean;
  /** Told once a session was opened. */
  readonly onConnected: () => void;
}

/** Composes a replica from its data dir and what this start says, enrolls it where that is due, and runs it. */
export async function startReplica(start: StartOptions): Promise<'drained' | 'left'> {
  const { options, host } = start;
  const maxRunning = maxRunningOf(options);
  const token = await readEnrollmentToken({ ...host, file: options.enrollmentTokenFile });
  const dataDir = await openDataDir(options.dataDir);
  const file = new IdentityFile(dataDir);
  const kept = await file.read();
  if (kept?.enrolled === undefined && token === undefined)
    throw new OutrunnerError('enrollment-token-missing', { path: dataDir });
  const chosen = await chooseConnection(kept?.connection, options);
  const link = new LinkReporter(start.log, chosen.server, () => performance.now());
  const connection = await pinCertificate({ ...start, connection: chosen, link });
  const identity = kept ?? (await file.create(newIdentity(connection)));
  const addressIsNew = token !== undefined || kept?.connection.server !== connection.server;
  let connected = false;
  const onConnected = () => {
    connected = true;
  };
  const beginning = { ...start, dataDir, file, token, connection, addressIsNew, onConnected };
  try {
    return await runIdentity(beginning, identity, link, maxRunning);
  } catch (error) {
    if (connected || !mayEnrollAgain(error, identity, token)) throw error;
    start.log.warn('the credentials of this data dir were revoked: enrolling it again');
    const fresh = newIdentity(connection);
    await file.replace(fresh);
    return await runIdentity(beginning, fresh, link, maxRunning);
  }
}

/**
 * Somebody regenerated the runner's credentials, and started it with the new token here; or it was removed while it was
 * away, and comes with its enrollment key.
 */
function mayEnrollAgain(error: unknown, identity: Identity, token: string | undefined): boolean {
  if (!isOutrunnerError(error) || error.code !== 'replica-revoked' || token === undefined) return false;
  const { enrolled } = identity;
  return enrolled !== undefined && (enrolled.reusable === true || enrolled.tokenHash !== hashToken(token));
}

async function runIdentity(
  beginning: Beginning,
  identity: Identity,
  link: LinkReporter,
  maxRunning: number,
): Promise<'drained' | 'left'> {
  const { options, host, stop, log, dataDir, file, connection, addressIsNew, onConnected } = beginning;
  const state = await ReplicaState.open(dataDir, Date.now());
  const address = readServerAddress(connection.server);
  const proxy = chooseProxy(address.origin, connection.proxy, host.environment);
  const dispatcher = openDispatcher({ ...connection, address, proxy });
  const forgetSeen = keepSeen(state, log);
  try {
    const client = (coordinatorId?: string) =>
      new CoordinatorClient({
        dispatcher,
        address,
        server: connection.server,
        coordinatorId,
        onSeen: (seen) => state.note(seen),
      });
    const current = { ...identity, connection };
    const enrolled = current.enrolled ?? (await enrollHere(beginning, current, client(), link));
    return await runReplica({
      dataDir,
      identity,
      enrolled,
      state,
      client: client(enrolled.coordinatorId),
      keeperProgram: host.keeperProgram,
      pluginProgram: host.pluginProgram,
      fetch: scriptFetcher({ environment: host.environment, authorities: connection.authorities }),
      hostEnvironment: hostEnvironment(host.environment),
      givenEnvironment: options.environment ?? {},
      maxRunning,
      labels: options.labels ?? {},
      stop,
      log,
      link,
      addressIsNew,
      onConnected: async () => {
        onConnected();
        await file.replace({ ...current, enrolled });
      },
    });
  } finally {
    await forgetSeen();
    await closed(dispatcher);
  }
}

async function enrollHere(
  { options, token, dataDir, file, stop, log }: Beginning,
  identity: Identity,
  client: CoordinatorClient,
  link: LinkReporter,
) {
  if (token === undefined) throw new OutrunnerError('enrollment-token-missing', { path: dataDir });
  const enrolled = await enroll({
    client,
    identity,
    token,
    // Whether steps can have a terminal is for the keeper to say, at the first sync.
    host: hostFacts(false, options.labels),
    signal: stop.asked,
    onFailure: (error) => link.down(error),
  });
  await file.replace({ ...identity, enrolled });
  log.info({ runner: enrolled.runnerName, replica: enrolled.replicaId }, 'enrolled');
  return enrolled;
}

/** Whatever hangs on a connection was given up before. */
async function closed(dispatcher: Dispatcher): Promise<void> {
  await dispatcher.destroy().catch(() => undefined);
}
