/** What a trigger's record said when it was read: frozen with the decision, so that replay never asks the source again. */
export type Snapshot = {
  readonly client: {
    readonly externalId: string | null;
    readonly name: string;
    readonly segment: string | null;
  };
  /** Money is a decimal with its currency, never a float. */
  readonly contract: { readonly value: string | null; readonly currency: string | null };
  readonly deal: { readonly name: string | null; readonly stage: string | null };
};
