import * as z from 'zod';
import { NODE_FORMATS } from './node-format.ts';

const path = z.string().min(1).max(4096);
const format = z.enum(NODE_FORMATS).optional();

/** A file of a resource model. */
const FileSource = z.object({
  type: z.literal('file'),
  file: path,
  /** Default: determined by the file name, otherwise by the content. */
  format,
  /** Whether a missing file is an error. Otherwise it counts as a file without nodes. */
  requireFileExists: z.boolean(),
});

/** The resource model files of a folder, in the order of their names. */
const DirectorySource = z.object({ type: z.literal('directory'), directory: path });

const UrlSource = z.object({
  type: z.literal('url'),
  url: path,
  /** Absent: determined by the media type of the response, otherwise by the extension of the URL. */
  format,
  timeoutSeconds: z.number().positive().max(3600),
});

/** A program that prints a resource model. */
const ScriptSource = z.object({
  type: z.literal('script'),
  file: path,
  /** The interpreter's command line: `python3 -u`. Empty: the file itself is executed. */
  interpreter: z.string().max(4096),
  /** A command line, split at white space and quotes. */
  args: z.string().max(65_536),
  /** Whether file and arguments are passed to the interpreter as one argument. */
  argsQuoted: z.boolean(),
  /** Default: determined by the content. */
  format,
});

const AnsibleSource = z.object({
  type: z.literal('ansible-inventory'),
  /** A file, a folder, or a comma-separated list of hosts. Empty: Ansible's own configuration decides. */
  inventory: z.string().max(4096),
  /** The folder of `ansible-inventory`. Empty: it is searched for on the PATH. */
  binariesFolder: z.string().max(4096),
  /** Path of Ansible's configuration file. Empty: Ansible searches for one. */
  configFile: z.string().max(4096),
});

/** A source of nodes that the project does not store itself, read by the coordinator or a runner. */
export const NodeSource = z.discriminatedUnion('type', [
  FileSource,
  DirectorySource,
  UrlSource,
  ScriptSource,
  AnsibleSource,
]);
export type NodeSource = z.infer<typeof NodeSource>;
export type NodeSourceType = NodeSource['type'];

export const NODE_SOURCE_TYPES = [
  'file',
  'directory',
  'url',
  'script',
  'ansible-inventory',
] as const satisfies readonly NodeSourceType[];

/** Describes what a source reads, for display. */
export function describeSource(source: NodeSource): string {
  switch (source.type) {
    case 'file':
      return source.file;
    case 'directory':
      return source.directory;
    case 'url':
      return shownUrl(source.url);
    case 'script':
      return [source.interpreter, source.file, source.args].filter((part) => part !== '').join(' ');
    case 'ansible-inventory':
      return source.inventory === '' ? 'the inventory of Ansible’s configuration' : source.inventory;
  }
}

/** Returns the URL without the parts that may be secret: user, query and fragment. */
function shownUrl(url: string): string {
  if (!URL.canParse(url)) return url;
  const { protocol, host, pathname } = new URL(url);
  return `${protocol}//${host}${pathname}`;
}
