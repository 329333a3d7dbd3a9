const peers = 500
const sessions = 300

/**
 * Accounts that weigh: a clinician and a patient who share many sessions, with messages that nobody has read and reactions
 * without end.
 */
export const weighty = {
  clinicianId: 'weighty-clinician',
  patientId: 'weighty-patient',
  sessionIds: Array.from({ length: sessions }, (_, index) => `weighty-${index}`),
  messagesOfEach: 100,
  /** A session of them, in which the patient has reacted so often. */
  reactedId: 'weighty-reacted',
  reactions: 30_000,
  peerIds: Array.from({ length: peers }, (_, index) => `weighty-peer-${index}`),
  /** Those of them who take part in a session. */
  peersOf: (sessionId: string): readonly string[] => {
    const index = Number(sessionId.split('-')[1]) || 0
    return [`weighty-peer-${index % peers}`, `weighty-peer-${(index + sessions) % peers}`]
  },
} as const
