import assert from 'node:assert/strict';
import { ExecutionId } from '../../protocol/ids.ts';
import type { Prompts } from '../prompts/prompts.ts';
import { ScriptedPerson } from '../testing/scripted-person.ts';
import { offerToShow } from './offer-to-show.ts';
import type { ProblemNotification } from './problem-watch.ts';

const execution = ExecutionId.parse(7);

/** Presses a button of the notification, and returns the calls that follow. */
async function pressed(about: ProblemNotification['about'], button: string): Promise<readonly unknown[]> {
  const person = ScriptedPerson.inFrontOf({} as Prompts);
  person.answers([button]);
  const acts: unknown[] = [];
  await offerToShow(
    person.prompts(),
    { message: 'A problem.', about },
    {
      showFailure: async (id) => void acts.push(['failure', id]),
      showExecution: async (id) => void acts.push(['row', id]),
      showRunner: async (id) => void acts.push(['runner', id]),
      disable: async () => void acts.push('disabled'),
    },
  );
  return acts;
}

describe('the notification of a problem', () => {
  it('shows the failure, the execution or the runner on request', async () => {
    assert.deepEqual(await pressed({ kind: 'execution', execution }, 'Show Failure'), [['failure', 7]]);
    assert.deepEqual(await pressed({ kind: 'deliveries', execution }, 'Show Execution'), [['row', 7]]);
    assert.deepEqual(await pressed({ kind: 'runner', runnerId: 'r1' }, 'Show Runner'), [['runner', 'r1']]);
  });

  it('disables further notifications on request', async () => {
    assert.deepEqual(await pressed({ kind: 'execution', execution }, "Don't Show Again"), ['disabled']);
  });
});
