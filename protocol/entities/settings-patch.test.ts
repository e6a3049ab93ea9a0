import assert from 'node:assert/strict';
import { Settings } from './settings.ts';
import { settingsPatch } from './settings-patch.ts';

describe('a settings patch', () => {
  it('converts paths to sections, and strings to numbers and booleans', () => {
    assert.deepEqual(
      settingsPatch({
        'runners.enabled': 'true',
        'dispatch.waitSeconds': '5',
        'dispatch.offerAgainSeconds': '1',
      }),
      { runners: { enabled: true }, dispatch: { waitSeconds: 5, offerAgainSeconds: 1 } },
    );
  });

  it('splits the value of a list setting at commas', () => {
    const listed = { 'plugins.allowedPlugins': 'WorkflowStep:http, WorkflowNodeStep:copyfile' };
    const patch = settingsPatch(listed);
    assert.deepEqual(Settings.parse(patch).plugins.allowedPlugins, [
      'WorkflowStep:http',
      'WorkflowNodeStep:copyfile',
    ]);
    assert.deepEqual(settingsPatch({ 'plugins.allowedPlugins': '' }), { plugins: { allowedPlugins: [] } });
  });

  it('parses lists and sections as JSON', () => {
    const allowed = ['WorkflowStep:http', 'file:///srv/a,b/'];
    assert.deepEqual(settingsPatch({ 'fetch.allowed': JSON.stringify(allowed) }), { fetch: { allowed } });
    assert.deepEqual(settingsPatch({ 'fetch.allowed': '[]' }), { fetch: { allowed: [] } });
    assert.deepEqual(settingsPatch({ mail: '{"host": "m", "port": 25}', 'mail.user': 'x' }), {
      mail: { host: 'm', port: 25, user: 'x' },
    });
    assert.deepEqual(settingsPatch({ 'mail.from': '{x}' }), { mail: { from: '{x}' } });
    for (const values of [{ 'fetch.allowed': '[a, b]' }, { mail: '{host: m}' }])
      assert.throws(() => settingsPatch(values), /The value of (?:fetch\.allowed|mail) is not valid JSON/);
  });

  it('treats digits as a string if the setting is a string', () => {
    assert.deepEqual(settingsPatch({ 'mail.user': '007' }), { mail: { user: '007' } });
  });

  it('retains sections with names from `Object.prototype`, so that the coordinator rejects them', () => {
    const patch = settingsPatch({ '__proto__.a': 'x', 'toString.b': 'y', '__proto__.c': '1' });
    assert.equal(JSON.stringify(patch), '{"__proto__":{"a":"x","c":1},"toString":{"b":"y"}}');
  });

  it('retains unknown settings, so that the coordinator rejects them', () => {
    assert.deepEqual(settingsPatch({ 'nothing.at.all': 'x' }), { nothing: { 'at.all': 'x' } });
  });
});
