import type { ProjectName } from '../../protocol/ids.ts';
import type { Node } from './node.ts';

/** The nodes of projects, as they are now. */
export interface Inventory {
  /** Nodes of all sources of the project, by name; empty for a project that does not exist. */
  nodes(project: ProjectName): Promise<readonly Node[]>;
}
