import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { basename } from 'node:path/posix';
import type { ClientChannel } from 'ssh2';
import { quoteForShell } from '../../../support/text/shell-quote.ts';
import type { SshConnection } from '../connection/connection.ts';
import { copyFailure } from './copy-failure.ts';
import type { LocalFile, RemoteFile } from './remote-file.ts';

/**
 * Writes a file with the protocol of `scp -t`, for servers without SFTP: under a temporary name in the same folder,
 * then renames it. Rejects with `SessionRefused`, or with an SshFailure if the file cannot be written. On failure,
 * removes the temporary file.
 */
export async function copyByScp(
  connection: SshConnection,
  file: RemoteFile,
  signal?: AbortSignal,
): Promise<void> {
  const beside = `${file.path}.${randomBytes(6).toString('hex')}.part`;
  const [from, to] = [quoteForShell(beside), quoteForShell(file.path)];
  const mode = file.mode.toString(8).padStart(4, '0');
  const command = `scp -t ${from} && chmod ${mode} ${from} && mv -f ${from} ${to} || { rm -f ${from}; exit 1; }`;
  const channel = await connection.exec(`exec /bin/sh -c ${quoteForShell(command)}`, {});
  const giveUp = () => channel.close();
  signal?.addEventListener('abort', giveUp);
  if (signal?.aborted) giveUp();
  try {
    const { content } = file;
    const size = Buffer.isBuffer(content) ? content.length : content.size;
    await send(channel, `C${mode} ${size} ${basename(beside)}\n`, content);
  } catch (error) {
    channel.close();
    throw copyFailure(connection.address, file.path, error);
  } finally {
    signal?.removeEventListener('abort', giveUp);
  }
}

async function send(channel: ClientChannel, header: string, content: RemoteFile['content']): Promise<void> {
  let problem = '';
  const heard = (chunk: Buffer) => {
    problem = (problem + chunk.toString('utf8')).slice(0, 1000);
  };
  channel.on('error', () => undefined);
  channel.on('data', heard);
  channel.stderr.on('data', heard);
  const closed = once(channel, 'close');
  // The server sends a zero byte at the start, after the header and after the final byte. On an error, it instead sends
  // a message and closes the channel.
  channel.write(header);
  if (Buffer.isBuffer(content)) channel.write(content);
  // Ignore a failed write: the server's answer contains the reason.
  else await writeFrom(content, channel).catch(() => undefined);
  channel.end(Buffer.from([0]));
  const [code] = await closed;
  if (code !== 0) throw new Error(wordsOf(problem) || 'scp failed there');
}

async function writeFrom({ file, size }: LocalFile, channel: ClientChannel): Promise<void> {
  if (size === 0) return;
  for await (const piece of createReadStream(file, { end: size - 1 })) {
    if (!channel.writable) return;
    if (!channel.write(piece)) await Promise.race([once(channel, 'drain'), once(channel, 'close')]);
  }
}

/** Returns the message text in the protocol's answers, which begin with a byte 0, 1 or 2. */
function wordsOf(answers: string): string {
  return answers
    .replaceAll('\u0000', '\n')
    .replaceAll('\u0001', '\n')
    .replaceAll('\u0002', '\n')
    .split('\n')
    .map((part) => part.trim())
    .filter(Boolean)
    .join('; ');
}
