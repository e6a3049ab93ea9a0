import { Option } from 'commander';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import type { ProjectName } from '../../protocol/ids.ts';
import type { ClientSession } from './session.ts';

/** Returns the option `--saved-filter NAME`, an alternative to `--filter`. */
export function savedFilterOption(): Option {
  return new Option('--saved-filter <name>', 'a saved node filter of the project').conflicts('filter');
}

/** Returns the text of a saved node filter of a project. Throws `not-found`. */
export async function savedFilter(
  { client }: Pick<ClientSession, 'client'>,
  project: ProjectName,
  name: string,
): Promise<string> {
  const filters = await client.listNodeFilters({ params: { project } });
  const found = filters.find((filter) => filter.name === name);
  if (found === undefined) throw new OutrunnerError('not-found', { kind: 'Node filter', name });
  return found.filter;
}
