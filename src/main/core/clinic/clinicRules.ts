import type { ClinicSettings } from '../../../shared/ipc/settings.ts'
import { withClinicFlags } from '../../../shared/model/clinic/clinicFlags.ts'
import { type ClinicDocument, defaultClinic } from '../../../shared/model/clinic/clinicRules.ts'
import { defaultFlags } from '../../../shared/model/flags/defaultFlags.ts'
import type { FlagList } from '../../../shared/model/flags/flagList.ts'
import type { Storage } from '../../storage/storage.ts'
import type { OnReceived } from '../link/currentTransport.ts'
import type { Transport } from '../link/transport.ts'
import type { Emit } from '../runtime/events.ts'
import type { StorageHealth } from '../runtime/storageHealth.ts'

export interface ClinicRulesParts {
  readonly storage: Pick<Storage, 'transact' | 'settings'>
  readonly storageHealth: Pick<StorageHealth, 'write'>
  readonly emit: Emit
  /** Called when another list of phrases is to be looked for from now on. */
  readonly flagsChanged: (list: FlagList) => void
}

/** Creates the keeper of what the clinic has set: the newest that the relay has told, on this disk, and before that the defaults. */
export function createClinicRules({ storage, storageHealth, emit, flagsChanged }: ClinicRulesParts) {
  let held = storage.settings.read('clinic') ?? defaultClinic
  /** Changes that the relay has sent by itself. */
  let changesReceived = 0

  function take(clinic: ClinicDocument): boolean {
    const before = held
    if (!storageHealth.write(() => storage.transact(() => storage.settings.write('clinic', clinic)))) return false
    held = clinic
    emit({ name: 'clinicChanged', payload: settingsOf(held) })
    if (JSON.stringify(before.flags) !== JSON.stringify(held.flags)) flagsChanged(listOf(held))
    return true
  }

  return {
    settings: (): ClinicSettings => settingsOf(held),
    flagList: (): FlagList => listOf(held),
    /** Asks for the rules where they are others than those that are held. Without an answer, these go on to hold. */
    fetch: async ({ request }: Transport): Promise<void> => {
      const receivedBefore = changesReceived
      const reply = await request('clinic:read', { held: held.version })
      // What was told meanwhile is newer than the answer, or as new.
      if (reply.outcome === 'answered' && reply.answer.clinic && changesReceived === receivedBefore)
        take(reply.answer.clinic)
    },
    onReceived: {
      'clinic:changed': ({ clinic }) => {
        changesReceived += 1
        return clinic.version <= held.version || take(clinic)
      },
    } satisfies OnReceived,
  }
}

function settingsOf({ waits, laterReasons }: ClinicDocument): ClinicSettings {
  return { waits, laterReasons }
}

const listOf = ({ flags }: ClinicDocument) => withClinicFlags(defaultFlags, flags)
