import assert from 'node:assert/strict';
import { BACK } from '../../prompts/prompts.ts';
import { DISMISS, ScriptedPerson } from '../../testing/scripted-person.ts';
import { askRunners, type ChosenRunners } from './ask-runners.ts';

describe('askRunners', () => {
  let told: readonly string[];

  async function chosen(answers: readonly unknown[], before: ChosenRunners = {}) {
    const person = new ScriptedPerson();
    person.answers(answers);
    const answer = await askRunners(
      {
        prompts: person.prompts(),
        matching: async (filter) =>
          filter === 'eu' ? { names: ['edge', 'far'] } : { names: [], problem: 'No runner matches' },
      },
      { title: 'Run release', step: { number: 1, of: 1 } },
      'db + eu',
      before,
    );
    person.finished('asking for runners');
    told = person.told;
    return answer;
  }

  it('offers the runners of the job and the Local Runner', async () => {
    assert.deepEqual(await chosen(['Runners of the Job']), {});
    assert.deepEqual(await chosen(['Local Runner']), { runnerFilterMode: 'LOCAL' });
  });

  it('accepts tags or a filter, and shows the matching runners or why none matches', async () => {
    assert.deepEqual(await chosen(['Other Runners…', 'eu ']), { runnerFilter: 'eu' });
    assert.match(told.join('\n'), /2 runners: edge, far/);
    assert.deepEqual(await chosen(['Other Runners…', 'db and not eu']), { runnerFilter: 'db and not eu' });
    assert.match(told.join('\n'), /No runner matches/);
    await assert.rejects(chosen(['Other Runners…', 'db and']), /refuses db and: .*column 7/);
    await assert.rejects(chosen(['Other Runners…', 'a/b']), /is not a valid tag/);
    await assert.rejects(chosen(['Other Runners…', ' ']), /Enter at least one tag/);
  });

  it('prefills the previous input, and can go back', async () => {
    await chosen(['Other Runners…', 'us'], { runnerFilter: 'eu' });
    assert.match(told.join('\n'), /\[eu\]/);
    assert.deepEqual(await chosen(['Other Runners…', BACK, 'Runners of the Job']), {});
    assert.equal(await chosen([BACK]), BACK);
    assert.equal(await chosen([DISMISS]), undefined);
  });
});
