import type { Client } from '../../protocol/client/client.ts';
import { isOutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import type { ProjectName } from '../../protocol/ids.ts';
import type { ProjectConfig } from '../../protocol/routes/shapes/project-shapes.ts';

/** Maximum number of attempts. Each failure means that a concurrent change succeeded. */
const MOST_TRIES = 100;

/**
 * Applies `edit` to the configuration of a project. After a concurrent change, reads the configuration again, so that
 * no change is lost. Throws `not-found`, and `revision-conflict` after too many concurrent changes.
 */
export async function changeConfig(
  client: Pick<Client, 'getRevisedConfig' | 'setRevisedConfig'>,
  project: ProjectName,
  edit: (before: ProjectConfig) => ProjectConfig,
): Promise<void> {
  const params = { project };
  for (let tries = 1; ; tries += 1) {
    const { config, revision } = await client.getRevisedConfig({ params });
    try {
      await client.setRevisedConfig({ params, body: { config: edit(config), revision } });
      return;
    } catch (error) {
      if (tries === MOST_TRIES || !isOutrunnerError(error) || error.code !== 'revision-conflict') throw error;
    }
  }
}
