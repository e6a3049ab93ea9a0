import { HealthFile } from './health-file.ts';
import type { ServiceManager } from './service-manager.ts';
import type { VitalSigns, Vitals } from './vitals.ts';

export interface VitalWatchOptions {
  readonly vitals: Vitals;
  readonly file: string;
  readonly intervalMilliseconds: number;
  readonly manager: ServiceManager | undefined;
  readonly onFailure: (error: unknown) => void;
}

/** Changes within this time are reported together. */
const GATHER_MILLISECONDS = 200;

/**
 * Checks a replica's health periodically, and reports it in the health file and to systemd. Close it when the replica
 * ends.
 */
export class VitalWatch {
  readonly #options: VitalWatchOptions;
  readonly #file: HealthFile;
  readonly #timers: NodeJS.Timeout[] = [];
  #gathering: NodeJS.Timeout | undefined;
  #isReady = false;
  #status = '';

  constructor(options: VitalWatchOptions) {
    const { vitals, manager, file, intervalMilliseconds, onFailure } = options;
    this.#options = options;
    this.#file = new HealthFile(file, onFailure);
    vitals.onChange(() => this.#soon());
    this.#every(intervalMilliseconds, () => this.#tell());
    if (manager?.watchdogMilliseconds !== undefined)
      this.#every(manager.watchdogMilliseconds / 2, () => this.#ping());
    this.#soon();
  }

  /** Reports the final state. */
  async close(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer);
    clearTimeout(this.#gathering);
    await this.#file.write(this.#options.vitals.signs);
    await this.#options.manager?.notify('STOPPING=1', 'STATUS=ended');
  }

  #every(milliseconds: number, act: () => Promise<void>): void {
    // Needs no error handling: each action has its own time limit and reports its own failures.
    const timer = setInterval(() => void act(), milliseconds);
    timer.unref();
    this.#timers.push(timer);
  }

  #soon(): void {
    this.#gathering ??= setTimeout(() => {
      this.#gathering = undefined;
      void this.#tell();
    }, GATHER_MILLISECONDS).unref();
  }

  async #tell(): Promise<void> {
    const { vitals, manager } = this.#options;
    await vitals.look();
    const { signs } = vitals;
    await this.#file.write(signs);
    if (manager === undefined) return;
    const status = statusOf(signs);
    const ready = signs.working && !this.#isReady;
    if (status === this.#status && !ready) return;
    this.#status = status;
    this.#isReady ||= ready;
    // A draining runner does not send `STOPPING=1`: systemd would then limit the time until the process must exit.
    const stopping = signs.state === 'ended';
    await manager.notify(
      ...(ready ? ['READY=1'] : []),
      ...(stopping ? ['STOPPING=1'] : []),
      `STATUS=${status}`,
    );
  }

  /** Notifies systemd's watchdog while the runner is working. Without notifications, systemd restarts the service. */
  async #ping(): Promise<void> {
    const { vitals, manager } = this.#options;
    await vitals.look();
    if (vitals.isWorking) await manager?.notify('WATCHDOG=1');
  }
}

function statusOf({ state, server, problem, unable, load, maxRunning }: VitalSigns): string {
  const able = unable === undefined ? '' : `cannot start steps: ${unable.message} `;
  const running = `${able}${load.running} of ${maxRunning} operations running`;
  switch (state) {
    case 'connected':
      return `connected to ${server}, ${running}`;
    case 'disconnected':
      return `the coordinator is unreachable: ${problem?.split('\n')[0] ?? ''}, ${running}`;
    case 'draining':
      return `draining, ${running}`;
    default:
      return state;
  }
}
