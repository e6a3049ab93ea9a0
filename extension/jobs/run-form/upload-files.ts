import { basename } from 'node:path/posix';
import * as l10n from '@vscode/l10n';
import type { Client } from '../../../protocol/client/client.ts';
import type { JobId } from '../../../protocol/ids.ts';
import type { CommandContext } from '../../commands/command.ts';
import type { ChosenFile } from './run-answers.ts';

/**
 * Uploads the files of a run with a progress notification. Returns file ids by option name; undefined if the user
 * cancels.
 */
export async function uploadFiles(
  { editor, prompts }: Pick<CommandContext, 'editor' | 'prompts'>,
  client: Pick<Client, 'uploadFile'>,
  job: JobId,
  files: Readonly<Record<string, ChosenFile>>,
): Promise<Record<string, string> | undefined> {
  const ids: Record<string, string> = {};
  for (const [option, { uri, name, size }] of Object.entries(files)) {
    const uploaded = await prompts.progress({
      title: l10n.t('Uploading {0}', name),
      run: (report, signal) =>
        client.uploadFile({
          params: { job, option },
          query: { fileName: basename(name) },
          body: { bytes: withProgress(editor.readBytes(uri), size, report), size },
          signal,
        }),
    });
    const id = uploaded?.options[option];
    if (id === undefined) return undefined;
    ids[option] = id;
  }
  return ids;
}

/** Passes the bytes through, and reports each chunk's share of `size` in percent. */
async function* withProgress(
  bytes: AsyncIterable<Uint8Array>,
  size: number,
  report: (percent: number) => void,
): AsyncGenerator<Uint8Array, void, undefined> {
  for await (const chunk of bytes) {
    yield chunk;
    if (size > 0) report((100 * chunk.length) / size);
  }
}
