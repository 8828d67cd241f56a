import { html } from "hono/html";
import type { RunCount, RunPage } from "#services/list-runs.ts";

/** The first runs of a list, and how many there are. */
type RunsListed = Pick<RunPage, "runs"> & { readonly count: RunCount };
type Line = RunPage["runs"][number];

/** A plain list of runs: what is open, what is late, and what was finished. */
export function runsPage(open: RunsListed, completed: RunsListed, now: Date) {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>Onboardings · Baton</title>
        <style>
          :root {
            color-scheme: light dark;
            --line: light-dark(#d8dbe2, #3a4150);
            --soft: light-dark(#5b6475, #a3acbd);
            --late: light-dark(#a4262c, #ff9a94);
          }
          body {
            font:
              16px/1.5 system-ui,
              sans-serif;
            margin: 2rem auto;
            max-width: 60rem;
            padding: 0 1rem;
          }
          table {
            border-collapse: collapse;
            width: 100%;
          }
          th,
          td {
            border-bottom: 1px solid var(--line);
            padding: 0.5rem 0.75rem 0.5rem 0;
            text-align: start;
            vertical-align: top;
          }
          th {
            color: var(--soft);
            font-weight: 600;
          }
          .soft {
            color: var(--soft);
          }
          .late {
            color: var(--late);
            font-weight: 600;
          }
          @media (max-width: 40rem) {
            .wide {
              display: none;
            }
          }
        </style>
      </head>
      <body>
        <main>
          <h1>Onboardings</h1>
          ${
            open.runs.length === 0
              ? html`<p>
                  No onboarding is open. One begins when a deal is won, or with <code>/onboard start</code> in
                  Slack.
                </p>`
              : table("Open", open, now)
          }
          ${completed.runs.length === 0 ? "" : table("Completed", completed, now)}
        </main>
      </body>
    </html>`;
}

function table(title: string, { runs, count }: RunsListed, now: Date) {
  return html`<h2>${title} <span class="soft">${count.runs}${count.isMore ? "+" : ""}</span></h2>
    <table>
      <thead>
        <tr>
          <th scope="col">Client</th>
          <th scope="col" class="wide">Playbook</th>
          <th scope="col">Owner</th>
          <th scope="col">Done</th>
          <th scope="col">Due</th>
        </tr>
      </thead>
      <tbody>
        ${runs.map((run) => row(run, now))}
      </tbody>
    </table>
    ${runs.length < count.runs ? html`<p class="soft">These are the ${runs.length} newest.</p>` : ""}`;
}

function row(run: Line, now: Date) {
  const gates = run.gates > 0 ? html` <span class="late">${run.gates} behind a gate</span>` : "";
  const late = run.overdueTasks > 0 ? html` <span class="late">${run.overdueTasks} overdue</span>` : "";
  const client = run.threadLink ? html`<a href="${run.threadLink}">${run.client}</a>` : run.client;
  return html`<tr>
    <th scope="row">${client}</th>
    <td class="wide">${run.title}</td>
    <td>${run.ownerName ?? run.owner}</td>
    <td>${run.done} of ${run.total}${gates}${late}</td>
    <td>${dueOf(run, now)}</td>
  </tr>`;
}

function dueOf({ completedAt, dueAt, status }: Line, now: Date) {
  if (completedAt)
    return html`finished <time datetime="${completedAt.toISOString()}">${dateOf(completedAt)}</time>`;
  if (status === "paused") return html`<span class="soft">paused</span>`;
  if (!dueAt) return html`<span class="soft">no date</span>`;
  const time = html`<time datetime="${dueAt.toISOString()}">${dateOf(dueAt)}</time>`;
  return dueAt < now ? html`<span class="late">was due ${time}</span>` : time;
}

function dateOf(date: Date): string {
  return date.toISOString().slice(0, 10);
}
