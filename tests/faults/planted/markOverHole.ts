import { openStorage } from '../../../src/main/storage/openStorage.ts'
import { runPlantedHost } from './plantedHost.ts'

/* The browser host, but everything up to the newest entry that is held is reported as delivered, whatever is missing before it. */

await runPlantedHost({
  openStorage: (options) => {
    const storage = openStorage(options)
    return {
      ...storage,
      watermarks: {
        ...storage.watermarks,
        owed: (self, limit) =>
          storage.ranges
            .holdings(self)
            .flatMap(({ sessionId, thread, ranges, isOwn, deliveredUpTo, readUpTo }) => {
              const upToSeq = ranges.at(-1)?.upToSeq ?? 0
              return isOwn && upToSeq > deliveredUpTo
                ? [{ sessionId, thread, deliveredUpTo: upToSeq, readUpTo: Math.min(readUpTo, upToSeq) }]
                : []
            })
            .slice(0, limit),
      },
    }
  },
})
