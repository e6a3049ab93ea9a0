import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { runMark } from './run-mark.ts';

/** Options for where and how a server runs. */
export interface SshServerPlace {
  /** The port, for a server that replaces a previous one. */
  readonly port?: number;
  /** Default: 127.0.0.1. */
  readonly address?: string;
  /** A program that starts the server. The server's command is appended to it. */
  readonly within?: readonly string[];
}

/** Prefix of a server's folder name, before the mark of the test run. */
export const SERVER_FOLDER = 'outrunner-sshd-';

const LONGEST_LOG = 20_000;

/** A real OpenSSH server on its own loopback port, with its own keys and configuration. */
export class SshServer {
  readonly port: number;
  readonly folder: string;
  /** The last part of the server's log. */
  log = '';
  readonly #process: ChildProcess;
  readonly #exited: Promise<void>;

  private constructor(port: number, folder: string, process: ChildProcess) {
    this.port = port;
    this.folder = folder;
    this.#process = process;
    this.#exited = new Promise((resolve) => process.once('exit', () => resolve()));
  }

  /**
   * `authorized` are public keys that the server accepts for any user. `options` are additional lines of `sshd_config`.
   */
  static async start(
    authorized: readonly string[],
    options: readonly string[] = [],
    place: SshServerPlace = {},
  ): Promise<SshServer> {
    if (process.getuid?.() === 0) mkdirSync('/run/sshd', { recursive: true, mode: 0o755 });
    const folder = await mkdtemp(join(tmpdir(), `${SERVER_FOLDER}${runMark()}-`));
    const key = join(folder, 'host_key');
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key]);
    await writeFile(join(folder, 'authorized'), authorized.map((line) => `${line.trim()}\n`).join(''));
    const { address = '127.0.0.1', within = [] } = place;
    const port = place.port ?? (await freePort());
    await writeFile(
      join(folder, 'sshd_config'),
      configuration(folder, [...options, `Port ${port}`, `ListenAddress ${address}`]),
    );
    // sshd reads a user's keys as that user, so other users must be able to enter the folder.
    execFileSync('chmod', ['755', folder]);
    const sshd = ['/usr/sbin/sshd', ...argumentsOf(folder)];
    const [program = '', ...args] = [...within, ...sshd];
    const server = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'] });
    const started = new SshServer(port, folder, server);
    server.stderr?.on('data', (chunk) => {
      started.log = (started.log + chunk).slice(-LONGEST_LOG);
    });
    // If another program wraps the server, its port may be unreachable from this process.
    await started.#listening(
      () => started.log,
      () => (within.length === 0 ? answers(port) : started.log.includes('Server listening on')),
    );
    return started;
  }

  /** Resolves to type and key in the format of `known_hosts`. */
  async hostKey(): Promise<string> {
    const text = await readFile(join(this.folder, 'host_key.pub'), 'utf8');
    return text.split(' ').slice(0, 2).join(' ');
  }

  /**
   * Kills the processes that serve connections, like a host that goes down. The server still accepts new connections.
   */
  breakConnections(): void {
    for (const pid of serversBelow(this.#process.pid)) endProcess(pid);
  }

  /** Stops the processes that serve connections, like a host that hangs: it neither answers nor closes anything. */
  freezeConnections(): void {
    for (const pid of serversBelow(this.#process.pid)) process.kill(pid, 'SIGSTOP');
  }

  async stop(): Promise<void> {
    this.breakConnections();
    this.#process.kill('SIGKILL');
    await this.#exited;
    await rm(this.folder, { recursive: true, force: true });
  }

  async #listening(log: () => string, isUp: () => Promise<boolean> | boolean): Promise<void> {
    let gone = false;
    this.#exited.then(
      () => {
        gone = true;
      },
      () => undefined,
    );
    while (!(await isUp())) {
      if (gone) throw new Error(`sshd did not start: ${log()}`);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }
}

/** Ends the server of a folder and its connections, and removes the folder. Any process may have started the server. */
export async function removeServer(folder: string): Promise<void> {
  // The name of the process contains its arguments.
  const command = ['sshd', ...argumentsOf(folder)].join(' ');
  for (const pid of pidsOf(['-f', command])) for (const one of [...serversBelow(pid), pid]) endProcess(one);
  await rm(folder, { recursive: true, force: true });
}

function argumentsOf(folder: string): string[] {
  return ['-D', '-e', '-f', join(folder, 'sshd_config')];
}

/** The user of this process, the only one that a server without root privileges accepts. */
export const ownUser = userInfo().username;

function configuration(folder: string, options: readonly string[]): string {
  return [
    ...options,
    `HostKey ${folder}/host_key`,
    `PidFile ${folder}/pid`,
    `AuthorizedKeysFile ${folder}/authorized`,
    'StrictModes no',
    'PermitRootLogin yes',
    'UsePAM no',
    'PerSourcePenalties no',
    'MaxStartups 200',
    'PasswordAuthentication no',
    'KbdInteractiveAuthentication no',
    'Subsystem sftp internal-sftp',
    'LogLevel INFO',
    '',
  ].join('\n');
}

/** Returns the sshd processes below a server, nearest first, without the programs of its sessions. */
function serversBelow(pid: number | undefined): number[] {
  return pidsOf(['-P', String(pid), '^sshd']).flatMap((child) => [child, ...serversBelow(child)]);
}

function pidsOf(question: readonly string[]): number[] {
  const found = spawnSync('pgrep', [...question], { encoding: 'utf8' }).stdout;
  return found.split('\n').filter(Boolean).map(Number);
}

function endProcess(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // The process has already ended.
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

/** Returns whether a port of this host accepts connections. */
export function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
