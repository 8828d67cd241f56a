import type { Context } from "#src/context.ts";
import { peopleByMail } from "#db/workspaces.ts";
import type { UserId } from "#domain/ids.ts";

/** Who has that mail, as they were last seen; null: nobody that the workspace knows. */
export async function personByMail({ db, workspace }: Context, mail: string): Promise<UserId | null> {
  const wanted = mail.toLowerCase();
  return (await peopleByMail(db, workspace, [wanted])).get(wanted)?.id ?? null;
}
