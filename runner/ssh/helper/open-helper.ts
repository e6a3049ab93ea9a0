import type { ClientChannel } from 'ssh2';
import { IF_BASH, IN_SH, requestFor } from '../exec/wrapper.ts';
import { HELPER_PROGRAM, HELPER_READY } from './helper-program.ts';
import { type HelperEvents, NodeHelper } from './node-helper.ts';

/** Where a command begins: in a helper, or in a plain session. */
export type HelperOrSession =
  | { readonly kind: 'helper'; readonly helper: NodeHelper }
  /** A session without a helper. Its shell waits for the line of a wrapper. */
  | { readonly kind: 'session'; readonly channel: ClientChannel };

/** First output of a shell that continues without a helper. */
const PLAIN = 'outrunner-plain';

const MARKS = [
  { kind: 'helper', mark: Buffer.from(HELPER_READY) },
  { kind: 'session', mark: Buffer.from(`\0${PLAIN}\n`) },
] as const;

/** Maximum number of bytes that start-up files may write before the first line of the helper or the shell. */
const LONGEST_PREFACE = 1024 * 1024;
/** Time limit until the first line of the helper or the shell. A start-up file may wait forever. */
const LONGEST_START_MS = 5000;

/**
 * Uses `mapfile -d`, which requires bash 4.4. The helper gets the login environment in `__base`, because `exec`
 * discards the array.
 */
const FOR_BASH = [
  `${IF_BASH} test -x /usr/bin/perl && mapfile -d "" -t __base </proc/self/environ && IFS=$'\\1' &&`,
  `__base="\${__base[*]}" exec /usr/bin/perl -C0 -e '${HELPER_PROGRAM}'`,
].join(' ');
const REQUEST = requestFor(
  `{ ${FOR_BASH}; } 2>/dev/null`,
  `exec /bin/sh -c 'printf "\\000${PLAIN}\\n"; ${IN_SH}'`,
);

/**
 * Opens a session and starts a helper in it. Resolves to the helper, or to the session if the node cannot start a
 * helper. Resolves to undefined if the login shell exits or reports neither in time: no command has begun in the
 * session, and the session is closed. Rejects if no session can be opened.
 */
export async function openHelper(
  open: (request: string) => Promise<ClientChannel>,
  events: HelperEvents,
  signal?: AbortSignal,
): Promise<HelperOrSession | undefined> {
  const channel = await open(REQUEST);
  const said = await loginReport(channel, signal);
  if (said === undefined) return undefined;
  const { kind, preface, errors, rest } = said;
  // Drop the output: the shell of the first command reads the start-up files again, and repeats their output.
  if (kind === 'helper') {
    channel.unshift(rest);
    return { kind, helper: new NodeHelper(channel, events) };
  }
  channel.unshift(Buffer.concat([preface, rest]));
  channel.stderr.unshift(errors);
  return { kind, channel };
}

interface LoginReport {
  readonly kind: HelperOrSession['kind'];
  /** Output before the first line of the helper or the shell. */
  readonly preface: Buffer;
  readonly errors: Buffer;
  readonly rest: Buffer;
}

function loginReport(
  channel: ClientChannel,
  signal: AbortSignal | undefined,
): Promise<LoginReport | undefined> {
  return new Promise((resolve) => {
    let taken = Buffer.alloc(0);
    let errors = Buffer.alloc(0);
    const settle = (said: LoginReport | undefined) => {
      clearTimeout(limit);
      signal?.removeEventListener('abort', giveUp);
      channel.off('data', onData).off('close', onClose).pause();
      channel.stderr.off('data', onErrors).pause();
      if (said) channel.off('error', ignore);
      resolve(said);
    };
    const onClose = () => settle(undefined);
    const giveUp = () => {
      channel.close();
      settle(undefined);
    };
    const onErrors = (chunk: Buffer) => {
      errors = Buffer.concat([errors, chunk]).subarray(0, LONGEST_PREFACE);
    };
    const onData = (chunk: Buffer) => {
      taken = Buffer.concat([taken, chunk]);
      for (const { kind, mark } of MARKS) {
        const at = taken.indexOf(mark);
        if (at < 0) continue;
        return settle({
          kind,
          preface: taken.subarray(0, at),
          errors,
          rest: taken.subarray(at + mark.length),
        });
      }
      if (taken.length > LONGEST_PREFACE) giveUp();
    };
    const limit = setTimeout(giveUp, LONGEST_START_MS);
    signal?.addEventListener('abort', giveUp);
    channel.on('data', onData).once('close', onClose).on('error', ignore);
    channel.stderr.on('data', onErrors);
    if (signal?.aborted) giveUp();
  });
}

const ignore = () => undefined;
