import assert from 'node:assert/strict';
import { AskedOption } from '../../../protocol/routes/shapes/job-shapes.ts';
import { answersForListed, fieldOf } from './run-form-answers.ts';

const OPTION = AskedOption.parse({
  name: 'version',
  required: true,
  enforced: true,
  multivalued: false,
  secure: false,
  hidden: false,
  remoteValues: true,
});
const value = (name: string, selected = false) => ({ name, value: name, selected });
const typed = { kind: 'value', value: '2.0' } as const;

describe('an enforced option of the run form whose values come from a URL', () => {
  const afterListing = (values: ReturnType<typeof value>[]) =>
    answersForListed([OPTION], new Map([['version', typed]]), { version: { values } }).get('version');
  const field = (values: ReturnType<typeof value>[]) => {
    const { kind, isOpen } = fieldOf(OPTION, { answer: typed, listed: { values }, problem: '' });
    return [kind, isOpen];
  };

  it('keeps only a listed value, or takes the one that the URL selects', () => {
    assert.deepEqual(afterListing([value('1.0'), value('2.0')]), typed);
    assert.deepEqual(afterListing([value('1.0'), value('3.0', true)]), { kind: 'value', value: '3.0' });
    assert.deepEqual(field([value('1.0')]), ['choice', false]);
  });

  it('accepts a typed value while the URL lists none', () => {
    assert.deepEqual(afterListing([]), typed);
    assert.deepEqual(field([]), ['text', true]);
  });
});
