import type { FailureKind } from '../../shared/model/failure.ts'
import type { DeviceId, EntryId } from '../../shared/model/ids.ts'
import type { Clock } from '../../shared/model/timing/clock.ts'
import type { Phones } from '../screen/emergencyLine.ts'
import type { OpenInvitation } from '../store/keptRows.ts'
import type { PageStore } from '../store/pageStore.ts'
import type { StorageHealth } from '../store/storageHealth.ts'
import type { EndReason } from '../strings.ts'

/** Parts that a visit is shown with. */
export interface VisitParts {
  readonly base: URL
  readonly store: PageStore
  readonly storage: StorageHealth
  readonly invitation: OpenInvitation
  readonly show: (screen: HTMLElement) => void
  readonly end: (reason: EndReason) => void
  readonly phones: Phones
  readonly clock: Clock
  readonly fraction: () => number
  readonly deviceId: DeviceId
  /** Makes the id of a new message. */
  readonly newEntryId: () => EntryId
  /** The relay does not let this page in, or no longer: there is nothing to show. */
  readonly refused: (kind: FailureKind) => void
}
