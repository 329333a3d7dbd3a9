import { writeFile } from 'node:fs/promises'
import type { ListedInvitation } from '../../src/shared/protocol/invitation.ts'
import type { CommandParts } from './commandParts.ts'
import type { SessionCommand } from './readArguments.ts'

/** Carries out a command on one session, and returns the lines to print. */
export async function runSessionCommand(
  given: SessionCommand,
  parts: Pick<CommandParts, 'principal' | 'administration' | 'newEntryId' | 'clock'>,
): Promise<string[]> {
  const { principal } = parts
  const [sessionId] = given.operands
  const administration = await parts.administration()
  switch (given.command) {
    case 'close':
      await administration.closeSession(principal, sessionId, parts.newEntryId(), given.reason)
      return [`session ${sessionId} is closed`]
    case 'links':
      return (await administration.listLinks(principal, sessionId)).map((link) => linkLine(link, parts.clock.now()))
    case 'link': {
      const wish = { userId: given.user, lifeMinutes: given.minutes }
      const { url, expiresAt } = await administration.makeLink(principal, sessionId, wish)
      return [
        url,
        `can be opened until ${new Date(expiresAt).toISOString()}; earlier links of this patient are taken back`,
      ]
    }
    case 'revoke-links': {
      const count = await administration.revokeLinks(principal, sessionId, given.user)
      return [`${count} links taken back`]
    }
    case 'export': {
      const text = JSON.stringify(await administration.exportSession(principal, sessionId), null, 2)
      if (given.out === undefined) return [text]
      await writeFile(given.out, `${text}\n`, { mode: 0o600, flag: 'wx' })
      return [`written to ${given.out}`]
    }
  }
}

function linkLine(link: ListedInvitation, nowMs: number): string {
  return [
    ...[link.id, link.userId, linkState(link, nowMs)],
    `made ${new Date(link.createdAt).toISOString()}`,
    `to be opened until ${new Date(link.expiresAt).toISOString()}`,
  ].join('\t')
}

function linkState({ revoked, opened, expiresAt }: ListedInvitation, nowMs: number): string {
  if (revoked) return 'taken back'
  if (opened) return 'opened'
  return expiresAt <= nowMs ? 'ran out unopened' : 'not opened'
}
