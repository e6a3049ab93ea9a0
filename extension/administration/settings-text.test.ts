import assert from 'node:assert/strict';
import { Settings } from '../../protocol/entities/settings.ts';
import { isOutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { settingsChange, settingsSchema, settingsText } from './settings-text.ts';

describe('the settings as a document', () => {
  const before = Settings.parse({});
  const text = settingsText(before, 'outrunner-settings:/schema.json');

  it('change what was edited, and nothing else', () => {
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

  it('are refused where they are no JSON', () => {
    for (const wrong of ['{', '[]', '3'])
      assert.throws(
        () => settingsChange(wrong, before),
        (error) => isOutrunnerError(error) && error.code === 'invalid-input',
        wrong,
      );
  });

  it('have a schema that tells of every section what it is', () => {
    const { properties } = JSON.parse(settingsSchema());
    assert.deepEqual(Object.keys(properties).sort(), ['$schema', ...Object.keys(before)].sort());
    assert.match(properties.dispatch.properties.waitSeconds.description, /operation waits/);
  });
});
