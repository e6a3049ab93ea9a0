import assert from 'node:assert/strict';
import { NEW_PROJECT_DISPATCH } from '../../protocol/entities/project-dispatch.ts';
import { ProjectName } from '../../protocol/ids.ts';
import { TestDispatch } from '../dispatch/testing/test-dispatch.ts';
import {
  type CoordinatorDefinitions,
  openCoordinatorDefinitions,
} from '../store/definitions/coordinator-definitions.ts';
import { Damages } from '../store/files/damages.ts';
import { scratchFolder } from '../store/testing/scratch-folder.ts';
import { RunnerNodes } from './runner-nodes.ts';

const OPS = ProjectName.parse('ops');

describe('the hosts of runners as nodes', () => {
  let folder: Awaited<ReturnType<typeof scratchFolder>>;
  let definitions: CoordinatorDefinitions;
  let dispatch: TestDispatch;
  let hosts: RunnerNodes;
  beforeEach(async () => {
    folder = await scratchFolder();
    definitions = await openCoordinatorDefinitions({
      folder: folder.path,
      now: Date.now,
      damages: new Damages(folder.path),
      onFatal: assert.fail,
    });
    dispatch = new TestDispatch();
    hosts = new RunnerNodes(dispatch.registry);
    const id = dispatch.runner('edge');
    dispatch.connect(id, 'edge-1');
    await project();
    await runner();
  });
  afterEach(async () => {
    await definitions.close();
    await folder.remove();
  });

  const project = (more: Partial<typeof NEW_PROJECT_DISPATCH> = {}) =>
    definitions.change((draft) =>
      draft.put('projects', OPS, {
        name: OPS,
        description: '',
        config: {},
        createdAt: 0,
        revision: 0,
        dispatch: { ...NEW_PROJECT_DISPATCH, ...more },
      }),
    );
  const runner = async (more: object = {}) => {
    const [edge] = dispatch.runners.values();
    assert.ok(edge);
    await definitions.change((draft) => draft.put('runners', edge.id, { ...edge, ...more }));
  };
  const nodes = async () => hosts.of(await definitions.snapshot(), OPS);

  it('have the name of the runner, its tags as an attribute, and the facts of its host', async () => {
    assert.deepEqual(await nodes(), [
      {
        name: 'edge',
        tags: [],
        attributes: {
          hostname: 'host-1',
          username: 'ops',
          description: 'Host of runner edge',
          osFamily: 'unix',
          osName: 'Linux',
          osArch: 'amd64',
          'node-executor': 'local',
          runner: 'true',
          runnerTags: 'db',
          'runner-id': 'edge',
        },
        reportedBy: 'edge',
      },
    ]);
  });

  it('are the same objects until the runner or the facts of its host change', async () => {
    const [edge] = dispatch.runners.values();
    assert.ok(edge);
    const [first] = await nodes();
    assert.equal((await nodes())[0], first);
    const [presence] = dispatch.registry.presencesOf(edge.id);
    assert.ok(presence?.host);
    presence.host = { ...presence.host };
    assert.equal((await nodes())[0], first);
    presence.host = { ...presence.host, hostname: 'host-2' };
    const [moved] = await nodes();
    assert.equal(moved?.attributes['hostname'], 'host-2');
    await runner({ description: 'The edge' });
    const [described] = await nodes();
    assert.equal(described?.attributes['description'], 'The edge');
    dispatch.changeReplica(presence.replicaId, { pinned: { ...presence.host, hostname: 'host-3' } });
    const [pinned] = await nodes();
    assert.equal(pinned?.attributes['hostname'], 'host-3');
    assert.equal(pinned?.reportedBy, undefined);
    assert.equal((await nodes())[0], pinned);
  });

  it('show a system and an architecture without a Rundeck name as the replica reported them', async () => {
    const [edge] = dispatch.runners.values();
    assert.ok(edge);
    for (const odd of ['constructor', '__proto__', 'plan9']) {
      for (const presence of dispatch.registry.presencesOf(edge.id)) {
        if (presence.host !== undefined)
          presence.host = { ...presence.host, platform: odd, architecture: odd };
      }
      const [node] = await nodes();
      assert.deepEqual([node?.attributes['osName'], node?.attributes['osArch']], [odd, odd]);
    }
  });

  it('are omitted for a runner that disables them, is not assigned to the project or is the Local Runner', async () => {
    const nodeDispatch = { runnerAsNodeEnabled: false, remoteNodeDispatch: true, runnerNodeFilter: '.*' };
    await runner({ nodeDispatch: { ops: nodeDispatch } });
    assert.deepEqual(await nodes(), []);
    await runner({ assignedProjects: [] });
    assert.deepEqual(await nodes(), []);
    await runner({ local: true });
    assert.deepEqual(await nodes(), []);
  });

  it('are omitted if the project uses manual dispatch or no runners', async () => {
    await project({ automatic: false });
    assert.deepEqual(await nodes(), []);
    await project({ runnersEnabled: false });
    assert.deepEqual(await nodes(), []);
  });

  it('are omitted for a runner without a replica', async () => {
    dispatch = new TestDispatch();
    hosts = new RunnerNodes(dispatch.registry);
    dispatch.runner('edge');
    assert.deepEqual(await nodes(), []);
  });
});
