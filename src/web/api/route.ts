import type { z } from "zod";
import type { Context } from "#src/context.ts";
import type { KeyHolder } from "#services/authenticate-key.ts";
import type { FindByEmail } from "#services/book-people.ts";
import type { Outside } from "#services/make-call.ts";
import type { Scope } from "#domain/scope.ts";
import type { Problem } from "./problem.ts";

// How a route of the API is declared: once, for the server, for OpenAPI and for the tests. Types follow from the schemas.
//
//   export const widgetRoutes = [
//     route({
//       method: "post",
//       path: "/widgets/{id}/actions",        // its parameters in braces, as OpenAPI has them
//       id: "actOnWidget",                    // the operation's name, unique
//       tag: "Widgets",
//       summary: "Do something with a widget",
//       scope: "act",
//       params: z.object({ id: WidgetIdParam }),   // an id that doesn't parse is a 404
//       body: z.strictObject({ action: z.literal("turn") }),   // what doesn't fit is a 422 with pointers
//       answers: { 200: WidgetSchema },       // a status without a body: null
//       versioned: true,                     // answers carry the run's version, which becomes the ETag
//       async handle({ ctx, params, body, requestKey, ifVersion }) {
//         const turned = await turnWidget(ctx, { ...params, key: requestKey });
//         return turned.ok ? { status: 200, data: widgetOf(turned) } : { problem: problemOf(turned.refusal) };
//       },
//     }),
//   ];
//
// and listed in table.ts. `query` is a z.strictObject of texts (what doesn't fit is a 400); lists take `pageQuery` of
// page.ts and answer with `pageOf`. `data` is sent through its schema: what the schema doesn't name stays inside. Answers
// with `version` get an ETag. Idempotency-Key, keys, limits, sizes and problems are the server's (serve.ts).

export type Method = "get" | "post" | "patch" | "delete";

type Schema = z.ZodType;
type Answers = Readonly<Record<number, Schema | null>>;
type Out<S extends Schema | undefined> = S extends Schema ? z.output<S> : undefined;

/** What a few routes need besides: the way out to other systems, and who is who in Slack. */
export type Reach = { readonly outside: Outside; readonly findByEmail: FindByEmail };

/** What a handler knows of the request. */
export type Call<P, Q, B> = {
  /** The workspace and the person of the key. */
  readonly ctx: Context;
  readonly holder: KeyHolder;
  readonly params: P;
  readonly query: Q;
  readonly body: B;
  /** By this intents are known: the same request, sent again, has the same. */
  readonly requestKey: string;
  /** What the record keeps of the key: which key it was. */
  readonly cause: string;
  /** The version that the asker has seen (`If-Match`); null: any will do. */
  readonly ifVersion: number | null;
  readonly reach: Reach;
};

/** What a handler answers: one of the declared statuses with its data, or a problem. */
export type Answer<A extends Answers> =
  | {
      [Status in keyof A]: {
        readonly status: Status;
        readonly data: A[Status] extends Schema ? z.input<A[Status]> : null;
        /** Of the run that it shows; becomes the ETag. */
        readonly version?: number;
        readonly headers?: Readonly<Record<string, string>>;
      };
    }[keyof A]
  | { readonly problem: Problem };

type Declared<P extends Schema, Q extends Schema, B extends Schema, A extends Answers> = Description & {
  readonly params?: P;
  readonly query?: Q;
  readonly body?: B;
  readonly answers: A;
  handle(call: Call<Out<P>, Out<Q>, Out<B>>): Promise<Answer<A>>;
};

type Description = {
  readonly method: Method;
  readonly path: `/${string}`;
  /** The operation's name in OpenAPI and in generated clients. */
  readonly id: string;
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  /** What the key must reach; of several, any: then the handler looks closer. */
  readonly scope: Scope | readonly Scope[];
  /** Whether its answers carry the version of a run. */
  readonly versioned?: boolean;
  /** How many bytes its body may have, where that is more than of others. */
  readonly bodyMax?: number;
  /** Fields of its answer that are never stored: the same request, sent again, is answered with null there. */
  readonly unkept?: readonly string[];
};

/** A route as the server and OpenAPI read it. */
export type Route = Description & {
  readonly params: Schema | null;
  readonly query: Schema | null;
  readonly body: Schema | null;
  readonly answers: Answers;
  handle(call: Call<never, never, never>): Promise<Reply>;
};

/** Any route's answer. */
export type Reply =
  | {
      readonly status: number;
      readonly data: unknown;
      readonly version?: number;
      readonly headers?: Readonly<Record<string, string>>;
    }
  | { readonly problem: Problem };

export function route<
  P extends Schema = z.ZodUndefined,
  Q extends Schema = z.ZodUndefined,
  B extends Schema = z.ZodUndefined,
  const A extends Answers = Answers,
>(declared: Declared<P, Q, B, A>): Route {
  const { params = null, query = null, body = null, ...rest } = declared;
  // What the server hands over went through these very schemas.
  return { ...rest, params, query, body } as unknown as Route;
}
