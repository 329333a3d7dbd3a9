import type { Random } from '../../simulation/random.ts'

/** The relay that is attacked, and what an attacker has: an account and a session of its own, and ids of others that it got hold of. */
export interface Target {
  readonly url: string
  readonly port: number
  readonly token: string
  readonly ownSessionId: string
  readonly ownUserId: string
  /** Ids of what is there and is not the attacker's: a session, a user, a message, a file. */
  readonly others: {
    readonly sessionId: string
    readonly userId: string
    readonly entryId: string
    readonly attachmentId: string
  }
}

export interface AttackParts {
  readonly target: Target
  readonly random: Random
  /** Takes everything that the attacker is sent. */
  readonly heard: (data: string | Buffer) => void
}

/** An attack under way. */
export interface Striker {
  /** Attacks once; resolves when that is over. What the relay makes of it is not the attacker's concern. */
  readonly strike: () => Promise<void>
  readonly close: () => Promise<void>
}

export interface Attack {
  readonly name: string
  /** Number of strikes in a second, so that neither the attacker nor the relay has a processor to itself. */
  readonly strikesPerSecond: number
  readonly open: (parts: AttackParts) => Promise<Striker>
}
