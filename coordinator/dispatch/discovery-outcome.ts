import type { SelectorParts } from '../../job-language/format/runner-selector.ts';
import type { SourceContent } from '../../job-language/node-sources/source-content.ts';
import type { NodeSource } from '../../protocol/entities/node-source.ts';
import type { ProjectName } from '../../protocol/ids.ts';

/** A node source that a runner reads on its host. */
export interface DiscoveryQuestion {
  readonly project: ProjectName;
  readonly selector: SelectorParts;
  readonly source: NodeSource;
  /** Maximum size of the whole content of the source, in bytes. */
  readonly maxBytes: number;
  /** Time limit of the source's program, in seconds. */
  readonly seconds: number;
  /** Loopback, link-local and metadata addresses from which the runner may fetch nodes. */
  readonly fetchAllowed: readonly string[];
  /** Digest of the nodes that the coordinator already has, if any. */
  readonly known?: string | undefined;
  /** Cancels the discovery. */
  readonly signal: AbortSignal;
}

/** The answer of a runner; `by` is the runner's name. */
export type Discovered =
  | (SourceContent & { readonly kind: 'nodes'; readonly digest: string; readonly by: string })
  | { readonly kind: 'unchanged'; readonly by: string };

/** Asks runners for the nodes of sources on their hosts. */
export interface NodeDiscovery {
  /** Throws `discovery-failed`, `discovery-unavailable`, `discovery-needs-runner`. */
  ask(question: DiscoveryQuestion): Promise<Discovered>;
}
