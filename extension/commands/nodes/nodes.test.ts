import assert from 'node:assert/strict';
import { EMPTY_MODEL } from '../../model/model.ts';
import { ScriptedPerson } from '../../testing/scripted-person.ts';
import type { Subject } from '../../tree/tree-node.ts';
import type { Command, CommandContext } from '../command.ts';
import { deleteNodeFilter } from './delete-node-filter.ts';
import { exportNodes } from './export-nodes.ts';
import { refreshNodes } from './refresh-nodes.ts';
import { saveNodeFilter } from './save-node-filter.ts';

const project: Subject = { kind: 'project', project: 'demo' };

describe('the nodes of a project in VS Code', () => {
  let calls: unknown[];

  /** What the person was asked and told. */
  async function run(command: Command, answers: readonly unknown[], subject = project) {
    calls = [];
    const person = new ScriptedPerson();
    person.answers(answers);
    const noted =
      (name: string, answer: unknown = undefined) =>
      async (call: object) => {
        calls.push({ [name]: call });
        return answer;
      };
    const client = {
      listNodes: noted('listNodes', { text: '{"web1": {}}' }),
      listSourceNodes: noted('listSourceNodes', { text: '<project/>' }),
      listNodeFilters: async () => [{ name: 'webs', filter: 'tags: web', default: false }],
      deleteNodeFilter: noted('deleteNodeFilter'),
      saveNodeFilter: noted('saveNodeFilter'),
      refreshNodes: async ({ signal }: { signal?: AbortSignal }) => {
        calls.push({ refreshNodes: signal?.aborted });
        return [{ index: 1, state: { nodes: 2 } }];
      },
    };
    const editor = { writeFile: async (path: string, text: string) => void calls.push({ path, text }) };
    const model = () => ({ ...EMPTY_MODEL, projects: [{ name: 'demo', description: '' }] });
    const context = { prompts: person.prompts(), connection: { client }, editor, model };
    await command(context as unknown as CommandContext, subject, []);
    person.finished('it');
    return person.told;
  }

  it('are exported in the format of the file: what is stored, all, or those of one source', async () => {
    await run(exportNodes, ['Stored', '/nodes.xml']);
    assert.deepEqual(calls, [
      { listSourceNodes: { params: { project: 'demo', index: 1 }, query: { format: 'xml' } } },
      { path: '/nodes.xml', text: '<project/>\n' },
    ]);
    await run(exportNodes, ['All', '/nodes.json']);
    assert.deepEqual(calls[0], { listNodes: { params: { project: 'demo' }, query: { format: 'json' } } });
    await run(exportNodes, ['/nodes.yaml'], { kind: 'node-source', project: 'demo', index: 3 });
    assert.deepEqual(calls[0], {
      listSourceNodes: { params: { project: 'demo', index: 3 }, query: { format: 'yaml' } },
    });
  });

  it('are read again with a way to give it up', async () => {
    assert.deepEqual(await run(refreshNodes, []), [
      'Reading the nodes of demo',
      '2 nodes of demo, from 1 source.',
    ]);
    assert.deepEqual(calls, [{ refreshNodes: false }]);
  });

  it('lose a filter only on a yes, be it deleted or replaced', async () => {
    const deleted = await run(deleteNodeFilter, ['webs', false]);
    assert.equal(deleted.at(-1), 'Delete node filter "webs" of demo?');
    assert.deepEqual(calls, []);
    await run(deleteNodeFilter, ['webs', true]);
    assert.deepEqual(calls, [{ deleteNodeFilter: { params: { project: 'demo', name: 'webs' } } }]);

    const replaced = await run(saveNodeFilter, ['tags: web+eu', 'webs', 'One of Several', false]);
    assert.equal(replaced.at(-1), 'Replace node filter "webs" of demo?');
    await run(saveNodeFilter, ['tags: web', 'webs', 'The Default']);
    assert.deepEqual(calls.at(-1), {
      saveNodeFilter: {
        params: { project: 'demo', name: 'webs' },
        body: { filter: 'tags: web', default: true },
      },
    });
  });
});
