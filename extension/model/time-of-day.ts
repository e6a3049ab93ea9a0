import { dateLocale } from './display-language.ts';

/** Formats a time in the local time zone and locale, such as `22:41:03`; with the date unless it is today. Epoch ms. */
export function timeOfDay(time: number): string {
  const at = new Date(time);
  const isToday = at.toDateString() === new Date().toDateString();
  return isToday ? at.toLocaleTimeString(dateLocale()) : at.toLocaleString(dateLocale());
}
