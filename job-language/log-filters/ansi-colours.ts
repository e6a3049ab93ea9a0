/** Names of colours, in the order of their codes in terminals. */
const COLOURS = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'];

const MODES: Readonly<Record<string, number>> = { bold: 1, underline: 4, blink: 5, reverse: 7 };

export const FOREGROUNDS: readonly string[] = COLOURS.slice(1);
export const BACKGROUNDS: readonly string[] = COLOURS;
export const COLOUR_MODES: readonly string[] = Object.keys(MODES);

/** Resets the styles that {@link ansiMark} set. */
export const ANSI_RESET = '\u001b[0m';

/** Returns the terminal sequence for these styles; empty if none is supported. */
export function ansiMark(look: {
  readonly foreground?: string;
  readonly background?: string;
  readonly mode?: string;
}): string {
  const foreground = COLOURS.indexOf(look.foreground ?? '');
  const background = COLOURS.indexOf(look.background ?? '');
  const { mode = '' } = look;
  const codes = [
    ...(foreground < 0 ? [] : [30 + foreground]),
    ...(background < 0 ? [] : [40 + background]),
    ...(Object.hasOwn(MODES, mode) ? [MODES[mode]] : []),
  ];
  return codes.length === 0 ? '' : `\u001b[${codes.join(';')}m`;
}
