import { readFile, writeFile } from 'node:fs/promises'
import { FailureError } from '../../src/shared/model/failure.ts'
import type { EntryId } from '../../src/shared/model/ids.ts'
import type { Clock } from '../../src/shared/model/timing/clock.ts'
import type { ListedInvitation } from '../../src/shared/protocol/invitation.ts'
import type { IssueToken } from '../accounts/tokenIssuer.ts'
import type { Administration, Links } from '../administration/administration.ts'
import { isIntact, sessionExportSchema } from '../administration/sessionExport.ts'
import type { RelaySettings } from '../environment.ts'
import type { Principal } from '../sessions/access/principal.ts'
import { backUp, checkBackup, restoreBackup } from './backup.ts'
import type { AdminCommand } from './readArguments.ts'

export interface CommandParts {
  readonly settings: RelaySettings
  readonly principal: Principal
  /** Opened when a command needs it. */
  readonly administration: () => Promise<Administration & Links>
  readonly isRelayRunning: () => Promise<boolean>
  readonly issueToken: IssueToken
  readonly readPassword: () => Promise<string>
  readonly newEntryId: () => EntryId
  readonly clock: Pick<Clock, 'now'>
}

/** Does what was asked for and gives the lines to print. Throws `FailureError` with what it cannot do. */
export async function runCommand(asked: AdminCommand, parts: CommandParts): Promise<string[]> {
  const { settings, principal, clock } = parts
  const { command } = asked
  switch (command) {
    case 'users':
      return (await (await parts.administration()).listUsers(principal)).map(({ id, role, name, email, hasPassword }) =>
        [id, role, name, email ?? '-', hasPassword ? 'password' : 'no password'].join('\t'),
      )
    case 'sessions':
      return (await (await parts.administration()).listSessions(principal)).map((session) =>
        [
          session.id,
          session.kind,
          session.active ? 'open' : 'closed',
          new Date(session.createdAt).toISOString(),
          `${session.entries} entries`,
          session.participants.map(({ userId, role }) => `${userId} (${role})`).join(', '),
        ].join('\t'),
      )
    case 'purge': {
      if (asked.before === undefined)
        throw new FailureError('invalid', '--before is missing: for example --before 2025-12-31')
      const purge = { beforeMs: asked.before, isTrial: asked.trial, takesRedacted: asked.redacted }
      const { sessionIds, redacted, files } = await (await parts.administration()).purge(principal, purge)
      const found = `${sessionIds.length} sessions${asked.redacted ? ` and ${redacted} redacted messages and edits` : ''}`
      return [...sessionIds, `${found} ${asked.trial ? 'would be removed' : `removed, with ${files} files`}`]
    }
    case 'user': {
      const { name, role, email, 'time-zone': timeZone } = asked
      if (name === undefined || role === undefined) throw new FailureError('invalid', '--name and --role are needed')
      const password = asked.password ? await parts.readPassword() : undefined
      await (await parts.administration()).putUser(principal, asked.operands[0], {
        ...{ name, role },
        ...(email === undefined ? {} : { email }),
        ...(timeZone === undefined ? {} : { timeZone }),
        ...(password === undefined ? {} : { password }),
      })
      return [`user ${asked.operands[0]} is ${role}`]
    }
    case 'delete-user': {
      const [userId] = asked.operands
      const { pseudonym, sessions, entries } = await (await parts.administration()).eraseUser(principal, userId)
      return [
        `${userId} is erased: taken out of ${sessions} open sessions, ${entries} entries kept as of "${pseudonym}"`,
      ]
    }
    case 'token': {
      const [userId] = asked.operands
      const { role, name = userId } = asked
      if (role === undefined) throw new FailureError('invalid', '--role is needed')
      const { token, expiresAtMs } = await parts.issueToken({ userId, role, name })
      return [token, `valid until ${new Date(expiresAtMs).toISOString()}`]
    }
    case 'revoke': {
      const count = await (await parts.administration()).revokeTokens(principal, asked.operands[0])
      return [`${count} refresh tokens revoked`]
    }
    case 'close':
      await (await parts.administration()).closeSession(principal, asked.operands[0], parts.newEntryId(), asked.reason)
      return [`session ${asked.operands[0]} is closed`]
    case 'links':
      return (await (await parts.administration()).listLinks(principal, asked.operands[0])).map((link) =>
        [
          link.id,
          link.userId,
          linkState(link, clock.now()),
          `made ${new Date(link.createdAt).toISOString()}`,
          `to be opened until ${new Date(link.expiresAt).toISOString()}`,
        ].join('\t'),
      )
    case 'link': {
      const wish = { userId: asked.user, lifeMinutes: asked.minutes }
      const { url, expiresAt } = await (await parts.administration()).makeLink(principal, asked.operands[0], wish)
      return [
        url,
        `can be opened until ${new Date(expiresAt).toISOString()}; earlier links of this patient are taken back`,
      ]
    }
    case 'revoke-links': {
      const count = await (await parts.administration()).revokeLinks(principal, asked.operands[0], asked.user)
      return [`${count} links taken back`]
    }
    case 'export': {
      const text = JSON.stringify(
        await (await parts.administration()).exportSession(principal, asked.operands[0]),
        null,
        2,
      )
      if (asked.out === undefined) return [text]
      await writeFile(asked.out, `${text}\n`, { mode: 0o600, flag: 'wx' })
      return [`written to ${asked.out}`]
    }
    case 'verify': {
      const exported = sessionExportSchema.safeParse(JSON.parse(await readFile(asked.operands[0], 'utf8')))
      if (!exported.success) throw new FailureError('invalid', 'the file is no export of a session')
      if (!(await isIntact(exported.data))) throw new FailureError('invalid', 'the content is not what was exported')
      return [`intact: sha256 ${exported.data.sha256}`]
    }
    case 'backup':
      requireSqlite(settings)
      return told(await backUp(settings.dataDir, asked.operands[0]))
    case 'check':
      return told(await checkBackup(asked.operands[0]))
    case 'restore': {
      requireSqlite(settings)
      if (await parts.isRelayRunning()) throw new FailureError('conflict', 'a relay runs on this data: stop it first')
      const aside = await restoreBackup(asked.operands[0], settings.dataDir, clock.now())
      return ['restored', ...(aside === null ? [] : [`what was there is now ${aside}`])]
    }
  }
}

function linkState({ revoked, opened, expiresAt }: ListedInvitation, nowMs: number): string {
  if (revoked) return 'taken back'
  if (opened) return 'opened'
  return expiresAt <= nowMs ? 'ran out unopened' : 'not opened'
}

function requireSqlite({ database }: RelaySettings): void {
  if (database.kind === 'postgres')
    throw new FailureError(
      'invalid',
      'the data is in PostgreSQL: back it up with pg_dump, and copy DATA_DIR/attachments',
    )
}

function told({ users, sessions, entries, files, version, faults }: Awaited<ReturnType<typeof checkBackup>>): string[] {
  if (faults.length > 0) throw new FailureError('invalid', `the backup is not whole:\n${faults.join('\n')}`)
  return [`whole: ${users} users, ${sessions} sessions, ${entries} entries, ${files.length} files, version ${version}`]
}
