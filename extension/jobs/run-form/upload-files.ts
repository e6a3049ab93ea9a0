import { basename } from 'node:path/posix';
import type { Client } from '../../../protocol/client/client.ts';
import type { JobId } from '../../../protocol/ids.ts';
import type { CommandContext } from '../../commands/command.ts';
import type { ChosenFile } from './run-answers.ts';

/** Uploads the files of a run, telling how far it is, and answers the id of each by its option; undefined: given up. */
export async function uploadFiles(
  { editor, prompts }: Pick<CommandContext, 'editor' | 'prompts'>,
  client: Pick<Client, 'uploadFile'>,
  job: JobId,
  files: Readonly<Record<string, ChosenFile>>,
): Promise<Record<string, string> | undefined> {
  const ids: Record<string, string> = {};
  for (const [option, { uri, name, size }] of Object.entries(files)) {
    const uploaded = await prompts.progress({
      title: `Uploading ${name}`,
      run: (report, signal) =>
        client.uploadFile({
          params: { job, option },
          query: { fileName: basename(name) },
          body: { bytes: counted(editor.readBytes(uri), size, report), size },
          signal,
        }),
    });
    const id = uploaded?.options[option];
    if (id === undefined) return undefined;
    ids[option] = id;
  }
  return ids;
}

/** The same bytes; tells as they pass how many percent they are. */
async function* counted(
  bytes: AsyncIterable<Uint8Array>,
  size: number,
  report: (percent: number) => void,
): AsyncGenerator<Uint8Array, void, undefined> {
  for await (const chunk of bytes) {
    yield chunk;
    if (size > 0) report((100 * chunk.length) / size);
  }
}
