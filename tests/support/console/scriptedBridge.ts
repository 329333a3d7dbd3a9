import type { Bridge } from '../../../src/shared/ipc/bridge.ts'
import { createBridge } from '../../../src/shared/ipc/bridge.ts'
import type { CommandName } from '../../../src/shared/ipc/commands.ts'
import type { ConsoleState } from '../../../src/shared/ipc/consoleState.ts'
import type { ConsoleEvent } from '../../../src/shared/ipc/events.ts'
import { fail, type Result, succeed } from '../../../src/shared/model/failure.ts'

type Answer = (input: unknown) => Promise<Result<unknown>> | Result<unknown>

export interface ScriptedBridge {
  readonly bridge: Bridge
  /** Raises an event, as the core would. */
  readonly raise: (event: ConsoleEvent) => void
  /** Sets the response to a command from now on. */
  readonly answer: (command: CommandName, answer: Answer) => void
  /** The commands that were given, in their order, with their inputs. */
  readonly given: readonly { readonly command: CommandName; readonly input: unknown }[]
}

/** A bridge whose answers and events a test writes itself. A command without an answer is refused. */
export function createScriptedBridge(console: ConsoleState): ScriptedBridge {
  const listeners = new Set<(event: ConsoleEvent) => void>()
  const answers = new Map<CommandName, Answer>([['readConsole', () => succeed(console)]])
  const given: { command: CommandName; input: unknown }[] = []
  const bridge = createBridge(
    {
      invoke: async (command, input) => {
        given.push({ command, input })
        const answer = answers.get(command)
        return answer ? answer(input) : fail('internal', `The test has no answer for ${command}.`)
      },
      listen: (listener) => {
        listeners.add(listener)
        return () => listeners.delete(listener)
      },
    },
    { keyProtection: 'fileOnly' },
  )
  return {
    bridge,
    raise: (event) => {
      for (const listener of [...listeners]) listener(event)
    },
    answer: (command, answer) => void answers.set(command, answer),
    given,
  }
}
