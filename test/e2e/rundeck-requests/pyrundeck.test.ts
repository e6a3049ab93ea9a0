import assert from 'node:assert/strict';
import * as z from 'zod';
import { emptyAnswer, parsedAnswer } from './answer-checks.ts';
import { type AnswerCheck, replaysRecording } from './replay.ts';
import type { ReplayedAnswer } from './send-recorded.ts';

/** Statuses that `raise_for_status` of Python's requests accepts. */
const RAISES_NOT = Array.from({ length: 200 }, (_, index) => 200 + index);

/** `__request`: `raise_for_status`, then `json()`. The schema has the fields that Rundeck documents. */
const json =
  <S extends z.ZodType>(schema: S, meaning: (value: z.output<S>) => void = () => undefined): AnswerCheck =>
  (answer) =>
    meaning(parsedAnswer(schema, answer, RAISES_NOT));

/** `__request` for a format other than JSON, or for an empty answer: `raise_for_status`, then `text`. */
const text =
  (mediaType: string, pattern: RegExp): AnswerCheck =>
  (answer: ReplayedAnswer) => {
    assert.ok(RAISES_NOT.includes(answer.status), `${answer.status} ${answer.text}`);
    assert.equal(answer.mediaType, mediaType);
    assert.match(answer.text, pattern);
  };

/** `raise_for_status` raises HTTPError. */
const raises =
  (status: number): AnswerCheck =>
  (answer) =>
    assert.equal(answer.status, status, answer.text);

const Token = z.object({
  id: z.string(),
  user: z.string(),
  creator: z.string(),
  /** Null if the token never expires. */
  expiration: z.iso.datetime().nullable(),
  expired: z.literal(false),
  roles: z.array(z.string()).nonempty(),
});
const CreatedToken = Token.extend({ token: z.string() });
const Project = z.object({ name: z.string(), description: z.string(), url: z.string() });
const Job = z.object({
  id: z.string(),
  name: z.string(),
  group: z.string().nullable(),
  project: z.literal('shop'),
  description: z.string(),
  href: z.string(),
  permalink: z.string(),
  scheduled: z.boolean(),
  scheduleEnabled: z.boolean(),
  enabled: z.boolean(),
});
const Time = z.object({ unixtime: z.number(), date: z.iso.datetime() });
const Execution = z.object({
  id: z.number(),
  href: z.string(),
  permalink: z.string(),
  status: z.enum(['running', 'succeeded', 'failed', 'aborted']),
  project: z.literal('shop'),
  user: z.string(),
  'date-started': Time,
  job: z.object({
    id: z.string(),
    name: z.string(),
    group: z.string(),
    options: z.record(z.string(), z.string()),
  }),
  argstring: z.string().nullable(),
});
const Executions = z.object({
  paging: z.object({ count: z.number(), total: z.number(), max: z.number(), offset: z.number() }),
  executions: z.array(Execution),
});
const Mode = (executionMode: 'active' | 'passive') => z.object({ executionMode: z.literal(executionMode) });

const projects = json(z.array(Project), (found) => assert.ok(found.some(({ name }) => name === 'shop')));
const jobs = json(z.array(Job), (found) =>
  assert.deepEqual(found.map(({ name }) => name).toSorted(), ['hello', 'nightly', 'numbered', 'slow']),
);
const noJobs = json(z.array(z.never()));
const executions = (...ids: string[]) =>
  json(Executions, (found) => {
    assert.deepEqual(
      found.executions.map(({ job }) => job.id),
      ids,
    );
    assert.equal(found.paging.total, ids.length);
  });
const started = (job: string, argstring: string | null) =>
  json(Execution, (found) => {
    assert.equal(found.job.id, job);
    assert.equal(found.status, 'running');
    if (argstring !== null) assert.ok(found.argstring?.includes(argstring), `${found.argstring}`);
  });
const page = (count: number, total: number) =>
  json(Executions, ({ paging }) => assert.deepEqual([paging.count, paging.total], [count, total]));
const Node = z.object({ nodename: z.literal('web1'), hostname: z.string(), tags: z.string() });
/** `json()` raises ValueError for an empty answer, and the method returns `text`. */
const emptied: AnswerCheck = (answer) => emptyAnswer(answer, RAISES_NOT);
const ended: AnswerCheck = (answer) =>
  parsedAnswer(Execution, answer).status === 'running' ? 'again' : undefined;

replaysRecording('pyrundeck', {
  create_token: [
    json(CreatedToken, ({ user, roles }) => assert.deepEqual([user, roles], ['deploy', ['admin']])),
    json(CreatedToken, ({ user }) => assert.equal(user, 'deploy')),
  ],
  list_tokens: [json(z.array(Token).min(3)), json(z.array(Token).length(2))],
  get_token: json(Token.extend({ user: z.literal('deploy') })),
  delete_token: emptied,
  system_info: json(
    z.object({
      system: z.object({
        rundeck: z.object({ version: z.string(), apiversion: z.number() }),
        executions: z.object({ active: z.boolean(), executionMode: z.string() }),
        stats: z.object({ uptime: z.object({ duration: z.number() }) }),
      }),
    }),
  ),
  set_passive_mode: json(Mode('passive')),
  set_active_mode: json(Mode('active')),
  list_system_acl_policies: json(z.object({ type: z.literal('directory'), resources: z.array(z.never()) })),
  get_acl_policy: raises(404),
  list_projects: projects,
  get_project_info: json(
    Project.extend({ config: z.object({ 'project.label': z.literal('Shop') }), name: z.literal('shop') }),
  ),
  get_project_config: json(z.object({ 'project.label': z.literal('Shop') })),
  list_jobs: jobs,
  list_all_jobs: [projects, noJobs, jobs],
  get_job: jobs,
  list_jobs_by_group: json(z.tuple([Job.extend({ group: z.literal('greetings') })])),
  get_job_def: [
    text('application/xml', /<name>hello<\/name>/),
    text('application/yaml', /^- .*\n(.*\n)* {2}name: hello$/m),
  ],
  get_job_meta: text('application/json', /"name":"hello"/),
  upload_file: json(z.object({ total: z.literal(1), options: z.object({ note: z.string() }) })),
  run_job: [started('hello', '-who Ada'), started('hello', '-who Grace')],
  run_job_by_name: [projects, noJobs, jobs, started('slow', null)],
  execution_info_by_id: [ended, ended, ended],
  get_running_jobs: [executions('slow'), executions('slow')],
  list_running_executions: executions('slow'),
  abort_execution: json(
    z.object({
      abort: z.object({ status: z.enum(['pending', 'aborted']) }),
      execution: z.object({ id: z.string(), status: z.string(), href: z.string() }),
    }),
  ),
  execution_state: json(
    z.object({
      executionState: z.literal('SUCCEEDED'),
      completed: z.literal(true),
      stepCount: z.literal(1),
      steps: z.array(z.object({ stepctx: z.string(), executionState: z.string() })).length(1),
    }),
  ),
  execution_output_by_id: json(
    z.object({
      id: z.coerce.number(),
      offset: z.string().regex(/^\d+$/),
      completed: z.literal(true),
      execCompleted: z.literal(true),
      execState: z.literal('succeeded'),
      entries: z
        .array(z.object({ log: z.literal('hello Ada'), time: z.string(), level: z.string() }))
        .length(1),
    }),
  ),
  get_executions_for_job: [executions('hello', 'hello'), projects, noJobs, jobs, page(1, 2)],
  query_executions: [executions('slow', 'hello', 'hello'), executions('hello', 'hello'), executions()],
  list_resources: json(z.object({ web1: Node })),
  get_resource_info: json(z.strictObject({ web1: Node })),
  delete_execution: emptied,
  bulk_delete_executions: json(
    z.object({
      allsuccessful: z.literal(true),
      requestCount: z.literal(2),
      successCount: z.literal(2),
      failedCount: z.literal(0),
    }),
  ),
});
