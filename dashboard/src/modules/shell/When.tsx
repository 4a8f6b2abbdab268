"use client";

import { useLocale } from "@/i18n/use-text";

const STEPS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
  ["second", 1],
];

const DAY = { dateStyle: "medium" } as const;
const MINUTE = { dateStyle: "medium", timeStyle: "short" } as const;

/** A moment, as a day, to the minute, or by how long ago it was. */
export function When({ at, as = "minute" }: { at: string; as?: "day" | "minute" | "ago" }) {
  const locale = useLocale();
  const date = new Date(at);
  const style = as === "day" ? DAY : MINUTE;
  const exact = new Intl.DateTimeFormat(locale, style).format(date);
  return (
    <time dateTime={at} title={as === "ago" ? exact : undefined} suppressHydrationWarning>
      {as === "ago" ? ago(date, locale) : exact}
    </time>
  );
}

function ago(date: Date, locale: string): string {
  const seconds = Math.min(0, Math.round((date.getTime() - Date.now()) / 1000));
  const [unit, length] = STEPS.find(([, least]) => -seconds >= least) ?? ["second", 1];
  const style = { style: unit === "second" ? "short" : "long", numeric: "always" } as const;
  return new Intl.RelativeTimeFormat(locale, style).format(Math.trunc(seconds / length), unit);
}
