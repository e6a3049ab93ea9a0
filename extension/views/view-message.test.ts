import assert from 'node:assert/strict';
import { VIEWS } from '../ids/views.ts';
import { EMPTY_MODEL, type Model } from '../model/model.ts';
import { aRunner } from '../model/model-fixtures.ts';
import { viewMessage } from './view-message.ts';

const model: Model = { ...EMPTY_MODEL, runners: [aRunner()], runnersEnabled: true };

describe('the line above the rows of a view', () => {
  it('says that they are of before, where the coordinator cannot be reached', () => {
    assert.match(viewMessage(VIEWS.keys, 'unreachable', model), /last known/);
    assert.equal(viewMessage(VIEWS.keys, 'unreachable', EMPTY_MODEL), '');
  });

  it('says that created runners are off, which their health does not tell', () => {
    const off = { ...model, runnersEnabled: false };
    assert.match(viewMessage(VIEWS.runners, 'connected', off), /switched off.*“Enable Runners”/);
    assert.equal(viewMessage(VIEWS.tags, 'connected', off), '');
    assert.equal(viewMessage(VIEWS.runners, 'connected', { ...off, runners: [] }), '');
    assert.equal(viewMessage(VIEWS.runners, 'connecting', off), '');
    assert.equal(viewMessage(VIEWS.runners, 'connected', model), '');
  });

  it('says that nothing new runs on a passive coordinator', () => {
    const passive = { ...model, isActive: false };
    assert.match(viewMessage(VIEWS.executions, 'connected', passive), /passive/);
    assert.equal(viewMessage(VIEWS.runners, 'connected', passive), '');
  });
});
