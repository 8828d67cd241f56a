import { h } from "preact";
import type { ComponentChild } from "preact";

const paths = {
  back: "M12.5 4 6.5 10l6 6",
  bolt: "M11 2 4 11.5h5L8.5 18 16 8.5h-5.5L11 2Z",
  caret: "m6 8 4 4 4-4",
  close: "M5 5l10 10M15 5 5 15",
  eye: "M2 10s3-5.5 8-5.5S18 10 18 10s-3 5.5-8 5.5S2 10 2 10Zm8 2.3a2.3 2.3 0 1 0 0-4.6 2.3 2.3 0 0 0 0 4.6Z",
  hash: "M8 3 6.5 17M13.5 3 12 17M3.5 7.5h13M3 12.5h13",
  home: "m3 9.5 7-6 7 6V16a1 1 0 0 1-1 1h-3.5v-5h-5v5H4a1 1 0 0 1-1-1V9.5Z",
  lock: "M6 9V6.5a4 4 0 0 1 8 0V9m-9 0h10v7.5H5V9Z",
  more: "M4.5 10h.01M10 10h.01M15.5 10h.01",
  send: "M3 4l14 6-14 6 2.5-6L3 4Zm2.5 6H11",
  thread: "M4 4h12v9H9l-4 3.5V13H4V4Zm3 3.5h6M7 10h4",
  warning: "M10 3 18 16.5H2L10 3Zm0 5v4m0 2.3v.1",
} as const;

export type IconName = keyof typeof paths;

/** A line drawing beside words; it says nothing by itself. */
export function Icon({ name }: { readonly name: IconName }): ComponentChild {
  return h(
    "svg",
    { class: "icon", viewBox: "0 0 20 20", "aria-hidden": true },
    h("path", { d: paths[name] }),
  );
}
