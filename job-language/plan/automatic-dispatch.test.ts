import assert from 'node:assert/strict';
import { NEW_PROJECT_DISPATCH, type ProjectDispatch } from '../../protocol/entities/project-dispatch.ts';
import { Runner } from '../../protocol/entities/runner.ts';
import type { RunnerDispatch } from '../../protocol/entities/runner-dispatch.ts';
import { isOutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { ProjectName } from '../../protocol/ids.ts';
import { whole } from '../../support/slices/sliced.ts';
import type { Node } from '../nodes/node.ts';
import { automaticDispatch, automaticTargets } from './automatic-dispatch.ts';

const project = ProjectName.parse('shop');

const node = (name: string, ...tags: string[]): Node => ({ name, tags, attributes: {} });
const HOST: Node = { name: 'east-host', tags: [], attributes: { 'runner-id': 'east' } };
const NODES = [node('localhost'), node('web1', 'eu'), node('web2', 'us'), node('db1', 'eu', 'us'), HOST];

function runner(id: string, dispatch: Partial<RunnerDispatch>, more: Partial<Runner> = {}): Runner {
  return Runner.parse({
    id,
    name: id,
    description: '',
    tags: [],
    assignedProjects: [project],
    local: false,
    installationType: 'linux',
    replicaType: 'manual',
    createdAt: 0,
    revision: 0,
    nodeDispatch: {
      [project]: { runnerAsNodeEnabled: true, remoteNodeDispatch: true, runnerNodeFilter: '', ...dispatch },
    },
    ...more,
  });
}

/** Returns `node: runners` for each node. */
function targets(runners: readonly Runner[], dispatch: Partial<ProjectDispatch> = {}): string[] {
  const automatic = automaticDispatch(
    { name: project, dispatch: { ...NEW_PROJECT_DISPATCH, ...dispatch } },
    runners,
  );
  assert.ok(automatic);
  const targetOf = whole(automaticTargets(NODES, automatic, { job: 'Deploy' }));
  return NODES.map((one) => {
    const target = targetOf(one);
    return `${one.name}: ${target?.kind === 'runners' ? target.runners.join('+') : target?.kind}`;
  });
}

const EAST = runner('east', { runnerNodeFilter: 'tags: eu' });
const WEST = runner('west', { runnerNodeFilter: 'tags: us' });

describe('automatic dispatch', () => {
  it('gives each node to the runners whose filter selects it, and the rest to the Local Runner', () => {
    assert.deepEqual(targets([EAST]), [
      ...['localhost: local', 'web1: east', 'web2: local', 'db1: east', 'east-host: east'],
    ]);
    assert.deepEqual(targets([EAST, WEST]).slice(1, 4), ['web1: east', 'web2: west', 'db1: east+west']);
  });

  it('assigns the host of the coordinator or of a runner to the runner on that host, whatever the filters select', () => {
    const all = runner('all', { runnerNodeFilter: '.*' });
    const told = targets([all]);
    assert.deepEqual([told[0], told[4]], ['localhost: local', 'east-host: east']);
  });

  it('excludes runners that dispatch no nodes, that serve other projects, or that the project excludes', () => {
    const idle = runner('idle', { runnerNodeFilter: '.*', remoteNodeDispatch: false });
    const foreign = runner('foreign', { runnerNodeFilter: '.*' }, { assignedProjects: [] });
    assert.equal(targets([idle, foreign])[1], 'web1: local');
    assert.equal(targets([EAST], { runnersEnabled: false })[1], 'web1: local');
  });

  it('refuses nodes that no runner accepts if the project is configured to, and reports the nodes', () => {
    assert.throws(
      () => targets([EAST], { unmatchedNodes: 'refused' }),
      (error) =>
        isOutrunnerError(error) &&
        error.code === 'nodes-unmatched' &&
        /Deploy .*: web2\.$/.test(error.message) &&
        /node filter.*--unmatched local/.test(error.remedy),
    );
    assert.equal(targets([EAST, WEST], { unmatchedNodes: 'refused' })[2], 'web2: west');
  });

  it('is off for a project with manual dispatch or without dispatch settings', () => {
    assert.equal(automaticDispatch({ name: project }, [EAST]), undefined);
    const manual = { ...NEW_PROJECT_DISPATCH, automatic: false };
    assert.equal(automaticDispatch({ name: project, dispatch: manual }, [EAST]), undefined);
  });
});
