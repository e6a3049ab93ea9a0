import assert from 'node:assert/strict';
import { ExecutionId } from '../../../protocol/ids.ts';
import type { Command, CommandContext } from '../../commands/command.ts';
import { EMPTY_MODEL } from '../../model/model.ts';
import { ScriptedPerson } from '../../testing/scripted-person.ts';
import { showNextPart, showPreviousPart } from './output-commands.ts';

const execution = ExecutionId.parse(7);

/** Runs a command while the active editor shows a part of an output with two parts. Returns what the command shows. */
async function run(command: Command, part: number | undefined): Promise<readonly unknown[]> {
  const person = new ScriptedPerson();
  person.answers([]);
  const shown: unknown[] = [];
  const context = {
    prompts: person.prompts(),
    model: () => EMPTY_MODEL,
    executions: { find: () => undefined },
    outputs: { open: async () => ({ next: part === 1 ? {} : undefined }) },
    editor: {
      activeOutput: () => (part === undefined ? undefined : { execution, part }),
      showOutput: async (address: { part: number }) => shown.push(address.part),
    },
  };
  await command(context as unknown as CommandContext, { kind: 'none' }, []);
  return [...shown, ...person.told];
}

describe('the commands for parts of large output', () => {
  it('show the next and the previous part', async () => {
    assert.deepEqual(await run(showNextPart, 1), [2]);
    assert.deepEqual(await run(showPreviousPart, 2), [1]);
  });

  it('show a message if there is no such part or no output in the active editor', async () => {
    assert.deepEqual(await run(showNextPart, 2), ['This is the last part of the output.']);
    assert.deepEqual(await run(showPreviousPart, 1), ['This is the first part of the output.']);
    assert.deepEqual(await run(showNextPart, undefined), [
      'Open the output of an execution first, with “Show Full Output”.',
    ]);
  });
});
