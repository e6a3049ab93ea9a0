import assert from 'node:assert/strict';
import { BACK } from '../../prompts/prompts.ts';
import { DISMISS, ScriptedPerson } from '../../testing/scripted-person.ts';
import { askRunners, type ChosenRunners } from './ask-runners.ts';

describe('asking for the runners of a run', () => {
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

  it('goes on with those of the job, or with the Local Runner', async () => {
    assert.deepEqual(await chosen(['As the job says']), {});
    assert.deepEqual(await chosen(['On the Local Runner']), { runnerFilterMode: 'LOCAL' });
  });

  it('takes tags or a filter, and tells which runners those are or why there is none', async () => {
    assert.deepEqual(await chosen(['On other runners…', 'eu ']), { runnerFilter: 'eu' });
    assert.match(told.join('\n'), /2 runners: edge, far/);
    assert.deepEqual(await chosen(['On other runners…', 'db and not eu']), { runnerFilter: 'db and not eu' });
    assert.match(told.join('\n'), /No runner matches/);
    await assert.rejects(chosen(['On other runners…', 'db and']), /refuses db and: .*column 7/);
    await assert.rejects(chosen(['On other runners…', 'a/b']), /is not a valid tag/);
    await assert.rejects(chosen(['On other runners…', ' ']), /At least one tag/);
  });

  it('begins with what was typed before, and has a way back', async () => {
    await chosen(['On other runners…', 'us'], { runnerFilter: 'eu' });
    assert.match(told.join('\n'), /\[eu\]/);
    assert.deepEqual(await chosen(['On other runners…', BACK, 'As the job says']), {});
    assert.equal(await chosen([BACK]), BACK);
    assert.equal(await chosen([DISMISS]), undefined);
  });
});
