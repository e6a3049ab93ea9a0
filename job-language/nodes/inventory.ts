import type { ProjectName } from '../../protocol/ids.ts';
import type { Node } from './node.ts';

/** The current nodes of projects. */
export interface Inventory {
  /** Nodes of all sources of the project, by name; empty for a project that does not exist. */
  nodes(project: ProjectName): Promise<readonly Node[]>;
}
