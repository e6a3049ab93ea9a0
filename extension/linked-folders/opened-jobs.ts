import * as l10n from '@vscode/l10n';
import type { ComparedFolder } from '../../job-language/sync/compare-folder.ts';
import { FolderLink } from '../../job-language/sync/folder-link.ts';
import { explain } from '../../protocol/errors/outrunner-error.ts';
import { type CommandContext, clientOf } from '../commands/command.ts';
import { openPlace, placeAround } from '../commands/linked-project.ts';
import { pickProject } from '../commands/pick.ts';
import { coordinatorAddress } from '../connection/coordinator-address.ts';
import type { LinkedJobs } from '../jobs/checker/linked-jobs.ts';
import { MOST_NAMED, namesText } from '../model/display-text.ts';
import type { LinkedFolder, LinkPlace } from './linked-folder.ts';

/** A linked folder without unsaved job files, compared with its project. Invalid files are not compared. */
export interface OpenedJobs {
  readonly folder: LinkedFolder;
  readonly linked: LinkedJobs;
}

/**
 * Asks for a linked folder if there are several, offers to save its job files, and compares it with its project. Reports
 * invalid job files in a notification, which it does not wait for. Undefined if the user cancels or if no folder is linked.
 *
 * @param uri the file or folder on which the command was invoked
 */
export async function openJobs(
  context: CommandContext,
  title: string,
  uri: string | undefined,
): Promise<OpenedJobs | undefined> {
  const { connection } = context;
  const client = clientOf(context);
  const place = await pickPlace(context, title, uri);
  if (place === undefined) return undefined;
  const folder = await openPlace(context, place);
  const url = coordinatorAddress(connection.state);
  if (!(await settleUnsaved(context, folder))) return undefined;
  const { compareLinkedFolder, projectJobs } = await import('../jobs/checker/main.ts');
  const linked = await compareLinkedFolder(folder, projectJobs(client, url, folder.link.project));
  void reportInvalid(context, folder, linked.compared);
  return { folder, linked };
}

/** Shows a notification about invalid job files, if there are any. Never rejects. */
async function reportInvalid(
  { prompts }: CommandContext,
  folder: LinkedFolder,
  { invalid, uncertain }: ComparedFolder,
): Promise<void> {
  const [first] = invalid;
  if (first === undefined) return;
  const problem = `${folder.link.jobs}/${first.file}:${first.line}: ${first.problem}`;
  const parts = [
    invalid.length === 1
      ? problem
      : l10n.t('{0} invalid job files were left out. {1}', invalid.length, problem),
    ...(uncertain.length === 0
      ? []
      : [
          l10n.t(
            'Also left out, because an invalid file may define them: {0}.',
            namesText(uncertain, MOST_NAMED),
          ),
        ]),
  ];
  try {
    const pressed = await prompts.error(parts.join(' '), l10n.t('Open File'));
    if (pressed !== undefined) await folder.show(first.file, first.line);
  } catch (error) {
    await prompts.error(explain(error));
  }
}

async function pickPlace(
  context: CommandContext,
  title: string,
  uri: string | undefined,
): Promise<LinkPlace | undefined> {
  const { linkedFolders, prompts } = context;
  const places = await linkedFolders.find();
  const [only] = places;
  if (only === undefined) {
    await offerLink(context, title);
    return undefined;
  }
  const innermost = uri === undefined ? undefined : placeAround(places, uri);
  if (innermost !== undefined) return innermost;
  if (places.length === 1) return only;
  return prompts.choose({
    title,
    placeHolder: l10n.t('Choose a folder with outrunner.json'),
    choices: places.map((place) => ({ label: place.name, value: place })),
  });
}

async function offerLink(context: CommandContext, title: string): Promise<void> {
  const { linkedFolders, prompts } = context;
  const message = l10n.t(
    'No folder of this workspace is linked to a project. The file outrunner.json links its folder: its job files can then be pushed, pulled and compared.',
  );
  if ((await prompts.inform(message, l10n.t('Link Folder…'))) === undefined) return;
  const project = await pickProject(context, { kind: 'none' }, title);
  if (project === undefined) return;
  const isCreated = await linkedFolders.create(FolderLink.parse({ project: project.name }));
  if (!isCreated) await prompts.error(l10n.t('Open a folder first.'));
}

/** Offers to save job files with unsaved changes. Returns false if the user cancels. */
async function settleUnsaved({ prompts }: CommandContext, folder: LinkedFolder): Promise<boolean> {
  const files = folder.unsaved();
  const [first] = files;
  if (first === undefined) return true;
  const sure = await prompts.confirm({
    message:
      files.length === 1
        ? l10n.t('Save {0} first?', first)
        : l10n.t('Save {0} job files first?', files.length),
    detail: l10n.t('Only saved changes are compared.'),
    verb: files.length === 1 ? l10n.t('Save') : l10n.t('Save All'),
  });
  return sure && folder.save(files);
}
