import type { KeyOverview } from '../../protocol/routes/shapes/key-shapes.ts';

/** A folder of keys with all below it; everything in it stands in the order in which it was added. */
export class KeyFolder {
  readonly path: string;
  readonly keys: KeyOverview[] = [];
  readonly #folders = new Map<string, KeyFolder>();
  /** Keys at any depth. */
  count = 0;

  constructor(path: string) {
    this.path = path;
  }

  get folders(): Iterable<KeyFolder> {
    return this.#folders.values();
  }

  /** `below`: the folders between this one and the key, from the top. */
  add(key: KeyOverview, below: readonly string[]): void {
    let folder: KeyFolder = this;
    folder.count += 1;
    for (const name of below) {
      folder = folder.#folder(name);
      folder.count += 1;
    }
    folder.keys.push(key);
  }

  #folder(name: string): KeyFolder {
    const known = this.#folders.get(name);
    if (known !== undefined) return known;
    const made = new KeyFolder(`${this.path}/${name}`);
    this.#folders.set(name, made);
    return made;
  }
}

/** Keys by their folders: those that all projects share, then each project's by its name. */
export interface FoldersOfKeys {
  readonly shared: KeyFolder;
  readonly projects: ReadonlyMap<string, KeyFolder>;
}

const ROOT = 'keys';
const PROJECTS = 'keys/project';

/** Sorts keys into folders, looking at each once. */
export function foldersOfKeys(keys: readonly KeyOverview[]): FoldersOfKeys {
  const shared = new KeyFolder(ROOT);
  const projects = new Map<string, KeyFolder>();
  for (const key of keys) {
    const [, ...names] = key.path.split('/');
    const [first, project] = names;
    if (first !== 'project' || project === undefined) {
      shared.add(key, names.slice(0, -1));
      continue;
    }
    const folder = projects.get(project) ?? new KeyFolder(`${PROJECTS}/${project}`);
    projects.set(project, folder);
    folder.add(key, names.slice(2, -1));
  }
  return { shared, projects };
}
