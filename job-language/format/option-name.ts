/** Returns why a text cannot be the name of an option, which becomes a variable. Undefined if it can. */
export function optionNameProblem(name: string): string | undefined {
  if (!/^[A-Za-z0-9_.-]{1,255}$/.test(name))
    return 'An option is named by letters, digits, "_", "." and "-".';
  // As a key of an object, this name would be lost.
  return name === '__proto__' ? 'An option cannot be named "__proto__". Rename it.' : undefined;
}
