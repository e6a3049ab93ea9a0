import { LOG_DATA } from '../../job-language/plugins/built-in-plugins.ts';
import type { StepProvider } from './provider.ts';

export const LOG_DATA_PROVIDER: StepProvider<typeof LOG_DATA> = {
  plugin: LOG_DATA,
  async run({ configuration, values, output }) {
    const level = values['job']?.['loglevel'] ?? '';
    if (configuration.debugOnly && level.toUpperCase() !== 'DEBUG') return 0;
    // Print values unchanged, even multi-line ones: masking would not recognise an escaped secret.
    const lines = Object.keys(values)
      .sort()
      .flatMap((group) =>
        Object.entries(values[group] ?? {})
          .sort(([one], [other]) => (one < other ? -1 : 1))
          .map(([key, value]) => `${group}.${key}: ${value}\n`),
      );
    await output.out(lines.join(''));
    return 0;
  },
};
