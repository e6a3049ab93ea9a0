/** The texts in which nodes are written. */
export const NODE_FORMATS = ['yaml', 'json', 'xml'] as const;
export type NodeFormat = (typeof NODE_FORMATS)[number];

const MEDIA_TYPES: Readonly<Record<NodeFormat, readonly string[]>> = {
  yaml: ['application/yaml', 'text/yaml', 'application/x-yaml', 'text/x-yaml'],
  json: ['application/json', 'text/json'],
  xml: ['application/xml', 'text/xml'],
};

/** Media types of nodes, of all formats. */
export const NODE_MEDIA_TYPES: readonly string[] = NODE_FORMATS.flatMap((format) => MEDIA_TYPES[format]);

/** The media type in which a format is answered. */
export function mediaTypeOfNodes(format: NodeFormat): string {
  return `application/${format}`;
}

/** The format that a media type says, or that a list of them (`Accept`) prefers; undefined where it says none. */
export function formatOfMediaType(mediaTypes: string): NodeFormat | undefined {
  const asked = mediaTypes.split(',').map((type) => type.split(';', 1)[0]?.trim().toLowerCase() ?? '');
  for (const type of asked) {
    const format = NODE_FORMATS.find((candidate) => MEDIA_TYPES[candidate].includes(type));
    if (format !== undefined) return format;
  }
  return undefined;
}

/** The format of a file: what a configuration says (`resourceyaml`), else what the end of its name does. */
export function formatOfFile(path: string, configured = ''): NodeFormat | undefined {
  return formatOfWord(configured === '' ? (/\.([^.\\/]+)$/.exec(path)?.[1] ?? '') : configured);
}

/** The format that a word names: `yaml`, `yml`, `resourceyaml`; undefined where it names none. */
export function formatOfWord(word: string): NodeFormat | undefined {
  const name = word.toLowerCase().replace(/^resource/, '');
  return name === 'yml' ? 'yaml' : NODE_FORMATS.find((format) => format === name);
}

/** The format that a text looks like, where nothing else says it. */
export function formatOfText(text: string): NodeFormat {
  const first = /[^\s\uFEFF]/.exec(text)?.[0];
  if (first === '<') return 'xml';
  return first === '{' || first === '[' ? 'json' : 'yaml';
}
