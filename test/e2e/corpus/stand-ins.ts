import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const BETWEEN_PARTS = '\u001d';
const BETWEEN_ARGUMENTS = '\u001f';
const BETWEEN_RECORDS = '\u001e';

/** One start of a replaced program. */
export interface Started {
  /** Program and arguments, separated by spaces. */
  readonly line: string;
  readonly argv: readonly string[];
  /** Its environment variables whose names begin with `RD_`. */
  readonly environment: Readonly<Record<string, string>>;
}

/** Programs for PATH that record how they were started and print configured answers. */
export class StandIns {
  readonly folder: string;
  readonly #record: string;
  #read = 0;

  private constructor(folder: string) {
    this.folder = join(folder, 'bin');
    this.#record = join(folder, 'record');
  }

  /**
   * `answers` contains a `/bin/sh` script for each program, which runs after the start is recorded. `$STATE` is a
   * folder for its state.
   */
  static async install(folder: string, answers: Readonly<Record<string, string>>): Promise<StandIns> {
    const standIns = new StandIns(folder);
    await mkdir(standIns.folder, { recursive: true });
    await mkdir(join(folder, 'state'));
    await writeFile(standIns.#record, '');
    for (const [name, answer] of Object.entries(answers)) {
      const path = join(standIns.folder, name);
      await writeFile(path, standIns.#program(name, join(folder, 'state'), answer));
      await chmod(path, 0o755);
    }
    return standIns;
  }

  /** Returns the programs started since the previous call, in order. */
  async takeStarted(): Promise<readonly Started[]> {
    const records = (await readFile(this.#record, 'utf8')).split(BETWEEN_RECORDS).slice(0, -1);
    const fresh = records.slice(this.#read);
    this.#read = records.length;
    return fresh.map(parseRecord);
  }

  /**
   * Returns a program that appends each record with a single write, so that records of concurrent programs are not
   * mixed.
   */
  #program(name: string, state: string, answer: string): string {
    return [
      '#!/bin/sh',
      `STATE='${state}'`,
      `record='${name}'`,
      `for argument; do record="$record${BETWEEN_ARGUMENTS}$argument"; done`,
      `variables=$(env -0 | grep -az '^RD_' | tr '\\0' '\\035')`,
      `printf '%s' "$record${BETWEEN_PARTS}$variables${BETWEEN_RECORDS}" >> '${this.#record}'`,
      answer,
    ].join('\n');
  }
}

function parseRecord(record: string): Started {
  const [command = '', ...variables] = record.split(BETWEEN_PARTS);
  const argv = command.split(BETWEEN_ARGUMENTS);
  const pairs = variables.map((text): [string, string] => {
    const end = text.indexOf('=');
    return [text.slice(0, end), text.slice(end + 1)];
  });
  return { line: argv.join(' '), argv, environment: Object.fromEntries(pairs) };
}
