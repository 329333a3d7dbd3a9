import type { Logger } from 'pino'
import type { EntryId } from '../src/shared/model/ids.ts'
import type { Clock } from '../src/shared/model/timing/clock.ts'
import type { VerifyToken } from './accounts/verifyToken.ts'
import type { AttachmentFiles } from './attachments/attachmentFiles.ts'
import type { Scan } from './attachments/clamdScanner.ts'
import { type CallLimiter, createCallLimiter } from './calls/callLimiter.ts'
import type { IceSettings } from './calls/iceServers.ts'
import type { ClusterChannel } from './cluster/clusterChannel.ts'
import type { LimitUse } from './cluster/createReplicatedCounter.ts'
import { createShowText, type ShowText } from './dialects/table/showText.ts'
import { createRateLimiter, type RateLimiter } from './limits/createRateLimiter.ts'
import { createTurns } from './limits/createTurns.ts'
import { createWork, type Work } from './limits/createWork.ts'
import { createFrameMeter, type FrameMeter } from './limits/frameMeter.ts'
import { workCosts } from './limits/workCosts.ts'
import type { Store } from './store/store.ts'

export interface RelayParts {
  readonly store: Store
  readonly verifyToken: VerifyToken
  /** The same for the native protocol, which invited patients speak too. By default they are not let in. */
  readonly verifyNativeToken?: VerifyToken
  readonly clock: Clock
  readonly log: Logger
  /** Origins that browsers may connect from, beside the relay's own; `'*'` is any. */
  readonly corsOrigins: readonly string[] | '*'
  /** Cookie that may hold the token of a client of a dialect. By default none. */
  readonly tokenCookie?: string | null
  /** Paths at which sockets are served beside `/socket.io`. By default none. */
  readonly socketPaths?: readonly string[]
  /** Whether clients of Socket.IO 2 are served. By default they are not. */
  readonly allowsEio3?: boolean
  /** Store of the content of attachments. */
  readonly attachmentFiles: AttachmentFiles
  /** Scan that attachments must pass; null: none. */
  readonly scan?: Scan | null
  /** Servers through which the media of calls finds its way. */
  readonly ice: IceSettings
  /** Limits on how often users and addresses may do things. By default counted by this process alone. */
  readonly limit?: RateLimiter
  /** Limits on how much connections may send. By default as much as the relay allows by itself. */
  readonly frames?: FrameMeter
  /** Writes texts for clients of the documents. By default for those that assign them to `innerHTML`. */
  readonly showText?: ShowText
  /** Dialects whose clients are those that their systems have published. By default none: all are as the documents have them. */
  readonly publishedClients?: ReadonlySet<string>
  /** Proxies of our own that requests come through. */
  readonly proxies?: number
  /** Limits on how often users may call. By default counted by this process alone. */
  readonly callLimiter?: CallLimiter
  /** Makes the ids of the relay's own entries (membership, state). */
  readonly newEntryId: () => EntryId
  /** The way to other nodes, and the time it goes by. Without it this node is the only one. */
  readonly nodes?: {
    readonly channel: ClusterChannel
    readonly clock: Clock
    /** Takes over what was used of limits on other nodes. */
    readonly limitsUsed: (uses: readonly LimitUse[]) => void
  }
  /** Runs a task once what has arrived by now has been taken in. By default `setImmediate`. */
  readonly nextTurn?: (task: () => void) => void
  /** The timer by which receipts are gathered for some milliseconds. */
  readonly after: Clock['after']
}

/** The same, with nothing left open. */
export type WholeParts = Required<Omit<RelayParts, 'nodes'>> &
  Pick<RelayParts, 'nodes'> & {
    readonly work: Work
    /** Runs a task when the present turn has done all it can do without waiting. */
    readonly endOfTurn: (task: () => void) => void
  }

/** Puts in what was left out, as the comment of each part says. */
export function withDefaults(parts: RelayParts): WholeParts {
  const { clock, after } = parts
  const limit = parts.limit ?? createRateLimiter()
  const nextTurn = parts.nextTurn ?? ((task) => void setImmediate(task))
  const turns = createTurns({
    nextTurn,
    costOfTurn: workCosts.turn,
    atOnce: workCosts.atOnce,
    waitingAtMost: workCosts.waiting,
    rest: (cost, end) => void after(cost * workCosts.restMsOfPoint, end),
  })
  return {
    ...parts,
    verifyNativeToken: parts.verifyNativeToken ?? parts.verifyToken,
    scan: parts.scan ?? null,
    tokenCookie: parts.tokenCookie ?? null,
    socketPaths: parts.socketPaths ?? [],
    allowsEio3: parts.allowsEio3 ?? false,
    limit,
    frames: parts.frames ?? createFrameMeter({ clock }),
    showText: parts.showText ?? createShowText(new Set()),
    publishedClients: parts.publishedClients ?? new Set(),
    proxies: parts.proxies ?? 0,
    callLimiter: parts.callLimiter ?? createCallLimiter(limit),
    nextTurn,
    endOfTurn: (task) => process.nextTick(task),
    work: createWork(limit, turns),
  }
}
