import { randomUUID } from 'node:crypto';
import { jobPath } from '../../job-language/format/job-path.ts';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import type { WebhookRun } from '../../protocol/routes/shapes/webhook-shapes.ts';
import type { Caller } from '../access/caller.ts';
import { originatorOf } from '../access/originator-of.ts';
import { type Audit, actOf } from '../audit/audit.ts';
import type { Executions } from '../executions/executions.ts';
import type { CoordinatorDefinitions } from '../store/definitions/coordinator-definitions.ts';
import type { WebhookRecord } from '../store/definitions/records/webhook-record.ts';
import type { EventValues } from './payload-template.ts';
import { fieldsOf, readPayload } from './read-payload.ts';
import { eventRun, isConfigProblem, readRunJobConfig } from './run-job-config.ts';

const POST = { resource: 'webhook', action: 'post' } as const;
const RUN = { resource: 'job', action: 'run' } as const;
const RUN_AS = { resource: 'job', action: 'runAs' } as const;

export interface WebhookEventsParts {
  readonly definitions: Pick<CoordinatorDefinitions, 'snapshot'>;
  readonly executions: Pick<Executions, 'run'>;
  readonly audit: Audit;
  readonly log: { info(fields: object, message: string): void };
  /** Epoch ms. */
  readonly now: () => number;
}

/** Handles the events of webhooks. */
export class WebhookEvents {
  readonly #parts: WebhookEventsParts;

  constructor(parts: WebhookEventsParts) {
    this.#parts = parts;
  }

  /**
   * Handles an event of the webhook that authenticated the caller. Returns the started execution, or `logged`.
   *
   * Throws `webhook-not-found`, `webhook-disabled`, `webhook-payload-invalid`, `webhook-invalid`, `forbidden`,
   * `not-found` and the errors of admission.
   */
  async receive(caller: Caller, payload: string): Promise<WebhookRun | 'logged'> {
    const id = caller.principal.webhook;
    const webhook = (await this.#parts.definitions.snapshot()).get('webhooks', String(id));
    if (webhook === undefined) throw new OutrunnerError('webhook-not-found');
    // The webhook may have been disabled while the body arrived.
    if (!webhook.enabled) throw new OutrunnerError('webhook-disabled');
    caller.require(POST, { project: webhook.project });
    const data = readPayload(payload, webhook.name);
    if (webhook.eventPlugin === 'webhook-run-job') return this.#run(caller, webhook, data, payload);
    const { name, project } = webhook;
    // A payload may contain secrets, so the log contains only the names of its fields.
    const fields = {
      webhook: id,
      name,
      project,
      sender: caller.principal.from,
      bytes: Buffer.byteLength(payload),
    };
    this.#parts.log.info({ ...fields, fields: fieldsOf(data) }, 'a webhook received an event');
    return 'logged';
  }

  async #run(caller: Caller, webhook: WebhookRecord, data: unknown, raw: string): Promise<WebhookRun> {
    const { project, name } = webhook;
    const config = readRunJobConfig(webhook.config);
    if (isConfigProblem(config))
      throw new OutrunnerError('webhook-invalid', {
        name,
        problem: config.problem,
        remedy: 'Correct the configuration.',
      });
    const asked = eventRun(config, this.#values(caller, webhook, data, raw));
    if (isConfigProblem(asked))
      throw new OutrunnerError('webhook-payload-invalid', {
        name,
        problem: asked.problem,
        remedy: 'Send the field, or change the configuration of the webhook.',
      });
    const job = (await this.#parts.definitions.snapshot()).get('jobs', config.jobId);
    if (job?.project !== project) throw new OutrunnerError('not-found', { kind: 'Job', name: config.jobId });
    caller.require(RUN, { project });
    if (config.asUser !== undefined) caller.require(RUN_AS, { project });
    const execution = await this.#parts.executions.run({
      job,
      user: config.asUser ?? caller.principal.user,
      originator: originatorOf(caller),
      ...asked,
      webhook: { id: webhook.id, name },
      recordStart: (id, commit) => {
        const detail = `job ${job.id} of ${project}, by webhook ${webhook.id} "${name}"`;
        this.#parts.audit(
          actOf(caller, 'execution.run', { id: String(id), name: jobPath(job) }, detail),
          commit,
        );
      },
    });
    return { jobId: job.id, executionId: String(execution.id) };
  }

  #values({ principal }: Caller, { name, project }: WebhookRecord, data: unknown, raw: string): EventValues {
    const timestamp = String(this.#parts.now());
    return { data, raw, webhook: { id: randomUUID(), name, project, sender: principal.from, timestamp } };
  }
}
