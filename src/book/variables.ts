import type { Book, CallSpec, Template } from "#domain/book.ts";
import { leadingVariable } from "#book/addresses.ts";
import { templateParts } from "#book/template-parts.ts";

/** The environment variables that a book names, each once, in order. */
export function variablesOf({ sources, playbooks }: Book): string[] {
  const ofSources = Object.values(sources).flatMap(({ secretEnv, api }) => [
    secretEnv,
    api?.tokenEnv ?? null,
  ]);
  const tasks = Object.values(playbooks).flatMap(({ stages }) => stages.flatMap((stage) => stage.tasks));
  const ofCalls = tasks.flatMap(({ work }) => (work.kind === "automation" ? variablesOfCall(work.call) : []));
  const named = [...ofSources, ...ofCalls].filter((name) => name !== null);
  return [...new Set(named)].sort();
}

function variablesOfCall({ url, headers, body, signEnv }: CallSpec): (string | null)[] {
  return [leadingVariable(url), signEnv, ...variablesIn([...Object.values(headers), body])];
}

function variablesIn(template: Template): string[] {
  if (typeof template === "object" && template !== null) return Object.values(template).flatMap(variablesIn);
  const read = typeof template === "string" ? templateParts(template) : null;
  return read?.ok ? read.parts.flatMap((part) => (part.kind === "env" ? [part.text] : [])) : [];
}
