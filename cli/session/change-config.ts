import type { Client } from '../../protocol/client/client.ts';
import { isOutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import type { ProjectName } from '../../protocol/ids.ts';
import type { ProjectConfig } from '../../protocol/routes/shapes/project-shapes.ts';

/** Each that fails means that somebody else's change went through. */
const MOST_TRIES = 100;

/**
 * Changes the configuration of a project as `edit` says, upon what is there: read again where somebody else changed it
 * meanwhile, so that neither change is lost. Throws `not-found`, `revision-conflict` where others never rest.
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
