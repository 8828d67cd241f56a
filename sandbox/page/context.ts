import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Snapshot, SnapshotUser } from "../snapshot.ts";
import type { State } from "./store.ts";

/** What every part of the page may read. */
export type Scene = State & { readonly snapshot: Snapshot; readonly me: SnapshotUser };

export const SceneContext = createContext<Scene | null>(null);

export function useScene(): Scene {
  const scene = useContext(SceneContext);
  if (!scene) throw new Error("Only what stands inside the workspace can read it");
  return scene;
}
