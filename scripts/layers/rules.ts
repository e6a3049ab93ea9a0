/** The layers (top-level folders with code), each with the other layers that it may import. */
export const layers: Readonly<Record<string, readonly string[]>> = {
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

/** Layers that may import types of another layer, but code only from one folder of that layer. */
export const typesOnly: Readonly<Record<string, { readonly layer: string; readonly codeFrom: string }>> = {
  'webview-ui': { layer: 'protocol', codeFrom: 'protocol/webview/' },
};

/** The layers whose code is shipped. Only code in other layers may compute module names. */
export const shippedLayers: readonly string[] = [
  'support',
  'protocol',
  'job-language',
  'coordinator',
  'runner',
  'extension',
  'webview-ui',
  'cli',
];

/** Modules that only certain folders may import, and those folders. */
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
  {
    module: '@vscode/l10n',
    folders: ['extension/', 'webview-ui/'],
    why: 'only texts of the extension are translated',
  },
  { module: 'node:sqlite', folders: ['coordinator/', 'test/', 'bench/'], why: 'Node 20 does not have it' },
];

/** Pure folders: they import only themselves and the layers listed here, no package and no Node module. */
export const pureFolders: Readonly<Record<string, readonly string[]>> = {
  'coordinator/engine/': ['support/', 'protocol/', 'job-language/'],
};

/** Layers whose code runs in a browser. */
export const browserLayers: readonly string[] = ['webview-ui'];
