import assert from 'node:assert/strict';
import { Settings } from './settings.ts';
import { settingsPatch } from './settings-patch.ts';

describe('a patch of settings', () => {
  it('is made of paths and texts, numbers and flags as such', () => {
    assert.deepEqual(
      settingsPatch({
        'runners.enabled': 'true',
        'dispatch.waitSeconds': '5',
        'dispatch.offerAgainSeconds': '1',
      }),
      { runners: { enabled: true }, dispatch: { waitSeconds: 5, offerAgainSeconds: 1 } },
    );
  });

  it('has lists where the setting is one', () => {
    const listed = { 'plugins.allowedPlugins': 'WorkflowStep:http, WorkflowNodeStep:copyfile' };
    const patch = settingsPatch(listed);
    assert.deepEqual(Settings.parse(patch).plugins.allowedPlugins, [
      'WorkflowStep:http',
      'WorkflowNodeStep:copyfile',
    ]);
    assert.deepEqual(settingsPatch({ 'plugins.allowedPlugins': '' }), { plugins: { allowedPlugins: [] } });
  });

  it('has lists and sections as JSON, too', () => {
    const allowed = ['WorkflowStep:http', 'file:///srv/a,b/'];
    assert.deepEqual(settingsPatch({ 'fetch.allowed': JSON.stringify(allowed) }), { fetch: { allowed } });
    assert.deepEqual(settingsPatch({ 'fetch.allowed': '[]' }), { fetch: { allowed: [] } });
    assert.deepEqual(settingsPatch({ mail: '{"host": "m", "port": 25}', 'mail.user': 'x' }), {
      mail: { host: 'm', port: 25, user: 'x' },
    });
    assert.deepEqual(settingsPatch({ 'mail.from': '{x}' }), { mail: { from: '{x}' } });
    for (const values of [{ 'fetch.allowed': '[a, b]' }, { mail: '{host: m}' }])
      assert.throws(() => settingsPatch(values), /The value of (?:fetch\.allowed|mail) is no JSON/);
  });

  it('keeps any value of a text setting as a text', () => {
    assert.deepEqual(settingsPatch({ 'mail.user': '007' }), { mail: { user: '007' } });
  });

  it('keeps unknown settings, for the coordinator to refuse', () => {
    assert.deepEqual(settingsPatch({ 'nothing.at.all': 'x' }), { nothing: { 'at.all': 'x' } });
  });
});
