import { execFile } from 'node:child_process';

/**
 * What systemd said when it started this process. Node.js has no datagram sockets of the system's own kind, so
 * `systemd-notify`, which is there where systemd is, tells it: some milliseconds each time, and its unit says
 * `NotifyAccess=all`.
 */
export class ServiceManager {
  /** How often it wants to hear that all is well, ms; undefined: it does not ask. */
  readonly watchdogMilliseconds: number | undefined;
  readonly #socket: string;
  readonly #path: string | undefined;
  readonly #onFailure: (error: Error) => void;
  #under: Promise<void> = Promise.resolve();
  #waiting = 0;

  private constructor(
    socket: string,
    watchdogMilliseconds: number | undefined,
    path: string | undefined,
    onFailure: (error: Error) => void,
  ) {
    this.#socket = socket;
    this.watchdogMilliseconds = watchdogMilliseconds;
    this.#path = path;
    this.#onFailure = onFailure;
  }

  /**
   * Takes what it said out of the environment, so that no child speaks for this process. Undefined where this process was
   * not started so. `pid` is this process's.
   */
  static from(
    environment: NodeJS.ProcessEnv,
    pid: number,
    onFailure: (error: Error) => void,
  ): ServiceManager | undefined {
    const { NOTIFY_SOCKET: socket, WATCHDOG_USEC: every, WATCHDOG_PID: whom, PATH: path } = environment;
    for (const name of ['NOTIFY_SOCKET', 'WATCHDOG_USEC', 'WATCHDOG_PID']) delete environment[name];
    if (socket === undefined || socket === '') return undefined;
    const isForUs = whom === undefined || whom === String(pid);
    const milliseconds = isForUs && /^\d+$/.test(every ?? '') ? Number(every) / 1000 : 0;
    return new ServiceManager(socket, milliseconds > 0 ? milliseconds : undefined, path, onFailure);
  }

  /** `READY=1`, `STATUS=…` and the like. One after the other; what finds too many before it is left out. Never rejects. */
  tell(...assignments: readonly string[]): Promise<void> {
    if (this.#waiting >= 4) return this.#under;
    this.#waiting += 1;
    this.#under = this.#under
      .then(() => this.#run(assignments))
      .finally(() => {
        this.#waiting -= 1;
      });
    return this.#under;
  }

  #run(assignments: readonly string[]): Promise<void> {
    const env = { PATH: this.#path, NOTIFY_SOCKET: this.#socket };
    return new Promise((resolve) => {
      execFile('systemd-notify', [...assignments], { env, timeout: 5000 }, (error) => {
        if (error) this.#onFailure(error);
        resolve();
      });
    });
  }
}
