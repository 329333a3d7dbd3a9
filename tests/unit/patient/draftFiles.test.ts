import { expect, it } from 'vitest'
import { createDraftFiles } from '../../../src/patient/files/draftFiles.ts'
import { keptInvitationSchema } from '../../../src/patient/store/keptRows.ts'
import { createFakeClock } from '../../support/time/fakeClock.ts'

const picture = (name: string) =>
  new File([Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a), new Uint8Array(32)], name)

/** The files of a message, on a device whose first `stored` resolves when `release` is called. */
function slowDevice() {
  const own = keptInvitationSchema.parse({
    ...{ state: 'ours', invitationId: '0190d5a0-0000-7000-8000-000000000001', key: 'key' },
    ...{ sessionId: 'visit-1', userId: 'pat' },
  })
  if (own.state !== 'ours') throw new Error('no invitation')
  const begun = Promise.withResolvers<void>()
  const released = Promise.withResolvers<void>()
  const stored: string[] = []
  const remembered: string[] = []
  const draftFiles = createDraftFiles({
    own,
    store: {
      putFile: async (_of, { name }) => {
        stored.push(name)
        begun.resolve()
        await released.promise
      },
      findFiles: async () => [],
      removeFile: async () => undefined,
      removeUnsentFiles: async () => undefined,
    },
    tab: { read: () => '', write: (ids) => void remembered.push(ids) },
    newFileId: () => `file-${stored.length}`,
    subtle: crypto.subtle,
    clock: createFakeClock(),
    changed: () => undefined,
  })
  return { draftFiles, stored, remembered, begun: begun.promise, release: released.resolve }
}

it('keeps no file on the device of a patient who leaves while files are being looked at', async () => {
  const { draftFiles, stored, remembered, begun, release } = slowDevice()
  const added = draftFiles.add([picture('first.png'), picture('second.png')])
  await begun
  draftFiles.stop()
  release()
  const faults = (await added).map(({ name, fault }) => `${name} ${fault}`)
  expect({ stored, remembered, faults }).toEqual({
    ...{ stored: ['first.png'], remembered: [] },
    faults: ['first.png unkept', 'second.png unkept'],
  })
})
