import type { Handlers } from '../../../shared/ipc/commands.ts'
import type { Storage } from '../../storage/storage.ts'

/** Creates the store of the screen's arrangement, which is to be the same after a restart. */
export function createWorkspace({ storage }: { readonly storage: Pick<Storage, 'transact' | 'settings'> }) {
  return {
    handlers: {
      saveWorkspace: async ({ workspace }) => {
        storage.transact(() => storage.settings.write('workspace', workspace))
        return {}
      },
    } satisfies Partial<Handlers>,
    current: () => storage.settings.read('workspace') ?? null,
  }
}
