import { FailureError, fail, type Result, succeed } from '../model/failure.ts'
import { type CommandName, commands, type Handlers } from './commands.ts'

/** Takes what came over the transport, whatever it is, and returns a `Result`. Never rejects. */
export type Dispatch = (command: unknown, input: unknown) => Promise<Result<unknown>>

/**
 * The edge of the core: checks the command's name and input against the contract, runs its handler, and turns what it throws
 * into a `Failure`. `reportDefect` is called with errors that no handler meant to throw.
 */
export function createDispatch(
  handlers: Handlers,
  reportDefect: (command: CommandName, error: unknown) => void,
): Dispatch {
  return async (command, input) => {
    if (!isCommandName(command)) return fail('invalid', 'There is no such command.')
    const request = commands[command].input.safeParse(input)
    if (!request.success) {
      const [issue] = request.error.issues
      return fail('invalid', `${command}: ${issue?.path.join('.') || 'input'}: ${issue?.message ?? 'not valid'}`)
    }
    try {
      const handle = handlers[command] as (request: unknown) => Promise<unknown>
      return succeed(await handle(request.data))
    } catch (error) {
      if (error instanceof FailureError) return { ok: false, failure: error.failure }
      reportDefect(command, error)
      return fail('internal', 'Something went wrong in the console. The details are in its log.')
    }
  }
}

function isCommandName(name: unknown): name is CommandName {
  return typeof name === 'string' && Object.hasOwn(commands, name)
}
