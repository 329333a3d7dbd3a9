import { FailureError } from '../../src/shared/model/failure.ts'
import type { CommandParts } from './commandParts.ts'
import type { UserCommand } from './readArguments.ts'

/** Carries out a command on one user, and returns the lines to print. */
export async function runUserCommand(
  given: UserCommand,
  parts: Pick<CommandParts, 'principal' | 'administration' | 'issueToken' | 'readPassword'>,
): Promise<string[]> {
  const { principal, administration } = parts
  const [userId] = given.operands
  switch (given.command) {
    case 'user': {
      const { name, role, email, 'time-zone': timeZone } = given
      if (name === undefined || role === undefined) throw new FailureError('invalid', '--name and --role are needed')
      const password = given.password ? await parts.readPassword() : undefined
      await (await administration()).putUser(principal, userId, {
        ...{ name, role },
        ...(email === undefined ? {} : { email }),
        ...(timeZone === undefined ? {} : { timeZone }),
        ...(password === undefined ? {} : { password }),
      })
      return [`user ${userId} is ${role}`]
    }
    case 'delete-user': {
      const { pseudonym, sessions, entries } = await (await administration()).eraseUser(principal, userId)
      return [
        `${userId} is erased: taken out of ${sessions} open sessions, ${entries} entries kept as of "${pseudonym}"`,
      ]
    }
    case 'token': {
      const { role, name = userId } = given
      if (role === undefined) throw new FailureError('invalid', '--role is needed')
      const { token, expiresAtMs } = await parts.issueToken({ userId, role, name })
      return [token, `valid until ${new Date(expiresAtMs).toISOString()}`]
    }
    case 'revoke': {
      const count = await (await administration()).revokeTokens(principal, userId)
      return [`${count} refresh tokens revoked`]
    }
  }
}
