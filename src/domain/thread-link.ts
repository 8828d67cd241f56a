/** Where Slack shows a message, by the address of its workspace (with a slash at the end); null while it isn't posted. */
export function threadLink(slackUrl: string, channel: string | null, ts: string | null): string | null {
  return channel && ts ? `${slackUrl}archives/${channel}/p${ts.replace(".", "")}` : null;
}
