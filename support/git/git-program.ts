import { spawn } from 'node:child_process';

/** Maximum duration of one command, in ms. */
const LONGEST = 60_000;

export interface GitCommand {
  /** Folder in which git runs. */
  readonly folder: string;
  readonly args: readonly string[];
  readonly input?: string;
  /** Maximum number of bytes of output. The rest is dropped. */
  readonly bytes: number;
}

export interface GitAnswer {
  /** Exit code; undefined if git is missing, took too long, or wrote more than the limit. */
  readonly exit: number | undefined;
  readonly output: Buffer;
}

/**
 * Runs a git command that only reads. Never asks for credentials, fetches missing objects, or uses variables such as
 * `GIT_DIR`, so that the repository cannot choose programs to run.
 */
export function runGit({ folder, args, input = '', bytes }: GitCommand): Promise<GitAnswer> {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_'));
  const env = {
    ...Object.fromEntries(inherited),
    GIT_NO_LAZY_FETCH: '1',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_TERMINAL_PROMPT: '0',
  };
  return new Promise((resolve) => {
    const git = spawn('git', ['--no-replace-objects', '-c', 'core.fsmonitor=false', ...args], {
      cwd: folder,
      env,
      stdio: ['pipe', 'pipe', 'ignore'],
      timeout: LONGEST,
      windowsHide: true,
    });
    const chunks: Buffer[] = [];
    let left = bytes;
    git.stdout.on('data', (chunk: Buffer) => {
      if (left > 0) chunks.push(chunk.subarray(0, left));
      left -= chunk.length;
      if (left < 0) git.kill();
    });
    git.on('error', () => resolve({ exit: undefined, output: Buffer.alloc(0) }));
    git.on('close', (code) => resolve({ exit: code ?? undefined, output: Buffer.concat(chunks) }));
    // git may exit before it has read everything.
    git.stdin.on('error', () => undefined);
    git.stdin.end(input);
  });
}
