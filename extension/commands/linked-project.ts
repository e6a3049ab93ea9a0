import { linksTo } from '../../job-language/sync/folder-link.ts';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { coordinatorAddress } from '../connection/coordinator-address.ts';
import type { LinkedFolder, LinkPlace } from '../linked-folders/linked-folder.ts';
import type { CommandContext } from './command.ts';

/** Returns the innermost linked folder around a file or folder. Undefined if there is none. */
export function placeAround(places: readonly LinkPlace[], uri: string): LinkPlace | undefined {
  return places
    .filter((place) => uri.startsWith(`${place.uri}/`))
    .toSorted((a, b) => b.uri.length - a.uri.length)[0];
}

/**
 * Opens a linked folder of the current coordinator. Throws `folder-link-elsewhere` if the folder is linked to another
 * one, `folder-link-invalid` and `folder-unsafe`.
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
 * Returns the name of the project to which the folder around a document is linked. Undefined if no folder is linked.
 * Throws the errors of {@link openPlace}.
 */
export async function linkedProject(context: CommandContext, uri: string): Promise<string | undefined> {
  const place = placeAround(await context.linkedFolders.find(), uri);
  return place && (await openPlace(context, place)).link.project;
}
