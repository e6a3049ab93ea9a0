import { spawn } from 'node:child_process';
import { mkdir, open, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Endpoint } from '../../../protocol/client/endpoint.ts';
import { createNodeTransport } from '../../../protocol/client/node-transport.ts';
import { type OwnerAddress, readOwnerAddress } from '../../../protocol/client/owner-address.ts';
import type { HandedMasterKey } from '../../../protocol/entities/handed-master-key.ts';
import { OutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import { systemCode } from '../../../support/files/system-code.ts';
import { localProgram } from './local-program.ts';
import { isOlder } from './version-order.ts';

/** How often to check whether the coordinator has started or exited. */
const POLL_INTERVAL_MS = 30;
/** How long a coordinator may take to start or exit. */
const HANG_TIMEOUT_MS = 30_000;
const HEALTH_TIMEOUT_MS = 5_000;
/**
 * A coordinator that exits at its start may have lost the race against another window's coordinator. Wait this long for
 * the other one to respond.
 */
const OTHER_OWNER_MS = 1500;

export interface EmbeddedPlace {
  readonly dataDir: string;
  readonly logFile: string;
  /** The Node executable that runs the coordinator: the extension host's own. */
  readonly executable: string;
  readonly version: string;
  /** Returns the folder of the programs to start. */
  readonly programs: () => Promise<string>;
  /** Whether a coordinator may be started from this window. Absent: always. */
  readonly mayStart?: () => boolean;
  /** Returns the master key to pass to a new coordinator. Undefined: the coordinator creates and stores its own. */
  readonly masterKey?: () => Promise<HandedMasterKey | undefined>;
}

/** The embedded coordinator that all windows share. */
export class EmbeddedCoordinator {
  readonly #place: EmbeddedPlace;

  constructor(place: EmbeddedPlace) {
    this.#place = place;
  }

  get logFile(): string {
    return this.#place.logFile;
  }

  /**
   * Returns the endpoint of the running coordinator. Starts one if none is running, and replaces one that is older than
   * this extension. Throws `workspace-untrusted` if a start is necessary but not allowed.
   */
  async ensure(signal: AbortSignal): Promise<Endpoint> {
    const running = await this.#running();
    if (running !== undefined && !isOlder(running.address.writtenBy, this.#place.version))
      return running.endpoint;
    if (this.#place.mayStart?.() === false) throw new OutrunnerError('workspace-untrusted');
    if (running !== undefined) await this.#end(running.address);
    return this.#start(signal);
  }

  /** Returns the shell command that runs the coordinator's copy of the `outrunner` program on this machine. */
  async localProgram(): Promise<string> {
    return localProgram(this.#place.executable, join(await this.#place.programs(), 'outrunner.cjs'), {
      windows: process.platform === 'win32',
      electron: process.versions['electron'] !== undefined,
    });
  }

  /**
   * Stops the coordinator if it is running. Steps on its Local Runner continue, and the next coordinator adopts them.
   */
  async stop(): Promise<void> {
    const running = await this.#running();
    if (running !== undefined) await this.#end(running.address);
  }

  async #running(): Promise<{ readonly address: OwnerAddress; readonly endpoint: Endpoint } | undefined> {
    const address = await readOwnerAddress(this.#place.dataDir);
    if (address?.socket === undefined) return undefined;
    const endpoint: Endpoint = { kind: 'socket', path: address.socket };
    return (await answers(endpoint)) ? { address, endpoint } : undefined;
  }

  async #start(signal: AbortSignal): Promise<Endpoint> {
    const programs = await this.#place.programs();
    await mkdir(this.#place.dataDir, { recursive: true, mode: 0o700 });
    await mkdir(dirname(this.#place.logFile), { recursive: true });
    const masterKey = await this.#place.masterKey?.();
    const log = await open(this.#place.logFile, 'a', 0o600);
    const child = spawn(
      this.#place.executable,
      [
        join(programs, 'outrunner.cjs'),
        'coordinator',
        'start',
        '--embedded',
        '--local-runner-same-user',
        '--data-dir',
        this.#place.dataDir,
        '--log',
        'json',
        ...(masterKey === undefined ? [] : ['--master-key-stdin']),
      ],
      {
        detached: true,
        stdio: [masterKey === undefined ? 'ignore' : 'pipe', log.fd, log.fd],
        env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
        windowsHide: true,
      },
    );
    let ended = false;
    child.on('exit', () => {
      ended = true;
    });
    child.on('error', () => {
      ended = true;
    });
    child.unref();
    // The key is passed on stdin, because other processes can read arguments and environment variables.
    child.stdin?.on('error', () => undefined).end(`${JSON.stringify(masterKey)}\n`);
    await log.close();
    let deadline = performance.now() + HANG_TIMEOUT_MS;
    while (performance.now() < deadline && !signal.aborted) {
      const running = await this.#running();
      if (running !== undefined) return running.endpoint;
      if (ended) deadline = Math.min(deadline, performance.now() + OTHER_OWNER_MS);
      await pause(POLL_INTERVAL_MS);
    }
    // Kill a process that hangs. Otherwise it would own the data directory forever.
    if (!ended && !signal.aborted) child.kill();
    throw new OutrunnerError('embedded-not-started', {
      problem: ended ? await lastLine(this.#place.logFile) : 'it does not respond',
    });
  }

  async #end(address: OwnerAddress): Promise<void> {
    try {
      process.kill(address.pid, 'SIGTERM');
    } catch (error) {
      // The process may have exited since it responded, for example because another window stopped it.
      if (systemCode(error) !== 'ESRCH') throw error;
    }
    const deadline = performance.now() + HANG_TIMEOUT_MS;
    while (performance.now() < deadline) {
      if ((await this.#running()) === undefined && !alive(address.pid)) return;
      await pause(POLL_INTERVAL_MS);
    }
    throw new OutrunnerError('embedded-not-stopped', { pid: address.pid });
  }
}

/** Whether a coordinator of any version responds at the endpoint. */
async function answers(endpoint: Endpoint): Promise<boolean> {
  const transport = createNodeTransport(endpoint);
  try {
    const { status, body } = await transport.send({
      method: 'GET',
      path: '/healthz',
      headers: {},
      idleTimeout: HEALTH_TIMEOUT_MS,
    });
    for await (const _ of body) {
      // Drain the body. Only the status matters.
    }
    return status === 200;
  } catch {
    return false;
  } finally {
    transport.close();
  }
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function lastLine(file: string): Promise<string> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return (
    text
      .trimEnd()
      .split('\n')
      .at(-1)
      ?.replace(/^outrunner: /, '') ?? ''
  );
}
