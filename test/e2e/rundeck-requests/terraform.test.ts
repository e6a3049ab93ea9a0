import assert from 'node:assert/strict';
import * as z from 'zod';
import { parsedAnswer } from './answer-checks.ts';
import { readRecording } from './recording.ts';
import { type AnswerCheck, replaysRecording } from './replay.ts';
import { GoJob, GoPlannedJob } from './terraform-job.ts';

/** `azure.WithErrorUnlessStatusCode` and `ByClosing` of the SDK: the body is not read. */
const status =
  (...accepted: number[]): AnswerCheck =>
  ({ status, text }) =>
    assert.ok(accepted.includes(status), `${status} ${text}`);

/** `ByUnmarshallingJSON` into a struct of the SDK, or `json.Unmarshal` into one of the provider. */
const json =
  <S extends z.ZodType>(
    schema: S,
    meaning: (value: z.output<S>) => void = () => undefined,
    accepted: readonly number[] = [200],
  ): AnswerCheck =>
  (answer) =>
    meaning(parsedAnswer(schema, answer, accepted));

/**
 * A status 404 removes the resource from the state. The SDK parses the body into the same struct as for an existing
 * resource.
 */
const gone = json(z.looseObject({}), () => undefined, [404]);

/** `readProject` converts each value of the configuration with `v.(string)`, which panics for other types. */
const project = (description: string) =>
  json(
    z.object({ name: z.literal('terraform'), url: z.string(), config: z.record(z.string(), z.string()) }),
    ({ config }) => {
      const { 'project.description': read, 'project.label': label } = config;
      assert.deepEqual([read, label], [description, 'Terraform']);
      const source = Object.entries(config).filter(([key]) => key.startsWith('resources.source.1.'));
      assert.deepEqual(Object.fromEntries(source), {
        'resources.source.1.type': 'file',
        'resources.source.1.config.format': 'resourceyaml',
        'resources.source.1.config.file': '/tmp/terraform-acc-tests.yaml',
      });
    },
  );

const Imported = z.object({
  succeeded: z
    .array(
      z.object({
        index: z.number(),
        id: z.string(),
        name: z.string(),
        href: z.string(),
        permalink: z.string(),
      }),
    )
    .length(1),
  failed: z.array(z.never()),
  skipped: z.array(z.never()),
});
const imported = json(Imported);
const planned = readRecording('terraform').requests.find(({ call }) => call === 'job create')?.body ?? '';
const job = (description: string) =>
  json(z.array(GoJob).length(1), ([found]) => {
    assert.deepEqual(
      { ...found, id: 'id' },
      { ...GoPlannedJob.parse(JSON.parse(planned)[0]), description, id: 'id' },
    );
  });

const key = (type: 'public' | 'private', contentType: string) =>
  json(
    z.object({
      meta: z.object({
        'Rundeck-key-type': z.literal(type).optional(),
        'Rundeck-content-type': z.literal(contentType),
        'Rundeck-content-size': z.string().optional(),
        'Rundeck-content-mask': z.string().optional(),
      }),
      url: z.string(),
      name: z.string(),
      type: z.literal('file'),
      path: z.string(),
    }),
    ({ meta }) => {
      if (type === 'public') assert.equal(meta['Rundeck-key-type'], 'public');
    },
  );
const keyChecks = (name: string, found: AnswerCheck) => ({
  [`${name} create`]: status(200, 201, 409),
  [`${name} read`]: found,
  [`${name} update`]: status(200),
  [`${name} read updated`]: found,
  [`${name} delete`]: status(200, 204),
  [`${name} read deleted`]: gone,
});

const Webhook = z.object({
  name: z.literal('job-trigger-webhook'),
  user: z.literal('admin'),
  roles: z.literal('admin'),
  eventPlugin: z.literal('webhook-run-job'),
  enabled: z.literal(true),
  config: z.object({ argString: z.string(), jobId: z.literal('hello') }),
});
const webhook = (who: string) => json(Webhook, ({ config }) => assert.equal(config.argString, `-who ${who}`));

const CreatedRunner = z.object({ runnerId: z.string(), token: z.string(), downloadTk: z.string() });
/** The enumerations of the SDK refuse other values. */
const RunnerInfo = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  tagNames: z.array(z.string()),
  installationType: z.enum(['linux', 'windows', 'docker', 'kubernetes']),
  replicaType: z.enum(['manual', 'ephemeral']),
});
const runner = (...expected: unknown[]) =>
  json(RunnerInfo, ({ name, description, tagNames, installationType, replicaType }) =>
    assert.deepEqual([name, description, tagNames, installationType, replicaType], expected),
  );

replaysRecording('terraform', {
  'project create': [
    gone,
    json(z.object({ name: z.literal('terraform') }), () => undefined, [200, 201]),
    status(200),
    project('a project of Terraform'),
  ],
  'project read': project('a project of Terraform'),
  'project update': [status(200), project('another description')],
  'project delete': status(200, 204),
  'project read deleted': gone,
  'job create': [imported, job('A basic job')],
  'job read': job('A basic job'),
  'job update': [imported, job('A changed job')],
  'job delete': status(200, 204, 404),
  'job read deleted': status(404),
  ...keyChecks('public_key', key('public', 'application/pgp-keys')),
  ...keyChecks('private_key', key('private', 'application/octet-stream')),
  ...keyChecks('password', key('private', 'application/x-rundeck-data-password')),
  'acl_policy create': json(z.looseObject({ contents: z.string() }), () => undefined, [200, 201]),
  'acl_policy create existing': json(z.looseObject({}), () => undefined, [409]),
  'acl_policy read': json(z.object({ contents: z.string().includes('allow: [read]') })),
  'acl_policy update': json(z.object({ contents: z.string().includes('allow: [admin]') })),
  'acl_policy delete': status(200, 204, 404),
  'acl_policy read deleted': gone,
  'webhook create': [
    json(z.object({ uuid: z.string() })),
    json(
      z
        .array(z.object({ uuid: z.string(), id: z.union([z.number(), z.string()]), authToken: z.string() }))
        .length(1),
    ),
    webhook('Ada'),
  ],
  'webhook create logging': json(z.object({ uuid: z.string() })),
  'webhook read': webhook('Ada'),
  'webhook update': [json(z.looseObject({})), webhook('Grace')],
  'webhook delete': status(200, 204),
  'webhook read deleted': status(404),
  'system_runner create': [
    json(CreatedRunner),
    json(z.looseObject({})),
    runner('system-runner', 'a runner', ['api', 'production'], 'linux', 'manual'),
  ],
  'system_runner update': json(z.looseObject({})),
  'system_runner read': runner('system-runner', 'changed', ['production'], 'linux', 'manual'),
  'system_runner delete': status(200, 204),
  'system_runner read deleted': status(404),
  'project_runner create': [
    json(CreatedRunner),
    json(z.looseObject({})),
    runner('project-runner', 'a runner', ['terraform'], 'docker', 'ephemeral'),
  ],
  'project_runner update': [json(z.looseObject({})), json(z.looseObject({}))],
  'project_runner delete': status(200, 204),
});
