import * as l10n from '@vscode/l10n';

/** Returns a path without its optional prefix `keys/`. */
export function belowKeys(path: string): string {
  return path
    .trim()
    .replace(/^\/+/, '')
    .replace(/^keys(?:\/|$)/, '');
}

/** Returns the problem with the path of a new key; undefined if it is valid. The coordinator makes further checks. */
export function newPathProblem(
  input: string,
  keys: readonly { readonly path: string }[],
): string | undefined {
  const below = belowKeys(input);
  if (below === '') return l10n.t('A path is required');
  if (below.endsWith('/')) return l10n.t('The path is a folder. Add a name');
  if (/^project\/[^/]+$/.test(below))
    return l10n.t('Add a name after the project, as in project/NAME/password');
  const path = `keys/${below.normalize()}`;
  if (keys.some((key) => key.path === path))
    return l10n.t('A key "{0}" already exists. Use “Replace Key…” to change its value', path);
  const folder = keys.find((key) => key.path.startsWith(`${path}/`));
  return folder === undefined
    ? undefined
    : l10n.t('"{0}" is a folder that contains "{1}"', path, folder.path);
}
