import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { problemOf } from '../../support/errors/problem-of.ts';

const VARIABLE = 'OUTRUNNER_ENROLLMENT_TOKEN';
const LONGEST = 256;

export interface TokenSources {
  /** Path of a file, or `-` for standard input. */
  readonly file?: string | undefined;
  /**
   * The environment of this process. Reading removes the variable with the token, so that no child process inherits it.
   */
  readonly environment: NodeJS.ProcessEnv;
  /** Erases removed variables from the environment that other processes can read. Returns false on failure. */
  readonly eraseRemovedVariables: () => boolean;
  readonly readInput: () => Promise<string>;
}

/**
 * Reads the enrollment token or key from a file, standard input or the environment, but never from an argument or a
 * URL. Resolves to undefined if there is none. Errors: `usage`.
 */
export async function readEnrollmentToken(sources: TokenSources): Promise<string | undefined> {
  const fromEnvironment = sources.environment[VARIABLE];
  delete sources.environment[VARIABLE];
  // Must precede the first await: a running step from a previous start may read the environment of this process.
  if (fromEnvironment !== undefined && !sources.eraseRemovedVariables()) throw visible();
  const text = sources.file === undefined ? fromEnvironment : await fromFile(sources.file, sources);
  const token = text?.trim();
  if (token === undefined || token === '') {
    if (sources.file === undefined) return undefined;
    throw unusable(`The enrollment token file ${sources.file} is empty.`);
  }
  if (token.length > LONGEST || /\s/.test(token))
    throw unusable('The enrollment token contains white space.');
  return token;
}

/** Returns a hash that identifies a token without storing it. */
export function tokenFingerprint(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

async function fromFile(file: string, sources: TokenSources): Promise<string> {
  if (file === '-') return sources.readInput();
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw unusable(`The enrollment token file ${file} cannot be read: ${problemOf(error)}.`);
  }
}

function unusable(problem: string): OutrunnerError {
  return new OutrunnerError('usage', {
    problem,
    remedy: `Give the token in ${VARIABLE} or with --enrollment-token-file FILE.`,
  });
}

function visible(): OutrunnerError {
  return new OutrunnerError('usage', {
    problem: `Steps could read ${VARIABLE}: this system does not let a process erase its environment.`,
    remedy:
      'Give the token with --enrollment-token-file FILE, or on standard input with --enrollment-token-file -.',
  });
}
