import type { z } from 'zod'
import { accountCommands } from './account.ts'
import { consoleCommands } from './consoleState.ts'
import { changeCommands } from './lifecycle/changeSession.ts'
import { inviteCommands } from './lifecycle/invite.ts'
import { linkCommands } from './link.ts'
import { messageCommands } from './message.ts'
import { presenceCommands } from './presence.ts'
import { sessionCommands } from './session.ts'
import { settingsCommands } from './settings.ts'
import { typingCommands } from './typing.ts'
import { workspaceCommands } from './workspace.ts'

/** Renderer to core: every command with its input and output. */
export const commands = {
  ...accountCommands,
  ...linkCommands,
  ...sessionCommands,
  ...changeCommands,
  ...inviteCommands,
  ...messageCommands,
  ...typingCommands,
  ...presenceCommands,
  ...settingsCommands,
  ...workspaceCommands,
  ...consoleCommands,
} as const

export type CommandName = keyof typeof commands
export type CommandInput<C extends CommandName> = z.input<(typeof commands)[C]['input']>
export type CommandRequest<C extends CommandName> = z.output<(typeof commands)[C]['input']>
export type CommandOutput<C extends CommandName> = z.output<(typeof commands)[C]['output']>

/** Command handlers that the core offers to a host, one per command. A handler throws `FailureError` to refuse. */
export type Handlers = {
  readonly [C in CommandName]: (request: CommandRequest<C>) => Promise<CommandOutput<C>>
}
