import type { NodeEndpoint } from '../endpoint/node-endpoint.ts';

/** The parts of a temporary script's name. */
export interface ScriptName {
  /** Distinguishes the scripts of one execution. */
  readonly counter: string;
  readonly executionId: string;
  /** Name of a script file; absent for a script in the job's text. */
  readonly baseName?: string;
  /** Extension with or without the dot. */
  readonly extension?: string;
}

/** Returns the path on a node from which a script runs. A blank `configured` folder means the default folder. */
export function scriptDestination(
  endpoint: Pick<NodeEndpoint, 'node' | 'windows'>,
  configured: string | undefined,
  name: ScriptName,
): string {
  const usual = endpoint.windows ? 'C:\\WINDOWS\\TEMP\\' : '/tmp/';
  const folder = configured === undefined || configured.trim() === '' ? usual : configured;
  const separator = endpoint.windows && !folder.includes('/') ? '\\' : '/';
  const extension = (name.extension ?? (endpoint.windows ? 'bat' : 'sh')).replace(/^\.?/, '.');
  const base = name.baseName ?? `dispatch-script.tmp${extension}`;
  const file = `${name.counter}-${name.executionId}-${endpoint.node}-${base}`.replace(
    /[^A-Za-z0-9_.-]/g,
    '_',
  );
  return `${folder.replace(/[\\/]$/, '')}${separator}${file}`;
}
