import { ProjectName } from '../../protocol/ids.ts';

/** Returns the path of a project's configuration document. */
export function projectConfigPath(project: string): string {
  return `/${project}/Configuration of ${project}.json`;
}

/** Returns the project of a configuration document's path; undefined for any other path. */
export function projectOfPath(path: string): ProjectName | undefined {
  const name = ProjectName.safeParse(path.split('/')[1]).data;
  return name !== undefined && path === projectConfigPath(name) ? name : undefined;
}
