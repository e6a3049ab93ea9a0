import { spawn } from 'node:child_process';
import { mkdir, open, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Endpoint } from '../../../protocol/client/endpoint.ts';
import { createNodeTransport } from '../../../protocol/client/node-transport.ts';
import { type OwnerAddress, readOwnerAddress } from '../../../protocol/client/owner-address.ts';
import { OutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import type { HandedMasterKey } from './embedded-master-key.ts';
import { localProgram } from './local-program.ts';
import { isOlder } from './version-order.ts';

/** How often a coordinator that starts or ends is looked for, and after how long it counts as hung. */
const LOOK_EVERY_MS = 30;
const HANGS_AFTER_MS = 30_000;
const ANSWERS_WITHIN_MS = 5_000;
/** One that ended at its start may have lost a race against another window's, which answers soon. */
const OTHER_OWNER_MS = 1500;

export interface EmbeddedPlace {
  readonly dataDir: string;
  readonly logFile: string;
  /** The Node to run it with: the extension host's own executable. */
  readonly executable: string;
  readonly version: string;
  /** Folder of the programs that a new one is started from. */
  readonly programs: () => Promise<string>;
  /** The master key that one that is started gets; undefined: it keeps one of its own. */
  readonly masterKey?: () => Promise<HandedMasterKey | undefined>;
}

/** The one embedded coordinator of all windows: joined where it runs, started where it does not. */
export class EmbeddedCoordinator {
  readonly #place: EmbeddedPlace;

  constructor(place: EmbeddedPlace) {
    this.#place = place;
  }

  get logFile(): string {
    return this.#place.logFile;
  }

  /** Joins the coordinator that runs, unless it is older than this extension; then that one hands over. */
  async ensure(signal: AbortSignal): Promise<Endpoint> {
    const running = await this.#running();
    if (running !== undefined && !isOlder(running.address.writtenBy, this.#place.version))
      return running.endpoint;
    if (running !== undefined) await this.#end(running.address);
    return this.#start(signal);
  }

  /** How a shell of this machine calls the programs that the coordinator runs from, so that it needs no other copy. */
  async localProgram(): Promise<string> {
    return localProgram(this.#place.executable, join(await this.#place.programs(), 'outrunner.cjs'), {
      windows: process.platform === 'win32',
      electron: process.versions['electron'] !== undefined,
    });
  }

  /** Ends it, if it runs. Steps that run on its Local Runner go on, and are adopted by the next start. */
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
        ...[
          join(programs, 'outrunner.cjs'),
          'coordinator',
          'start',
          '--embedded',
          '--local-runner-same-user',
        ],
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
    // Neither an argument nor a variable: both can be read from outside of a process.
    child.stdin?.on('error', () => undefined).end(`${JSON.stringify(masterKey)}\n`);
    await log.close();
    let deadline = performance.now() + HANGS_AFTER_MS;
    while (performance.now() < deadline && !signal.aborted) {
      const running = await this.#running();
      if (running !== undefined) return running.endpoint;
      if (ended) deadline = Math.min(deadline, performance.now() + OTHER_OWNER_MS);
      await pause(LOOK_EVERY_MS);
    }
    // One that hangs would own the data dir for good.
    if (!ended && !signal.aborted) child.kill();
    throw new OutrunnerError('embedded-not-started', {
      problem: ended ? await lastLine(this.#place.logFile) : 'it does not answer',
    });
  }

  async #end(address: OwnerAddress): Promise<void> {
    process.kill(address.pid, 'SIGTERM');
    const deadline = performance.now() + HANGS_AFTER_MS;
    while (performance.now() < deadline) {
      if ((await this.#running()) === undefined && !alive(address.pid)) return;
      await pause(LOOK_EVERY_MS);
    }
    throw new OutrunnerError('embedded-not-stopped', { pid: address.pid });
  }
}

/** Whether a coordinator answers there, of whatever version. */
async function answers(endpoint: Endpoint): Promise<boolean> {
  const transport = createNodeTransport(endpoint);
  try {
    const { status, body } = await transport.send({
      method: 'GET',
      path: '/healthz',
      headers: {},
      idleTimeout: ANSWERS_WITHIN_MS,
    });
    for await (const _ of body) {
      // Only that it answers counts.
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
