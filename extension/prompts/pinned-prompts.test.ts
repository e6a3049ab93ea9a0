import assert from 'node:assert/strict';
import { DISMISS, ScriptedPerson } from '../testing/scripted-person.ts';
import { pinPrompts } from './pinned-prompts.ts';
import type { Prompts } from './prompts.ts';

const SWITCHED = new Error('switched');

/** Returns prompts of a window that was switched while the question was open. */
function switched(...answers: readonly unknown[]): Prompts {
  const person = ScriptedPerson.inFrontOf({} as Prompts);
  person.answers(answers);
  return pinPrompts(person.prompts(), () => {
    throw SWITCHED;
  });
}

const QUESTION = { title: 'T', placeHolder: 'P', choices: [{ label: 'one', value: 1 }] };
const FILE = { title: 'T', label: 'L' };

describe('pinPrompts', () => {
  it('refuses an answer after the window was switched to another coordinator', async () => {
    const step = { number: 1, of: 1 };
    const asked: readonly Promise<unknown>[] = [
      switched('typed').text({ title: 'T', prompt: 'P' }),
      switched('typed').textStep({ title: 'T', prompt: 'P', step }),
      switched('one').choose(QUESTION),
      switched('one').chooseStep({ ...QUESTION, step }),
      switched(['one']).chooseSeveral(QUESTION),
      switched([]).chooseSeveral(QUESTION),
      switched(['one']).chooseSeveralStep({ ...QUESTION, step }),
      switched(true).confirm({ message: 'M', detail: 'D', verb: 'V' }),
      switched('B').decide({ message: 'M', detail: 'D' }, 'B'),
      switched(['/f']).openFiles({ ...FILE, filters: {} }),
      switched('file:///f').openFile(FILE),
      switched('/f').saveFile({ ...FILE, name: 'f' }),
    ];
    for (const question of asked) await assert.rejects(question, SWITCHED);
  });

  it('does not refuse a dismissed question or a pressed button of a notification', async () => {
    assert.equal(await switched(DISMISS).choose(QUESTION), undefined);
    assert.equal(await switched(false).confirm({ message: 'M', detail: 'D', verb: 'V' }), false);
    assert.deepEqual(await switched([]).openFiles({ ...FILE, filters: {} }), []);
    assert.equal(await switched('Copy').inform('M', 'Copy'), 'Copy');
  });
});
