import { createCipheriv, createDecipheriv } from 'node:crypto'
import { existsSync, readFileSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { FailureError } from '../../shared/model/failure.ts'
import type { KeySafe } from '../core/runtime/keySafe.ts'
import type { Random } from '../core/runtime/random.ts'
import { writePrivateFile } from './writePrivateFile.ts'

/** A way to keep the wrapping key on disk: turned into bytes that only this user of this workstation can turn back. */
export interface KeyProtector {
  readonly protection: KeySafe['protection']
  readonly protect: (key: Uint8Array) => Promise<Uint8Array>
  /** `renew`: the bytes should be made anew. Rejects when the bytes cannot be turned back. */
  readonly reveal: (bytes: Uint8Array) => Promise<{ readonly key: Uint8Array; readonly renew: boolean }>
}

/** Nothing but the permissions of the file. */
export const fileProtector: KeyProtector = {
  protection: 'fileOnly',
  protect: async (key) => key,
  reveal: async (bytes) => ({ key: bytes, renew: false }),
}

const keyBytes = 32
const nonceBytes = 12
const tagBytes = 16
const algorithm = 'aes-256-gcm'

const fileSchema = z.object({ protection: z.enum(['operatingSystem', 'fileOnly']), key: z.base64() })

/**
 * Opens the key safe of a data directory: one wrapping key in `wrapping-key.json` (mode 0600), kept by the first of
 * `protectors` (a key found under another of them is moved to the first). If the file cannot be turned back, unwrapping
 * refuses with `wrongKey`, and the file is set aside, never overwritten, as soon as something new is wrapped.
 */
export async function openKeySafe(parts: {
  readonly dataDir: string
  readonly protectors: readonly [KeyProtector, ...KeyProtector[]]
  readonly random: Random
}): Promise<KeySafe> {
  const { dataDir, protectors, random } = parts
  const [preferred] = protectors
  const path = join(dataDir, 'wrapping-key.json')
  const write = (protectedKey: Uint8Array) =>
    writePrivateFile(
      path,
      JSON.stringify({ protection: preferred.protection, key: Buffer.from(protectedKey).toString('base64') }),
    )

  const found = existsSync(path) ? await reveal(path, protectors) : undefined
  if (found?.renew) write(await preferred.protect(found.key))
  const wrappingKey = found?.key ?? random.bytes(keyBytes)
  let unwritten = found ? undefined : await preferred.protect(wrappingKey)

  return {
    protection: preferred.protection,
    wrap: (key) => {
      if (unwritten !== undefined) {
        if (existsSync(path)) renameSync(path, `${path}.unreadable-${random.uuid()}`)
        write(unwritten)
        unwritten = undefined
      }
      const nonce = random.bytes(nonceBytes)
      const cipher = createCipheriv(algorithm, wrappingKey, nonce)
      return Buffer.concat([nonce, cipher.update(key), cipher.final(), cipher.getAuthTag()])
    },
    unwrap: (wrapped) => {
      try {
        const nonce = wrapped.subarray(0, nonceBytes)
        const decipher = createDecipheriv(algorithm, wrappingKey, nonce, { authTagLength: tagBytes })
        decipher.setAuthTag(wrapped.subarray(wrapped.length - tagBytes))
        const key = decipher.update(wrapped.subarray(nonceBytes, wrapped.length - tagBytes))
        return Buffer.concat([key, decipher.final()])
      } catch {
        throw new FailureError('wrongKey', 'The key of the data on this workstation cannot be read any more.')
      }
    },
  }
}

async function reveal(
  path: string,
  protectors: readonly KeyProtector[],
): Promise<{ readonly key: Uint8Array; readonly renew: boolean } | undefined> {
  try {
    const file = fileSchema.parse(JSON.parse(readFileSync(path, 'utf8')))
    const protector = protectors.find(({ protection }) => protection === file.protection)
    const revealed = await protector?.reveal(Buffer.from(file.key, 'base64'))
    if (revealed?.key.length !== keyBytes) return undefined
    return { key: revealed.key, renew: revealed.renew || protector !== protectors[0] }
  } catch {
    return undefined
  }
}
