import assert from 'node:assert/strict';
import type { NodeSourceOverview } from '../../protocol/routes/shapes/node-shapes.ts';
import { EMPTY_MODEL, type Model } from '../model/model.ts';
import { aJob } from '../model/model-fixtures.ts';
import { drawn } from '../testing/drawn-rows.ts';
import { projectsTree } from './projects-tree.ts';

const model: Model = {
  ...EMPTY_MODEL,
  projects: [{ name: 'demo', description: 'Demonstration' }],
  jobs: [
    aJob({ id: 'j1', name: 'backup', group: 'nightly' }),
    aJob({ id: 'j2', name: 'hello', selector: { mode: 'LOCAL' }, selected: false }),
    aJob({ id: 'j3', name: 'lost', selector: { mode: 'TAGS', match: 'any', tags: ['eu', 'moon'] } }),
  ],
};

describe('projectsTree', () => {
  it('shows projects with groups and jobs', () => {
    assert.deepEqual(drawn(projectsTree(model)), [
      'demo | 3 jobs',
      '  nightly',
      '    backup | db',
      '  hello | Local Runner',
      '  lost | eu or moon',
    ]);
  });

  it('expands projects and groups initially only if few jobs are shown', () => {
    const jobs = (count: number) =>
      Array.from({ length: count }, (_, index) =>
        aJob({ id: `j${index}`, name: `job-${index}`, group: 'all' }),
      );
    const expanded = (count: number) =>
      projectsTree({ ...model, jobs: jobs(count) }).flatMap(({ initiallyExpanded, children = [] }) => [
        initiallyExpanded,
        children[0]?.initiallyExpanded,
      ]);
    assert.deepEqual(expanded(500), [true, true]);
    assert.deepEqual(expanded(501), [false, false]);
  });

  it('shows the node sources of a project with their errors', () => {
    const source = (index: number, type: string, more: Partial<NodeSourceOverview> = {}) => ({
      index,
      type,
      description: `/etc/${type}`,
      nodes: 3,
      stale: false,
      trusted: true,
      ...more,
    });
    const nodeSources = {
      demo: [
        source(1, 'stored', { nodes: 0 }),
        source(2, 'local', { nodes: 1 }),
        source(3, 'file', { number: 1 }),
        source(4, 'script', {
          number: 2,
          trusted: false,
          stale: true,
          problem: 'no runner is connected',
          readBy: 'runner edge',
        }),
        source(5, 'directory', { number: 3, problem: 'two.yaml is broken' }),
        source(6, 'url', {
          number: 4,
          trusted: false,
          dropped: {
            attributes: { count: 2, names: ['script-exec', 'runner-id'] },
            nodes: { count: 1, names: ['localhost'] },
          },
        }),
      ],
    };
    const [project] = projectsTree({ ...model, jobs: [], nodeSources });
    assert.deepEqual(drawn(project?.children ?? []), [
      'Nodes | 13 nodes · 2 sources with an error',
      '  Stored | 0 nodes',
      '  Hosts of Coordinator and Runners | 1 node',
      '  /etc/file | trusted · 3 nodes',
      '  /etc/script | untrusted · 3 nodes (stale) · no runner is connected',
      '  /etc/directory | trusted · 3 nodes · two.yaml is broken',
      '  /etc/url | untrusted · 3 nodes · dropped 2 attributes (script-exec, runner-id), 1 node (localhost)',
    ]);
    const odd = projectsTree({
      ...model,
      projects: [{ name: 'constructor', description: '' }],
      nodeSources: {},
    });
    assert.deepEqual(odd[0]?.children, [], 'no sources, whatever the name of the project');
    const typed = { ...model, nodeSources: { demo: [source(3, 'toString', { number: 1 })] } };
    assert.deepEqual(projectsTree(typed)[0]?.children?.at(-1)?.children?.[0]?.icon, { id: 'symbol-misc' });
    const bare = projectsTree({ ...model, nodeSources: { demo: nodeSources.demo.slice(0, 2) }, jobs: [] });
    assert.deepEqual(bare[0]?.children, []);
  });

  it('shows nested groups of jobs as nested rows', () => {
    const groups = ['a/b/c', 'a', 'a/b', 'ab'];
    const jobs = groups.map((group, index) => aJob({ id: `j${index}`, name: `in ${group}`, group }));
    assert.deepEqual(drawn(projectsTree({ ...model, jobs })), [
      'demo | 4 jobs',
      '  a',
      '    b',
      '      c',
      '        in a/b/c | db',
      '      in a/b | db',
      '    in a | db',
      '  ab',
      '    in ab | db',
    ]);
  });

  it('shows scheduled and disabled jobs', () => {
    const jobs = [
      aJob({ id: 'j1', scheduled: true }),
      aJob({ id: 'j2', name: 'b', scheduled: true, scheduleEnabled: false, executionEnabled: false }),
    ];
    const [project] = projectsTree({ ...model, jobs });
    assert.deepEqual(
      project?.children?.map((node) => [node.description, node.icon.id, node.kinds.join(' ')]),
      [
        ['db · scheduled', 'clock', 'job executionOn scheduleOn unpinned'],
        ['db · disabled · schedule disabled', 'circle-slash', 'job executionOff scheduleOff unpinned'],
      ],
    );
  });
});
