import type { Result } from '../model/failure.ts'
import type { Capabilities } from './capabilities.ts'
import type { CommandInput, CommandName, CommandOutput } from './commands.ts'
import type { ConsoleEvent, EventName, EventPayload } from './events.ts'
import { commandNames } from './names.ts'

type BridgeCommands = {
  readonly [C in CommandName]: (input: CommandInput<C>) => Promise<Result<CommandOutput<C>>>
}

/** The one interface through which the renderer reaches the core. Derived from the contract. */
export type Bridge = BridgeCommands & {
  readonly capabilities: Capabilities
  /** Calls `listener` with each payload of the event, in the order the core raised them. Returns how to stop. */
  readonly on: <E extends EventName>(event: E, listener: (payload: EventPayload<E>) => void) => () => void
}

/** Transport of a bridge: a request with its answer, and a stream of events. */
export interface BridgeTransport {
  /** Resolves with the `Result` of the command, as the host's dispatcher made it. Never rejects for a refusal. */
  readonly invoke: (command: CommandName, input: unknown) => Promise<Result<unknown>>
  readonly listen: (listener: (event: ConsoleEvent) => void) => () => void
}

/** Builds the bridge on a transport: one function per command of the contract. */
export function createBridge(transport: BridgeTransport, capabilities: Capabilities): Bridge {
  const invokers = Object.fromEntries(
    commandNames.map((name) => [name, (input: unknown) => transport.invoke(name, input)]),
  ) as unknown as BridgeCommands
  return {
    ...invokers,
    capabilities,
    on: (name, listener) =>
      transport.listen((event) => {
        if (event.name === name) listener(event.payload as never)
      }),
  }
}
