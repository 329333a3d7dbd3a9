import { randomBytes } from 'node:crypto'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createTokenMint, type MintToken } from '../simulation/mintToken.ts'
import { createRelayAdmin } from '../simulation/relayAdmin.ts'
import { systemClock } from '../src/shared/model/clock.ts'
import { type SessionId, userIdSchema } from '../src/shared/model/ids.ts'
import type { Role } from '../src/shared/model/role.ts'
import { forEachOf } from './forEachOf.ts'

/** Home of a relay of a measurement: a data directory and a secret of its own. */
export interface RelayHome {
  readonly mintToken: MintToken
  readonly env: Readonly<Record<string, string>>
  /** The same once more, as it is now: no relay may run on it. */
  readonly copy: () => RelayHome
  readonly remove: () => void
}

export function createRelayHome(secret = randomBytes(32).toString('hex')): RelayHome {
  const dataDir = mkdtempSync(join(tmpdir(), 'rounds-bench-'))
  return {
    mintToken: createTokenMint(secret, systemClock),
    env: { HOST: '127.0.0.1', PORT: '0', DATA_DIR: dataDir, JWT_SECRET: secret, LOG_LEVEL: 'warn' },
    copy: () => {
      const home = createRelayHome(secret)
      cpSync(dataDir, home.env.DATA_DIR ?? '', { recursive: true })
      return home
    },
    remove: () => rmSync(dataDir, { recursive: true }),
  }
}

/** For relays whose limits are not what is measured. */
export const withoutLimits = { RATE_LIMIT_FACTOR: '999999' } as const

export interface SessionOf {
  readonly id: SessionId
  readonly participants: readonly { readonly userId: string; readonly role: Role }[]
}

/** Puts sessions on a relay that runs, over REST as an administrator does. */
export async function putSessions(
  url: string,
  { mintToken }: RelayHome,
  sessions: readonly SessionOf[],
): Promise<void> {
  const admin = createRelayAdmin(url, mintToken)
  await forEachOf(sessions, 32, ({ id, participants }) =>
    admin.putSession(id, {
      kind: 'chat',
      participants: participants.map(({ userId, role }) => ({ userId: userIdSchema.parse(userId), role })),
    }),
  )
}
