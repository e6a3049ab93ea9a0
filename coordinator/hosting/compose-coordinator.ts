import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { LOCAL_NODE } from '../../job-language/plan/automatic-dispatch.ts';
import { toOutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import type { ReplicaId } from '../../protocol/ids.ts';
import { createPatternRunner } from '../../support/patterns/pattern-runner.ts';
import { openTokenUses } from '../access/token-uses.ts';
import { AuditTrail } from '../audit/audit-trail.ts';
import { openDispatch } from '../dispatch/open-dispatch.ts';
import { ModeTimer } from '../execution-modes/mode-timer.ts';
import { JobCache } from '../executions/admission/job-cache.ts';
import { openExecutions } from '../executions/open-executions.ts';
import { ExecutionOutputLimits } from '../executions/operations/output-limits.ts';
import { ExecutionIndex } from '../executions/runtime/execution-index.ts';
import { ChangeFeed } from '../http/streams/change-feed.ts';
import { OwnPackage } from '../install/own-package.ts';
import { RunnerBinaries } from '../install/runner-binaries.ts';
import { createJobTexts } from '../jobs/check/job-texts.ts';
import { createOptionChecks } from '../jobs/check/option-checks.ts';
import { openKeyStorage } from '../keys/open-key-storage.ts';
import { LOCAL_RUNNER_ID } from '../local-runner/local-runner-record.ts';
import { clientAddress, proxyList } from '../network/addresses.ts';
import { openListedOptions } from '../options/open-listed-options.ts';
import { createRunnerProtocol } from '../runner-protocol/create-runner-protocol.ts';
import { SYSTEM_CLOCK } from '../runner-protocol/system-clock.ts';
import { openPositionKey } from '../store/data-dir/position-key.ts';
import { coordinatorOf } from '../store/definitions/coordinator-definitions.ts';
import { Erasures } from '../store/erasures.ts';
import { Links } from '../views/links.ts';
import { openBackgroundWork } from './background-work.ts';
import { publishChanges } from './change-events.ts';
import { createHandlers } from './create-handlers.ts';
import { createManagement } from './create-management.ts';
import { Closers } from './lifecycle/closers.ts';
import { endProcessSoon } from './lifecycle/end-process.ts';
import { Ending } from './lifecycle/ending.ts';
import { eraseMasterKeyVariable } from './lifecycle/erase-master-key.ts';
import { watchIdle } from './lifecycle/idle-watch.ts';
import { type Log, openLog } from './lifecycle/log.ts';
import { reportListening } from './lifecycle/report-listening.ts';
import { startLocalRunner } from './lifecycle/start-local-runner.ts';
import type {
  CoordinatorEnd,
  CoordinatorStartOptions,
  RunningCoordinator,
} from './lifecycle/start-options.ts';
import { CoordinatorAddresses } from './listeners/coordinator-addresses.ts';
import { requireSecure, warnOfPlaintext } from './listeners/main-address.ts';
import { openConnectionGate } from './listeners/open-connection-gate.ts';
import { Metrics } from './metrics.ts';
import { publishNodeSources } from './node-source-events.ts';
import { siblingPrograms } from './programs.ts';
import { ensureAdministrator } from './stores/administrator.ts';
import { auditDamages } from './stores/audit-damages.ts';
import { JournalAudit } from './stores/audit-to-journal.ts';
import { openExportFolder } from './stores/open-export-folder.ts';
import { openInputFiles, releaseEndedFiles } from './stores/open-input-files.ts';
import { openInventories } from './stores/open-inventories.ts';
import { openPolicies } from './stores/open-policies.ts';
import { openReceivedArchives } from './stores/open-received-archives.ts';
import { openRefusals } from './stores/open-refusals.ts';
import { openStores } from './stores/open-stores.ts';

const now = () => SYSTEM_CLOCK.epoch();

/**
 * Builds a coordinator from all its parts and opens its addresses. If a part fails, closes everything that was opened.
 */
export async function composeCoordinator(options: CoordinatorStartOptions): Promise<RunningCoordinator> {
  requireSecure(options);
  const log = openLog(options.log, options.streams.say);
  const closers = new Closers((fields, message) => log.warn(fields, message));
  try {
    return await compose(options, log, closers);
  } catch (error) {
    await closers.close();
    throw toOutrunnerError(error);
  }
}

async function compose(
  options: CoordinatorStartOptions,
  log: Log,
  closers: Closers,
): Promise<RunningCoordinator> {
  const programs = { ...siblingPrograms(), ...options.programs };
  const embedded = options.embedded === true;
  const proxies = proxyList(options.behindTlsProxy ?? []);
  warnOfPlaintext(options, log);
  const ending = new Ending(log);
  const openIndex = new ExecutionIndex();
  const outputLimits = new ExecutionOutputLimits(openIndex);
  const { dataDir, definitions, journal, output, lostHistory, settings } = await openStores({
    outputLimits,
    dataDir: options.dataDir,
    journalWorker: programs.journalWorker,
    runnersEnabled: embedded,
    log,
    closers,
    onFatal: (error) => {
      ending.fail(error);
      endProcessSoon();
    },
    now,
  });
  const acts = await JournalAudit.open({ definitions, journal, log, now });
  closers.add('audit', () => acts.close());
  const { audit } = acts;
  // Opened before executions, so that overdue changes apply to everything that starts.
  const modeTimer = await ModeTimer.open({ definitions, audit, clock: SYSTEM_CLOCK, log });
  closers.add('mode timer', () => modeTimer.close());
  const refusals = openRefusals(audit, closers);
  const coordinatorId = coordinatorOf(await definitions.snapshot()).id;
  const patterns = createPatternRunner();
  closers.add('patterns', () => patterns.close());
  const { keyStorage, secureValues } = await openKeyStorage({
    definitions,
    dataDir,
    environment: process.env,
    handed: options.masterKey,
    warn: (message) => log.warn({}, message),
  });
  eraseMasterKeyVariable(log);
  const listedOptions = openListedOptions({ definitions, keyStorage, settings });

  const gate = openConnectionGate({ proxies, log, clock: SYSTEM_CLOCK });
  const addresses = new CoordinatorAddresses({
    options,
    definitions,
    dataDir,
    coordinatorId,
    log,
    gate,
    now,
  });
  closers.add('addresses', () => addresses.close());
  const running = (replicaId: ReplicaId) => openIndex.runningCount(replicaId);
  const dispatch = await openDispatch({ definitions, clock: SYSTEM_CLOCK, running });
  closers.add('dispatch', () => dispatch.close());
  const { queue: dispatcher, registry, discoveries: discovery } = dispatch;
  const files = await openInputFiles({ dataDir, settings, log, closers });
  const inventories = await openInventories({
    definitions,
    discovery,
    registry,
    settings,
    log,
    closers,
    dataDir,
    clock: SYSTEM_CLOCK,
    program: programs.nodeParseWorker,
  });
  const links = new Links(() => options.publicUrl ?? addresses.url());
  const clock = SYSTEM_CLOCK;
  const texts = createJobTexts(programs.jobCheckWorker);
  const parsedJobs = new JobCache((hash) => definitions.text(hash), texts);
  const erasures = new Erasures({ journal, output, after: clock.after, log });
  closers.add('erasures', () => erasures.close());
  const opened = await openExecutions({
    erasures,
    journal,
    definitions,
    jobs: parsedJobs,
    dispatcher,
    index: openIndex,
    output,
    clock,
    log,
    dataDir,
    serverNode: LOCAL_NODE,
    patterns,
    listedOptions,
    files,
    lostHistory,
    addresses: { server: () => links.base(), execution: (id) => links.execution(id).href },
    inventory: inventories,
    secureValues,
    readKey: (path, project, kind) => keyStorage.read(path, project, kind),
    random: Math.random,
    newUuid: randomUUID,
  });
  const { executions } = opened;
  closers.add('executions', () => executions.close());
  outputLimits.onReached.add(({ execution, limit }) => {
    opened.outputLimitReached(execution, limit).catch((error: unknown) => {
      log.error({ execution, err: error }, 'an output limit was not recorded');
    });
  });
  await releaseEndedFiles(files, executions);
  const addressOf = (request: IncomingMessage) => clientAddress(request, proxies);
  const protocol = createRunnerProtocol({
    discoveryWorker: programs.discoveryWorker,
    definitions,
    journal,
    audit,
    recorded: () => acts.kept(),
    output,
    files,
    dispatch,
    operations: opened.operations,
    restored: opened.restored,
    onRefusedLogin: refusals.onRefusedLogin,
    positionKey: await openPositionKey(dataDir.path, dataDir.damages),
    clock: SYSTEM_CLOCK,
    log,
    addressOf,
    onProven: (request, replicaId) => gate.proven(request.socket, replicaId),
  });
  closers.add('runner protocol', () => protocol.close());
  const { enrollments } = protocol;

  const feed = new ChangeFeed();
  closers.add('changes', await publishChanges({ definitions, registry, executions, feed, links }));
  closers.add('node source changes', await publishNodeSources({ definitions, inventories, feed, log }));
  auditDamages(dataDir.damages, audit);
  const background = await openBackgroundWork({
    definitions,
    journal,
    output,
    executions,
    modeTimer,
    keyStorage,
    settings,
    links,
    audit,
    clock,
    log,
    closers,
  });
  const metrics = new Metrics({
    registry,
    dispatcher,
    executions,
    reports: protocol.measures,
    unprovenPositions: protocol.unprovenPositions,
    feed,
    gate,
    freeBytes: () => dataDir.latestDiskSpace().freeBytes,
  });
  const policies = await openPolicies(definitions, log, closers);
  const tokenUses = await openTokenUses({ dataDir, definitions, clock, log });
  closers.add('token uses', () => tokenUses.close());
  const handlers = createHandlers({
    metrics,
    tokenUses,
    policies,
    exports: await openExportFolder(dataDir, closers),
    receivedArchives: await openReceivedArchives(dataDir),
    definitions,
    output,
    executions,
    registry,
    enrollments,
    feed,
    links,
    settings,
    embedded,
    now,
    address: addresses,
    damages: dataDir.damages,
    runnerBinaries: new RunnerBinaries(
      options.runnerBinaries ?? programs.runners,
      new OwnPackage(programs.built),
    ),
    addressOf,
    options: opened.options,
    texts,
    optionChecks: createOptionChecks(programs.jobCheckWorker),
    parsedJobs,
    inventories,
    keyStorage,
    listedOptions,
    patterns,
    files,
    audit,
    auditFirst: acts.auditFirst,
    auditTrail: new AuditTrail(journal, () => acts.kept()),
    log,
    ...background,
  });
  const management = await createManagement({
    handlers,
    policy: policies.policy,
    definitions,
    settings,
    proxies,
    addresses,
    gate,
    log,
    clock,
    damages: dataDir.damages,
    metrics,
    metricsOpen: options.metricsOpen === true,
    tokenUses,
    audited: () => acts.durable(),
    ...refusals,
  });
  closers.add('tokens', () => management.close());
  await ensureAdministrator(definitions, dataDir, {
    renew: options.newAdminToken === true,
    now: now(),
    audit,
  });
  const answerRunner = protocol.handler;
  await addresses.open((request, response) => {
    if (!answerRunner(request, response)) management.app(request, response);
  });
  const socket = addresses.socket();
  const place = { url: addresses.url(), ...(socket === undefined ? {} : { socket }) };
  await dataDir.announce({ pid: process.pid, ...place });
  await startLocalRunner({
    choice: options.localRunner,
    definitions,
    enrollments,
    coordinatorId,
    closers,
    log,
    program: programs.outrunner,
    openServer: () =>
      addresses.openInner((request, response) => {
        if (!answerRunner(request, response)) response.writeHead(404).end();
      }),
    dataDir: dataDir.path,
  });

  background.start();
  // Continues the deletions that an earlier process did not finish.
  erasures.wake();
  const stop = (end: CoordinatorEnd): void => ending.stop(() => closers.close(), end);
  if (embedded) {
    const isNeeded = () =>
      feed.subscribers > 0 ||
      executions.openCounts().total > 0 ||
      background.isNeeded() ||
      registry.replicas().some(({ runnerId, health }) => runnerId !== LOCAL_RUNNER_ID && health !== 'Down');
    const onIdle = () => stop({ kind: 'idle' });
    closers.add('idle watch', watchIdle({ isNeeded, onIdle, clock: SYSTEM_CLOCK }));
  }
  closers.add('streams', () => management.end());
  management.ready();
  reportListening(options, log, { ...place, dataDir: dataDir.path });
  return {
    ...place,
    ended: ending.promise,
    stop: async () => {
      stop({ kind: 'stopped' });
      await ending.promise;
    },
  };
}
