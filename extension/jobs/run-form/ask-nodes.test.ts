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

describe('askNodes', () => {
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

  it("offers the job's own nodes with their number", async () => {
    assert.deepEqual(await chosen(['Nodes of the Job']), {});
    assert.deepEqual(offered, [
      'Nodes of the Job | tags: web, excluding name: web3 | 2 nodes: web1, web2',
      'all db | tags: db | ',
      'Change the Filter… |  | ',
    ]);
  });

  it('accepts a saved filter of the project', async () => {
    assert.deepEqual(await chosen(['all db']), { filter: 'tags: db' });
  });

  it("prefills the typed filter with the job's filter, and shows the nodes that it selects", async () => {
    assert.deepEqual(await chosen(['Change the Filter…', 'tags: web']), { filter: 'tags: web' });
    assert.match(told.join('\n'), /excludes \("name: web3"\) \[tags: web\]\n3 nodes: web1, web2, web3/);
    await chosen(['Change the Filter…', 'tags: db'], { filter: 'tags: db' });
    assert.match(told.join('\n'), /\[tags: db\]\n1 node: db1/);
  });

  it('asks again if a filter selects no node, prefilled with that filter', async () => {
    const answers = ['Change the Filter…', 'name: nothing', 'Change the Filter…', 'tags: db'];
    assert.deepEqual(await chosen(answers), { filter: 'tags: db' });
    const text = told.join('\n');
    assert.match(text, /The filter "name: nothing" selects no node\. Change the filter, or/);
    assert.match(text, /\[name: nothing\]/);
  });

  it('asks again if a filter is invalid, and shows why', async () => {
    const answers = ['Change the Filter…', 'broken:', 'Nodes of the Job'];
    assert.deepEqual(await chosen(answers), {});
    assert.match(told.join('\n'), /the filter is broken/);
  });

  it('goes back to the choice, and then to the previous question', async () => {
    assert.deepEqual(await chosen(['Change the Filter…', BACK, 'Nodes of the Job']), {});
    assert.equal(await chosen([BACK]), BACK);
    assert.equal(await chosen([DISMISS]), undefined);
    assert.equal(await chosen(['Change the Filter…', DISMISS]), undefined);
  });
});
