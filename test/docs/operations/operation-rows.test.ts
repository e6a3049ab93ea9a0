import assert from 'node:assert/strict';
import { MANAGEMENT_ROUTES } from '../../../protocol/routes/management-routes.ts';
import type { Route } from '../../../protocol/routes/route.ts';
import { OPERATION_AREAS } from './operation-areas.ts';

const rows = OPERATION_AREAS.flatMap((it) => it.rows);

/** Method and path with `*` for each parameter. */
const key = (method: string, path: string) => `${method} ${path.replaceAll(/\{\+?\w+\}/g, '*')}`;

const routed = new Set(
  Object.values<Route>(MANAGEMENT_ROUTES)
    .filter(({ base }) => base === 'api')
    .map(({ method, path }) => key(method, path)),
);

describe('the table of operations in docs/api.md', () => {
  it('marks an operation as works, differs or added only if the router has it', () => {
    const wrong = rows
      .filter(([method, path, state]) => state !== 'absent' && !routed.has(key(method, path)))
      .map(([method, path, state]) => `${method} ${path} is "${state}" and not routed: mark it absent`);
    assert.deepEqual(wrong, [], 'change these rows in test/docs/operations/, then: npm run docs');
  });

  it('does not mark an operation as absent if the router has it', () => {
    const wrong = rows
      .filter(([method, path, state]) => state === 'absent' && routed.has(key(method, path)))
      .map(([method, path]) => `${method} ${path} is "absent" and routed: mark it works or differs`);
    assert.deepEqual(wrong, [], 'change these rows in test/docs/operations/, then: npm run docs');
  });

  it('contains every route below /api', () => {
    const listed = new Set(rows.map(([method, path]) => key(method, path)));
    const missing = [...routed].filter((it) => !listed.has(it));
    assert.deepEqual(missing, [], 'add a row for each to test/docs/operations/, then: npm run docs');
  });

  it('contains each operation once', () => {
    const keys = rows.map(([method, path]) => key(method, path));
    const repeated = keys.filter((it, index) => keys.indexOf(it) !== index);
    assert.deepEqual(repeated, [], 'remove one row of each in test/docs/operations/');
  });
});
