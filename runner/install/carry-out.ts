import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { chmod, chown, copyFile, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { problemOf } from '../../support/errors/problem-of.ts';
import { describeAct, type InstallAct } from './install-act.ts';
import { type SystemUser, userOf } from './system-user.ts';

export interface InstallHost {
  /** Receives lines that report the progress to a person. */
  readonly say: (line: string) => void;
  /** Environment of the started programs, without the token. */
  readonly environment: NodeJS.ProcessEnv;
  readonly token: string | undefined;
  /** Aborts the installation, and ends its running command. */
  readonly signal?: AbortSignal;
}

/**
 * Performs the acts in order and stops at the first failure. Throws `install-failed` with the failed act.
 *
 * @param restoring acts that restore the previous state after a failure
 */
export async function carryOutActs(
  acts: readonly InstallAct[],
  host: InstallHost,
  restoring: readonly InstallAct[] = [],
): Promise<void> {
  // Installed files must be readable and executable by other users, even if root has a strict umask.
  const umask = process.getuid?.() === 0 ? process.umask(0o022) : undefined;
  try {
    await carryOutAll(acts, host);
  } catch (error) {
    const { signal: _, ...uninterrupted } = host;
    await carryOutAll(restoring, uninterrupted).catch(() => undefined);
    throw error;
  } finally {
    if (umask !== undefined) process.umask(umask);
  }
}

async function carryOutAll(acts: readonly InstallAct[], host: InstallHost): Promise<void> {
  for (const act of acts) {
    host.say(describeAct(act));
    try {
      host.signal?.throwIfAborted();
      await carryOutOne(act, host);
    } catch (error) {
      throw new OutrunnerError(
        'install-failed',
        {
          act: describeAct(act),
          problem: host.signal?.aborted === true ? 'it was interrupted' : problemOf(error),
        },
        { cause: error },
      );
    }
  }
}

async function carryOutOne(act: InstallAct, host: InstallHost): Promise<void> {
  switch (act.kind) {
    case 'user':
      if ((await userOf(act.name)) === undefined) await addUser(act, host);
      return;
    case 'folder':
      return makeFolder(act);
    case 'copy':
      return copy(act.from, act.to);
    case 'write':
      await mkdir(dirname(act.path), { recursive: true });
      return writeFile(act.path, act.text);
    case 'remove':
      return rm(act.path, { recursive: true, force: true });
    case 'run':
      return runAct(act, host);
    case 'tell':
      return;
  }
}

function addUser({ name, home }: Extract<InstallAct, { kind: 'user' }>, host: InstallHost): Promise<void> {
  const options = ['--system', '--user-group', '--no-create-home', '--home-dir', home, '--shell', '/bin/sh'];
  return run(['useradd', ...options, name], host);
}

async function makeFolder({ path, mode, owner }: Extract<InstallAct, { kind: 'folder' }>): Promise<void> {
  // Created parent folders keep the default mode, so that everyone can enter them.
  await mkdir(dirname(path), { recursive: true });
  await mkdir(path, { recursive: true, mode });
  if (process.platform === 'win32') return;
  await chmod(path, mode);
  if (owner === undefined) return;
  const { uid, gid } = await knownUser(owner);
  await chown(path, uid, gid);
}

/** Replaces the file atomically, even while the program is running. Its processes continue with the old file. */
async function copy(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  const draft = `${to}.${randomUUID()}`;
  await copyFile(from, draft);
  await chmod(draft, 0o755);
  // Windows cannot replace a running program, but can rename it.
  if (process.platform === 'win32') await rename(to, `${to}.${randomUUID()}.old`).catch(() => undefined);
  await rename(draft, to);
}

async function runAct(act: Extract<InstallAct, { kind: 'run' }>, host: InstallHost): Promise<void> {
  const user = act.as === undefined ? undefined : await knownUser(act.as);
  try {
    await run(act.command, host, user, act.takesToken === true ? host.token : undefined);
  } catch (error) {
    if (act.mayFail !== true) throw error;
  }
}

async function knownUser(name: string): Promise<SystemUser> {
  const user = await userOf(name);
  if (user === undefined) throw new Error(`there is no user ${name}`);
  return user;
}

async function run(
  [program, ...args]: readonly [string, ...string[]],
  host: InstallHost,
  user?: SystemUser,
  input?: string,
): Promise<void> {
  const isSame = user === undefined || user.uid === process.getuid?.();
  const child = spawn(program, args, {
    env: { ...host.environment, ...(user === undefined ? {} : { HOME: user.home }) },
    stdio: [input === undefined ? 'ignore' : 'pipe', 'inherit', 'inherit'],
    cwd: user === undefined ? undefined : '/',
    ...(isSame ? {} : { uid: user.uid, gid: user.gid }),
  });
  // Ignore EPIPE from a program that exits without reading its input. Its exit code shows the failure.
  child.stdin?.on('error', () => undefined).end(input);
  // Waits for the exit even after an abort: a service that is started again refuses a data dir in use.
  const end = () => child.kill();
  host.signal?.addEventListener('abort', end);
  const exited = once(child, 'exit').finally(() => host.signal?.removeEventListener('abort', end));
  const [code, signal] = (await exited) as [number | null, NodeJS.Signals | null];
  host.signal?.throwIfAborted();
  if (code !== 0) throw new Error(`it ended with ${signal ?? `exit code ${code}`}`);
}
