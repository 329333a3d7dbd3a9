import { expect, test } from 'vitest'
import { createFileLoader } from '../../../src/patient/files/fileLoader.ts'

/** The first bytes of a PNG, which say this size. */
function aPng(width: number, height: number): Blob {
  const bytes = new DataView(new ArrayBuffer(33))
  for (const [at, byte] of [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a].entries()) bytes.setUint8(at, byte)
  bytes.setUint32(16, width)
  bytes.setUint32(20, height)
  return new Blob([bytes.buffer], { type: 'image/png' })
}

test.each([
  ['that the device can hold', aPng(4000, 3000), true],
  ['of 30,000 by 30,000 pixels', aPng(30_000, 30_000), false],
  ['that does not say how large it is', new Blob(['GIF'], { type: 'image/gif' }), false],
])(
  'a picture %s is known as one to draw or not, and can be saved in each case',
  async (_what, content, isSmallPicture) => {
    const files = createFileLoader({
      base: new URL('http://127.0.0.1/'),
      token: { get: async () => '', renew: async () => '' },
      content: async () => content,
    })
    const loaded = await files.load({ key: 'file', isHere: true, mediaType: content.type })
    expect(loaded).toEqual({ address: expect.stringMatching(/^blob:/), isSmallPicture })
    URL.revokeObjectURL(loaded.address)
  },
)
