import assert from 'node:assert/strict';
import type { AskedNodes } from '../../../protocol/routes/shapes/job-shapes.ts';
import { BACK } from '../../prompts/prompts.ts';
import { DISMISS, ScriptedPerson } from '../../testing/scripted-person.ts';
import { askNodes, type ChosenNodes } from './ask-nodes.ts';

const OF_JOB: AskedNodes = { filter: 'tags: web', exclude: 'name: web3', editable: true };
const SELECTED: Readonly<Record<string, readonly string[]>> = {
  'the job': ['web1', 'web2'],
  'tags: web': ['web1', 'web2', 'web3'],
  'tags: db': ['db1'],
};

describe('asking for the nodes of a run', () => {
  let told: readonly string[];
  let offered: readonly string[];

  async function chosen(answers: readonly unknown[], before: ChosenNodes = {}) {
    const person = new ScriptedPerson();
    person.answers(answers);
    const prompts = person.prompts();
    const seen: string[] = [];
    const answer = await askNodes(
      {
        prompts: {
          ...prompts,
          chooseStep: async (question) => {
            for (const { label, description, detail } of question.choices)
              seen.push([label, description, detail].join(' | '));
            return prompts.chooseStep(question);
          },
        },
        savedFilters: async () => [{ name: 'all db', filter: 'tags: db', default: false }],
        selected: async (filter = 'the job') => {
          if (filter === 'broken:') throw new Error('the filter is broken');
          return SELECTED[filter] ?? [];
        },
      },
      { title: 'Run release', step: { number: 1, of: 1 } },
      OF_JOB,
      before,
    );
    person.finished('asking for nodes');
    told = person.told;
    offered = seen;
    return answer;
  }

  it('goes on with those of the job, which it counts', async () => {
    assert.deepEqual(await chosen(['As the job says']), {});
    assert.deepEqual(offered, [
      'As the job says | tags: web, without name: web3 | 2 nodes: web1, web2',
      'all db | tags: db | ',
      'Change the Filter… |  | ',
    ]);
  });

  it('takes a filter that the project keeps', async () => {
    assert.deepEqual(await chosen(['all db']), { filter: 'tags: db' });
  });

  it('begins a filter of one’s own with that of the job, and tells what it selects', async () => {
    assert.deepEqual(await chosen(['Change the Filter…', 'tags: web']), { filter: 'tags: web' });
    assert.match(told.join('\n'), /leaves out \("name: web3"\) \[tags: web\]\n3 nodes: web1, web2, web3/);
    await chosen(['Change the Filter…', 'tags: db'], { filter: 'tags: db' });
    assert.match(told.join('\n'), /\[tags: db\]\n1 node: db1/);
  });

  it('asks again where a filter selects none, beginning with that one', async () => {
    const answers = ['Change the Filter…', 'name: nothing', 'Change the Filter…', 'tags: db'];
    assert.deepEqual(await chosen(answers), { filter: 'tags: db' });
    const text = told.join('\n');
    assert.match(text, /No node is selected by "name: nothing"\. Change the filter, or/);
    assert.match(text, /\[name: nothing\]/);
  });

  it('asks again where a filter cannot be read, and says why', async () => {
    const answers = ['Change the Filter…', 'broken:', 'As the job says'];
    assert.deepEqual(await chosen(answers), {});
    assert.match(told.join('\n'), /the filter is broken/);
  });

  it('goes back to the choice, and from there to the question before', async () => {
    assert.deepEqual(await chosen(['Change the Filter…', BACK, 'As the job says']), {});
    assert.equal(await chosen([BACK]), BACK);
    assert.equal(await chosen([DISMISS]), undefined);
    assert.equal(await chosen(['Change the Filter…', DISMISS]), undefined);
  });
});
