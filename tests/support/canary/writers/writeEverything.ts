import type { Cast } from '../cast.ts'
import { createMarkers, type Writing } from '../writings.ts'
import { uploadFiles } from './uploadFiles.ts'
import { writeCalls } from './writeCalls.ts'
import { writeDrafts } from './writeDrafts.ts'
import { writeByDialects, writeByRest, writeThreads } from './writeMessages.ts'
import { writeNames } from './writeNames.ts'
import { writeNotifications, writeStatus } from './writeNotifications.ts'
import { writeDispute, writeSessionChanges } from './writeSessionChanges.ts'

/** Ids of everything there is to ask for. */
export interface Known {
  readonly careMessage: string
  readonly staffMessage: string
  /** Sent in the care thread, sent in the staff thread, and not sent at all. */
  readonly files: readonly string[]
  readonly callId: string
}

/** Writes a marker into everything that somebody can write, by every protocol; one thing after the other. */
export async function writeEverything(
  cast: Cast,
): Promise<{ readonly writings: readonly Writing[]; readonly known: Known }> {
  const markers = createMarkers()
  await writeNames(cast, markers)
  const messages = await writeThreads(cast, markers)
  writeByDialects(cast, markers)
  await writeByRest(cast, markers)
  const files = await uploadFiles(cast, markers)
  const callId = await writeCalls(cast, markers)
  await writeStatus(cast, markers)
  await writeDrafts(cast, markers)
  await writeNotifications(cast, markers)
  await writeSessionChanges(cast, markers)
  await writeDispute(cast, markers)
  return { writings: markers.writings, known: { ...messages, files, callId } }
}
