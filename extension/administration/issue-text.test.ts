import assert from 'node:assert/strict';
import type { Client } from '../../protocol/client/client.ts';
import { EMPTY_MODEL } from '../model/model.ts';
import { aJob, aReplica, aRunner } from '../model/model-fixtures.ts';
import { issueText } from './issue-text.ts';

const installation = { extension: '0.1.0', vscode: '1.101.0', platform: 'linux x64', remote: undefined };
const model = {
  ...EMPTY_MODEL,
  runners: [
    aRunner({ name: 'plant-7', tags: ['secret-site'], replicas: [aReplica({ hostname: 'db.corp' })] }),
  ],
  projects: [{ name: 'acquisition', description: 'confidential' }],
  jobs: [aJob({ name: 'merge-ledger', description: 'password=hunter2' })],
};

describe('the text of an issue report', () => {
  it('contains versions, the kind of the connection and counts', () => {
    const text = issueText({ ...installation, remote: 'ssh-remote' }, { kind: 'none' }, model);
    assert.match(text, /- Outrunner 0\.1\.0, VS Code 1\.101\.0, linux x64, remote: ssh-remote/);
    assert.match(text, /- Coordinator: none/);
    assert.match(text, /- 1 runner, 1 replica \(0\.1\.0\), 1 project, 1 job\n/);
  });

  it('contains no address, token, name or message of the coordinator', () => {
    const target = { kind: 'remote', url: 'https://ops:t0ken@coordinator.corp:4440' } as const;
    const client = { token: 't0ken' } as unknown as Client;
    const states = [
      { kind: 'connected', target, client },
      { kind: 'refused', target, problem: 'token t0ken of coordinator.corp' },
    ] as const;
    for (const state of states) {
      const text = issueText(installation, state, model);
      assert.match(text, new RegExp(`Coordinator: remote, ${state.kind}`));
      assert.doesNotMatch(
        text,
        /corp|t0ken|4440|plant-7|secret-site|acquisition|confidential|merge-ledger|hunter2/,
      );
    }
  });
});
