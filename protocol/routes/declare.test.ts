import assert from 'node:assert/strict';
import * as z from 'zod';
import { ProjectName, RunnerId } from '../ids.ts';
import { defineRoute, json } from './declare.ts';

const common = { summary: 'A route.', access: 'anybody' } as const;

describe('defineRoute', () => {
  it('fills in defaults for the keys that a declaration omits', () => {
    const { method, base, params, query, body, status, answer } = defineRoute({ ...common, path: '/a' });
    assert.deepEqual(
      { method, base, params, query, body, status, answer },
      {
        method: 'GET',
        base: 'api',
        params: {},
        query: {},
        body: { kind: 'none' },
        status: 204,
        answer: { kind: 'empty' },
      },
    );
  });

  it('uses status 200 if the answer has a body, unless the declaration sets another status', () => {
    const answer = json(z.string());
    assert.equal(defineRoute({ ...common, path: '/a', answer }).status, 200);
    assert.equal(defineRoute({ ...common, path: '/a', answer, status: 201 }).status, 201);
  });

  it('derives the parameter schemas from the path, in the order of the path', () => {
    const { params } = defineRoute({ ...common, path: '/{runner}/{project}' });
    assert.deepEqual(Object.entries(params), [
      ['runner', RunnerId],
      ['project', ProjectName],
    ]);
  });

  it("prefers the declaration's own schema of a parameter", () => {
    const runner = z.literal('*');
    const { params } = defineRoute({ ...common, path: '/{runner}/{project}', params: { runner } });
    assert.deepEqual(params, { runner, project: ProjectName });
  });
});
