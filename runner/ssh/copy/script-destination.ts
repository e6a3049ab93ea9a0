import type { NodeEndpoint } from '../endpoint/node-endpoint.ts';

/** What a temporary script is named by. */
export interface ScriptName {
  /** Tells apart the scripts of one execution. */
  readonly counter: string;
  readonly executionId: string;
  /** The name of a script file; a script that stands in the job has none. */
  readonly baseName?: string;
  /** With or without its point. */
  readonly extension?: string;
}

/** Folders by who says so, the first that is set counts. */
export interface DestinationFolders {
  readonly node?: string | undefined;
  readonly project?: string | undefined;
}

/** Where a script stands on a node while it runs. */
export function scriptDestination(
  endpoint: Pick<NodeEndpoint, 'node' | 'windows'>,
  folders: DestinationFolders,
  name: ScriptName,
): string {
  const usual = endpoint.windows ? 'C:\\WINDOWS\\TEMP\\' : '/tmp/';
  const folder =
    [folders.node, folders.project].find((one) => one !== undefined && one.trim() !== '') ?? usual;
  const separator = endpoint.windows && !folder.includes('/') ? '\\' : '/';
  const extension = (name.extension ?? (endpoint.windows ? 'bat' : 'sh')).replace(/^\.?/, '.');
  const base = name.baseName ?? `dispatch-script.tmp${extension}`;
  const file = `${name.counter}-${name.executionId}-${endpoint.node}-${base}`.replace(
    /[^A-Za-z0-9_.-]/g,
    '_',
  );
  return `${folder.replace(/[\\/]$/, '')}${separator}${file}`;
}
