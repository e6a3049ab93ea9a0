import assert from 'node:assert/strict';
import { loggedPath } from './logged-path.ts';

describe('the path of a request in the log', () => {
  it('does not contain the token of a webhook', () => {
    for (const path of ['/api/45/webhook/secret', '/API/45/Webhook/secret/', '/api/53/webhook/secret%23name'])
      assert.doesNotMatch(loggedPath(path), /secret/);
  });

  it('is the unchanged path of the request for other calls', () => {
    for (const path of ['/api/45/project/ops/webhooks', '/api/45/project/ops/webhook/3', '/api/45/webhook'])
      assert.equal(loggedPath(path), path);
  });
});
