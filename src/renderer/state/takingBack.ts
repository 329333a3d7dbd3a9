import type { Bridge } from '../../shared/ipc/bridge.ts'
import type { CommandOutput } from '../../shared/ipc/commands.ts'
import type { PendingMessage } from '../../shared/ipc/message.ts'
import type { Result } from '../../shared/model/failure.ts'
import { type ThreadKey, threadKey } from './threadKey.ts'

export type TakenBack = CommandOutput<'takeBackMessage'>

/** A composer to which the text of a message of its thread comes back. */
export interface GivenBackTo {
  /** Saves what is written, and resolves once that is answered. */
  readonly handOver: () => Promise<void>
  /** Shows the text before what is written; on the disk it stands there already. */
  readonly giveBack: (text: string, back: TakenBack) => void
}

export type TakingBack = ReturnType<typeof createTakingBack>

/** Takes messages that have not left back, and gives their texts to the composers of their threads, also to those that are out of sight. */
export function createTakingBack(bridge: Pick<Bridge, 'takeBackMessage'>) {
  const composers = new Map<ThreadKey, GivenBackTo>()
  return {
    /** Registers the composer to which what is taken back in a thread comes. Returns how to end that. */
    onTakenBack: (key: ThreadKey, composer: GivenBackTo): (() => void) => {
      composers.set(key, composer)
      return () => {
        if (composers.get(key) === composer) composers.delete(key)
      }
    },
    /** Resolves when it is certain that the message is not sent, or with why it is. */
    takeBack: async ({ id, sessionId, thread, text }: PendingMessage): Promise<Result<TakenBack>> => {
      const key = threadKey(sessionId, thread)
      await composers.get(key)?.handOver()
      const result = await bridge.takeBackMessage({ id })
      if (result.ok) composers.get(key)?.giveBack(text, result.value)
      return result
    },
  }
}
