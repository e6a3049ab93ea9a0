import assert from 'node:assert/strict';
import * as z from 'zod';
import { ProjectName, RunnerId } from '../ids.ts';
import { defineRoute, json } from './declare.ts';

const common = { summary: 'A route.', access: 'anybody' } as const;

describe('defineRoute', () => {
  it('fills in what a declaration omits', () => {
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

  it('answers 200 if the answer has content, unless the declaration says otherwise', () => {
    const answer = json(z.string());
    assert.equal(defineRoute({ ...common, path: '/a', answer }).status, 200);
    assert.equal(defineRoute({ ...common, path: '/a', answer, status: 201 }).status, 201);
  });

  it('derives the schemas of parameters from the path, in its order', () => {
    const { params } = defineRoute({ ...common, path: '/{runner}/{project}' });
    assert.deepEqual(Object.entries(params), [
      ['runner', RunnerId],
      ['project', ProjectName],
    ]);
  });

  it("prefers a declaration's own schema of a parameter", () => {
    const runner = z.literal('*');
    const { params } = defineRoute({ ...common, path: '/{runner}/{project}', params: { runner } });
    assert.deepEqual(params, { runner, project: ProjectName });
  });
});
