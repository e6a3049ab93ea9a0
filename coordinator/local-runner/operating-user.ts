import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';

const run = promisify(execFile);

/** An operating system user that can run a process. */
export interface OperatingUser {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
  readonly home: string;
  readonly shell: string;
}

/**
 * Returns the user of the flag `--local-runner-user`. Throws `usage` if this process does not run as root, because only
 * root may run a process as another user, or if the user does not exist.
 */
export async function findUser(name: string, ownUid = process.getuid?.()): Promise<OperatingUser> {
  if (ownUid !== 0) {
    throw new OutrunnerError('usage', {
      problem: `The Local Runner cannot run as user ${name}: this coordinator does not run as root.`,
      remedy: 'Start the coordinator as root, or with --local-runner-same-user.',
    });
  }
  const user = parsePasswdLine(await passwdLine(name));
  if (user?.name === name) return user;
  throw new OutrunnerError('usage', {
    problem: `There is no user ${name} on this host.`,
    remedy: 'Create the user, or name another with --local-runner-user.',
  });
}

/** Parses a line of `/etc/passwd`: `name:x:uid:gid:comment:home:shell`. Returns undefined if it is invalid. */
export function parsePasswdLine(line: string): OperatingUser | undefined {
  const [name, , uid, gid, , home, shell] = line.trim().split(':');
  if (name === undefined || home === undefined || !/^\d+$/.test(uid ?? '') || !/^\d+$/.test(gid ?? ''))
    return undefined;
  return { name, uid: Number(uid), gid: Number(gid), home, shell: shell || '/bin/sh' };
}

/** Returns the user's line in the system's user database; '' for an invalid name or an unknown user. */
async function passwdLine(name: string): Promise<string> {
  if (!/^[A-Za-z0-9_][A-Za-z0-9_.@-]*$/.test(name)) return '';
  try {
    return (await run('getent', ['passwd', name])).stdout;
  } catch {
    const lines = await readFile('/etc/passwd', 'utf8').catch(() => '');
    return lines.split('\n').find((line) => line.startsWith(`${name}:`)) ?? '';
  }
}
