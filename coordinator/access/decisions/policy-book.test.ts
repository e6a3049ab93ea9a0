import assert from 'node:assert/strict';
import { isOutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import { ProjectName } from '../../../protocol/ids.ts';
import { PolicyName } from '../../../protocol/routes/shapes/acl-shapes.ts';
import {
  type CoordinatorDefinitions,
  openCoordinatorDefinitions,
} from '../../store/definitions/coordinator-definitions.ts';
import { aclFileKey } from '../../store/definitions/records/acl-file-record.ts';
import { Damages } from '../../store/files/damages.ts';
import { scratchFolder } from '../../store/testing/scratch-folder.ts';
import { PolicyBook } from './policy-book.ts';

const allowing = (role: string) =>
  `description: d\ncontext: {project: p}\nfor: {job: [{allow: run}]}\nby: {group: ${role}}\n`;

describe('PolicyBook', () => {
  let folder: Awaited<ReturnType<typeof scratchFolder>>;
  let definitions: CoordinatorDefinitions;
  let problems: string[];
  let reads: number;
  let book: PolicyBook;
  beforeEach(async () => {
    folder = await scratchFolder();
    const damages = new Damages(folder.path);
    definitions = await openCoordinatorDefinitions({
      folder: folder.path,
      now: () => 1000,
      damages,
      onFatal: assert.fail,
    });
    problems = [];
    reads = 0;
    await store('one.aclpolicy', allowing('one'));
    book = await PolicyBook.open({
      definitions: {
        subscribe: (listener) => definitions.subscribe(listener),
        snapshot: () => definitions.snapshot(),
        text: (hash) => {
          reads += 1;
          return definitions.text(hash);
        },
      },
      onProblem: (problem) => problems.push(problem),
    });
  });
  afterEach(async () => {
    book.close();
    await definitions.close();
    await folder.remove();
  });

  async function store(file: string, text: string | undefined): Promise<void> {
    const name = PolicyName.parse(file);
    const key = aclFileKey(undefined, name);
    const [textHash = ''] = text === undefined ? [] : await definitions.keepTexts([text]);
    const made = { createdAt: 0, createdBy: 'ada', modifiedAt: 0, modifiedBy: 'ada', revision: 0 };
    await definitions.change((draft) => {
      if (text === undefined) draft.remove('aclFiles', key);
      else draft.put('aclFiles', key, { name, textHash, ...made });
    });
  }
  const kindFor = (role: string) =>
    book.decide(
      { user: 'zoe', roles: [role] },
      { project: 'p', action: 'run', resource: { type: 'job', property: () => undefined } },
    ).kind;

  it('decides by the stored policies when it opens, and by each change once it is loaded', async () => {
    assert.deepEqual([kindFor('one'), kindFor('two')], ['allowed', 'rejected']);
    await store('two.aclpolicy', allowing('two'));
    await book.loaded();
    assert.deepEqual([kindFor('one'), kindFor('two')], ['allowed', 'allowed']);
    await store('one.aclpolicy', undefined);
    await book.loaded();
    assert.deepEqual([kindFor('one'), kindFor('two')], ['rejected', 'allowed']);
  });

  it('grants nothing by policies to a token from before policies, whatever its role is called', () => {
    const readMetrics = { resource: 'system', action: 'metrics' } as const;
    for (const role of ['metrics', 'viewer', 'administrator', 'one']) {
      const principal = { user: 'zoe', roles: [role], from: '127.0.0.1' };
      assert.equal(book.policy(principal, readMetrics), false, role);
      const isByPolicy = book.policy({ ...principal, byPolicies: true }, readMetrics);
      assert.equal(isByPolicy, role === 'metrics' || role === 'viewer', role);
    }
    assert.equal(book.policy({ user: 'ada', roles: ['admin'], from: '127.0.0.1' }, readMetrics), true);
  });

  it('leaves questions that policies do not decide yet to administrators', () => {
    const author = {
      user: 'zoe',
      roles: ['author', 'operator'],
      byPolicies: true,
      from: '127.0.0.1',
    } as const;
    const project = ProjectName.parse('p');
    for (const question of [
      { resource: 'job', action: 'run' },
      { resource: 'job', action: 'create' },
      { resource: 'adhoc', action: 'run' },
      { resource: 'execution', action: 'read' },
      { resource: 'key', action: 'read' },
      { resource: 'project', action: 'configure' },
      { resource: 'apitoken', action: 'create' },
      { resource: 'settings', action: 'read' },
      { resource: 'acl', action: 'read' },
      { resource: 'event', action: 'read' },
    ] as const)
      assert.equal(book.policy(author, question, { project }), false, JSON.stringify(question));
  });

  it('reads only the files that changed', async () => {
    for (const name of ['two', 'three', 'four']) await store(`${name}.aclpolicy`, allowing(name));
    await book.loaded();
    const before = reads;
    await store('two.aclpolicy', allowing('other'));
    await book.loaded();
    assert.equal(reads - before, 1);
    assert.equal(kindFor('three'), 'allowed');
  });

  it('decides nothing while a stored file is invalid, because it may have denied something', async () => {
    await store('bad.aclpolicy', 'for: {job: [{deny: run}]}\n');
    await book.loaded();
    assert.throws(
      () => kindFor('one'),
      (error) => isOutrunnerError(error) && error.code === 'policies-unreadable',
    );
    const viewer = { user: 'zoe', roles: ['viewer'], byPolicies: true, from: '127.0.0.1' } as const;
    assert.equal(book.policy(viewer, { resource: 'system', action: 'read' }), false);
    assert.match(problems[0] ?? '', /system policy bad\.aclpolicy, line 1: /);
    await store('bad.aclpolicy', undefined);
    await book.loaded();
    assert.equal(kindFor('one'), 'allowed');
  });
});
