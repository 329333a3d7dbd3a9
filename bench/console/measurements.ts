import type { NamedMeasurement } from '../runner/measurements.ts'
import { prepareReconnecting } from './reconnecting.ts'
import { prepareScreenUnderLoad } from './screenUnderLoad.ts'
import { prepareSearching } from './searching.ts'
import { prepareStart } from './startToUsable.ts'
import { prepareSupervisor } from './supervisor.ts'
import { prepareTabMemory } from './tabMemory.ts'

/** All of `npm run bench:console`: in a minute on a machine that builds, or at the size of the design's section 11. */
export function measurements(size: 'small' | 'full'): NamedMeasurement[] {
  const isSmall = size === 'small'
  const little = { sessions: 10, entries: 10 }
  const much = isSmall ? { sessions: 80, entries: 16_000 } : { sessions: 400, entries: 1_000_000 }
  const tabs = isSmall ? 8 : 100
  return [
    {
      name: 'screen',
      rounds: isSmall ? 1 : 5,
      prepare: () =>
        prepareScreenUnderLoad({
          subject: { ...much, tabs },
          reference: { ...little, tabs: isSmall ? 4 : 10 },
          perSecond: 50,
          keys: isSmall ? 20 : 100,
          switches: isSmall ? 15 : 100,
          watchMs: isSmall ? 2_500 : 20_000,
          scrollMs: isSmall ? 800 : 3_000,
          judgesTimes: !isSmall,
        }),
    },
    { name: 'start', rounds: isSmall ? 1 : 5, prepare: () => prepareStart(much, little, !isSmall) },
    {
      name: 'supervisor',
      rounds: isSmall ? 1 : 3,
      prepare: () =>
        prepareSupervisor(isSmall ? { sessions: 240, entries: 24_000 } : { sessions: 2_400, entries: 504_000 }, {
          sessions: 24,
          entries: 5_040,
        }),
    },
    {
      name: 'reconnecting',
      rounds: isSmall ? 1 : 5,
      prepare: () =>
        prepareReconnecting(isSmall ? { sessions: 240, entries: 24_000 } : { sessions: 2_400, entries: 504_000 }, 50),
    },
    {
      name: 'search',
      rounds: isSmall ? 2 : 5,
      prepare: () => prepareSearching(much, { sessions: 1, entries: 10 }, !isSmall),
    },
    {
      name: 'tabs',
      rounds: 1,
      prepare: () =>
        prepareTabMemory(
          { ...much, tabs },
          { ...little, tabs: 10 },
          { warmUp: isSmall ? 16 : 200, switches: isSmall ? 100 : 2_000 },
        ),
    },
  ]
}
