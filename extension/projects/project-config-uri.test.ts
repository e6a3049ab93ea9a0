import assert from 'node:assert/strict';
import { projectConfigPath, projectOfPath } from './project-config-uri.ts';

describe('the address of the configuration of a project', () => {
  it('names the project, whatever its name', () => {
    for (const name of ['ops', 'a+b', 'x.y-z_1']) assert.equal(projectOfPath(projectConfigPath(name)), name);
  });

  it('is no other path', () => {
    for (const path of ['/', '/ops', '/ops/Configuration of dev.json', '/project.schema.json', '/a b/x'])
      assert.equal(projectOfPath(path), undefined, path);
  });
});
