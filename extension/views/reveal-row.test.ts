import assert from 'node:assert/strict';
import { type RevealOptions, revealRow } from './reveal-row.ts';

const OPTIONS: RevealOptions = { select: true, focus: true };

/** A view that answers the first attempts with `answers`, in order, and ignores all later attempts. */
function viewThat(...answers: readonly ('selects' | 'ignores' | Error)[]) {
  const view = {
    selection: [] as string[],
    attempts: 0,
    async reveal(row: string) {
      const answer = answers[view.attempts];
      view.attempts += 1;
      if (answer instanceof Error) throw answer;
      if (answer === 'selects') view.selection = [row];
    },
  };
  return view;
}
const noPause = async () => undefined;

describe('the reveal of a row', () => {
  it('is repeated while the view ignores or rejects it, until the row is selected', async () => {
    const view = viewThat('ignores', new Error('Cannot resolve tree item'), 'selects', 'selects');
    await revealRow(view, 'row', OPTIONS, noPause);
    assert.deepEqual([view.attempts, view.selection], [3, ['row']]);
  });

  it('stops after 30 attempts', async () => {
    const view = viewThat();
    await revealRow(view, 'row', OPTIONS, noPause);
    assert.equal(view.attempts, 30);
  });

  it('rejects with the rejection of the last attempt', async () => {
    const view = viewThat(...Array.from({ length: 30 }, (_, index) => new Error(`attempt ${index + 1}`)));
    await assert.rejects(revealRow(view, 'row', OPTIONS, noPause), { message: 'attempt 30' });
  });
});
