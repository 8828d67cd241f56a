import { hubspot } from "#sources/hubspot.ts";
import type { InboundSource, SourceKind } from "#sources/source.ts";
import { stripe } from "#sources/stripe.ts";

export const sourceOfKind: Readonly<Record<SourceKind, InboundSource>> = { hubspot, stripe };
