/** A platform for which single-file runners are built. */
export interface Platform {
  /** The platform in the name of the npm package `node-<name>`. */
  readonly name: 'linux-x64' | 'linux-arm64' | 'win-x64';
  /** Path of Node.js in that package. */
  readonly node: string;
  /**
   * Digest of the package for the version of `node` in package.json: `npm view node-<name>@<version> dist.integrity`.
   */
  readonly integrity: string;
  /** The package of its pseudo-terminals, if the runner uses any. */
  readonly terminals?: string;
  /** Name of the executable. */
  readonly output: string;
}

/** The version of Node.js to which the digests below belong. A test compares it with package.json. */
export const NODE_VERSION = '24.21.0';

export const platforms: readonly Platform[] = [
  {
    name: 'linux-x64',
    node: 'bin/node',
    integrity:
      'sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==',
    terminals: '@lydell/node-pty-linux-x64',
    output: 'outrunner-linux-x64',
  },
  {
    name: 'linux-arm64',
    node: 'bin/node',
    integrity:
      'sha512-FpJRPEz2OvvTLfjIOlNGFY9JLPMKgl5m+d4oGYBLg24kJ1mmvN1Zl/HPJgF4HDaJ51ISev1l1cRZ/DM+keXW5g==',
    terminals: '@lydell/node-pty-linux-arm64',
    output: 'outrunner-linux-arm64',
  },
  {
    name: 'win-x64',
    node: 'bin/node.exe',
    integrity:
      'sha512-0ddSuAi9KnmYzfjJwKfFUO5YfljMVfa9smiGRQXmp5QGhm8KXk7xbqkFNeaPXVaL6sfZ5oGfCD7q8wWY/TnypA==',
    output: 'outrunner-win-x64.exe',
  },
];
