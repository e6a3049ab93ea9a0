import { open } from 'node:fs/promises';
import type { Platform } from './platforms.ts';

/** The fuse of Node.js in its enabled state, in which Node.js looks for a program inside its own executable. */
const SWITCHED_ON = 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2:1';
const BLOCK = 4 * 1024 * 1024;

/** Machine types of binaries. ELF stores the type at byte 18, and PE directly after its signature. */
const MACHINES = { 'linux-x64': 0x3e, 'linux-arm64': 0xb7, 'win-x64': 0x8664 } as const;

/**
 * Checks an executable, possibly for another platform: its header, its fuse, and that it contains `program`. Throws an
 * error that describes the problem.
 */
export async function checkExecutable(path: string, { name }: Platform, program: Uint8Array): Promise<void> {
  const file = await open(path);
  try {
    const header = Buffer.alloc(4096);
    await file.read(header, 0, header.length, 0);
    const machine = machineOf(header);
    if (machine === undefined) throw new Error(`${path} is not an executable for Linux or Windows`);
    if (machine !== MACHINES[name]) throw new Error(`${path} is for machine 0x${machine.toString(16)}`);
    const fuse = Buffer.from(SWITCHED_ON);
    const content = Buffer.from(program);
    const wanted = [fuse, content];
    const overlap = Math.max(...wanted.map((one) => one.length));
    const found = new Set<Buffer>();
    const buffer = Buffer.alloc(BLOCK + overlap);
    for (let position = 0; ; position += BLOCK) {
      const { bytesRead } = await file.read(buffer, 0, buffer.length, position);
      if (bytesRead === 0) break;
      for (const one of wanted) if (buffer.subarray(0, bytesRead).includes(one)) found.add(one);
    }
    if (!found.has(fuse)) throw new Error(`${path} ignores its program: its fuse is not enabled`);
    if (!found.has(content)) throw new Error(`${path} does not contain its program`);
  } finally {
    await file.close();
  }
}

/** Returns the machine type of a binary; undefined if it is neither ELF nor PE. */
function machineOf(header: Buffer): number | undefined {
  if (header.subarray(0, 4).toString('latin1') === '\x7fELF') return header.readUInt16LE(18);
  if (header.subarray(0, 2).toString('latin1') !== 'MZ') return undefined;
  const start = header.readUInt32LE(0x3c);
  return header.subarray(start, start + 4).toString('latin1') === 'PE\0\0'
    ? header.readUInt16LE(start + 4)
    : undefined;
}
