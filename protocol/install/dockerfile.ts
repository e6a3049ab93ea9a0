import { quoteForShell } from '../../support/text/shell-quote.ts';
import { PROGRAM_VERSION } from '../version.ts';
import { connectionFlags, DOWNLOADS, INSTALL_PATHS, type InstallOffer } from './install-source.ts';

/** Name of the runner image in the commands and manifests of this version. */
export const IMAGE = `outrunner-runner:${PROGRAM_VERSION}`;
/** The data dir in a container. */
export const CONTAINER_DATA_DIR = '/var/lib/outrunner';
/** User and group of the runner in a container. */
export const CONTAINER_USER = 10_001;

const CERTIFICATE = '/usr/local/share/outrunner/coordinator.pem';

/**
 * Returns a Dockerfile that needs no context: `docker build -`. The image contains the coordinator's address and no
 * secret; a container gets its token from the environment. To add tools for steps, build another image from this one.
 */
export function dockerfile(offer: InstallOffer): string {
  return [
    ...program(offer),
    // `tini` is an init process, which reaps the orphaned processes of steps.
    'RUN apt-get update \\',
    ' && apt-get install --yes --no-install-recommends ca-certificates openssh-client tini \\',
    ' && rm -rf /var/lib/apt/lists/* \\',
    ` && useradd --uid ${CONTAINER_USER} --user-group --home-dir ${CONTAINER_DATA_DIR} --shell /bin/sh outrunner \\`,
    ` && install --directory --mode=0700 --owner=outrunner --group=outrunner ${CONTAINER_DATA_DIR}`,
    `USER ${CONTAINER_USER}`,
    `WORKDIR ${CONTAINER_DATA_DIR}`,
    `VOLUME ${CONTAINER_DATA_DIR}`,
    `ENTRYPOINT ["/usr/bin/tini", "--", "outrunner", "runner", "start", "--data-dir", "${CONTAINER_DATA_DIR}"]`,
    `CMD ${JSON.stringify(connectionFlags(offer))}`,
    '',
  ].join('\n');
}

function program({ serverUrl, trust, checksums }: InstallOffer): string[] {
  const offered = [
    { pattern: 'amd64', file: DOWNLOADS.linuxX64 },
    { pattern: 'arm64', file: DOWNLOADS.linuxArm64 },
  ].filter(({ file }) => checksums[file] !== undefined);
  const isPackage = offered.length === 0;
  const files = isPackage ? [{ pattern: '*', file: DOWNLOADS.npm }] : offered;
  const choice = files.map(
    ({ pattern, file }) => `      ${pattern}) file=${file} checksum=${checksums[file] ?? 'none'} ;; \\`,
  );
  const downloads = quoteForShell(`${serverUrl}${INSTALL_PATHS.downloads}`);
  const last = isPackage
    ? [
        'FROM node:24-trixie-slim',
        `COPY --from=program /outrunner /tmp/${DOWNLOADS.npm}`,
        `RUN npm install --global /tmp/${DOWNLOADS.npm}`,
      ]
    : ['FROM debian:trixie-slim', 'COPY --from=program /outrunner /usr/local/bin/outrunner'];
  return [
    'FROM debian:trixie-slim AS program',
    'RUN apt-get update && apt-get install --yes --no-install-recommends ca-certificates curl',
    ...(trust === undefined ? [] : [`COPY <<'PEM' ${CERTIFICATE}`, trust.certificate, 'PEM']),
    'RUN set -eu; \\',
    '    case "$(dpkg --print-architecture)" in \\',
    ...choice,
    ...(isPackage ? [] : ['      *) echo "there is no runner for this architecture" >&2; exit 1 ;; \\']),
    '    esac; \\',
    `    curl -fsSL ${trust === undefined ? '' : `--cacert ${CERTIFICATE} `}-o /outrunner ${downloads}/"$file"; \\`,
    '    echo "$checksum  /outrunner" | sha256sum --check; \\',
    '    chmod 755 /outrunner',
    '',
    ...last,
  ];
}
