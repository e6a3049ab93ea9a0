import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { type SetAside, setAside } from '../../support/files/set-aside.ts';
import { createPatternRunner } from '../../support/patterns/pattern-runner.ts';
import { privateFolder } from '../../support/process/private-folder.ts';
import { keeperLayout } from '../data-dir/keeper-layout.ts';
import { keeperSocketPlace, type SocketPlace } from '../link/socket-path.ts';
import { prepareFilters } from './filtering/prepare-filters.ts';
import { slowMatching } from './filtering/slow-matching.ts';
import type { EmbeddedBinary } from './gate/embedded-binary.ts';
import { GateLauncher } from './gate/gate-launcher.ts';
import { ScriptFiles } from './gate/script-file.ts';
import type { StepLauncher } from './gate/step-process.ts';
import { embeddedTerminalDriver, findTerminalDriver, type TerminalDriver } from './gate/terminal-driver.ts';
import { WindowsLauncher } from './gate/windows-launcher.ts';
import { Hooks } from './hooks/hooks.ts';
import { KeeperLog } from './keeper-log.ts';
import type { KeeperOptions } from './keeper-options.ts';
import { Lifetime } from './lifetime/lifetime.ts';
import { takeOwnership } from './lifetime/ownership.ts';
import { recoverOperations } from './lifetime/recovery.ts';
import { Operation } from './operations/operation.ts';
import type { OperationSurroundings } from './operations/operation-surroundings.ts';
import { KeeperOperations } from './operations/operations.ts';
import { OperationRecords } from './records/operation-records.ts';
import { RemoteSteps } from './remote/remote-steps.ts';
import { KeeperService } from './serving/keeper-service.ts';
import { LinkServer } from './serving/link-server.ts';
import { SpoolBudget } from './spool/spool-budget.ts';

const DRAIN_MILLISECONDS = 2000;
const WATCH_MILLISECONDS = 1000;
const LARGEST_SEGMENT = 8 * 1024 * 1024;
/** Grace period of running steps, in ms, when the keeper itself has to end. */
const END_GRACE_MILLISECONDS = 3000;

/**
 * Runs the keeper of a data dir. Resolves at once if another keeper owns the data dir. Otherwise resolves when the
 * keeper is idle, is requested to end, or finds its data dir removed. `embedded` is the binary of pseudo-terminals, if
 * the program contains one.
 */
export async function runKeeper(
  options: KeeperOptions,
  signal: AbortSignal,
  embedded?: EmbeddedBinary,
): Promise<void> {
  const dataDir = realpathSync(options.dataDir);
  const layout = keeperLayout(dataDir);
  const place = keeperSocketPlace(dataDir, layout.keeper);
  const log = new KeeperLog(options.settings.log);
  const damages: SetAside[] = [];
  const report = (damage: SetAside) => {
    damages.push(damage);
    log.warn('a damaged file was set aside', damage);
  };
  if (!takeOwnership(dataDir, place.path, report)) return log.close();
  mkdirSync(layout.spool, { recursive: true, mode: 0o700 });

  log.info('started', { pid: process.pid });
  const aside = (path: string, problem: string) => report(setAside(dataDir, path, problem));
  const records = new OperationRecords(layout.records, (problem) => aside(layout.records, problem));
  const spool = {
    folder: layout.spool,
    budget: new SpoolBudget(options.spoolLimit),
    segmentBytes: Math.min(LARGEST_SEGMENT, Math.ceil(options.spoolLimit / 64)),
  };
  const left = await recoverOperations(records, spool, aside);
  if (left.length > 0) log.warn('steps of a previous keeper have ended', { operations: left.length });

  const terminals =
    embedded === undefined ? findTerminalDriver() : embeddedTerminalDriver(embedded, layout.binaries);
  const launcher = makeLauncher(place, terminals);
  const remote = new RemoteSteps(DRAIN_MILLISECONDS, options.settings.sshPool);
  const scripts = new ScriptFiles(scriptsFolder(dataDir, options.settings.tempDir));
  const hooks = new Hooks(log, () => lifetime.changed());
  const patterns = createPatternRunner();
  const surroundings: OperationSurroundings = {
    launcher,
    remote,
    records,
    spool,
    scripts,
    hooks,
    prepareFilters: prepareFilters(slowMatching(patterns)),
    drainMilliseconds: DRAIN_MILLISECONDS,
  };

  let stop = (_cause: 'idle' | 'asked' | 'gone') => {};
  const stopped = new Promise<'idle' | 'asked' | 'gone'>((resolve) => {
    stop = resolve;
  });
  const service = new KeeperService(
    {
      instanceId: randomUUID(),
      terminals: terminals.available ? { available: true } : { available: false, reason: terminals.reason },
      started: options.settings,
      spool: spool.budget,
      damages,
      log,
    },
    {
      onChange: () => lifetime.changed(),
      onShutdown: (whenIdle) => {
        service.close();
        if (whenIdle) lifetime.finishWhenIdle();
        else stop('asked');
      },
    },
  );
  const operations = new KeeperOperations(
    surroundings,
    service,
    left.map((operation) => Operation.ended(surroundings, service, operation)),
  );
  service.serve(operations);
  const lifetime = new Lifetime(
    { dataDir, idleMilliseconds: options.idleMilliseconds, watchMilliseconds: WATCH_MILLISECONDS },
    {
      hasRunner: () => service.hasRunner,
      isBusy: () => hooks.isBusy || operations.active.some(({ held }) => held.state !== 'prepared'),
      onIdle: () => stop('idle'),
      onDataDirGone: () => stop('gone'),
    },
  );
  signal.addEventListener('abort', () => stop('asked'));
  const server = await LinkServer.listen(place.path, service);

  const cause = await stopped;
  service.close();
  lifetime.close();
  await operations.endAll(cause === 'asked' ? END_GRACE_MILLISECONDS : 0);
  server.close();
  hooks.close();
  launcher.close();
  await remote.close();
  await patterns.close();
  await records.close();
  log.info('ended', { cause });
  log.close();
}

/**
 * Returns the folder for scripts: in the data dir, or a private subfolder of `tempDir`, because others may write to
 * `tempDir`.
 */
function scriptsFolder(dataDir: string, tempDir: string | undefined): string {
  if (tempDir === undefined) return keeperLayout(dataDir).scripts;
  const hash = createHash('sha256').update(dataDir).digest('hex').slice(0, 16);
  const name = `outrunner-${hash}`;
  if (process.platform === 'win32') return join(tempDir, name);
  return privateFolder({ bases: [tempDir], name, home: keeperLayout(dataDir).keeper, record: 'temp-folder' });
}

function makeLauncher(place: SocketPlace, terminals: TerminalDriver): StepLauncher {
  if (place.folder === undefined) return new WindowsLauncher(terminals);
  return new GateLauncher(place.path.replace(/\.sock$/, '.fifos'), terminals);
}
