import { nodeLimits } from '../nodeLimits.ts'

/** When each of the other nodes last sent something. */
export interface NodeLiveness {
  /** Notes that a node is alive. Returns whether it was not known. */
  readonly noteAlive: (nodeId: string, nowMs: number) => boolean
  /** Begins to wait for a node that another source names, unless it is known. */
  readonly expect: (nodeId: string, nowMs: number) => void
  readonly forget: (nodeId: string) => void
  /** Returns the nodes that are taken to have ended, and whether others have fallen silent since the last check. */
  readonly check: (nowMs: number) => { readonly expired: readonly string[]; readonly hasNewlySilent: boolean }
}

export function createNodeLiveness(): NodeLiveness {
  const lastSeenAtMs = new Map<string, number>()
  /** Those whose silence has been noticed. */
  const silent = new Set<string>()

  return {
    noteAlive: (nodeId, nowMs) => {
      const isNew = !lastSeenAtMs.has(nodeId)
      lastSeenAtMs.set(nodeId, nowMs)
      silent.delete(nodeId)
      return isNew
    },
    expect: (nodeId, nowMs) => {
      if (!lastSeenAtMs.has(nodeId)) lastSeenAtMs.set(nodeId, nowMs)
    },
    forget: (nodeId) => {
      lastSeenAtMs.delete(nodeId)
      silent.delete(nodeId)
    },
    check: (nowMs) => {
      const expired: string[] = []
      let hasNewlySilent = false
      for (const [nodeId, atMs] of lastSeenAtMs) {
        const silentMs = nowMs - atMs
        if (silentMs > nodeLimits.nodeExpiresMs) expired.push(nodeId)
        else if (silentMs > nodeLimits.nodeSilentMs && !silent.has(nodeId)) {
          silent.add(nodeId)
          hasNewlySilent = true
        }
      }
      return { expired, hasNewlySilent }
    },
  }
}
