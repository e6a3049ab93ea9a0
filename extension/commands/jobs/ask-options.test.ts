import assert from 'node:assert/strict';
import { JobOption } from '../../../protocol/routes/shapes/job-shapes.ts';
import { DISMISS, ScriptedPerson } from '../../testing/scripted-person.ts';
import { askOptions } from './ask-options.ts';

const option = (name: string, more: object = {}): JobOption =>
  JobOption.parse({
    name,
    required: false,
    enforced: false,
    multivalued: false,
    secure: false,
    hidden: false,
    ...more,
  });

async function asked(
  options: readonly JobOption[],
  answers: readonly unknown[],
  before: Readonly<Record<string, string>> = {},
): Promise<Record<string, string> | undefined> {
  const person = new ScriptedPerson();
  person.answers(answers);
  const values = await askOptions({ prompts: person.prompts() }, 'Run backup', options, before);
  person.finished('asking for options');
  return values;
}

describe('asking for the options of a run', () => {
  it('asks for each, and leaves out what is left empty', async () => {
    assert.deepEqual(await asked([option('where'), option('why')], ['here', '']), { where: 'here' });
  });

  it('asks for no hidden one', async () => {
    assert.deepEqual(await asked([option('build', { hidden: true, value: '7' })], []), {});
  });

  it('offers only what is allowed', async () => {
    const region = option('region', { enforced: true, values: ['eu', 'us'], required: true });
    assert.deepEqual(await asked([region], ['us']), { region: 'us' });
    await assert.rejects(asked([region], ['mars']), /no mars among eu, us/);
  });

  it('joins several values as the option says', async () => {
    const hosts = option('hosts', {
      enforced: true,
      multivalued: true,
      values: ['a', 'b', 'c'],
      delimiter: ' ',
    });
    assert.deepEqual(await asked([hosts], [['a', 'c']]), { hosts: 'a c' });
  });

  it('takes nothing for an answer to a required one', async () => {
    await assert.rejects(asked([option('where', { required: true })], ['']), /where is required/);
  });

  it('gives up with the person', async () => {
    assert.equal(await asked([option('where'), option('why')], [DISMISS]), undefined);
  });
});
