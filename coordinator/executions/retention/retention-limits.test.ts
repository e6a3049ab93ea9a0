import assert from 'node:assert/strict';
import { projectRetention } from './retention-limits.ts';

const SETTINGS = { ageSeconds: 10, count: 0, bytes: 7, minimum: 2, sweepSeconds: 3600 };
const own = (values: Readonly<Record<string, string>>) =>
  projectRetention(
    Object.fromEntries(
      Object.entries(values).map(([name, value]) => [`project.execution.history.cleanup.${name}`, value]),
    ),
    SETTINGS,
  );

describe('The retention of a project', () => {
  it('has the limits of the settings if the project does not enable its own limits or was deleted', () => {
    const limits = { age: 10_000, bytes: 7, minimum: 2 };
    assert.deepEqual(projectRetention({}, SETTINGS), { limits });
    assert.deepEqual(projectRetention(undefined, SETTINGS), { limits });
    assert.deepEqual(own({ 'retention.days': '1' }), { limits });
  });

  it('has the limits of the project properties, with the defaults of Rundeck, if the project enables the cleanup', () => {
    assert.deepEqual(own({ enabled: 'true' }), { limits: { age: 60 * 86_400_000, minimum: 50 } });
    assert.deepEqual(
      own({
        enabled: ' True ',
        'retention.days': '0',
        'retention.count': '100',
        'retention.bytes': '1000000',
        'retention.minimum': '0',
      }),
      { limits: { count: 100, bytes: 1_000_000, minimum: 0 } },
    );
  });

  it('has no limit if the properties of the project disable the cleanup', () => {
    assert.deepEqual(own({ enabled: 'false', 'retention.days': '1' }), { limits: { minimum: 0 } });
  });

  it('has a problem instead of limits if a property cannot be read', () => {
    assert.deepEqual(own({ enabled: 'yes' }), {
      problem: 'project.execution.history.cleanup.enabled is "yes", not true or false',
    });
    assert.deepEqual(own({ enabled: 'true', 'retention.days': '-1' }), {
      problem: 'project.execution.history.cleanup.retention.days is "-1", not a whole number',
    });
  });
});
