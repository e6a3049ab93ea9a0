import { appendFileSync } from 'node:fs';
import { HOST_FIGURES } from './environment.ts';

/** Passes a figure that was measured in VS Code to the benchmark, if one is running, as a line of JSON. */
export function recordFigure(figure: {
  readonly name: string;
  readonly unit: string;
  readonly samples: readonly number[];
}): void {
  const file = process.env[HOST_FIGURES];
  if (file !== undefined) appendFileSync(file, `${JSON.stringify(figure)}\n`);
}
