import { FailureError } from '../../src/shared/model/failure.ts'
import type { ListedSession, ListedUser } from '../administration/administration.ts'
import type { CommandParts } from './commandParts.ts'
import type { RelayCommand } from './readArguments.ts'

/** Carries out a command on everything that the relay has, and returns the lines to print. */
export async function runRelayCommand(
  given: RelayCommand,
  { principal, administration }: Pick<CommandParts, 'principal' | 'administration'>,
): Promise<string[]> {
  switch (given.command) {
    case 'users':
      return (await (await administration()).listUsers(principal)).map(userLine)
    case 'sessions':
      return (await (await administration()).listSessions(principal)).map(sessionLine)
    case 'purge': {
      if (given.before === undefined)
        throw new FailureError('invalid', '--before is missing: for example --before 2025-12-31')
      const purge = { beforeMs: given.before, isTrial: given.trial, takesRedacted: given.redacted }
      const { sessionIds, redacted, files } = await (await administration()).purge(principal, purge)
      const found = `${sessionIds.length} sessions${given.redacted ? ` and ${redacted} redacted messages and edits` : ''}`
      return [...sessionIds, `${found} ${given.trial ? 'would be removed' : `removed, with ${files} files`}`]
    }
  }
}

function userLine({ id, role, name, email, hasPassword }: ListedUser): string {
  return [id, role, name, email ?? '-', hasPassword ? 'password' : 'no password'].join('\t')
}

function sessionLine({ id, kind, active, createdAt, entries, participants }: ListedSession): string {
  return [
    ...[id, kind, active ? 'open' : 'closed', new Date(createdAt).toISOString(), `${entries} entries`],
    participants.map(({ userId, role }) => `${userId} (${role})`).join(', '),
  ].join('\t')
}
