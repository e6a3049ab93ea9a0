const UNITS = [
  { name: 'd', seconds: 86_400 },
  { name: 'h', seconds: 3600 },
  { name: 'min', seconds: 60 },
  { name: 's', seconds: 1 },
] as const;

/** Formats a duration: `80 ms`, `12 s`, `3 min 5 s`, `2 h 10 min`, `3 d 4 h`. */
export function durationText(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.max(0, Math.round(milliseconds))} ms`;
  return inTwoUnits(Math.round(milliseconds / 1000));
}

/** Formats the uptime of a process: `12 s`, `12 min`, `4 h 5 min`, `3 d 4 h`. `milliseconds`: not negative. */
export function uptimeText(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000);
  return seconds < 60 ? `${seconds} s` : inTwoUnits(seconds - (seconds % 60));
}

/** Formats a duration in the largest unit that fits and the one below it. */
function inTwoUnits(seconds: number): string {
  const [larger, smaller] = UNITS.slice(UNITS.findIndex((unit) => seconds >= unit.seconds));
  if (larger === undefined) return '';
  const whole = Math.floor(seconds / larger.seconds);
  const rest = smaller === undefined ? 0 : Math.floor((seconds % larger.seconds) / smaller.seconds);
  return `${whole} ${larger.name}${rest === 0 ? '' : ` ${rest} ${smaller?.name}`}`;
}
