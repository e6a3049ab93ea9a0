import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { basename } from 'node:path/posix';
import type { ClientChannel } from 'ssh2';
import { quoteForShell } from '../../../protocol/expansion/quote.ts';
import type { Connection } from '../connection/connection.ts';
import { copyFailure } from './copy-failure.ts';
import type { RemoteFile } from './remote-file.ts';

/**
 * Writes a file by the protocol of `scp -t`, for servers without SFTP: under another name beside its own, then renamed.
 * Rejects with `SessionRefused`, or an SshFailure where it cannot be written; what was begun is removed.
 */
export async function copyByScp(connection: Connection, file: RemoteFile): Promise<void> {
  const beside = `${file.path}.${randomBytes(6).toString('hex')}.part`;
  const [from, to] = [quoteForShell(beside), quoteForShell(file.path)];
  const mode = file.mode.toString(8).padStart(4, '0');
  const command = `scp -t ${from} && chmod ${mode} ${from} && mv -f ${from} ${to} || { rm -f ${from}; exit 1; }`;
  const channel = await connection.exec(`exec /bin/sh -c ${quoteForShell(command)}`, {});
  try {
    await send(channel, `C${mode} ${file.content.length} ${basename(beside)}\n`, file.content);
  } catch (error) {
    channel.close();
    throw copyFailure(connection.address, file.path, error);
  }
}

async function send(channel: ClientChannel, header: string, content: Buffer): Promise<void> {
  let problem = '';
  const heard = (chunk: Buffer) => {
    problem = (problem + chunk.toString('utf8')).slice(0, 1000);
  };
  channel.on('error', () => undefined);
  channel.on('data', heard);
  channel.stderr.on('data', heard);
  const closed = once(channel, 'close');
  // The other side answers each of the three by a zero byte, or by what is wrong, and then it ends.
  channel.write(header);
  channel.write(content);
  channel.end(Buffer.from([0]));
  const [code] = await closed;
  if (code !== 0) throw new Error(wordsOf(problem) || 'scp failed there');
}

/** What is said among the protocol's answers, which begin with a byte 0, 1 or 2. */
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
