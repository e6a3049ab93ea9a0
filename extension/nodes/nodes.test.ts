import assert from 'node:assert/strict';
import type { Command, CommandContext } from '../commands/command.ts';
import { EMPTY_MODEL } from '../model/model.ts';
import { BACK } from '../prompts/prompts.ts';
import { ENTER, ScriptedPerson } from '../testing/scripted-person.ts';
import type { Subject } from '../tree/tree-node.ts';
import { addNodeSource } from './add-node-source.ts';
import { exportNodes } from './export-nodes.ts';
import { deleteNodeFilter, saveNodeFilter } from './node-filter-commands.ts';
import { refreshNodes } from './refresh-nodes.ts';

const project: Subject = { kind: 'project', project: 'demo' };

describe('node commands', () => {
  let calls: unknown[];

  /** Runs a command and returns the prompts and messages. */
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
      getRevisedConfig: async () => ({ config: {}, revision: 1 }),
      setRevisedConfig: noted('setRevisedConfig'),
      saveNodeFilter: noted('saveNodeFilter'),
      refreshNodes: async ({ signal }: { signal?: AbortSignal }) => {
        calls.push({ refreshNodes: signal?.aborted });
        return [{ index: 1, state: { nodes: 2 } }];
      },
    };
    const editor = { writeFile: async (uri: string, text: string) => void calls.push({ uri, text }) };
    const model = () => ({ ...EMPTY_MODEL, projects: [{ name: 'demo', description: '' }] });
    const context = { prompts: person.prompts(), connection: { client }, editor, model };
    await command(context as unknown as CommandContext, subject, []);
    person.finished('it');
    return person.told;
  }

  it('export the stored nodes, all nodes or those of one source in the format of the file', async () => {
    await run(exportNodes, ['Stored', '/nodes.xml']);
    assert.deepEqual(calls, [
      { listSourceNodes: { params: { project: 'demo', index: 1 }, query: { format: 'xml' } } },
      { uri: 'file:///nodes.xml', text: '<project/>\n' },
    ]);
    await run(exportNodes, ['All', '/nodes.json']);
    assert.deepEqual(calls[0], { listNodes: { params: { project: 'demo' }, query: { format: 'json' } } });
    await run(exportNodes, ['/nodes.yaml'], { kind: 'node-source', project: 'demo', index: 3 });
    assert.deepEqual(calls[0], {
      listSourceNodes: { params: { project: 'demo', index: 3 }, query: { format: 'yaml' } },
    });
  });

  it('read the nodes again, with progress', async () => {
    assert.deepEqual(await run(refreshNodes, []), [
      'Reading the nodes of demo',
      'Read 2 nodes of demo from 1 source.',
    ]);
    assert.deepEqual(calls, [{ refreshNodes: false }]);
  });

  it('ask for the trust of a new source, with the default for its type and reader', async () => {
    const trust = async (...answers: readonly unknown[]) => {
      const told = await run(addNodeSource, answers);
      assert.ok(told.filter((it) => it === 'Add Node Source to demo').length >= 2, 'the trust is asked for');
      const [call] = calls as { setRevisedConfig: { body: { config: Record<string, string> } } }[];
      return call?.setRevisedConfig.body.config['resources.source.1.trusted'];
    };
    // Default trust is not stored, so that it no longer applies if a runner reads the source later.
    for (const [type, value] of [
      ['File', '/n'],
      ['Folder', '/n'],
    ]) {
      assert.equal(await trust(type, value, '', 'Trusted'), undefined);
      assert.equal(await trust(type, value, '', ENTER), undefined);
      assert.equal(await trust(type, value, '', 'Untrusted'), 'false');
      assert.equal(await trust(type, value, 'edge', ENTER), 'false');
      assert.equal(await trust(type, value, 'edge', 'Trusted'), 'true');
    }
    for (const [type, value] of [
      ['URL', 'https://inventory.example.org'],
      ['Script', '/list'],
      ['Ansible Inventory', '/hosts'],
    ]) {
      assert.equal(await trust(type, value, '', ENTER), 'false');
      assert.equal(await trust(type, value, '', 'Untrusted'), 'false');
      assert.equal(await trust(type, value, '', 'Trusted'), 'true');
    }
  });

  it('ask for the trust again when the type changes', async () => {
    await run(addNodeSource, ['File', '/n', '', BACK, BACK, BACK, 'Script', '/list', '', ENTER]);
    const [call] = calls as { setRevisedConfig: { body: { config: Record<string, string> } } }[];
    assert.deepEqual(call?.setRevisedConfig.body.config, {
      'resources.source.1.type': 'script',
      'resources.source.1.config.file': '/list',
      'resources.source.1.trusted': 'false',
    });
  });

  it('delete or replace a filter only after a confirmation', async () => {
    const deleted = await run(deleteNodeFilter, ['webs', false]);
    assert.equal(deleted.at(-1), 'Delete node filter "webs" of demo?');
    assert.deepEqual(calls, []);
    await run(deleteNodeFilter, ['webs', true]);
    assert.deepEqual(calls, [{ deleteNodeFilter: { params: { project: 'demo', name: 'webs' } } }]);

    const replaced = await run(saveNodeFilter, ['tags: web+eu', 'webs', 'Not the Default', false]);
    assert.equal(replaced.at(-1), 'Replace node filter "webs" of demo?');
    await run(saveNodeFilter, ['tags: web', 'webs', 'Default Filter']);
    assert.deepEqual(calls.at(-1), {
      saveNodeFilter: {
        params: { project: 'demo', name: 'webs' },
        body: { filter: 'tags: web', default: true },
      },
    });
  });
});
