/** The path below `keys/`, which may be left out. */
export function belowKeys(path: string): string {
  return path
    .trim()
    .replace(/^\/+/, '')
    .replace(/^keys(?:\/|$)/, '');
}

/** The problem with the path of a new key beside those that there are; what else is wrong the coordinator says. */
export function newPathProblem(
  input: string,
  keys: readonly { readonly path: string }[],
): string | undefined {
  const below = belowKeys(input);
  if (below === '') return 'A path is required';
  if (below.endsWith('/')) return 'This is a folder: a name is missing behind it';
  if (/^project\/[^/]+$/.test(below))
    return 'A name is missing behind the project, as in project/NAME/password';
  const path = `keys/${below.normalize()}`;
  if (keys.some((key) => key.path === path))
    return `There is a key "${path}" already. “Replace Key…” gives it another value`;
  const folder = keys.find((key) => key.path.startsWith(`${path}/`));
  return folder === undefined ? undefined : `"${path}" is a folder: "${folder.path}" is in it`;
}
