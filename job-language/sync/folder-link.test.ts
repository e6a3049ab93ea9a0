import assert from 'node:assert/strict';
import { isOutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { linksTo, parseFolderLink } from './folder-link.ts';

const link = (content: unknown) => parseFolderLink(JSON.stringify(content));

function problem(content: unknown): string {
  try {
    link(content);
  } catch (error) {
    if (isOutrunnerError(error) && error.code === 'folder-link-invalid') return error.message;
    throw error;
  }
  return '';
}

describe('outrunner.json', () => {
  it('needs only a project; the folder of jobs is "jobs" by default', () => {
    assert.deepEqual(link({ project: 'ops' }), { project: 'ops', jobs: 'jobs' });
    assert.equal(link({ project: 'ops', jobs: 'a/b c' }).jobs, 'a/b c');
    assert.equal(link({ project: 'ops', jobs: '.' }).jobs, '.');
  });

  it('reports each unknown key, such as a token', () => {
    assert.match(problem({ project: 'ops', token: 't', x: 1 }), /unknown key "token", "x"/);
  });

  it('refuses a missing or invalid project, and text that is not JSON', () => {
    assert.match(problem({}), /"project"/);
    assert.match(problem({ project: '../ops' }), /"project"/);
    assert.throws(() => parseFolderLink('{'), /it is not JSON/);
  });

  for (const jobs of [
    '..',
    'a/../..',
    '/etc',
    'C:/jobs',
    'a\\..\\b',
    '',
    'a//b',
    './a',
    '.git',
    'a/.GIT',
    'a\0b',
  ]) {
    it(`refuses the folder ${JSON.stringify(jobs)}`, () => {
      assert.match(problem({ project: 'ops', jobs }), /"jobs"/);
    });
  }

  for (const coordinator of [
    'ftp://a',
    'a',
    'https://user:secret@a',
    'https://token@a',
    'https://a?token=t',
    'https://a#t',
  ]) {
    it(`refuses the address ${coordinator}`, () => {
      assert.match(problem({ project: 'ops', coordinator }), /"coordinator"/);
    });
  }

  it('links only to the configured coordinator, with its address in any notation, or to any coordinator if none is configured', () => {
    const linked = link({ project: 'ops', coordinator: 'https://Ops.example.org:443/outrunner/' });
    assert.equal(linksTo(linked, 'https://ops.example.org/outrunner'), true);
    for (const other of [
      'https://ops.example.org',
      'http://ops.example.org/outrunner',
      'https://b/outrunner',
      'x',
    ])
      assert.equal(linksTo(linked, other), false);
    assert.equal(linksTo(link({ project: 'ops' }), 'https://b'), true);
  });
});
