import { uploadInParts } from '../../../client/uploadInParts.ts'
import { type Failure, FailureError, type FailureKind, retryPolicyOf } from '../../../shared/model/failure.ts'
import type { EntryId } from '../../../shared/model/ids.ts'
import type { Clock } from '../../../shared/model/timing/clock.ts'
import type { StoredOwnFile } from '../../storage/files/fileStore.ts'
import type { StorageReader } from '../../storage/storage.ts'
import type { CurrentTransport } from '../link/currentTransport.ts'
import type { RelayRest } from '../link/relayRest.ts'
import type { TokenKeeper } from '../link/tokens.ts'
import { readPart } from './readPart.ts'
import type { UploadRecords } from './uploadRecords.ts'

export interface UploadFileParts {
  readonly storage: Pick<StorageReader, 'contents'>
  readonly transport: Pick<CurrentTransport, 'report'>
  readonly rest: Pick<RelayRest, 'files'>
  readonly tokens: Pick<TokenKeeper, 'current'>
  readonly clock: Pick<Clock, 'steady'>
  readonly progressed: (file: StoredOwnFile, bytes: number) => void
}

/** These say nothing of the file, and are over by themselves: a line that is away, a token that is renewed, another request. */
const passing: ReadonlySet<FailureKind> = new Set(['offline', 'timeout', 'conflict', 'unauthenticated', 'tokenExpired'])

/** Outcome of an attempt to bring a file to the relay. `parked`: it was refused for good, and its message with it. */
export type Uploaded = 'whole' | 'later' | 'parked' | 'interrupted'

/** Returns what brings one file of a message to the relay, and writes down how that ended. */
export function createUploadFile(parts: UploadFileParts, records: UploadRecords) {
  function upload(id: EntryId, file: StoredOwnFile, givenUp: AbortSignal) {
    const { files } = parts.rest
    const own = async () => ({ token: await parts.tokens.current(), givenUp })
    const { sessionId, thread, name, bytes, sha256 } = file
    return uploadInParts({
      ...{ uploadId: file.uploadId, clock: parts.clock },
      requests: {
        begin: async () => {
          const uploadId = await files.begin({ sessionId, thread, name, bytes, sha256 }, await own())
          // Its name is on the disk before its first byte leaves: after a kill it goes on there.
          if (records.save(id, { ...(records.find(id, file) ?? file), uploadId })) return uploadId
          throw new FailureError('unavailable', 'The upload could not be noted on this workstation.')
        },
        offsetOf: async (of) => files.offsetOf(of, await own()),
        append: async (of, offset, mostBytes) => {
          const end = Math.min(bytes, offset + mostBytes)
          const content = await readPart(parts.storage.contents, file, { start: offset, end })
          return files.append(of, { offset, content }, await own())
        },
      },
      progressed: (done) => parts.progressed(file, done),
    })
  }

  function takeFailure(id: EntryId, given: StoredOwnFile, failure: Failure): Uploaded {
    const file = records.find(id, given)
    if (!file) return 'interrupted'
    const policy = retryPolicyOf[failure.kind]
    if (policy === 'afterSignIn') parts.transport.report('tokenRefused')
    // The relay has given up what had begun: it begins anew.
    const isGivenUp = failure.kind === 'notFound' && file.uploadId !== null
    if (isGivenUp) records.save(id, { ...file, uploadId: null })
    else if (policy === 'never' && !passing.has(failure.kind)) {
      records.fail(id, file, failure)
      return 'parked'
    } else if (!passing.has(failure.kind)) records.holdUp(id, failure)
    return 'later'
  }

  return async (id: EntryId, file: StoredOwnFile, signal: AbortSignal): Promise<Uploaded> => {
    try {
      const attachment = await upload(id, file, signal)
      const whole = { ...file, uploadId: attachment.id, attachment, state: { kind: 'uploaded' } } as const
      return records.save(id, whole) ? 'whole' : 'later'
    } catch (error) {
      if (!(error instanceof FailureError)) throw error
      return signal.aborted ? 'interrupted' : takeFailure(id, file, error.failure)
    }
  }
}
