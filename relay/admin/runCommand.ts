import type { CommandParts } from './commandParts.ts'
import type { AdminCommand } from './readArguments.ts'
import { runClinicCommand } from './runClinicCommand.ts'
import { runFileCommand } from './runFileCommand.ts'
import { runRelayCommand } from './runRelayCommand.ts'
import { runSessionCommand } from './runSessionCommand.ts'
import { runUserCommand } from './runUserCommand.ts'

/** Carries out a command and returns the lines to print. Throws `FailureError` with what it cannot do. */
export async function runCommand(given: AdminCommand, parts: CommandParts): Promise<string[]> {
  switch (given.command) {
    case 'users':
    case 'sessions':
    case 'purge':
      return await runRelayCommand(given, parts)
    case 'user':
    case 'delete-user':
    case 'token':
    case 'revoke':
      return await runUserCommand(given, parts)
    case 'close':
    case 'export':
    case 'links':
    case 'link':
    case 'revoke-links':
      return await runSessionCommand(given, parts)
    case 'clinic':
      return await runClinicCommand(given, parts)
    case 'verify':
    case 'backup':
    case 'check':
    case 'restore':
      return await runFileCommand(given, parts)
  }
}
