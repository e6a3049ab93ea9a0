import { linksTo } from '../../job-language/sync/folder-link.ts';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { coordinatorAddress } from '../connection/coordinator-address.ts';
import type { LinkedFolder, LinkedFolders, LinkPlace } from '../linked-folders/linked-folder.ts';
import type { CommandContext } from './command.ts';

/** Returns the innermost linked folder that contains a file or folder. Undefined if there is none. */
export function placeAround(places: readonly LinkPlace[], uri: string): LinkPlace | undefined {
  return places
    .filter((place) => uri.startsWith(`${place.uri}/`))
    .toSorted((a, b) => b.uri.length - a.uri.length)[0];
}

/**
 * Opens a linked folder of the current coordinator. Throws `folder-link-invalid`, `folder-unsafe`, and
 * `folder-link-elsewhere` if the folder is linked to another coordinator.
 */
export async function openPlace(
  { linkedFolders, connection }: CommandContext,
  place: LinkPlace,
): Promise<LinkedFolder> {
  const folder = await linkedFolders.open(place);
  const url = coordinatorAddress(connection.state);
  if (linksTo(folder.link, url)) return folder;
  throw new OutrunnerError('folder-link-elsewhere', { linked: folder.link.coordinator ?? '', url });
}

/**
 * Returns the name of the project to which the folder of a document is linked. Undefined if that folder is not linked.
 * Throws the errors of {@link openPlace}.
 */
export async function linkedProject(context: CommandContext, uri: string): Promise<string | undefined> {
  const place = placeAround(await context.linkedFolders.find(), uri);
  return place && (await openPlace(context, place)).link.project;
}

/**
 * Returns a function from the URI of a file to the project to which the folder around it is linked. The project is
 * undefined without a linked folder, and if its `outrunner.json` cannot be read.
 */
export async function linkedProjects(
  folders: Pick<LinkedFolders, 'find' | 'open'>,
): Promise<(uri: string) => string | undefined> {
  const places = await folders.find();
  const projects = new Map<string, string>();
  for (const place of places) {
    const project = await folders.open(place).then(
      ({ link }) => link.project,
      () => undefined,
    );
    if (project !== undefined) projects.set(place.uri, project);
  }
  return (uri) => {
    const place = placeAround(places, uri);
    return place && projects.get(place.uri);
  };
}
