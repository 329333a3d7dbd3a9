import { existsSync } from 'node:fs'
import { type Failure, FailureError } from '../../../shared/model/failure.ts'
import type { UserId } from '../../../shared/model/ids.ts'
import type { Clock } from '../../../shared/model/timing/clock.ts'
import type { OpenStorage, Storage } from '../../storage/storage.ts'
import type { KeySafe } from '../runtime/keySafe.ts'
import type { Log } from '../runtime/log.ts'
import type { Random } from '../runtime/random.ts'
import { databaseFile, folderOf, type Profile, readProfile, setDatabaseAside, writeProfile } from './profile.ts'

/** Failure shown when the data of this workstation cannot be opened; what was unsent may be lost with it. */
const keyLost: Failure = {
  kind: 'wrongKey',
  message:
    'The data on this workstation cannot be opened: its key is lost or does not fit. Sign in to fetch the conversations from ' +
    'the relay again. Messages that were not sent may be in the old file, which is kept.',
}

export interface AccountFilesParts {
  readonly dataDir: string
  readonly keySafe: KeySafe
  readonly openStorage: OpenStorage
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
}

export type AccountFiles = ReturnType<typeof createAccountFiles>

/** The profile and the databases in the data directory: one database, and one wrapped key, for each user at each relay. */
export function createAccountFiles(parts: AccountFilesParts) {
  const { dataDir, keySafe } = parts
  const read = readProfile(dataDir, { deviceId: parts.random.uuid(), nowMs: parts.clock.now() })
  let profile = read.profile

  function change(next: Partial<Profile>): void {
    const changed = { ...profile, ...next }
    writeProfile(dataDir, changed)
    profile = changed
  }

  function openFolder(folder: string): Storage {
    const wrappedKey = profile.keys[folder]
    if (wrappedKey === undefined) throw new FailureError(keyLost.kind, keyLost.message)
    const key = keySafe.unwrap(new Uint8Array(Buffer.from(wrappedKey, 'base64')))
    return parts.openStorage({ file: databaseFile(dataDir, folder), key })
  }

  function createFolder(folder: string): Storage {
    const key = parts.random.bytes(32)
    // The key must be on the disk before anything is written under it.
    const wrappedKey = Buffer.from(keySafe.wrap(key)).toString('base64')
    change({ keys: { ...profile.keys, [folder]: wrappedKey } })
    return parts.openStorage({ file: databaseFile(dataDir, folder), key })
  }

  change({})

  return {
    deviceId: profile.deviceId,
    relayUrl: () => profile.relayUrl,
    /** Reason why the last user's data cannot be had, when the profile itself was damaged. */
    damage: read.isDamaged ? keyLost : null,

    /** Opens the file of the user who was signed in last. Throws `FailureError`, with the file untouched. */
    openLast: (): Storage | null => {
      if (profile.signedIn === null) return null
      try {
        return openFolder(profile.signedIn)
      } catch (error) {
        if (error instanceof FailureError && error.failure.kind === 'wrongKey') {
          throw new FailureError(keyLost.kind, keyLost.message)
        }
        throw error
      }
    },

    /**
     * Opens the file of a user, or makes it. One that cannot be opened with its key is set aside, never deleted, and `loss`
     * is the reason. Throws `newerDatabase`, `unavailable` or `diskFull`.
     */
    openFor: (relayUrl: string, userId: UserId): { readonly storage: Storage; readonly loss: Failure | null } => {
      const folder = folderOf(relayUrl, userId)
      const isThere = existsSync(databaseFile(dataDir, folder))
      if (!isThere) return { storage: createFolder(folder), loss: null }
      try {
        return { storage: openFolder(folder), loss: null }
      } catch (error) {
        if (!(error instanceof FailureError) || error.failure.kind !== 'wrongKey') throw error
      }
      const file = setDatabaseAside(dataDir, folder, parts.clock.now())
      parts.log.warn({}, 'a database could not be opened and was set aside')
      change({ setAside: [...profile.setAside, { file, wrappedKey: profile.keys[folder] ?? null }] })
      const message =
        'The old data of this workstation could not be opened, because its key is lost or does not fit. It was set aside as ' +
        `${file}; messages that were not sent may be in it. The conversations are being fetched from the relay again.`
      return { storage: createFolder(folder), loss: { kind: 'wrongKey', message } }
    },

    signedIn: (relayUrl: string, userId: UserId): void => change({ relayUrl, signedIn: folderOf(relayUrl, userId) }),
    signedOut: (): void => change({ signedIn: null }),
  }
}
