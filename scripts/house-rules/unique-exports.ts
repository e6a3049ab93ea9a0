const EXPORTED =
  /^export (?:declare |async |abstract )*(?:const|let|function\*?|class|type|interface|enum) (\w+)/gm;

/** Tests and their helpers may export names that other files export. */
const TEST = /^(?:test|bench)\/|\/testing\/|\.(?:test|conformance)\.ts$/;

/** The name that the entry of every program exports. */
const ENTRY = 'main';

/**
 * Returns the exported names that several files declare, one line each, because a name must mean the same in all layers.
 * A type and a value of one file may share a name.
 *
 * @param texts the content of each file by its path
 */
export function exportedTwice(texts: ReadonlyMap<string, string>): string[] {
  const places = new Map<string, Set<string>>();
  for (const [file, text] of texts) {
    if (TEST.test(file)) continue;
    for (const [, name = ''] of text.matchAll(EXPORTED)) {
      const declared = places.get(name) ?? new Set();
      places.set(name, declared.add(file));
    }
  }
  return [...places]
    .filter(([name, files]) => name !== ENTRY && files.size > 1)
    .map(([name, files]) => `${name} is exported by ${[...files].join(' and ')}: rename one, or merge them`);
}
