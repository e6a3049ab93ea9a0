import assert from 'node:assert/strict';
import { Tag } from '../../../protocol/ids.ts';
import { LOCAL_RUNNER_ALONE, previewRunners, readRunners } from './runners-file.ts';

describe('runners of an offline plan', () => {
  const runners = readRunners(
    '- {name: east, tags: [Db, prod]}\n- {name: west, tags: "db, eu", projects: other}\n- {name: here, local: true}\n',
    'runners.yaml',
  );
  const tagged = (match: 'all' | 'any', ...tags: string[]) =>
    ({ kind: 'tags', match, tags: tags.map((tag) => Tag.parse(tag)) }) as const;

  it('are selected by tags and project', () => {
    assert.deepEqual(previewRunners(tagged('all', 'db'), 'shop', runners), { names: ['east'] });
    assert.deepEqual(previewRunners(tagged('any', 'db', 'eu'), 'other', runners), {
      names: ['east', 'west'],
    });
    assert.deepEqual(previewRunners(tagged('all', 'db', 'eu'), 'shop', runners), {
      names: [],
      problem:
        'No runner matches: `db` is on 1 runner, `eu` on none; west has all of them, but belongs to other projects.',
    });
  });

  it('count as assigned to the project if the project is unknown', () => {
    assert.deepEqual(previewRunners(tagged('all', 'eu'), undefined, runners), { names: ['west'] });
  });

  it('include the Local Runner for jobs that select no runner', () => {
    assert.deepEqual(previewRunners({ kind: 'local' }, 'shop', runners), { names: ['here'] });
    assert.deepEqual(previewRunners({ kind: 'local' }, 'shop', LOCAL_RUNNER_ALONE), {
      names: ['Local Runner'],
    });
    assert.deepEqual(previewRunners({ kind: 'local' }, 'shop', []), {
      names: [],
      problem: 'There is no Local Runner.',
    });
  });

  it('are read from a list or a map; other content causes an error with the path of the file', () => {
    assert.equal(readRunners('{"runners": [{"name": "a", "tags": ["x"]}]}', 'r.json').length, 1);
    assert.deepEqual(readRunners('', 'r.yaml'), []);
    const names = (text: string) =>
      readRunners(text, 'r').map(({ name, tags }) => `${name}: ${tags.join('+')}`);
    assert.deepEqual(names('east: {tags: "a, b"}\nwest: {tagNames: [c], assignedProjects: {shop: ".*"}}'), [
      'east: a+b',
      'west: c',
    ]);
    for (const text of ['a: b', '- {tags: [x]}', '- {name: a, tags: 1}', '- [', '"']) {
      assert.throws(() => readRunners(text, 'r.yaml'), /r\.yaml is not a list of runners/, text);
    }
  });
});
