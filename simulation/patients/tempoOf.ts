export type Temperament = 'quick' | 'talkative' | 'anxious' | 'calm' | 'slow'

export interface Tempo {
  /** From the arrival of a message to reading it. */
  readonly readMs: readonly [low: number, high: number]
  /** From reading to the first key. */
  readonly thinkMs: readonly [low: number, high: number]
  readonly charactersPerS: number
  /** Between two unprompted messages. */
  readonly pauseMs: readonly [low: number, high: number]
  /** Waiting for a reply for longer than this shows. */
  readonly patienceMs: number
}

export const tempoOf: Readonly<Record<Temperament, Tempo>> = {
  quick: {
    readMs: [700, 2_500],
    thinkMs: [400, 1_500],
    charactersPerS: 16,
    pauseMs: [45_000, 95_000],
    patienceMs: 80_000,
  },
  talkative: {
    readMs: [1_000, 4_000],
    thinkMs: [500, 2_000],
    charactersPerS: 20,
    pauseMs: [45_000, 100_000],
    patienceMs: 120_000,
  },
  anxious: {
    readMs: [500, 2_000],
    thinkMs: [300, 1_200],
    charactersPerS: 14,
    pauseMs: [35_000, 80_000],
    patienceMs: 50_000,
  },
  calm: {
    readMs: [2_000, 8_000],
    thinkMs: [1_000, 4_000],
    charactersPerS: 12,
    pauseMs: [80_000, 160_000],
    patienceMs: 240_000,
  },
  slow: {
    readMs: [4_000, 12_000],
    thinkMs: [2_000, 6_000],
    charactersPerS: 7,
    pauseMs: [100_000, 200_000],
    patienceMs: 300_000,
  },
}
