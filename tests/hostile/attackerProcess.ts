import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Target } from './attack.ts'

/** Order to the attacker: so many strikes, or as many as fit into the time. */
export interface Order {
  readonly attack: string
  readonly target: Target
  readonly seed: number
  /** Texts that no response may hold. */
  readonly markers: readonly string[]
  readonly strikes: number | null
  readonly forMs: number
}

export interface Report {
  readonly struck: number
  readonly bytesHeard: number
  /** The markers that the attacker was told. */
  readonly learned: readonly string[]
  readonly tookMs: number
}

export interface AttackerProcess {
  /** Rejects when the attacker breaks down, which is a defect of the test. */
  readonly carryOut: (order: Order) => Promise<Report>
  readonly close: () => Promise<void>
}

export function startAttacker(): AttackerProcess {
  const child = fork(fileURLToPath(new URL('attacker.ts', import.meta.url)))
  const ended = once(child, 'exit')
  return {
    carryOut: async (order) => {
      const answered = once(child, 'message')
      child.send(order)
      const [report] = await Promise.race([
        answered,
        ended.then(() => {
          throw new Error('the attacker broke down')
        }),
      ])
      return report
    },
    close: async () => {
      child.kill('SIGKILL')
      await ended
    },
  }
}
