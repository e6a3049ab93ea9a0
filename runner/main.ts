import { explain, toOutrunnerError } from '../protocol/errors/outrunner-error.ts';
import { compileWasmOnce, keepOldHeapSmall, keepYoungHeapSmall } from '../support/process/small-heap.ts';
import { exitCodeOf, RUNNER_EXIT } from './agent/exit-code.ts';
import { startReplica } from './agent/start-replica.ts';
import { StopRequests, stopOnSignals } from './agent/stop-requests.ts';
import { Observation } from './health/observation.ts';
import { RunnerLogs } from './logging/log.ts';
import { type RunnerHost, thisProcess } from './runner-host.ts';
import { type LoadedSettings, loadSettings } from './settings/load-settings.ts';
import { defaultSettings, type GivenSettings } from './settings/runner-settings.ts';
import { CallAborted } from './transport/link-down.ts';

/** The unparsed flags of `runner start`. Environment and settings file may add more settings. */
export type RunnerOptions = GivenSettings & {
  /** Path of a YAML settings file, which must exist. */
  readonly config?: string | undefined;
  /** Ends the runner once the coordinator has accepted this replica. This verifies all settings. */
  readonly endsOnceConnected?: boolean | undefined;
};

/**
 * Runs a replica until it is drained or leaves. Resolves to the exit code: 0 drained, 1 failed, 2 usage, 3 refused, 130
 * left at once. Errors are logged to standard error.
 */
export async function runRunner(options: RunnerOptions, host: RunnerHost = thisProcess()): Promise<number> {
  keepYoungHeapSmall();
  keepOldHeapSmall();
  compileWasmOnce();
  const { config, endsOnceConnected = false, ...flags } = options;
  const { environment, console } = host;
  let loaded: LoadedSettings;
  try {
    loaded = await loadSettings({ flags, config, environment });
  } catch (error) {
    const settings = { ...defaultSettings(), log: options.log === 'json' ? 'json' : 'pretty' } as const;
    const known = toOutrunnerError(error);
    new RunnerLogs({ settings, console }).of('runner').fatal({ code: known.code }, explain(known));
    return exitCodeOf(known.code);
  }
  const logs = new RunnerLogs({ settings: loaded.settings, console });
  if (holdsPassword(flags.proxy)) {
    host.hideArguments();
    logs
      .of('runner')
      .warn('the password in --proxy was visible in process listings: use --proxy-password-file');
  }
  try {
    return await run(loaded, host, logs, endsOnceConnected);
  } finally {
    logs.close();
  }
}

async function run(
  { settings, warnings }: LoadedSettings,
  host: RunnerHost,
  logs: RunnerLogs,
  endsOnceConnected: boolean,
): Promise<number> {
  const log = logs.of('runner');
  for (const warning of warnings) log.warn(warning);
  host.takeWarnings((warning) => log.debug({ err: warning }, 'warning of Node.js'));
  const observation = new Observation({ settings, environment: host.environment, log });
  const { vitals } = observation;
  const stop = new StopRequests();
  stop.onDrain(() => vitals.draining());
  const ignoreSignals = stopOnSignals(host.signals, stop, () =>
    log.info(
      'draining: no more steps are accepted; a second signal ends the runner at once, and its steps continue',
    ),
  );
  try {
    const end = await startReplica({
      settings,
      host,
      stop,
      logs,
      log,
      endsOnceConnected,
      vitals,
      onDataDir: (path) => observation.open(path),
    });
    if (end === 'drained') log.info('drained');
    return end === 'left' ? RUNNER_EXIT.left : RUNNER_EXIT.drained;
  } catch (error) {
    if (stop.left.aborted) return RUNNER_EXIT.left;
    // The drain interrupted the start, so the replica is not connected and holds no operation. This is a failure with
    // `endsOnceConnected`, because connecting was the only task.
    if (stop.isDraining && error instanceof CallAborted)
      return endsOnceConnected ? RUNNER_EXIT.left : RUNNER_EXIT.drained;
    const known = toOutrunnerError(error);
    log.fatal({ code: known.code }, explain(known));
    return exitCodeOf(known.code);
  } finally {
    ignoreSignals();
    await observation.close();
  }
}

function holdsPassword(proxy: unknown): boolean {
  return typeof proxy === 'string' && URL.canParse(proxy) && new URL(proxy).password !== '';
}
