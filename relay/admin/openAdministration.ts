import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import type { Logger } from 'pino'
import { v7 } from 'uuid'
import { FailureError } from '../../src/shared/model/failure.ts'
import { entryIdSchema } from '../../src/shared/model/ids.ts'
import type { Clock } from '../../src/shared/model/timing/clock.ts'
import { invitationIdSchema } from '../../src/shared/protocol/invitation.ts'
import { createAccounts } from '../accounts/createAccounts.ts'
import { deriveKey } from '../accounts/deriveKey.ts'
import { createErasePerson } from '../accounts/erasePerson.ts'
import { createPasswords } from '../accounts/passwords.ts'
import type { Links } from '../administration/administration.ts'
import { createAdministration } from '../administration/createAdministration.ts'
import { createAttachmentFiles } from '../attachments/attachmentFiles.ts'
import { createClinic } from '../clinic/createClinic.ts'
import type { RelaySettings } from '../environment.ts'
import { createInvitations } from '../invitations/createInvitations.ts'
import { createInvitationTokens, invitationKeyOf } from '../invitations/invitationTokens.ts'
import { linkOf } from '../invitations/linkOf.ts'
import { createRetention } from '../retention/createRetention.ts'
import { createSessionCache } from '../sessions/cache/sessionCache.ts'
import { createSessionUseCases } from '../sessions/createSessionUseCases.ts'
import { openPostgresStore } from '../store/database/openPostgresStore.ts'
import { openSqliteStore } from '../store/database/openSqliteStore.ts'
import { isSqliteStoreOpen } from '../store/database/sqliteBackup.ts'
import type { WholeAdministration } from './commandParts.ts'

export interface OpenedAdministration {
  readonly administration: WholeAdministration
  readonly close: () => Promise<void>
}

const probeTimeoutMs = 1_000

/**
 * Returns whether a relay runs on this data: of SQLite its lock tells; for PostgreSQL, whether one answers at this HOST and PORT.
 */
export async function isRelayRunning(settings: RelaySettings): Promise<boolean> {
  const { database, dataDir, host, port } = settings
  if (database.kind === 'sqlite') return isSqliteStoreOpen(join(dataDir, 'relay.db'))
  if (port === 0) return false
  const name = host === '0.0.0.0' ? '127.0.0.1' : host.includes(':') ? `[${host === '::' ? '::1' : host}]` : host
  return await fetch(`http://${name}:${port}/health`, { signal: AbortSignal.timeout(probeTimeoutMs) }).then(
    (response) => response.ok,
    () => false,
  )
}

/**
 * Administration of the store itself, for when no relay runs on it. Throws `FailureError('conflict')` when one does: it holds
 * sessions in memory, and is to be asked instead.
 */
export async function openAdministration(
  settings: RelaySettings,
  clock: Clock,
  log: Logger,
): Promise<OpenedAdministration> {
  if (await isRelayRunning(settings))
    throw new FailureError('conflict', 'a relay runs here: name it by --relay URL, so that it knows of what is changed')
  const store =
    settings.database.kind === 'postgres'
      ? await openPostgresStore({ ...settings.database, clock })
      : await openSqliteStore({ file: join(settings.dataDir, 'relay.db') })
  const sessionCache = createSessionCache(store, () => false)
  const publish = () => undefined
  const useCases = createSessionUseCases({
    ...{ store, sessionCache, publish, clock, log, after: clock.after },
    newEntryId: () => entryIdSchema.parse(v7()),
    nextTurn: (task) => void setImmediate(task),
  })
  const files = createAttachmentFiles(join(settings.dataDir, 'attachments'))
  // No relay runs beside it whose connections could end.
  const accessEnded = () => undefined
  const accounts = createAccounts({
    ...{ settings: settings.tokens, store, clock, accessEnded, randomBytes },
    passwords: createPasswords(randomBytes, deriveKey),
  })
  const purge = createRetention({ store, sessionCache, publish, files, log })
  const key = invitationKeyOf(settings.tokens.key, settings.invitationSecret)
  const invitations = createInvitations({
    ...{ store, accessEnded, clock, logLinkOpened: useCases.logLinkOpened, reportAttempt: useCases.attempts.report },
    tokens: key && createInvitationTokens(key, clock),
    // Nobody connects here.
    verifyAccountToken: async () => ({ refused: 'invalid' }),
    newInvitationId: () => invitationIdSchema.parse(v7()),
  })
  const links: Links = {
    listLinks: invitations.list,
    revokeLinks: invitations.revoke,
    makeLink: async (principal, sessionId, { userId, lifeMinutes }) => {
      if (settings.publicUrl === null)
        throw new FailureError('invalid', 'no relay says where its page is: set PUBLIC_URL, or name one by --relay')
      const wish = { userId, lifeMs: lifeMinutes * 60_000 }
      const { invitation, expiresAtMs } = await invitations.create(principal, sessionId, wish)
      return { url: linkOf(settings.publicUrl, invitation), expiresAt: expiresAtMs }
    },
  }
  const { removeFromSessions, userChanged } = useCases
  const erase = createErasePerson({ store, files, removeFromSessions, userChanged, accessEnded, log })
  const changes = { accounts, accessEnded, erase, purge }
  return {
    administration: {
      ...createAdministration({ store, sessionCache, useCases, ...changes, clock, log }),
      ...links,
      ...createClinic({ store, publish, log }).useCases,
    },
    close: async () => {
      await useCases.drain()
      await store.close()
    },
  }
}
