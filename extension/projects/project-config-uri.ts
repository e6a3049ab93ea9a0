import { ProjectName } from '../../protocol/ids.ts';

/** Path of the document in which the configuration of a project is edited. */
export function projectConfigPath(project: string): string {
  return `/${project}/Configuration of ${project}.json`;
}

/** The project that such a path stands for. */
export function projectOfPath(path: string): ProjectName | undefined {
  const name = ProjectName.safeParse(path.split('/')[1]).data;
  return name !== undefined && path === projectConfigPath(name) ? name : undefined;
}
