import { openStorage } from '../../../src/main/storage/openStorage.ts'
import { runPlantedHost } from './plantedHost.ts'

/* The browser host, but two ranges of a thread are joined although what lies between them is missing. */

await runPlantedHost({
  openStorage: (options) => {
    const storage = openStorage(options)
    return {
      ...storage,
      ranges: {
        ...storage.ranges,
        save: (threadId, before, after) => {
          const [first] = after
          const last = after.at(-1)
          const joined = first && last ? [{ fromSeq: first.fromSeq, upToSeq: last.upToSeq }] : []
          storage.ranges.save(threadId, before, joined)
        },
      },
    }
  },
})
