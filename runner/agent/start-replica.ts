import { NodeParser } from '../../job-language/node-formats/node-parser.ts';
import { SourceReader } from '../../job-language/node-sources/source-reader.ts';
import { isPlaintextBeyondHost } from '../../protocol/client/plaintext.ts';
import { explain, isOutrunnerError, OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { chooseConnection } from '../credentials/connection.ts';
import { enroll } from '../credentials/enroll.ts';
import { readEnrollmentToken, tokenFingerprint } from '../credentials/enrollment-token.ts';
import { type Identity, IdentityFile, newIdentity, type StoredConnection } from '../credentials/identity.ts';
import { ReplicaState, savePeriodically } from '../credentials/replica-state.ts';
import { logSetAside, setAsideMisplaced } from '../data-dir/damaged-places.ts';
import { prepareDataDir } from '../data-dir/data-dir.ts';
import type { Vitals } from '../health/vitals.ts';
import { tempDirOf } from '../keeper-client/settings-for-keeper.ts';
import { openRunnerKeys } from '../keys/open-runner-keys.ts';
import type { RunnerKeys } from '../keys/runner-keys.ts';
import { takeKeyStorages } from '../keys/take-key-storages.ts';
import type { RunnerLog, RunnerLogs } from '../logging/log.ts';
import { sourceRefusal } from '../policy/allowed-work.ts';
import { nodeParseProgram } from '../programs/node-parse-program.ts';
import type { RunnerHost } from '../runner-host.ts';
import type { ReplicaSettings } from '../settings/load-settings.ts';
import { CoordinatorClient } from '../transport/coordinator-client.ts';
import { LinkReporter } from '../transport/link-reporter.ts';
import { openLink } from '../transport/open-link.ts';
import { pinCertificate } from '../transport/pin-certificate.ts';
import { hostFacts } from './host-facts.ts';
import { openTempDir } from './open-temp-dir.ts';
import { runReplica } from './replica.ts';
import { scriptFetcher } from './steps/fetch-bytes.ts';
import { secretVariables } from './steps/secret-variables.ts';
import { hostEnvironment } from './steps/step-environment.ts';
import type { StopRequests } from './stop-requests.ts';

export interface ReplicaStartOptions {
  readonly settings: ReplicaSettings;
  readonly host: RunnerHost;
  readonly stop: StopRequests;
  readonly logs: RunnerLogs;
  readonly vitals: Vitals;
  /** Called once the data dir exists. */
  readonly onDataDir: (path: string) => void;
  /** Log of the runner itself. */
  readonly log: RunnerLog;
  readonly endsOnceConnected: boolean;
}

/** The options of a start, and the data that is read or chosen before the replica enrolls. */
interface PreparedStart extends ReplicaStartOptions {
  readonly dataDir: string;
  readonly file: IdentityFile;
  readonly token: string | undefined;
  readonly connection: StoredConnection;
  readonly addressIsNew: boolean;
  readonly keys: RunnerKeys;
  readonly secretVariables: readonly string[];
  /** Called once a session was opened. */
  readonly onConnected: () => void;
}

/** How a replica ended. `enrolled`: the runner was started only to connect once. */
export type ReplicaEnd = 'drained' | 'left' | 'enrolled';

/** Starts a replica from its data dir and settings: enrolls it if necessary, then runs it. */
export async function startReplica(start: ReplicaStartOptions): Promise<ReplicaEnd> {
  const { settings, host, logs } = start;
  const token = await readEnrollmentToken({ ...host, file: settings.enrollmentTokenFile });
  const dataDir = await prepareDataDir(settings.dataDir);
  for (const damage of setAsideMisplaced(dataDir)) logSetAside(start.log, damage);
  logs.openFiles(dataDir);
  await openTempDir(settings);
  start.onDataDir(dataDir);
  const file = new IdentityFile(dataDir);
  const kept = await file.read();
  if (kept?.enrolled === undefined && token === undefined)
    throw new OutrunnerError('enrollment-token-missing', { path: dataDir });
  const chosen = await chooseConnection(kept?.connection, settings);
  if (isPlaintextBeyondHost(new URL(chosen.server)))
    start.log.warn(
      { server: chosen.server },
      'the connection is not encrypted (--insecure-plaintext): anyone on the network path can read secrets and output',
    );
  const link = new LinkReporter(logs.of('link'), chosen.server, () => performance.now(), start.vitals);
  const connection = await pinCertificate({ ...start, connection: chosen, link });
  const secrets = secretVariables(host.environment, settings.environment);
  const keys = await openRunnerKeys(takeKeyStorages(settings.keyStorage, host.environment), {
    ...connection,
    dataDir,
    environment: host.environment,
  });
  // Opening the key storages removed the variables with their secrets from the environment.
  host.eraseRemovedVariables();
  const identity = kept ?? (await file.create(newIdentity(connection)));
  const addressIsNew = token !== undefined || kept?.connection.server !== connection.server;
  let connected = false;
  const onConnected = () => {
    connected = true;
    if (start.endsOnceConnected) endOnceConnected(start);
  };
  const beginning = {
    ...start,
    dataDir,
    file,
    token,
    connection,
    addressIsNew,
    onConnected,
    keys,
    secretVariables: secrets,
  };
  const run = async (own: Identity): Promise<ReplicaEnd> => {
    const end = await runIdentity(beginning, own, link);
    return start.endsOnceConnected && connected ? 'enrolled' : end;
  };
  try {
    return await run(identity);
  } catch (error) {
    if (connected || !mayEnrollAgain(error, identity, token)) throw error;
    start.log.warn('the credentials of this data dir were revoked: enrolling it again');
    const fresh = newIdentity(connection);
    await file.replace(fresh);
    return await run(fresh);
  } finally {
    await keys.close();
  }
}

/** Ends the runner once it has connected. Does not wait for steps: they continue in the keeper. */
function endOnceConnected({ stop, vitals }: Pick<ReplicaStartOptions, 'stop' | 'vitals'>): void {
  const { running, queued, undelivered } = vitals.signs.load;
  if (running + queued + undelivered > 0) stop.leave();
  else stop.drain();
}

/**
 * Returns whether a revoked replica may enroll again. It may if it was started with a new token after its runner's
 * credentials were regenerated, or with a reusable enrollment key after it was removed while offline.
 */
function mayEnrollAgain(error: unknown, identity: Identity, token: string | undefined): boolean {
  if (!isOutrunnerError(error) || error.code !== 'replica-revoked' || token === undefined) return false;
  const { enrolled } = identity;
  return (
    enrolled !== undefined && (enrolled.reusable === true || enrolled.tokenHash !== tokenFingerprint(token))
  );
}

async function runIdentity(
  beginning: PreparedStart,
  identity: Identity,
  link: LinkReporter,
): Promise<'drained' | 'left'> {
  const { settings, host, stop, logs, log, dataDir, file, connection, addressIsNew, onConnected } = beginning;
  const { keys, secretVariables: secrets, vitals } = beginning;
  const state = await ReplicaState.open(dataDir, Date.now(), (damage) => logSetAside(log, damage));
  const { environment } = host;
  const { address, dispatcher } = openLink({ connection, settings, environment, log: logs.of('link') });
  const stopSaving = savePeriodically(state, (error) =>
    log.warn({ err: error }, 'the state of the replica was not written'),
  );
  const parser = new NodeParser(nodeParseProgram());
  try {
    const client = (coordinatorId?: string) =>
      new CoordinatorClient({
        dispatcher,
        address,
        server: connection.server,
        coordinatorId,
        onSeen: (seen) => state.note(seen),
        backoff: { base: settings.backoffFirst, cap: settings.backoffLongest },
        answerMilliseconds: settings.answerTimeout,
      });
    const current = { ...identity, connection };
    const enrolled = current.enrolled ?? (await enrollHere(beginning, current, client(), link));
    const hostsOwn = hostEnvironment(environment, tempDirOf(settings));
    return await runReplica({
      dataDir,
      identity,
      enrolled,
      state,
      client: client(enrolled.coordinatorId),
      keeperProgram: host.keeperProgram,
      pluginProgram: host.pluginProgram,
      fetch: scriptFetcher({ environment, authorities: connection.authorities }),
      keys,
      secretVariables: secrets,
      hostEnvironment: hostsOwn,
      givenEnvironment: settings.environment,
      sshAgent: environment['SSH_AUTH_SOCK'],
      discoveryHost: {
        reader: new SourceReader({ environment, authorities: connection.authorities, parse: parser.parse }),
        parser,
        environment: { ...hostsOwn, ...settings.environment, OUTRUNNER_RUNNER: enrolled.runnerName },
        refusal: (source) => {
          const refusal = sourceRefusal(source, settings);
          return refusal && explain(refusal);
        },
      },
      settings,
      stop,
      vitals,
      logs,
      log,
      link,
      addressIsNew,
      onConnected: async () => {
        await file.replace({ ...current, enrolled });
        onConnected();
      },
    });
  } finally {
    await parser.close();
    await stopSaving();
    await dispatcher.destroy().catch(() => undefined);
  }
}

async function enrollHere(
  { settings, token, dataDir, file, stop, log }: PreparedStart,
  identity: Identity,
  client: CoordinatorClient,
  link: LinkReporter,
) {
  if (token === undefined) throw new OutrunnerError('enrollment-token-missing', { path: dataDir });
  const enrolled = await enroll({
    client,
    identity,
    token,
    // Whether steps can have a terminal is unknown until the keeper reports it. The first sync sends the actual value.
    host: hostFacts(false, settings.labels),
    signal: stop.asked,
    onFailure: (error) => link.down(error),
  });
  await file.replace({ ...identity, enrolled });
  log.info({ runner: enrolled.runnerName, replica: enrolled.replicaId }, 'enrolled');
  return enrolled;
}
