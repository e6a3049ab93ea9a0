import { join } from 'node:path';
import { problemOf } from '../../support/errors/problem-of.ts';
import type { RunnerLog } from '../logging/log.ts';
import type { RunnerSettings } from '../settings/runner-settings.ts';
import { MetricsServer } from './metrics-server.ts';
import { RunningLimit } from './running-limit.ts';
import { ServiceManager } from './service-manager.ts';
import { VitalWatch } from './vital-watch.ts';
import { Vitals } from './vitals.ts';

export interface ObservationOptions {
  readonly settings: Pick<RunnerSettings, 'maxRunning' | 'healthFile' | 'healthInterval' | 'metrics'>;
  readonly environment: NodeJS.ProcessEnv;
  readonly log: RunnerLog;
}

/** Reports the health of a replica in its health file, in metrics and to systemd. Close it when the replica ends. */
export class Observation {
  readonly vitals: Vitals;
  readonly #options: ObservationOptions;
  readonly #manager: ServiceManager | undefined;
  #watch: VitalWatch | undefined;
  #metrics: MetricsServer | undefined;
  #hasReportedFailure = false;

  constructor(options: ObservationOptions) {
    const { settings, environment } = options;
    this.#options = options;
    const clock = { now: Date.now, monotonic: () => performance.now() };
    this.vitals = new Vitals(new RunningLimit(settings.maxRunning), clock);
    this.#manager = ServiceManager.from(environment, process.pid, (error) => this.#notifyFailed(error));
  }

  /** Starts the health file and the metrics. Call it once the data dir exists. */
  open(dataDir: string): void {
    const { settings, log } = this.#options;
    if (settings.metrics !== undefined)
      this.#metrics = new MetricsServer(this.vitals, settings.metrics, (error) =>
        log.error({ address: settings.metrics, problem: problemOf(error) }, 'metrics cannot be served'),
      );
    this.#watch = new VitalWatch({
      vitals: this.vitals,
      file: settings.healthFile ?? join(dataDir, 'health.json'),
      intervalMilliseconds: settings.healthInterval,
      manager: this.#manager,
      onFailure: (error) => log.warn({ problem: problemOf(error) }, 'the health file cannot be written'),
    });
  }

  async close(): Promise<void> {
    this.vitals.ended();
    this.#metrics?.close();
    await this.#watch?.close();
  }

  #notifyFailed(error: Error): void {
    if (this.#hasReportedFailure) return;
    this.#hasReportedFailure = true;
    this.#options.log.warn({ problem: problemOf(error) }, 'systemd is not notified: systemd-notify failed');
  }
}
