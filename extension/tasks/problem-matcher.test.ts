import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { PROBLEM_MATCHER } from '../ids/tasks.ts';

const { contributes } = z
  .object({
    contributes: z.object({
      problemMatchers: z.array(
        z.object({ name: z.string(), pattern: z.object({ regexp: z.string() }), fileLocation: z.unknown() }),
      ),
    }),
  })
  .parse(JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')));
const matcher = contributes.problemMatchers.find(({ name }) => `$${name}` === PROBLEM_MATCHER);
assert.ok(matcher);
const pattern = new RegExp(matcher.pattern.regexp);
/** Returns file, line, column, severity and message. */
const problem = (line: string) => pattern.exec(line)?.slice(1);

describe('the problem matcher of tasks', () => {
  it('finds problems of compilers, even after the name of a node', () => {
    assert.deepEqual(problem('src/a.c:12:5: error: no such type'), [
      'src/a.c',
      '12',
      '5',
      'error',
      'no such type',
    ]);
    assert.deepEqual(problem('web1 | my lib/a.c:3: warning: unused: x'), [
      'my lib/a.c',
      '3',
      undefined,
      'warning',
      'unused: x',
    ]);
    assert.deepEqual(problem('a.ts:1:2 - error TS2322: bad'), ['a.ts', '1', '2', 'error', 'bad']);
    assert.deepEqual(problem('a.c:1:2: fatal error: x.h: none'), ['a.c', '1', '2', 'error', 'x.h: none']);
  });

  it('finds no problem outside of the workspace', () => {
    assert.deepEqual(matcher.fileLocation, ['relative', '${workspaceFolder}']);
    for (const path of ['/etc/passwd', '../a.c', 'src/../../a.c', '..\\a.c', 'C:\\a.c', 'C:/a.c', '\\a.c'])
      assert.equal(problem(`${path}:1:1: error: x`), undefined, path);
  });

  it('finds no problem in other lines', () => {
    for (const line of [
      '■ execution 7 failed: exit code 3',
      '10:20:30 error: x',
      '[1] 10:20:30: error: x',
      '✘ 1 on web1 failed',
    ])
      assert.equal(problem(line), undefined, line);
  });

  it('finds no problem in lines of at least a million characters', () => {
    for (const part of ['a', ':', '|', ' | ', '1:', '../', 'a:1:1 error ', 'a/../'])
      assert.equal(problem(part.repeat(1_000_000)), undefined, part);
  });
});
