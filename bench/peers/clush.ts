import { spawn } from 'node:child_process';
import { once } from 'node:events';

export interface ClushRun {
  /** A set of nodes in ClusterShell's notation. */
  readonly nodes: string;
  readonly fanout: number;
  readonly username: string;
  readonly port: number;
  readonly keyFile: string;
  readonly command: string;
}

/**
 * Runs a command on nodes with `clush`. Resolves with the seconds that it took.
 *
 * @throws Error if it fails on any node
 */
export async function clush(run: ClushRun): Promise<number> {
  const options = [
    `-p ${run.port} -i ${run.keyFile}`,
    ...[
      'IdentitiesOnly=yes',
      'StrictHostKeyChecking=no',
      'UserKnownHostsFile=/dev/null',
      'LogLevel=ERROR',
    ].map((option) => `-o ${option}`),
  ].join(' ');
  const args = ['-q', '-S', '-f', String(run.fanout), '-l', run.username, '-w', run.nodes, '-o', options];
  const begin = performance.now();
  const child = spawn('clush', [...args, run.command], { stdio: ['ignore', 'ignore', 'pipe'] });
  let problem = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    problem = (problem + text).slice(-2000);
  });
  const [code] = await once(child, 'close').catch((error: unknown) => {
    throw new Error('clush cannot be started: as root, apt-get install clustershell', { cause: error });
  });
  if (code !== 0) throw new Error(`clush ended with ${code}: ${problem}`);
  return (performance.now() - begin) / 1000;
}
