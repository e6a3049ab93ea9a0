import type { ValueLookup } from '../../job-language/expansion/value-lookup.ts';
import type { Job } from '../../job-language/format/job.ts';
import { hasRemoteValues, type JobOption } from '../../job-language/format/job-option.ts';
import { jobPath } from '../../job-language/format/job-path.ts';
import type { RemoteValues } from '../../job-language/options/option-value.ts';
import { type ListedValue, readListedValues } from '../../job-language/options/read-listed-values.ts';
import { valuesKeyPath, valuesRequest } from '../../job-language/options/values-request.ts';
import { globalsOf } from '../../job-language/plan/run-values.ts';
import type { Settings } from '../../protocol/entities/settings.ts';
import { explain, OutrunnerError, toOutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import type { ProjectName } from '../../protocol/ids.ts';
import type { OptionValuesAnswer } from '../../protocol/routes/shapes/option-shapes.ts';
import { fetchDocument } from '../../support/fetch/fetch-document.ts';
import { ownValue } from '../../support/records/own-value.ts';

export interface ListedOptionsParts {
  readonly settings: () => Settings;
  /** Returns the content of a key that jobs of the project may read; undefined if there is none. */
  readonly readKey: (path: string, project: ProjectName) => Promise<string | undefined>;
  /** Returns the Rundeck properties of a project. */
  readonly config: (project: ProjectName) => Promise<Readonly<Record<string, string>>>;
  /** Environment with HTTPS_PROXY, HTTP_PROXY and NO_PROXY. */
  readonly environment: Readonly<NodeJS.ProcessEnv>;
  /** Name of the coordinator's host. */
  readonly serverNode: string;
}

/** The context of a request for option values. */
export interface ListedFor {
  readonly job: Job;
  readonly jobId?: string | undefined;
  readonly project: ProjectName;
  readonly user: string;
  /** Option values that the user has entered so far, none of them secure. */
  readonly values: Readonly<Record<string, string>>;
}

/** Fetches the values of job options from URLs in the jobs. */
export class ListedOptions {
  readonly #parts: ListedOptionsParts;

  constructor(parts: ListedOptionsParts) {
    this.#parts = parts;
  }

  /**
   * Requests the values of an option from its URL.
   *
   * Throws `option-values-unknown`, and the errors of fetching.
   */
  async list(option: JobOption, asked: ListedFor): Promise<readonly ListedValue[]> {
    const { settings, readKey, environment } = this.#parts;
    const { job, project, values } = asked;
    const unknown = (problem: string) =>
      new OutrunnerError('option-values-unknown', { option: option.name, job: jobPath(job), problem });
    if ((option.valuesUrl ?? '').trim() === '') {
      throw unknown(`the plugin ${option.optionValuesPluginType ?? ''} is not available`);
    }
    const keyPath = valuesKeyPath(option);
    const secret = keyPath === undefined ? undefined : await readKey(keyPath, project);
    if (keyPath !== undefined && secret === undefined) throw unknown(`there is no key ${keyPath}`);
    const context = { options: job.options, values, lookup: await this.#lookup(asked) };
    const request = valuesRequest(option, context, secret);
    if ('problem' in request) throw unknown(request.problem);
    const { allowed, maxBytes, timeoutSeconds } = settings().fetch;
    const seconds = Math.min(request.timeoutSeconds ?? timeoutSeconds, timeoutSeconds);
    const fetched = await fetchDocument(request, {
      allowed,
      maxBytes,
      environment,
      timeoutMilliseconds: seconds * 1000,
    });
    const text = new TextDecoder().decode(fetched.bytes);
    const listed = readListedValues(text, option.configRemoteUrl?.jsonFilter);
    if ('problem' in listed) throw unknown(listed.problem);
    return listed.values;
  }

  /** Returns the values against which a run is checked. A failed request becomes a problem of the option. */
  async allowed(option: JobOption, asked: ListedFor): Promise<RemoteValues> {
    try {
      const listed = await this.list(option, asked);
      const selected = listed.filter((it) => it.selected).map(({ value }) => value);
      const values = listed.map(({ value }) => value);
      return selected.length === 0 ? { values } : { values, selected };
    } catch (error) {
      return { problem: explain(error).replace(/\.$/, '') };
    }
  }

  /** Returns the values, or an error, of each option with a URL or a values plugin, by option name. */
  async listAll(asked: ListedFor): Promise<Map<string, OptionValuesAnswer['options'][string]>> {
    const found = new Map<string, OptionValuesAnswer['options'][string]>();
    const remote = asked.job.options.filter(hasRemoteValues);
    const answers = await Promise.allSettled(remote.map((option) => this.list(option, asked)));
    for (const [index, option] of remote.entries()) {
      const answer = answers[index];
      if (answer?.status === 'fulfilled') {
        found.set(option.name, { values: [...answer.value] });
        continue;
      }
      const { message: error, code, remedy } = toOutrunnerError(answer?.reason);
      found.set(option.name, { error, code, remedy });
    }
    return found;
  }

  async #lookup({ job, jobId, project, user }: ListedFor): Promise<ValueLookup> {
    const groups: Readonly<Record<string, Readonly<Record<string, string>>>> = {
      job: {
        name: job.name,
        group: job.group ?? '',
        description: job.description,
        ...(jobId === undefined ? {} : { id: jobId }),
        project,
        username: user,
        'user.name': user,
      },
      globals: globalsOf(await this.#parts.config(project)),
      rundeck: { nodename: this.#parts.serverNode },
    };
    return ({ group, key }) => ownValue(ownValue(groups, group), key);
  }
}
