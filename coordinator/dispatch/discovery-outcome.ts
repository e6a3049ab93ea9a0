import type { SelectorParts } from '../../job-language/format/runner-selector.ts';
import type { SourceContent } from '../../job-language/node-sources/source-content.ts';
import type { NodeSource } from '../../protocol/entities/node-source.ts';
import type { ProjectName } from '../../protocol/ids.ts';

/** A source that a runner is to read on its host. */
export interface DiscoveryQuestion {
  readonly project: ProjectName;
  readonly selector: SelectorParts;
  readonly source: NodeSource;
  /** Of all texts of the source. */
  readonly maxBytes: number;
  /** How long its program may run. */
  readonly seconds: number;
  readonly fetchAllowed: readonly string[];
  /** Digest of the nodes that are here already. */
  readonly known?: string | undefined;
  /** Gives the question up. */
  readonly signal: AbortSignal;
}

/** What a runner found; `by` is its name. */
export type Discovered =
  | (SourceContent & { readonly kind: 'nodes'; readonly digest: string; readonly by: string })
  | { readonly kind: 'unchanged'; readonly by: string };

/** Asks runners for the nodes of sources on their hosts. */
export interface NodeDiscovery {
  /** Throws `discovery-failed`, `discovery-unavailable`, `discovery-unsupported`, `discovery-needs-runner`. */
  ask(question: DiscoveryQuestion): Promise<Discovered>;
}
