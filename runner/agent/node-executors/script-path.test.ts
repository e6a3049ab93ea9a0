import assert from 'node:assert/strict';
import type { ExpandedScript } from '../../../job-language/expansion/expand-operation.ts';
import { OperationId } from '../../../protocol/ids.ts';
import { GrantedOperation } from '../../../protocol/runner/claims.ts';
import type { OperationValues } from '../../../protocol/runner/operation-values.ts';
import { nodeScriptPath } from './script-path.ts';

const SCRIPT: ExpandedScript = {
  ...{ kind: 'script', text: '', interpreter: [], interpreterArgsQuoted: false, args: [], environment: {} },
  extension: '.ps1',
};

/** Returns the name that a script file of the runner's host gets on the node. */
function nameOnNode(path: string, windows: boolean): string {
  const values: OperationValues = { option: {}, secureOption: [], job: {} };
  const template = { kind: 'script-file', path, expandTokens: false, pty: false };
  const lists = { filters: [], files: [], fetchAllowed: [] };
  const granted = GrantedOperation.parse({ executionId: 7, template, values, ...lists });
  const node = { name: 'web1', executor: 'ssh-exec', attributes: {} };
  const step = { operationId: OperationId.parse('7-1'), granted, node, loaded: { values } };
  const whole = nodeScriptPath(step, SCRIPT, { windows });
  return whole.replace(/^.*[\\/]/, '');
}

describe('the name of a script file on a node', () => {
  it('gets the extension of the script on Windows only if it has none', () => {
    assert.equal(nameOnNode('/srv/deploy', true), '1-7-web1-deploy.ps1');
    assert.equal(nameOnNode('/srv/deploy.bat', true), '1-7-web1-deploy.bat');
  });

  it('is unchanged on other systems', () => {
    assert.equal(nameOnNode('/srv/deploy', false), '1-7-web1-deploy');
  });
});
