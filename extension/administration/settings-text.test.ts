import assert from 'node:assert/strict';
import { Settings } from '../../protocol/entities/settings.ts';
import { isOutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { settingsChange, settingsSchema, settingsText } from './settings-text.ts';

describe('the settings document', () => {
  const before = Settings.parse({});
  const text = settingsText(before, 'outrunner-settings:/schema.json');

  it('changes only the edited settings', () => {
    assert.deepEqual(settingsChange(text, before), {});
    const edited = text
      .replace('"waitSeconds": 600', '"waitSeconds": 5')
      .replace('"disabled": false', '"disabled": true');
    assert.deepEqual(settingsChange(edited, before), {
      dispatch: { waitSeconds: 5 },
      localExecutor: { disabled: true },
    });
    assert.deepEqual(settingsChange('{"dispatch": {"slips": 1}, "new": 2}', before), {
      dispatch: { slips: 1 },
      new: 2,
    });
  });

  it('is rejected unless it is a JSON object', () => {
    for (const wrong of ['{', '[]', '3'])
      assert.throws(
        () => settingsChange(wrong, before),
        (error) => isOutrunnerError(error) && error.code === 'invalid-input',
        wrong,
      );
  });

  it('has a schema that describes every section', () => {
    const { properties } = JSON.parse(settingsSchema());
    assert.deepEqual(Object.keys(properties).sort(), ['$schema', ...Object.keys(before)].sort());
    assert.match(properties.dispatch.properties.waitSeconds.description, /operation waits/);
  });
});
