import { singleQuoted } from '../expansion/quote.ts';
import { PROGRAM_VERSION } from '../version.ts';

/**
 * The script behind `download/{downloadTk}`. It holds no secret: whoever runs it brings the enrollment token in the
 * environment. `serverUrl` was validated as a URL when it was set; `fingerprint` (SHA-256, hex) is that of the certificate
 * to trust, where no public authority signed it.
 */
export function installScript(serverUrl: string, fingerprint?: string): string {
  const pinned = fingerprint === undefined ? '' : ` --ca-fingerprint sha256:${fingerprint}`;
  const server = `${singleQuoted(serverUrl)}${pinned}`;
  return `#!/bin/sh
# Starts an Outrunner runner for this coordinator. Usage:
#   OUTRUNNER_ENROLLMENT_TOKEN=... sh install-runner.sh [DATA_DIR] [further arguments of \`outrunner runner start\`]
set -eu
data_dir=\${1:-"$HOME/.outrunner/runners/default"}
[ "$#" -eq 0 ] || shift
if [ -z "\${OUTRUNNER_ENROLLMENT_TOKEN:-}" ] && [ ! -e "$data_dir" ]; then
  echo 'OUTRUNNER_ENROLLMENT_TOKEN is not set: copy the token that was shown with the runner.' >&2
  exit 2
fi
if command -v outrunner >/dev/null 2>&1; then
  exec outrunner runner start --server ${server} --data-dir "$data_dir" "$@"
fi
if ! command -v npx >/dev/null 2>&1; then
  echo 'Neither outrunner nor npx is installed: install Node.js 20.15 or later with npm.' >&2
  exit 2
fi
exec npx --yes outrunner@${PROGRAM_VERSION} runner start --server ${server} --data-dir "$data_dir" "$@"
`;
}
