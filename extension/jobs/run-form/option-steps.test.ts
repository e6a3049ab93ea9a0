import assert from 'node:assert/strict';
import { OutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import { AskedOption } from '../../../protocol/routes/shapes/job-shapes.ts';
import { askInTurn } from '../../prompts/ask-in-turn.ts';
import { BACK, type Prompts } from '../../prompts/prompts.ts';
import { DISMISS, ENTER, ScriptedPerson } from '../../testing/scripted-person.ts';
import { problemOfValue } from '../checker/main.ts';
import type { FormNeeds, LoadedValues } from './form-needs.ts';
import { optionSteps } from './option-steps.ts';
import type { RunAnswers } from './run-answers.ts';

const option = (name: string, more: object = {}): AskedOption =>
  AskedOption.parse({
    name,
    required: false,
    enforced: false,
    multivalued: false,
    secure: false,
    hidden: false,
    ...more,
  });

interface Case {
  readonly before?: Readonly<Record<string, string>>;
  readonly list?: (given: Readonly<Record<string, string>>) => Record<string, LoadedValues>;
  readonly sizes?: Readonly<Record<string, number>>;
}

function needsOf(person: ScriptedPerson, { list = () => ({}), sizes = {} }: Case): FormNeeds {
  return {
    prompts: person.prompts(),
    listValues: async (values) => list(values),
    openSettings: async () => assert.fail('the settings were opened'),
    problemOf: problemOfValue,
    fileInfo: async (uri) => ({ name: uri.replace(/^.*\//, ''), size: sizes[uri] ?? 0 }),
    fileLimit: 1000,
  };
}

/** Adds the labels of the choices of each question to `asked`. */
function recording(prompts: Prompts, asked: string[]): Prompts {
  return {
    ...prompts,
    chooseStep: (question) => {
      asked.push(question.choices.map(({ label, detail = '' }) => `${label}: ${detail}`).join('\n'));
      return prompts.chooseStep(question);
    },
  };
}

async function answersTo(
  options: readonly AskedOption[],
  answers: readonly unknown[],
  { before = {}, ...more }: Case = {},
): Promise<RunAnswers | undefined> {
  const person = new ScriptedPerson();
  person.answers(answers);
  const needs = needsOf(person, more);
  const { steps, answers: given } = optionSteps(needs, 'Run backup', options, before);
  const isAnswered = await askInTurn(steps);
  person.finished('asking for options');
  return isAnswered ? given() : undefined;
}

const FAILED: LoadedValues = { error: 'The server answered 500.', code: 'fetch-failed', remedy: '' };
const valuesOf = async (...asked: Parameters<typeof answersTo>) => (await answersTo(...asked))?.values;
const named = (...values: string[]): LoadedValues => ({
  values: values.map((value) => ({ name: value.toUpperCase(), value, selected: false })),
});

describe('optionSteps', () => {
  it('asks for each option, and omits empty answers', async () => {
    assert.deepEqual(await valuesOf([option('where'), option('why')], ['here', '']), { where: 'here' });
  });

  it('returns an empty answer that overrides a default', async () => {
    assert.deepEqual(await valuesOf([option('where', { value: 'here' })], ['']), { where: '' });
  });

  it('accepts an option with the name of a property that every object inherits', async () => {
    const odd = option('constructor', { values: ['eu'] });
    assert.deepEqual(await valuesOf([odd], [ENTER]), {});
    const remote = option('toString', { remoteValues: true });
    assert.deepEqual(await valuesOf([remote], ['typed']), { toString: 'typed' });
  });

  it('does not ask for hidden options', async () => {
    assert.deepEqual(await valuesOf([option('build', { hidden: true, value: '7' })], []), {});
  });

  it('offers only the allowed values of an enforced option', async () => {
    const region = option('region', { enforced: true, values: ['eu', 'us'], required: true });
    assert.deepEqual(await valuesOf([region], ['us']), { region: 'us' });
    await assert.rejects(valuesOf([region], ['mars']), /no mars among eu, us/);
  });

  it('accepts a typed value only if it matches the pattern of the option', async () => {
    const region = option('region', { values: ['eu', 'us'], regex: '[a-z]{2}' });
    assert.deepEqual(await valuesOf([region], ['de']), { region: 'de' });
    await assert.rejects(valuesOf([region], ['mars']), /refuses mars/);
  });

  it('highlights "(no value)" for an optional option without a default', async () => {
    const region = option('region', { enforced: true, values: ['eu', 'us'] });
    assert.deepEqual(await valuesOf([region], [ENTER]), {});
    assert.deepEqual(await valuesOf([{ ...region, value: 'us' }], [ENTER]), { region: 'us' });
    const required = { ...region, required: true };
    await assert.rejects(
      valuesOf([required], [ENTER]),
      /highlights nothing/,
      'a required option without a default has no highlighted value',
    );
  });

  it('highlights the previous answer, even if it is empty or was typed', async () => {
    const region = option('region', { values: ['eu', 'us'], value: 'us' });
    const answers = ['(no value)', BACK, ENTER, 'since'];
    assert.deepEqual(await valuesOf([region, option('why')], answers), { region: '', why: 'since' });
    assert.deepEqual(await valuesOf([region], [ENTER], { before: { region: 'de' } }), { region: 'de' });
    const short = [{ ...region, regex: '[a-z]{2}' }];
    await assert.rejects(valuesOf(short, [ENTER], { before: { region: 'mars' } }), /highlights nothing/);
  });

  it('highlights the chosen file, otherwise "(no file)"', async () => {
    const notes = option('notes', { isFile: true });
    assert.deepEqual((await answersTo([notes], [ENTER]))?.files, {});
    const answers = ['Choose a File…', 'file:///a/notes.md', BACK, ENTER, 'since'];
    const given = await answersTo([notes, option('why')], answers);
    assert.equal(given?.files['notes']?.name, 'notes.md');
  });

  it('joins several values with the delimiter of the option', async () => {
    const hosts = option('hosts', {
      enforced: true,
      multivalued: true,
      values: ['a', 'b', 'c'],
      delimiter: ' ',
    });
    assert.deepEqual(await valuesOf([hosts], [['a', 'c']]), { hosts: 'a c' });
  });

  it('rejects an empty answer to a required option', async () => {
    const where = option('where', { required: true });
    await assert.rejects(valuesOf([where], ['']), /Option "where" is required/);
  });

  it('validates dates by their format', async () => {
    const day = option('day', { dateFormat: 'YYYY-MM-DD' });
    assert.deepEqual(await valuesOf([day], ['2026-02-28']), { day: '2026-02-28' });
    await assert.rejects(valuesOf([day], ['2026-02-30']), /is not a date in the format .*YYYY-MM-DD/);
  });

  it('uses the stored default of a secure option without an answer', async () => {
    const password = option('password', { secure: true, required: true, secureDefault: 'key-storage' });
    assert.deepEqual(await valuesOf([password], ['']), {});
  });

  it('loads values from a URL with the answers to the options that they depend on', async () => {
    const host = option('host', {
      enforced: true,
      remoteValues: true,
      dependsOn: ['region'],
      required: true,
    });
    const region = option('region', { enforced: true, values: ['eu', 'us'] });
    const list = ({ region = '' }) => ({ host: named(`${region}-1`, `${region}-2`) });
    assert.deepEqual(await valuesOf([host, region], ['eu', 'EU-2'], { list }), {
      region: 'eu',
      host: 'eu-2',
    });
    const changed = await valuesOf([host, region], ['eu', BACK, 'us', 'US-1'], { list });
    assert.deepEqual(changed, { region: 'us', host: 'us-1' });
  });

  it('accepts a typed value if the values from a URL cannot be loaded', async () => {
    const host = option('host', { remoteValues: true, dependsOn: [] });
    const list = () => ({ host: FAILED });
    assert.deepEqual(await valuesOf([host], ['web1'], { list }), { host: 'web1' });
  });

  const enforced = (more: object = {}) =>
    option('host', { remoteValues: true, enforced: true, required: true, ...more });

  it('lets the user load enforced values again, and keeps the other answers', async () => {
    let attempts = 0;
    const list = () => {
      attempts += 1;
      return { host: attempts < 3 ? FAILED : named('web1') };
    };
    const answers = ['since', 'Try Again', BACK, 'because', 'WEB1'];
    assert.deepEqual(await valuesOf([option('why'), enforced()], answers, { list }), {
      why: 'because',
      host: 'web1',
    });
  });

  it('accepts no typed value for an enforced option if its values cannot be loaded', async () => {
    const list = () => ({ host: FAILED });
    await assert.rejects(valuesOf([enforced()], ['web1'], { list }), /no web1 among Try Again/);
    await assert.rejects(valuesOf([enforced({ multivalued: true })], ['web1'], { list }), /no web1 among/);
    assert.deepEqual(await valuesOf([enforced({ required: false })], ['(no value)'], { list }), {});
  });

  it('accepts a typed value for an enforced option if its URL lists no values', async () => {
    const list = () => ({ host: named() });
    assert.deepEqual(await valuesOf([enforced()], ['web1'], { list }), { host: 'web1' });
  });

  it('shows the setting fetch.allowed and offers to edit it if it prevents loading the values', async () => {
    let isAllowed = false;
    const { message: error, remedy, code } = new OutrunnerError('fetch-refused', { host: 'h', problem: 'p' });
    const list = () => ({ host: isAllowed ? named('web1') : { error, remedy, code } });
    const person = new ScriptedPerson();
    const asked: string[] = [];
    const steps = optionSteps(
      {
        ...needsOf(person, { list }),
        prompts: recording(person.prompts(), asked),
        openSettings: async () => {
          isAllowed = true;
        },
      },
      'Run backup',
      [enforced()],
      {},
    );
    person.answers(['Edit Coordinator Settings', 'Try Again', 'WEB1']);
    assert.ok(await askInTurn(steps.steps));
    assert.deepEqual(steps.answers().values, { host: 'web1' });
    assert.match(asked[0] ?? '', /Fetching from h is refused.*the setting fetch\.allowed/s);
  });

  it('asks again for a file that is too large', async () => {
    const sizes = { 'file:///a/big.iso': 1001, 'file:///a/small.txt': 12 };
    const answers = ['Choose a File…', 'file:///a/big.iso', 'Choose a File…', 'file:///a/small.txt'];
    assert.deepEqual(await answersTo([option('image', { isFile: true })], answers, { sizes }), {
      values: {},
      files: { image: { uri: 'file:///a/small.txt', name: 'small.txt', size: 12 } },
    });
  });

  it('goes back to the previous question and keeps the answers', async () => {
    const options = [option('where'), option('image', { isFile: true })];
    const again = await answersTo(options, ['here', BACK, 'there', '(no file)']);
    assert.deepEqual(again, { values: { where: 'there' }, files: {} });
  });

  it('returns undefined when the user cancels', async () => {
    assert.equal(await answersTo([option('where'), option('why')], [DISMISS]), undefined);
  });
});
