import * as z from 'zod';

/** The name of the schema contributor, and the scheme of the schema's URI. */
const CONTRIBUTOR = 'outrunner-job-schema';
const SCHEMA_URI = `${CONTRIBUTOR}://schema/jobs`;

/** The part of the YAML extension's API that contributes schemas. */
interface SchemaApi {
  readonly registerContributor: (
    name: string,
    requestSchema: (resource: string) => string | undefined,
    requestSchemaContent: (uri: string) => Promise<string> | string,
  ) => boolean;
}
const SchemaApi = z.custom<SchemaApi>(
  (api) => typeof api === 'object' && api !== null && 'registerContributor' in api,
);

interface SchemaContributorNeeds {
  /** Returns the YAML extension, if it is installed. */
  readonly yamlExtension: () => { readonly activate: () => PromiseLike<unknown> } | undefined;
  /** Whether any open document contains jobs. */
  readonly hasJobs: () => boolean;
  /** Whether the document with this URI is open and contains jobs. */
  readonly isJob: (resource: string) => boolean;
  readonly schema: () => Promise<string>;
  readonly onFailed: (error: unknown) => void;
}

/** Contributes the schema of jobs to the YAML extension, once. */
export class SchemaContributor {
  readonly #needs: SchemaContributorNeeds;
  #attempt: 'none' | 'started' | 'failed' = 'none';

  constructor(needs: SchemaContributorNeeds) {
    this.#needs = needs;
  }

  /** Contributes the schema if a document needs it. Does nothing after the first attempt. */
  async contribute(): Promise<void> {
    const { yamlExtension, hasJobs, isJob, schema, onFailed } = this.#needs;
    const extension = yamlExtension();
    if (this.#attempt !== 'none' || extension === undefined || !hasJobs()) return;
    this.#attempt = 'started';
    try {
      const api = SchemaApi.parse(await extension.activate());
      api.registerContributor(CONTRIBUTOR, (resource) => (isJob(resource) ? SCHEMA_URI : undefined), schema);
    } catch (error) {
      this.#attempt = 'failed';
      onFailed(error);
    }
  }

  /** Contributes the schema if a document needs it, even after a failed attempt. */
  async retry(): Promise<void> {
    if (this.#attempt === 'failed') this.#attempt = 'none';
    await this.contribute();
  }
}
