const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Instants and spans as a timeline writes them, in the zone of a calendar. */
export type Times = {
  /** `Mon 2 Mar 2026`. */
  day(at: Date): string;
  /** `Mon 2 Mar`. */
  shortDay(at: Date): string;
  /** `09:05`. */
  clock(at: Date): string;
  /** `Mon 2 Mar 09:05`. */
  moment(at: Date): string;
};

export function timesIn(timezone: string): Times {
  const format = (options: Intl.DateTimeFormatOptions) => {
    const formatter = new Intl.DateTimeFormat("en-GB", { timeZone: timezone, ...options });
    return (at: Date) => formatter.format(at).replaceAll(",", "");
  };
  const shortDay = format({ weekday: "short", day: "numeric", month: "short" });
  const clock = format({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  return {
    day: format({ weekday: "short", day: "numeric", month: "short", year: "numeric" }),
    shortDay,
    clock,
    moment: (at) => `${shortDay(at)} ${clock(at)}`,
  };
}

/** `0`, `40s`, `5m`, `3h 20m`, `2d 4h`: the two largest parts. */
export function span(seconds: number): string {
  const whole = Math.round(seconds);
  const parts = [
    [Math.floor(whole / DAY), "d"],
    [Math.floor((whole % DAY) / HOUR), "h"],
    [Math.floor((whole % HOUR) / MINUTE), "m"],
    [whole % MINUTE, "s"],
  ] as const;
  const first = parts.findIndex(([amount]) => amount > 0);
  if (first < 0) return "0";
  const shown = parts.slice(first, first + 2).filter(([amount]) => amount > 0);
  return shown.map(([amount, unit]) => `${amount}${unit}`).join(" ");
}

/** `once`, `2 times`. */
export function times(amount: number): string {
  return amount === 1 ? "once" : `${amount} times`;
}

/** `1 gate`, `2 gates`. */
export function count(amount: number, what: string): string {
  return `${amount} ${what}${amount === 1 ? "" : "s"}`;
}
