import type { Handlers } from '../../../shared/ipc/commands.ts'
import type { Settings } from '../../../shared/ipc/settings.ts'
import type { Storage } from '../../storage/storage.ts'
import type { Emit } from '../runtime/events.ts'

const firstSettings: Settings = { colourScheme: 'system' }

/** The settings of whoever is signed in, on their disk; of nobody, in memory. */
export function createSettings(parts: {
  readonly emit: Emit
  /** The file that is open, or null. */
  readonly storage: () => Pick<Storage, 'transact' | 'settings'> | null
}) {
  let nobodys = firstSettings
  const current = (): Settings => parts.storage()?.settings.read('settings') ?? nobodys

  return {
    current,
    handlers: {
      saveSettings: async (settings) => {
        const storage = parts.storage()
        if (storage) storage.transact(() => storage.settings.write('settings', settings))
        else nobodys = settings
        parts.emit({ name: 'settingsChanged', payload: settings })
        return {}
      },
    } satisfies Partial<Handlers>,
    /** Sends the current settings to the listeners. */
    announce: (): void => parts.emit({ name: 'settingsChanged', payload: current() }),
  }
}
