import type { CommandName } from '../../shared/ipc/commands.ts'
import { pageFrameBytes } from '../../shared/ipc/frames.ts'
import { fail, type Result } from '../../shared/model/failure.ts'
import type { Clock } from '../../shared/model/timing/clock.ts'

/** A command that is given while there is no connection waits this long for one. */
const waitForConnectionMs = 10_000

/** Carrying these out a second time changes nothing. */
const repeatable: ReadonlySet<CommandName> = new Set([
  'readConsole',
  'readEntries',
  'readLinks',
  'findSessions',
  'visitSession',
  'exportSession',
  'readRecord',
  'sendMessage',
  'retryMessage',
  'saveDraft',
  'markSeen',
  'setTyping',
  'setPresence',
  'saveSettings',
  'saveWorkspace',
])

interface PendingCommand {
  readonly command: CommandName
  readonly frame: string
  readonly settle: (result: Result<unknown>) => void
}

type SendFrame = (frame: string) => void

/** Commands that have no result yet: under way, or waiting for a connection. */
export interface PendingCommands {
  /** Sends a command, or keeps it for a connection where there is no way to send. Resolves with its result. */
  readonly add: (command: CommandName, input: unknown, send: SendFrame | undefined) => Promise<Result<unknown>>
  readonly settle: (id: number, result: Result<unknown>) => void
  /** Sends those that wait. */
  readonly sendWaiting: (send: SendFrame) => void
  /** The connection broke: those under way wait for another if they may be carried out twice, and fail otherwise. */
  readonly interrupt: () => void
  /** Ends all of them with this result. */
  readonly end: (result: Result<unknown>) => void
}

/** `noConnection` is the result of a command for which there was none. */
export function createPendingCommands(clock: Clock, noConnection: Result<never>): PendingCommands {
  const waiting = new Map<number, { readonly pending: PendingCommand; readonly stopWaiting: () => void }>()
  const underWay = new Map<number, PendingCommand>()
  let lastId = 0

  function wait(id: number, pending: PendingCommand): void {
    const stopWaiting = clock.after(waitForConnectionMs, () => {
      waiting.delete(id)
      pending.settle(noConnection)
    })
    waiting.set(id, { pending, stopWaiting })
  }

  function deliver(id: number, pending: PendingCommand, send: SendFrame): void {
    underWay.set(id, pending)
    send(pending.frame)
  }

  return {
    add: (command, input, send) =>
      new Promise((settle) => {
        lastId += 1
        const id = lastId
        const frame = JSON.stringify({ id, command, input })
        if (!fitsFrame(frame)) return settle(fail('tooLarge', 'This is too long for the console to take.'))
        if (send) deliver(id, { command, frame, settle }, send)
        else wait(id, { command, frame, settle })
      }),
    settle: (id, result) => {
      underWay.get(id)?.settle(result)
      underWay.delete(id)
    },
    sendWaiting: (send) => {
      for (const [id, { pending, stopWaiting }] of waiting) {
        stopWaiting()
        deliver(id, pending, send)
      }
      waiting.clear()
    },
    interrupt: () => {
      for (const [id, pending] of underWay) {
        if (repeatable.has(pending.command)) wait(id, pending)
        else pending.settle(noConnection)
      }
      underWay.clear()
    },
    end: (result) => {
      for (const { settle } of underWay.values()) settle(result)
      for (const { pending, stopWaiting } of waiting.values()) {
        stopWaiting()
        pending.settle(result)
      }
      underWay.clear()
      waiting.clear()
    },
  }
}

function fitsFrame(frame: string): boolean {
  return frame.length * 3 <= pageFrameBytes || new TextEncoder().encode(frame).byteLength <= pageFrameBytes
}
