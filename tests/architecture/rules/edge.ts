/** A folder (ending in `/`) or a file, and why the rule does not hold there. */
export interface Edge {
  readonly of: string
  readonly because: string
}

/** Returns whether one of the edges is this file, or holds it. */
export const stands = (edges: readonly Edge[], path: string) =>
  edges.some(({ of }) => (of.endsWith('/') ? path.startsWith(of) : path === of))
