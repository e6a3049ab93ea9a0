/**
 * Names of the `{parameters}` in a path: `/job/{id}/run` has `id`, and `/keys/{+path}` has `path`, which may
 * contain slashes.
 */
export type PathParameter<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? (Name extends `+${infer Whole}` ? Whole : Name) | PathParameter<Rest>
  : never;

/** Returns the names of the parameters in a path, in their order. */
export function parameterNames(path: string): string[] {
  return [...path.matchAll(/\{\+?(\w+)\}/g)].map(([, name = '']) => name);
}

/** Replaces the parameters of a path with percent-encoded values. Slashes in the value of `{+name}` remain slashes. */
export function fillPath(path: string, parameters: Readonly<Record<string, string | number>>): string {
  return path.replace(/\{(\+?)(\w+)\}/g, (_, whole: string, name: string) => {
    const value = parameters[name];
    if (value === undefined) throw new TypeError(`path ${path} needs parameter ${name}`);
    const segments = whole === '' ? [String(value)] : String(value).split('/');
    return segments.map(encodeURIComponent).join('/');
  });
}

/** Returns a query string with its `?`, or an empty string. Absent values are left out, and lists are repeated. */
export function queryString(query: Readonly<Record<string, unknown>>): string {
  const pairs = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const one of Array.isArray(value) ? value : [value])
      if (one !== undefined) pairs.append(name, String(one));
  }
  const text = pairs.toString();
  return text === '' ? '' : `?${text}`;
}
