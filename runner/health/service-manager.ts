import { execFile } from 'node:child_process';

/**
 * The connection to systemd, if systemd started this process. Node.js has no Unix datagram sockets, so each
 * notification runs `systemd-notify`, which takes a few ms. The unit needs `NotifyAccess=all`.
 */
export class ServiceManager {
  /** Interval of systemd's watchdog, in ms; undefined: the watchdog is off. */
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
   * Removes systemd's variables from the environment, so that child processes cannot notify systemd. Returns undefined
   * if systemd did not start this process. `pid` is the pid of this process.
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

  /**
   * Sends assignments such as `READY=1`. Concurrent calls are sent in order; a call is dropped if too many are queued.
   * Never rejects.
   */
  notify(...assignments: readonly string[]): Promise<void> {
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
