import assert from 'node:assert/strict';
import { lookupIn } from '../../../job-language/expansion/value-lookup.ts';
import type { InventoryNode } from '../../../job-language/plan/workflow-plan.ts';
import { grantedNode } from './node-grant.ts';
import { GrantRefused, lookupForAttribute, valuesForNode } from './node-trust.ts';

const DISPATCH = { nodes: [], threadCount: 1, keepGoing: false, successOnEmpty: false };

describe('the grant of a step on a node', () => {
  const node = (attributes: Record<string, string>, more: Partial<InventoryNode> = {}): InventoryNode => ({
    ...{ kind: 'inventory', name: 'n', tags: [], attributes, executor: 'sshj-ssh', ...more },
  });
  const untrusted = (attributes: Record<string, string>, more: Partial<InventoryNode> = {}) =>
    node(attributes, { untrustedSource: 3, ...more });
  const values = {
    option: { plain: 'p' },
    secureOption: ['token'],
    job: {},
    runnerKeys: { token: 'runner/x' },
  };
  const exec = (command: string) => ({ kind: 'exec', command, pty: false }) as const;
  const refused = (pattern: RegExp) => (error: unknown) =>
    error instanceof GrantRefused && pattern.test(error.message);

  it('excludes secure options if the source of the node is untrusted, and is refused if the step needs one', () => {
    assert.deepEqual(valuesForNode(untrusted({}), exec('true'), values), {
      ...{ option: { plain: 'p' }, secureOption: [], job: {} },
    });
    for (const command of ['echo ${option.token}', 'echo $RD_OPTION_TOKEN', 'echo ${unquotedoption.token}'])
      assert.throws(
        () => valuesForNode(untrusted({}), exec(command), values),
        refused(/secure option token to node n.*resources\.source\.3\.trusted/),
      );
  });

  it('includes the secure options of the step if the source of the node is trusted or the step runs on the host of the runner', () => {
    assert.equal(valuesForNode(node({}), exec('echo ${option.token}'), values), values);
    assert.equal(
      valuesForNode(untrusted({}, { executor: 'local' }), exec('${option.token}'), values),
      values,
    );
  });

  it('is refused if the step needs a secure option and an untrusted node selects its runners, but not if the node uses the Local Runner', () => {
    const chosen = untrusted({}, { executor: 'local', target: { kind: 'runners', runners: [] } });
    assert.throws(
      () => valuesForNode(chosen, exec('echo ${option.token}'), values),
      refused(/secure option token to node n.*resources\.source\.3\.trusted/),
    );
    const onCoordinator = untrusted({}, { executor: 'local', target: { kind: 'local' } });
    assert.equal(valuesForNode(onCoordinator, exec('echo ${option.token}'), values), values);
  });

  it('does not expand options in attributes from an untrusted source', () => {
    const granted = grantedNode(untrusted({ hostname: '${option.plain}' }), DISPATCH, values, false);
    assert.equal(granted?.attributes['hostname'], '${option.plain}');
    assert.equal(
      grantedNode(node({ hostname: '${option.plain}' }), DISPATCH, values, false)?.attributes['hostname'],
      'p',
    );
  });

  it('is refused if a default path would contain a value of an untrusted node and the value is not a plain name', () => {
    const lookup = lookupIn(
      new Map([
        [
          'node',
          new Map([
            ['name', '../admin'],
            ['zone', 'eu-1'],
          ]),
        ],
      ]),
    );
    const guarded = lookupForAttribute(untrusted({}), 'ssh-keypath', lookup) ?? assert.fail();
    assert.equal(guarded({ group: 'node', key: 'zone', unquoted: false }), 'eu-1');
    assert.throws(
      () => guarded({ group: 'node', key: 'name', unquoted: false }),
      refused(/project\.ssh-keypath uses node\.name/),
    );
  });

  it('is refused if an attribute of the node is a key path that the project does not list, even if the source is trusted', () => {
    const dispatch = { ...DISPATCH, nodeKeyPaths: ['keys/nodes/**'] };
    const own = (path: string) =>
      grantedNode(node({ 'ssh-key-storage-path': path }), dispatch, values, false);
    assert.ok(own('keys/nodes/a'));
    for (const path of ['keys/other', 'runner/a'])
      assert.throws(() => own(path), refused(/names \S+, which project\.nodeKeyPaths does not list/));
    const defaults = { ...dispatch, nodeDefaults: { 'ssh-key-storage-path': 'keys/other' } };
    assert.ok(grantedNode(node({}), defaults, values, false));
  });
});
