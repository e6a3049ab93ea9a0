/** Returns why a text cannot be the name of an option, which becomes an environment variable; undefined if it can. */
export function optionNameProblem(name: string): string | undefined {
  if (!/^[A-Za-z0-9_.-]{1,255}$/.test(name))
    return 'The name of an option consists of 1 to 255 letters, digits, "_", "." and "-".';
  // Assigning to this key of an object sets its prototype, so the option would be lost.
  return name === '__proto__' ? 'An option cannot be named "__proto__". Rename it.' : undefined;
}
