import * as z from 'zod';
import { defineRoute } from './declare.ts';

const common = { base: 'outrunner', access: 'anybody' } as const;
const plain = { kind: 'text', mediaTypes: ['text/plain'] } as const;

/**
 * Scripts, container files and programs that install a runner on a host. None of them is secret, and no token is
 * needed.
 */
export const INSTALL_ROUTES = {
  installShell: defineRoute({
    ...common,
    path: '/install.sh',
    summary: 'The script that installs a runner of this coordinator on Linux. Needs no token.',
    answer: { kind: 'text', mediaTypes: ['text/x-shellscript'] },
  }),
  installPowerShell: defineRoute({
    ...common,
    path: '/install.ps1',
    summary: 'The script that installs a runner of this coordinator on Windows. Needs no token.',
    answer: plain,
  }),
  dockerfile: defineRoute({
    ...common,
    path: '/Dockerfile',
    summary: 'A Dockerfile of a runner of this coordinator. Needs no token.',
    answer: plain,
  }),
  composeFile: defineRoute({
    ...common,
    path: '/compose.yaml',
    summary: 'The Docker Compose file of a runner, with the image of the Dockerfile. Needs no token.',
    /** Name of the runner, from which the names of the container and of the volume are derived. */
    query: { name: z.string().min(1).max(128).optional() },
    answer: { kind: 'text', mediaTypes: ['application/yaml'] },
  }),
  downloadRunner: defineRoute({
    ...common,
    path: '/downloads/{file}',
    summary: 'A single-file runner, the npm package, or SHA256SUMS. Needs no token.',
    params: { file: z.string().min(1).max(128) },
    answer: { kind: 'bytes' },
  }),
} as const;
