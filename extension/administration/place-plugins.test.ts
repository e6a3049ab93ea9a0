import assert from 'node:assert/strict';
import { placed, placeOf } from './place-plugins.ts';

describe('where steps of a plugin run', () => {
  const rules = { allowedPlugins: ['WorkflowStep:http'], localExecutionPlugins: ['WorkflowNodeStep:wait'] };

  it('is read from the rules of either service', () => {
    assert.deepEqual(
      ['http', 'wait', 'copyfile'].map((name) => placeOf(rules, name)),
      ['created', 'local', 'anywhere'],
    );
  });

  it('is changed for one plugin, in one list at a time', () => {
    assert.deepEqual(placed(rules, 'http', 'local'), {
      allowedPlugins: [],
      localExecutionPlugins: ['WorkflowNodeStep:wait', 'WorkflowNodeStep:http', 'WorkflowStep:http'],
    });
    assert.deepEqual(placed(rules, 'wait', 'anywhere'), { ...rules, localExecutionPlugins: [] });
  });
});
