import type { Handlers } from '../../../shared/ipc/commands.ts'
import type { Storage } from '../../storage/storage.ts'
import type { OpenSessions } from '../log/openSessions.ts'

/** Creates the store of the screen's arrangement, which is to be the same after a restart. */
export function createWorkspace({
  storage,
  opened,
}: {
  readonly storage: Pick<Storage, 'transact' | 'settings'>
  readonly opened: Pick<OpenSessions, 'set'>
}) {
  return {
    handlers: {
      saveWorkspace: async ({ workspace, openSessions }) => {
        storage.transact(() => {
          storage.settings.write('workspace', workspace)
          storage.settings.write('openSessions', openSessions)
        })
        opened.set(openSessions)
        return {}
      },
    } satisfies Partial<Handlers>,
    current: () => storage.settings.read('workspace') ?? null,
  }
}
