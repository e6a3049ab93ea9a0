import assert from 'node:assert/strict';
import { VIEWS } from '../ids/views.ts';
import { EMPTY_MODEL, type Model } from '../model/model.ts';
import { aRunner } from '../model/model-fixtures.ts';
import { viewMessage } from './view-message.ts';

const model: Model = { ...EMPTY_MODEL, runners: [aRunner()], runnersEnabled: true };

describe('viewMessage', () => {
  it('warns that rows may be stale while the coordinator is unreachable', () => {
    assert.match(viewMessage(VIEWS.keys, 'unreachable', model), /last known/);
    assert.equal(
      viewMessage(VIEWS.keys, 'connecting', model),
      'Not connected. Reconnecting… Showing the last known state.',
    );
    assert.equal(viewMessage(VIEWS.keys, 'refused', model), 'Not connected. Showing the last known state.');
    assert.equal(viewMessage(VIEWS.keys, 'unreachable', EMPTY_MODEL), 'Not connected. Reconnecting…');
    assert.equal(viewMessage(VIEWS.runners, 'unreachable', EMPTY_MODEL), '', 'its welcome content says so');
    assert.equal(viewMessage(VIEWS.keys, 'none', EMPTY_MODEL), '');
  });

  it('warns that runners are disabled, which their health does not show', () => {
    const off = { ...model, runnersEnabled: false };
    assert.match(viewMessage(VIEWS.runners, 'connected', off), /switched off.*“Enable Runners”/);
    assert.equal(viewMessage(VIEWS.tags, 'connected', off), '');
    assert.equal(viewMessage(VIEWS.runners, 'connected', { ...off, runners: [] }), '');
    assert.doesNotMatch(viewMessage(VIEWS.runners, 'connecting', off), /switched off/);
    assert.equal(viewMessage(VIEWS.runners, 'connected', model), '');
  });

  it('warns that a passive coordinator starts no executions', () => {
    const passive = { ...model, isActive: false };
    assert.match(viewMessage(VIEWS.executions, 'connected', passive), /passive/);
    assert.equal(viewMessage(VIEWS.runners, 'connected', passive), '');
  });
});
