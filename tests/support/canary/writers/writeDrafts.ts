import { v4 } from 'uuid'
import type { Cast } from '../cast.ts'
import { main, type Markers } from '../writings.ts'

/** Begins a text in each thread at one workstation, and another one at a second that does not know of it: both are the writer's alone. */
export async function writeDrafts({ doc }: Cast, { mark }: Markers): Promise<void> {
  for (const thread of ['care', 'staff'] as const)
    for (const what of ['older draft', 'draft']) {
      const text = mark(`${what} of the ${thread} thread`, { seenBy: ['doc'], of: 'staff' })
      await doc.native.ask('draft:save', { ...main(thread), text, base: 0, writer: v4() })
    }
}
