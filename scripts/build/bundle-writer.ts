import { execFileSync } from 'node:child_process';
import { join, relative } from 'node:path';
import type { Message, OutputFile, Plugin } from 'esbuild';
import type { Bundle } from './bundles.ts';
import { writeOutput } from './write-output.ts';

const INTERPRETER = '#!/usr/bin/env node\n';

/** The folders that a build writes to. */
export interface BuildPlace {
  readonly outputFolder: string;
  /** Folder for source maps, if they must not be beside the bundles, which are shipped. */
  readonly sourceMapFolder?: string;
}

/** Writes the output of esbuild, and prints its messages in the format of the editor's problem matcher. */
export function bundleWriter(bundle: Bundle, place: BuildPlace): Plugin {
  return {
    name: 'bundle-writer',
    setup(build) {
      build.onEnd(async (result) => {
        for (const error of result.errors) process.stderr.write(messageLine('error', error));
        for (const warning of result.warnings) process.stderr.write(messageLine('warning', warning));
        await Promise.all((result.outputFiles ?? []).map((file) => writeBuilt(bundle, place, file)));
        if (result.errors.length === 0) await writePrinted(bundle, place);
      });
    },
  };
}

function messageLine(severity: string, { location, text }: Message): string {
  const where = location ? `${location.file}:${location.line}:${location.column + 1}: ` : '';
  return `${where}${severity}: ${text}\n`;
}

async function writeBuilt(bundle: Bundle, place: BuildPlace, file: OutputFile): Promise<void> {
  const isMap = file.path.endsWith('.map');
  if (isMap && place.sourceMapFolder !== undefined) {
    await writeOutput(
      join(place.sourceMapFolder, relative(place.outputFolder, file.path)),
      file.contents,
      false,
    );
    return;
  }
  const isProgram = bundle.executable === true && file.path.endsWith('.cjs');
  await writeOutput(file.path, isProgram ? withInterpreter(file.contents) : file.contents, isProgram);
}

/** Runs the built program to write the file that it prints. */
async function writePrinted({ output, prints }: Bundle, { outputFolder }: BuildPlace): Promise<void> {
  if (prints === undefined) return;
  const command = [join(outputFolder, output), ...prints.arguments];
  const printed = execFileSync(process.execPath, command, { stdio: ['ignore', 'pipe', 'inherit'] });
  await writeOutput(join(outputFolder, prints.output), printed, false);
}

/** Writes the interpreter line, whether or not the source has one. */
function withInterpreter(contents: Uint8Array): Uint8Array {
  const text = Buffer.from(contents).toString('utf8');
  return Buffer.from(text.startsWith('#!') ? text : INTERPRETER + text);
}
