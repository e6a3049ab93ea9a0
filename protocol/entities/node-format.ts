/** The text formats of nodes. */
export const NODE_FORMATS = ['yaml', 'json', 'xml'] as const;
export type NodeFormat = (typeof NODE_FORMATS)[number];

const MEDIA_TYPES: Readonly<Record<NodeFormat, readonly string[]>> = {
  yaml: ['application/yaml', 'text/yaml', 'application/x-yaml', 'text/x-yaml'],
  json: ['application/json', 'text/json'],
  xml: ['application/xml', 'text/xml'],
};

/** The media types of all node formats. */
export const NODE_MEDIA_TYPES: readonly string[] = NODE_FORMATS.flatMap((format) => MEDIA_TYPES[format]);

/** Returns the media type of answers in a format. */
export function mediaTypeOfNodes(format: NodeFormat): string {
  return `application/${format}`;
}

/**
 * Returns the format of a media type, or of the first known one in a list (`Accept`, without regard to weights);
 * undefined if none is known.
 */
export function formatOfMediaType(mediaTypes: string): NodeFormat | undefined {
  const asked = mediaTypes.split(',').map((type) => type.split(';', 1)[0]?.trim().toLowerCase() ?? '');
  for (const type of asked) {
    const format = NODE_FORMATS.find((candidate) => MEDIA_TYPES[candidate].includes(type));
    if (format !== undefined) return format;
  }
  return undefined;
}

/**
 * Returns the format of a file: the configured one (such as `resourceyaml`), otherwise the one of the file's extension.
 */
export function formatOfFile(path: string, configured = ''): NodeFormat | undefined {
  return formatOfWord(configured === '' ? (/\.([^.\\/]+)$/.exec(path)?.[1] ?? '') : configured);
}

/** Returns the format with this name, such as `yaml`, `yml` or `resourceyaml`; undefined for an unknown name. */
export function formatOfWord(word: string): NodeFormat | undefined {
  const name = word.toLowerCase().replace(/^resource/, '');
  return name === 'yml' ? 'yaml' : NODE_FORMATS.find((format) => format === name);
}

/** Guesses the format of a text from its first character that is not white space. */
export function formatOfText(text: string): NodeFormat {
  const first = /[^\s\uFEFF]/.exec(text)?.[0];
  if (first === '<') return 'xml';
  return first === '{' || first === '[' ? 'json' : 'yaml';
}
