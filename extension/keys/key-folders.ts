import type { KeyOverview } from '../../protocol/routes/shapes/key-shapes.ts';

/** A folder of keys with its subfolders, in the order of insertion. */
export class KeyTreeFolder {
  readonly path: string;
  readonly keys: KeyOverview[] = [];
  readonly #folders = new Map<string, KeyTreeFolder>();
  /** Number of keys at any depth. */
  count = 0;

  constructor(path: string) {
    this.path = path;
  }

  get folders(): Iterable<KeyTreeFolder> {
    return this.#folders.values();
  }

  /** Adds a key. `below` are the names of the folders between this folder and the key, outermost first. */
  add(key: KeyOverview, below: readonly string[]): void {
    let folder: KeyTreeFolder = this;
    folder.count += 1;
    for (const name of below) {
      folder = folder.#folder(name);
      folder.count += 1;
    }
    folder.keys.push(key);
  }

  #folder(name: string): KeyTreeFolder {
    const known = this.#folders.get(name);
    if (known !== undefined) return known;
    const made = new KeyTreeFolder(`${this.path}/${name}`);
    this.#folders.set(name, made);
    return made;
  }
}

/** The folder of the keys that all projects share, and the folders of projects by name. */
export interface FoldersOfKeys {
  readonly shared: KeyTreeFolder;
  readonly projects: ReadonlyMap<string, KeyTreeFolder>;
}

const ROOT = 'keys';
const PROJECTS = 'keys/project';

/** Groups keys by folder in a single pass. */
export function foldersOfKeys(keys: readonly KeyOverview[]): FoldersOfKeys {
  const shared = new KeyTreeFolder(ROOT);
  const projects = new Map<string, KeyTreeFolder>();
  for (const key of keys) {
    const [, ...names] = key.path.split('/');
    const [first, project] = names;
    if (first !== 'project' || project === undefined) {
      shared.add(key, names.slice(0, -1));
      continue;
    }
    const folder = projects.get(project) ?? new KeyTreeFolder(`${PROJECTS}/${project}`);
    projects.set(project, folder);
    folder.add(key, names.slice(2, -1));
  }
  return { shared, projects };
}
