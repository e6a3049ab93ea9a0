import { join } from 'node:path';
import { NodeParser } from '../../../job-language/node-formats/node-parser.ts';
import { SourceReader } from '../../../job-language/node-sources/source-reader.ts';
import type { Settings } from '../../../protocol/entities/settings.ts';
import type { ProjectName } from '../../../protocol/ids.ts';
import { problemOf } from '../../../support/errors/problem-of.ts';
import type { NodeDiscovery } from '../../dispatch/discovery-outcome.ts';
import type { Clock, ReplicaRegistry } from '../../dispatch/ports.ts';
import { KeptNodesFolder } from '../../nodes/kept-nodes.ts';
import { localNode } from '../../nodes/local-node.ts';
import { ProjectInventories } from '../../nodes/project-inventories.ts';
import { ProjectSources } from '../../nodes/project-sources.ts';
import type { DataDir } from '../../store/data-dir/data-dir.ts';
import type { CoordinatorDefinitions } from '../../store/definitions/coordinator-definitions.ts';
import { Listeners } from '../../store/listeners.ts';
import type { Closers } from '../lifecycle/closers.ts';
import type { Log } from '../lifecycle/log.ts';

/** Folder in the data dir. */
const FOLDER = 'node-sources';

export interface InventoriesOptions {
  readonly dataDir: Pick<DataDir, 'path' | 'damages'>;
  readonly definitions: CoordinatorDefinitions;
  readonly discovery: NodeDiscovery;
  readonly registry: Pick<ReplicaRegistry, 'onChange' | 'replicasOf'>;
  readonly settings: () => Settings;
  readonly clock: Clock;
  readonly log: Log;
  readonly closers: Closers;
  /** Program of the thread that parses long node lists. */
  readonly program: URL | string;
}

/** Opens the node inventories of all projects, and starts reading the node sources in the background. */
export async function openInventories(options: InventoriesOptions): Promise<ProjectInventories> {
  const { dataDir, definitions, discovery, registry, settings, clock, log, closers } = options;
  const changes = new Listeners<ProjectName>();
  const parser = new NodeParser(options.program);
  const { parse } = parser;
  const sources = await ProjectSources.open({
    definitions,
    discovery,
    settings,
    clock,
    onChange: (project) => changes.notify(project),
    reader: new SourceReader({ environment: process.env, parse }),
    folder: await KeptNodesFolder.open(join(dataDir.path, FOLDER), dataDir.damages),
    onUnkept: (error) =>
      log.warn({ problem: problemOf(error) }, 'the latest nodes of a source could not be stored'),
  });
  closers.add('node sources', () => sources.close());
  closers.add(
    'runners of node sources',
    registry.onChange(() => sources.runnersChanged()),
  );
  // Added last and thus closed first, because closing a source waits until its nodes are parsed.
  closers.add('texts of nodes', () => parser.close());
  sources.start();
  return new ProjectInventories({ definitions, sources, changes, registry, parse, localNode: localNode() });
}
