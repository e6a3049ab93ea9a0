import assert from 'node:assert/strict';
import { JobOption } from '../format/job-option.ts';
import { askedOption } from './asked-option.ts';

const asked = (more: object) => askedOption(JobOption.parse({ name: 'it', ...more }));

describe('an option in a prompt', () => {
  it('shows the origin of a secure default, without its value', () => {
    const inJob = asked({ secure: true, value: 'hidden', required: true });
    assert.deepEqual([inJob.secureDefault, inJob.value, inJob.required], ['definition', undefined, true]);
    const inKeys = asked({ secure: true, storagePath: 'keys/it', required: true });
    assert.deepEqual([inKeys.secureDefault, inKeys.required], ['key-storage', false]);
  });

  it('shows the options that its values depend on', () => {
    const address =
      'https://x.example/${option.stage.value}/${option.zone.label}/${option.name}?r=${option.region}';
    assert.deepEqual(asked({ valuesUrl: address }).dependsOn, ['stage', 'region']);
  });

  it('shows the format of a date, and that all values are selected', () => {
    assert.equal(asked({ isDate: true }).dateFormat, 'MM/DD/YYYY hh:mm a');
    const several = { multivalued: true, delimiter: ',', values: ['a'], multivalueAllSelected: true };
    assert.equal(asked(several).allSelected, true);
  });
});
