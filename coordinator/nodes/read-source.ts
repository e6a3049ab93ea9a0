import type { SelectorParts } from '../../job-language/format/runner-selector.ts';
import type { ConfiguredSource } from '../../job-language/node-sources/configured-sources.ts';
import { problemOfFiles, type SourceContent } from '../../job-language/node-sources/source-content.ts';
import type { PlainSource, SourceReader } from '../../job-language/node-sources/source-reader.ts';
import type { NodeSource } from '../../protocol/entities/node-source.ts';
import type { Settings } from '../../protocol/entities/settings.ts';
import { explain, OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import type { ProjectName } from '../../protocol/ids.ts';
import type { NodeDiscovery } from '../dispatch/discovery-outcome.ts';
import type { KeptNodes } from './kept-nodes.ts';

/** The content of a source, and which runner or coordinator read it. */
export interface SourceReading extends SourceContent {
  readonly by: string;
  /** Why some files of a folder could not be read. */
  readonly problem?: string;
  /** Digest of the nodes; absent if the caller has to compute it. */
  readonly digest?: string;
}

export interface SourceReaders {
  readonly reader: SourceReader;
  readonly discovery: NodeDiscovery;
  readonly settings: () => Settings;
}

/** Value of `by` for sources that the coordinator reads itself. */
export const COORDINATOR = 'the coordinator';

/**
 * Returns whether the coordinator reads the source itself. The coordinator does not run the programs of sources; the
 * Local Runner, if there is one, runs them.
 */
function isOwn(source: NodeSource, selector: SelectorParts): source is PlainSource {
  return (
    selector.mode === 'LOCAL' &&
    (source.type === 'file' || source.type === 'directory' || source.type === 'url')
  );
}

/** Returns whether the source consists only of files on the coordinator's host. */
export function isLive({ source, selector }: ConfiguredSource): boolean {
  return source.kind === 'usable' && isOwn(source.source, selector) && source.source.type !== 'url';
}

/** The source to read, with the cached nodes. */
export interface SourceQuestion {
  readonly project: ProjectName;
  readonly selector: SelectorParts;
  readonly source: NodeSource;
  /** Result of the last good reading. */
  readonly known: KeptNodes | undefined;
  readonly signal: AbortSignal;
}

/** Reads a source in the coordinator or on a runner. Throws the reason if it cannot be read. */
export async function readNodeSource(
  { reader, discovery, settings }: SourceReaders,
  { project, selector, source, known, signal }: SourceQuestion,
): Promise<SourceReading> {
  const { nodes, fetch } = settings();
  const bounds = { maxBytes: nodes.sourceBytes, fetchAllowed: fetch.allowed, signal };
  if (isOwn(source, selector)) {
    const content = await reader.read(source, bounds);
    const problem = problemOfFiles(content.failed);
    const failure = problem === undefined ? undefined : new OutrunnerError('nodes-invalid', { problem });
    return { ...content, by: COORDINATOR, ...(failure === undefined ? {} : { problem: explain(failure) }) };
  }
  const found = await discovery.ask({
    project,
    selector,
    source,
    known: known?.digest,
    ...bounds,
    seconds: nodes.programSeconds,
  });
  const by = `runner ${found.by}`;
  if (found.kind === 'nodes') {
    const problem = problemOfFiles(found.failed);
    if (problem === undefined) return { ...found, by };
    return {
      ...found,
      by,
      problem: explain(new OutrunnerError('discovery-failed', { runner: found.by, problem })),
    };
  }
  // The runner received the digest of the cached nodes, and reported that they are unchanged.
  return { nodes: [], ...known, by };
}
