import type { SafeStorage } from 'electron'
import { fileProtector, type KeyProtector } from '../openKeySafe.ts'

type UsedSafeStorage = Pick<
  SafeStorage,
  'isAsyncEncryptionAvailable' | 'encryptStringAsync' | 'decryptStringAsync' | 'getSelectedStorageBackend'
>

/**
 * The protectors of this workstation, best first: the operating system's key store, if it has a real one, then the file. On
 * Linux `basic_text` is a password that is the same everywhere, so it counts as none and the person is notified.
 */
export async function chooseProtectors(
  safeStorage: UsedSafeStorage,
  platform: NodeJS.Platform,
): Promise<[KeyProtector, ...KeyProtector[]]> {
  const isReal = platform !== 'linux' || !['basic_text', 'unknown'].includes(safeStorage.getSelectedStorageBackend())
  const isAvailable = isReal && (await safeStorage.isAsyncEncryptionAvailable())
  return isAvailable
    ? [safeStorageProtector(safeStorage), fileProtector]
    : [fileProtector, safeStorageProtector(safeStorage)]
}

function safeStorageProtector(safeStorage: UsedSafeStorage): KeyProtector {
  return {
    protection: 'operatingSystem',
    protect: (key) => safeStorage.encryptStringAsync(Buffer.from(key).toString('base64')),
    reveal: async (bytes) => {
      const { result, shouldReEncrypt } = await safeStorage.decryptStringAsync(Buffer.from(bytes))
      return { key: Buffer.from(result, 'base64'), renew: shouldReEncrypt }
    },
  }
}
