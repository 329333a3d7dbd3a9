import type { MessageType } from '../../src/shared/model/entry.ts'
import { hummedVoice } from './hummedVoice.ts'
import { rashPicture } from './rashPicture.ts'
import { writtenPdf } from './writtenPdf.ts'

/** File that a simulated patient sends. */
export type SampleFile = 'rash' | 'voice' | 'diary'

export interface MadeFile {
  readonly name: string
  /** Type of the message that carries it. */
  readonly type: MessageType
  readonly content: Uint8Array
}

const makers: Readonly<Record<SampleFile, () => MadeFile>> = {
  rash: () => ({ name: 'ring on thigh.png', type: 'image', content: rashPicture() }),
  voice: () => ({ name: 'Voice message.wav', type: 'voice', content: hummedVoice(7) }),
  diary: () => ({
    name: 'headache diary.pdf',
    type: 'document',
    content: writtenPdf([
      'Headache diary, Priya Raman',
      '',
      'Mon  woke with it, 8 of 10, zigzags before, sumatriptan 50 mg, gone by noon',
      'Tue  none',
      'Wed  afternoon, 4 of 10, naproxen',
      'Thu  none, slept 7 h',
      'Fri  evening, 8 of 10, dark room, sumatriptan 50 mg twice',
      'Sat  dull all day, 3 of 10',
      'Sun  none',
    ]),
  }),
}

/** Makes a file, the same each time. */
export function makeFile(sample: SampleFile): MadeFile {
  return makers[sample]()
}
