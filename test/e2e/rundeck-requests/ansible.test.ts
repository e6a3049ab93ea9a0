import assert from 'node:assert/strict';
import * as z from 'zod';
import { emptyAnswer, parsedAnswer } from './answer-checks.ts';
import { type AnswerCheck, replaysRecording } from './replay.ts';
import type { ReplayedAnswer } from './send-recorded.ts';

/**
 * Asserts a status, and parses as `api_request` of plugins/module_utils/_rundeck.py does: 403, 409 and 5xx end the
 * module, 404 counts as nothing, and any other answer is empty or JSON.
 */
function apiRequest<S extends z.ZodType>(schema: S, answer: ReplayedAnswer, status = 200): z.output<S> {
  assert.ok(answer.status !== 403 && answer.status !== 409 && answer.status < 500, answer.text);
  return parsedAnswer(schema, answer, [status]);
}

const json =
  <S extends z.ZodType>(schema: S, status = 200): AnswerCheck =>
  (answer) =>
    void apiRequest(schema, answer, status);
/** `api_request` returns None if the object does not exist. */
const absent: AnswerCheck = ({ status, text }) => assert.equal(status, 404, text);
const emptied: AnswerCheck = (answer) => emptyAnswer(answer);

const Project = z.object({ name: z.literal('recorded'), description: z.string(), url: z.string() });
const project = json(Project.extend({ config: z.record(z.string(), z.string()) }));

/** `facts["contents"]` is compared with the policy of the task. */
const policy = (action: string) =>
  json(z.object({ contents: z.string().regex(new RegExp(`- allow: \\[${action}\\]\n`)) }));
const stored = (status: number) => json(z.object({ contents: z.string() }), status);

const Execution = z.object({
  id: z.number(),
  status: z.string(),
  href: z.string(),
  permalink: z.string(),
  job: z.object({ id: z.string() }),
});
/** `job_run` requires the status 200, and reads `id`. */
const started = (job: string) => json(Execution.extend({ job: z.object({ id: z.literal(job) }) }));
/** `job_status_check` ends at these statuses, and repeats its two requests at others. */
const status =
  (expected: 'aborted' | 'scheduled' | 'failed' | 'succeeded'): AnswerCheck =>
  (answer) => {
    const { status } = apiRequest(Execution, answer);
    if (status === 'running') return 'again';
    return assert.equal(status, expected);
  };
/** Checks the status before the abort, at which no module ends. */
const running: AnswerCheck = (answer) => assert.equal(apiRequest(Execution, answer).status, 'running');
const Aborted = z.object({ abort: z.object({ status: z.enum(['pending', 'aborted']) }) });
const output = json(z.object({ entries: z.array(z.object({ log: z.string() })) }));
const Paged = z.object({
  paging: z.object({ count: z.number(), total: z.number(), offset: z.number(), max: z.number() }),
  executions: z.array(z.object({ id: z.number(), status: z.string(), job: z.object({ id: z.string() }) })),
});

replaysRecording('ansible', {
  'rundeck_project present': [absent, json(Project, 201), project],
  'rundeck_project present again': project,
  'rundeck_project absent': [project, emptied],
  'rundeck_project absent again': absent,
  ...Object.fromEntries(
    ['system', 'project'].flatMap((place) => [
      [`rundeck_acl_policy ${place} present`, [absent, stored(201), policy('run')]],
      [`rundeck_acl_policy ${place} present again`, policy('run')],
      [`rundeck_acl_policy ${place} changed`, [policy('run'), stored(200), policy('read')]],
      [`rundeck_acl_policy ${place} absent`, [policy('read'), emptied]],
    ]),
  ),
  'rundeck_acl_policy invalid': [absent, json(z.object({ valid: z.literal(false) }), 400)],
  'rundeck_job_run succeeds': [started('hello'), status('succeeded'), output],
  'rundeck_job_run fails': [started('nightly'), status('failed'), output],
  'rundeck_job_run no wait': started('hello'),
  'rundeck_job_run aborts': [started('slow'), running, output, json(Aborted), status('aborted'), output],
  'rundeck_job_run later': [started('hello'), status('scheduled'), output],
  'rundeck_job_run unknown job': absent,
  rundeck_job_executions_info: json(Paged.extend({ executions: Paged.shape.executions.min(3) })),
  'rundeck_job_executions_info failed': json(Paged.extend({ executions: Paged.shape.executions.length(1) })),
});
