/** A folder at the root that holds code, and the other rooms whose code it may use. */
export const rooms: Readonly<Record<string, readonly string[]>> = {
  support: [],
  protocol: ['support'],
  'job-language': ['support', 'protocol'],
  coordinator: ['support', 'protocol', 'job-language'],
  runner: ['support', 'protocol', 'job-language'],
  extension: ['support', 'protocol', 'job-language'],
  'webview-ui': ['protocol'],
  cli: ['support', 'protocol', 'job-language', 'coordinator', 'runner'],
  scripts: [],
  demo: ['support', 'protocol', 'job-language'],
  test: [
    'support',
    'protocol',
    'job-language',
    'coordinator',
    'runner',
    'extension',
    'webview-ui',
    'cli',
    'scripts',
    'demo',
  ],
  bench: [
    'support',
    'protocol',
    'job-language',
    'coordinator',
    'runner',
    'extension',
    'webview-ui',
    'cli',
    'scripts',
    'test',
  ],
};

/** Rooms that may know the shapes of another and never load its code. */
export const typesOnly: Readonly<Record<string, readonly string[]>> = { 'webview-ui': ['protocol'] };

/** The rooms that are shipped. In the others a module's name may be computed. */
export const shippedRooms: readonly string[] = [
  'support',
  'protocol',
  'job-language',
  'coordinator',
  'runner',
  'extension',
  'webview-ui',
  'cli',
];

/** Modules with a reason to stay in few places, and the folders that may import them. */
export const confinedModules: readonly {
  readonly module: string;
  readonly folders: readonly string[];
  readonly why: string;
}[] = [
  { module: 'vscode', folders: ['extension/', 'test/host/'], why: 'only the extension runs in VS Code' },
  {
    module: '@vscode/webview-ui-toolkit',
    folders: ['webview-ui/ui/'],
    why: 'one folder knows the toolkit, so that it can be replaced',
  },
  { module: 'node:sqlite', folders: ['coordinator/', 'test/', 'bench/'], why: 'Node 20 has none' },
];

/** Folders that decide and never act: they import themselves and the rooms named here, no package and no Node module. */
export const pureFolders: Readonly<Record<string, readonly string[]>> = {
  'coordinator/engine/': ['support/', 'protocol/', 'job-language/'],
};

/** The files that may compute the name of what they load, and say in their types what that is. */
export const computedNames: readonly string[] = [
  // Starts the programs: from source in their rooms, built beside itself.
  'cli/session/rooms.ts',
];

/** Rooms whose code runs in a browser. */
export const browserRooms: readonly string[] = ['webview-ui'];
