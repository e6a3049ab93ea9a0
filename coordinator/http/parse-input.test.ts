import assert from 'node:assert/strict';
import { explain } from '../../protocol/errors/outrunner-error.ts';
import { MANAGEMENT_ROUTES } from '../../protocol/routes/management-routes.ts';
import { givenValues, refuseUnknownQuery } from './parse-input.ts';

describe('refuseUnknownQuery', () => {
  const { listProjectExecutions, getJobInfo, runJob } = MANAGEMENT_ROUTES;

  it('accepts declared parameters, and options where the route allows them', () => {
    refuseUnknownQuery(listProjectExecutions, { jobFilter: 'a', max: '2' });
    refuseUnknownQuery(runJob, { 'option.size': '1', argString: '' });
  });

  for (const [what, route, query, error] of [
    [
      'a misspelled parameter, with a suggestion',
      listProjectExecutions,
      'jobFiltr',
      /"jobFiltr".*"jobFilter"/,
    ],
    ['a parameter of a call without any', getJobInfo, 'x', /"x".*no query parameters/],
    [
      'an option of a call without options',
      listProjectExecutions,
      'option.size',
      /"option.size".*This call accepts max/,
    ],
    ['a name that every object has', getJobInfo, 'constructor', /"constructor"/],
  ] as const) {
    it(`refuses ${what}`, () => {
      assert.throws(
        () => refuseUnknownQuery(route, { [query]: '1' }),
        (thrown) => error.test(explain(thrown)),
      );
    });
  }
});

describe('givenValues', () => {
  it('omits empty values, except those of options of a job', () => {
    assert.deepEqual(givenValues({ jobExactFilter: '', max: '2', ids: ['', 'a'], jobListFilter: ['', ''] }), {
      max: '2',
      ids: ['a'],
    });
    assert.deepEqual(givenValues({ 'option.size': '' }), { 'option.size': '' });
  });
});
