import assert from 'node:assert/strict';
import { ErrorBody } from '../../protocol/errors/error-body.ts';
import { ProjectName } from '../../protocol/ids.ts';
import { startTestCoordinator, type TestCoordinator } from '../hosting/testing/test-coordinator.ts';

describe('the JSON body of a request', () => {
  let coordinator: TestCoordinator;
  before(async () => {
    coordinator = await startTestCoordinator();
  });
  after(() => coordinator.stop());

  it('is refused if it has a key `__proto__`, with an error that contains the key', async () => {
    const headers = { 'content-type': 'application/json' };
    for (const key of ['__proto__', '\\u005f_proto__']) {
      const body = `{"name":"ops","config":{"${key}":"a","project.label":"b"}}`;
      const response = await coordinator.call('POST', '/api/53/projects', { headers, body });
      assert.equal(response.status, 400);
      const { errorCode, message } = ErrorBody.parse(await response.json());
      assert.equal(errorCode, 'invalid-input');
      assert.match(message, /field "config\.__proto__"/);
    }
    const body = '{"name":"ops","config":{"project.label":"__proto__"}}';
    const created = await coordinator.call('POST', '/api/53/projects', { headers, body });
    assert.equal(created.status, 201);
  });

  it('may contain null in place of an omitted key, even in calls that Rundeck does not have', async () => {
    const headers = { 'content-type': 'application/json' };
    const body = '{"to":3,"revision":null}';
    const response = await coordinator.call('POST', '/outrunner/v1/jobs/none/revert', { headers, body });
    assert.equal(response.status, 404, 'the body is valid, but there is no such job');
  });

  it('may contain null in place of an omitted key, at any level', async () => {
    const headers = { 'content-type': 'application/json' };
    const body = '{"name":"nulls","description":null,"config":{"project.label":null,"project.a":"b"}}';
    const response = await coordinator.call('POST', '/api/53/projects', { headers, body });
    assert.equal(response.status, 201);
    const params = { project: ProjectName.parse('nulls') };
    assert.deepEqual(await coordinator.client.getProjectConfig({ params }), { 'project.a': 'b' });
  });
});
