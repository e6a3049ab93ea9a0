import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

/** A user of the operating system. */
export interface SystemUser {
  readonly uid: number;
  readonly gid: number;
  readonly home: string;
}

const run = promisify(execFile);

/** Returns the user with this name, including users of a directory service; undefined if there is none. */
export async function userOf(name: string): Promise<SystemUser | undefined> {
  try {
    const [uid, gid] = await Promise.all([run('id', ['-u', name]), run('id', ['-g', name])]);
    return { uid: Number(uid.stdout), gid: Number(gid.stdout), home: await homeOf(name) };
  } catch {
    return undefined;
  }
}

async function homeOf(name: string): Promise<string> {
  const passwd = await readFile('/etc/passwd', 'utf8').catch(() => '');
  const line = passwd.split('\n').find((one) => one.startsWith(`${name}:`));
  return line?.split(':')[5] ?? '/';
}
